import { describe, expect, it } from 'vitest';
import {
  meanSquaredError,
  peakSignalToNoise,
  structuralSimilarity,
} from '../../src/analysis/image-metrics.js';

function pattern(height: number, width: number, f: (row: number, column: number) => number): Float32Array {
  return Float32Array.from({ length: height * width }, (_, i) => f(Math.floor(i / width), i % width));
}

describe('peakSignalToNoise', () => {
  it('is 20 dB for an error of a tenth of the range everywhere', () => {
    const reference = pattern(4, 5, row => row * 25);
    const image = reference.map(value => value + 10);
    expect(meanSquaredError(image, reference)).toBe(100);
    expect(peakSignalToNoise(image, reference, 100)).toBeCloseTo(20, 12);
    expect(peakSignalToNoise(image, image)).toBe(Infinity);
  });

  it('refuses images of different sizes', () => {
    expect(() => peakSignalToNoise(new Float32Array(3), new Float32Array(4))).toThrow(
      'image metrics: the images have 3 and 4 values, must be as many, and some',
    );
  });
});

describe('structuralSimilarity', () => {
  const size = { height: 12, width: 13, channels: 1 };
  const waves = pattern(12, 13, (row, column) => 0.5 + 0.3 * Math.sin(row) * Math.cos(2 * column));

  it('is 1 for equal images, and the luminance term alone for constant ones', () => {
    expect(structuralSimilarity(waves, waves, size)).toBeCloseTo(1, 12);
    const [a, b, c1] = [0.25, 0.75, 1e-4];
    const similarity = structuralSimilarity(
      pattern(12, 13, () => a),
      pattern(12, 13, () => b),
      size,
    );
    expect(similarity).toBeCloseTo((2 * a * b + c1) / (a * a + b * b + c1), 10);
  });

  it('is near −1 for the negative of a pattern about its mean, and averages channels', () => {
    const pair = (first: Float32Array, second: Float32Array) =>
      Float32Array.from({ length: 2 * first.length }, (_, i) => (i % 2 === 0 ? first : second)[i >> 1]!);
    const checker = pattern(12, 13, (row, column) => ((row + column) % 2 === 0 ? 1 : 0));
    const negative = checker.map(value => 1 - value);
    const inverted = structuralSimilarity(negative, checker, size);
    expect(inverted).toBeLessThan(-0.99);
    const both = structuralSimilarity(pair(negative, waves), pair(checker, waves), { ...size, channels: 2 });
    expect(both).toBeCloseTo((inverted + 1) / 2, 12);
  });

  it('equals the definition written out for the one window of an 11 × 11 image', () => {
    const x = pattern(11, 11, (row, column) => ((row * 7 + column * 3) % 11) / 10);
    const y = pattern(11, 11, (row, column) => ((row * 5 + column) % 7) / 6);
    const weight = pattern(11, 11, (row, column) => Math.exp(-((row - 5) ** 2 + (column - 5) ** 2) / 4.5));
    const total = weight.reduce((sum, value) => sum + value, 0);
    const mean = (f: (i: number) => number) => weight.reduce((sum, w, i) => sum + (w / total) * f(i), 0);
    const [mx, my] = [mean(i => x[i]!), mean(i => y[i]!)];
    const vx = mean(i => (x[i]! - mx) ** 2);
    const vy = mean(i => (y[i]! - my) ** 2);
    const cov = mean(i => (x[i]! - mx) * (y[i]! - my));
    const expected =
      ((2 * mx * my + 1e-4) * (2 * cov + 9e-4)) / ((mx ** 2 + my ** 2 + 1e-4) * (vx + vy + 9e-4));
    expect(structuralSimilarity(x, y, { height: 11, width: 11, channels: 1 })).toBeCloseTo(expected, 6);
  });

  it('refuses images smaller than a window', () => {
    expect(() =>
      structuralSimilarity(new Float32Array(100), new Float32Array(100), {
        height: 10,
        width: 10,
        channels: 1,
      }),
    ).toThrow('structuralSimilarity: the image is 10 x 10 pixels, must be at least 11 x 11');
  });
});
