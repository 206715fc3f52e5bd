import { describe, expect, it } from 'vitest';
import { hdrPeakSignalToNoise, muLawTone, muLawError } from '../../../src/analysis/metrics/hdr-error.js';

const range = { peak: 16, mu: 255 };

describe('muLawTone', () => {
  it('is log(1 + μ x / peak) / log(1 + μ), clipped to black and white', () => {
    expect(muLawTone(16 / 255, range)).toBeCloseTo(Math.log(2) / Math.log(256), 12);
    expect([-1, 0, 16, 90].map(value => muLawTone(value, range))).toEqual([0, 0, 1, 1]);
  });
});

describe('hdrPeakSignalToNoise', () => {
  it('takes the mean square after the logarithm: black for white in one of four pixels is 10 log₁₀ 4', () => {
    const image = Float32Array.of(0, 1, 2, 3);
    const reference = Float32Array.of(16, 1, 2, 3);
    expect(muLawError(image, reference, range)).toBeCloseTo(1 / 4, 12);
    expect(hdrPeakSignalToNoise(image, reference, range)).toBeCloseTo(10 * Math.log10(4), 12);
    expect(hdrPeakSignalToNoise(image, image, range)).toBe(Infinity);
  });

  it('weighs the same ratio alike over the range, where the plain error counts the bright alone', () => {
    const error = (value: number) =>
      muLawError(Float32Array.of(1.1 * value), Float32Array.of(value), { peak: 1000 });
    expect(error(500) / error(50)).toBeCloseTo(1, 1);
  });

  it('uses μ = 5000 if it is left out', () => {
    expect(muLawTone(0.2, { peak: 1 })).toBeCloseTo(Math.log(1001) / Math.log(5001), 12);
  });

  it('says what is wrong', () => {
    expect(() => muLawError(Float32Array.of(1), Float32Array.of(), range)).toThrow(
      'muLawError: the images have 1 and 0 values, must be as many, and some',
    );
    expect(() => muLawError(Float32Array.of(1), Float32Array.of(1), { peak: 0 })).toThrow(
      'muLawError: peak is 0 and mu is 5000, must be above 0',
    );
  });
});
