import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startEngine } from '../../../src/engine/start.js';
import { samplingReport } from '../../../src/optics/psf/sampling-report.js';
import { circle } from './circle.js';

beforeAll(() => startEngine());
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

/** λN = 4 µm. */
const options = { wavelength: 500e-9, fNumber: 8, pitch: 2e-6, size: 41, isPixelIntegrated: true };

describe('samplingReport', () => {
  it('says in numbers and words how a lens is sampled', () => {
    const report = samplingReport(circle(64), options);
    expect(report.lambdaN).toBeCloseTo(4e-6, 12);
    expect(report.nyquistPitch).toBeCloseTo(2e-6, 12);
    expect(report.samplesPerLambdaN).toBeCloseTo(2, 9);
    expect(report.periodPixels).toBeCloseTo(128, 6);
    expect(report.foldedLight).toBeCloseTo(2 / (Math.PI ** 2 * 32), 9);
    expect(report.largestStepWaves).toBe(0);
    // A square of 20.5 λN holds less than the circle around it and more than the one in it, which lose 2/(π² r).
    expect(1 - report.kernelEnergy).toBeGreaterThan(2 / (Math.PI ** 2 * 14.5));
    expect(1 - report.kernelEnergy).toBeLessThan(2 / (Math.PI ** 2 * 10.25));
    expect(report.warnings).toEqual([]);
    expect(report.sentences).toEqual([
      'λN is 4.00 µm at 500 nm and f/8.00.',
      'Pixels of 2.00 µm sample it 2.00 times; Nyquist sampling, 2 times, takes 2.00 µm.',
      `A kernel of 41 × 41 pixels holds ${(100 * report.kernelEnergy).toFixed(1)} % of the light that passes the pupil.`,
      'The computed field repeats every 128 pixels, which folds about 0.6 % of the light of a clear circular pupil back into the ' +
        'pattern.',
    ]);
  });

  it('warns where pixels are too coarse, the kernel too small or the path difference too steep (A14)', () => {
    const steep = circle(64, x => 500e-9 * 20 * x);
    const { warnings, isUndersampled, largestStepWaves } = samplingReport(steep, {
      ...options,
      pitch: 2.5e-6,
      size: 5,
    });
    expect(isUndersampled).toBe(true);
    expect(largestStepWaves).toBeCloseTo((20 * 2) / 64, 4);
    expect(warnings).toEqual([
      'λN/p is 1.60, below 2: the lens passes detail up to 0.625 cycles per pixel, pixels resolve 0.5, the rest is aliased. ' +
        'Pixels of 2.00 µm or f/10.0 would do.',
      expect.stringMatching(/^The kernel holds 0\.\d % of the light, less than 90\.0 %: more kernel pixels/),
      'The path difference changes by 0.625 waves between neighbouring pupil samples, more than 0.5: the light wraps around. It ' +
        'takes 2 times as many pupil samples.',
    ]);
  });

  it('warns of a kernel so wide that light from beyond the period counts as held', () => {
    const whole = samplingReport(circle(32), { ...options, size: 64 });
    expect(whole.kernelEnergy).toBeCloseTo(1, 5);
    expect(whole.warnings).toEqual([
      'The kernel of 64 pixels spans more than half of the 64.0 after which the field repeats: light from beyond counts as held. It ' +
        'takes 64 pupil samples.',
    ]);
    const finer = samplingReport(circle(64), { ...options, size: 64 });
    expect(finer.warnings).toEqual([]);
    expect(finer.kernelEnergy).toBeLessThan(0.995);
  });

  it('does not look across the edge of the pupil for steps', () => {
    const split = circle(64);
    const opd = split.amplitude.equal(0).cast('float32').mul<tf.Tensor2D>(1e-6);
    expect(samplingReport({ ...split, opd }, options).largestStepWaves).toBe(0);
  });

  it('tells the samples of an image from the larger pixels behind them', () => {
    const fine = samplingReport(circle(64), options, 6e-6);
    expect(fine.isUndersampled).toBe(true);
    expect(fine.sentences[1]).toBe(
      'Samples of the scene of 2.00 µm sample it 2.00 times; Nyquist sampling, 2 times, takes 2.00 µm. Pixels of 6.00 µm behind ' +
        'them sample it 0.667 times.',
    );
    const ofPixels =
      'λN/p is 0.667 at the pixels of 6.00 µm, below 2: the lens passes detail up to 1.50 cycles per pixel, pixels resolve 0.5, ' +
      'the rest is aliased. Pixels of 2.00 µm or f/24.0 would do.';
    expect(fine.warnings).toEqual([ofPixels]);
    expect(samplingReport(circle(64), { ...options, pitch: 2.5e-6 }, 6e-6).warnings).toEqual([
      ofPixels,
      'λN/p is 1.60 at the samples of the scene, below 2: of the 0.625 cycles per sample that the lens passes the scene holds 0.5. ' +
        'Samples of 2.00 µm would hold all.',
    ]);
    expect(() => samplingReport(circle(64), options, 1e-6)).toThrow(
      'samplingReport: pixelPitch is 0.000001 m, must be at least the 0.000002 m of the samples',
    );
  });
});
