import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startEngine } from '../../../src/engine/start.js';
import {
  curveAt,
  frequencyAt,
  modulationTransfer,
  opticalTransfer,
  phaseTransfer,
  transferAlong,
  transferRadially,
} from '../../../src/optics/quality/optical-transfer.js';
import {
  centroid,
  encircledEnergy,
  encircledRadius,
  fullWidthHalfMaximum,
  radialProfile,
} from '../../../src/optics/quality/spot-size.js';
import { marechalStrehl, strehlRatio, wavefrontRms } from '../../../src/optics/quality/wavefront.js';
import { circle } from '../psf/circle.js';

const tolerance = 1e-6;

beforeAll(() => startEngine());
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

/** exp(−r²/(2σ²)) around an element, plus an offset, in samples. */
function gaussian(rows: number, columns: number, sigma: number, dy = 0, dx = 0): tf.Tensor2D {
  const values = Array.from({ length: rows * columns }, (_, index) => {
    const [y, x] = [
      Math.floor(index / columns) - Math.floor(rows / 2) - dy,
      (index % columns) - Math.floor(columns / 2) - dx,
    ];
    return Math.exp(-(y * y + x * x) / (2 * sigma ** 2));
  });
  return tf.tensor2d(values, [rows, columns]);
}

describe('the transfer function', () => {
  it.each([
    [32, 32],
    [31, 40],
  ])('of a Gaussian on %i × %i samples is a Gaussian without phase', (rows, columns) => {
    const { real, imaginary } = opticalTransfer(gaussian(rows, columns, 2));
    expect(imaginary.abs().max().dataSync()[0]).toBeLessThan(tolerance);
    const width = (size: number) => size / (2 * Math.PI * 2);
    const expected = Array.from({ length: rows * columns }, (_, index) => {
      const [k, l] = [
        Math.floor(index / columns) - Math.floor(rows / 2),
        (index % columns) - Math.floor(columns / 2),
      ];
      return Math.exp(-((k / width(rows)) ** 2 + (l / width(columns)) ** 2) / 2);
    });
    // What is cut off at 15 samples is 1e-12, what is aliased 3e-9.
    expect(
      real
        .sub(tf.tensor2d(expected, [rows, columns]))
        .abs()
        .max()
        .dataSync()[0],
    ).toBeLessThan(tolerance);
  });

  it('of a spot moved to +x has the phase −2π ν x', () => {
    const phase = transferAlong(phaseTransfer(gaussian(32, 32, 2, 0, 3)), 'x');
    expect(phase.values[1]).toBeCloseTo((-2 * Math.PI * 3) / 32, 5);
    expect(transferAlong(phaseTransfer(gaussian(32, 32, 2, 0, 3)), 'y').values[2]).toBeCloseTo(0, 5);
  });

  it('is read along x, along y and radially', () => {
    const plane = tf.tensor2d([9, 9, 9, 9, 4, 5, 9, 6, 7], [3, 3]);
    expect(transferAlong(plane, 'x')).toEqual({ frequencies: [0, 1 / 3], values: [4, 5] });
    expect(transferAlong(plane, 'y')).toEqual({ frequencies: [0, 1 / 3], values: [4, 6] });
    // The four neighbours and the four corners, at 1.41, are nearest to 1.
    expect(transferRadially(plane).values).toEqual([4, (9 * 5 + 5 + 6 + 7) / 8]);
    expect(() => transferRadially(tf.ones([3, 4]))).toThrow('the plane is 3 × 4, must be square');
  });

  it('of two points is 0 where they cancel, and falls to a level between samples', () => {
    const pair = tf.tensor2d([[0.5, 0, 0.5, 0, 0, 0, 0, 0]]);
    expect(transferAlong(modulationTransfer(pair), 'x').values[2]).toBeLessThan(tolerance);
    const curve = { frequencies: [0, 0.1, 0.2], values: [1, 0.6, 0.2] };
    expect(frequencyAt(curve, 0.5)).toBeCloseTo(0.125, 12);
    expect(frequencyAt(curve, 0.1)).toBeNaN();
    expect(frequencyAt(curve, 1)).toBe(0);
    expect(curveAt(curve, 0.05)).toBeCloseTo(0.8, 12);
    expect(curveAt(curve, 0)).toBe(1);
    expect(curveAt(curve, 0.3)).toBeNaN();
  });
});

describe('the size of a spot', () => {
  it('is the radius that encircles a share of its light', () => {
    const sigma = 6;
    const spot = gaussian(65, 65, sigma);
    const all = 2 * Math.PI * sigma ** 2;
    // 1 − exp(−r²/(2σ²)), and the share 1/(12 · 12) of it that even samples on the rim and in between cost at most.
    expect(Math.abs(encircledEnergy(spot, 6) / all / (1 - Math.exp(-0.5)) - 1)).toBeLessThan(1 / 144);
    expect(encircledRadius(spot, 0.5 * all) / (sigma * Math.sqrt(2 * Math.LN2))).toBeCloseTo(1, 2);
    expect(encircledRadius(spot, 2 * all)).toBeNaN();
    expect(encircledEnergy(tf.ones([5, 5]), 0.4)).toBeCloseTo(Math.PI * 0.16, 1);
  });

  it('is found around its centre of gravity', () => {
    const spot = gaussian(30, 33, 2, 1.25, -2.5);
    const { row, column } = centroid(spot);
    expect(row).toBeCloseTo(16.25, 4);
    expect(column).toBeCloseTo(13.5, 4);
    const moved = encircledEnergy(spot, 3, { row, column });
    expect(moved).toBeGreaterThan(encircledEnergy(spot, 3));
  });

  it('is its width at half of the maximum', () => {
    expect(fullWidthHalfMaximum([0, 1, 2, 3, 4, 3, 1, 0])).toBeCloseTo(2 + 1.5, 12);
    expect(fullWidthHalfMaximum([4, 3, 1, 0])).toBeNaN();
    const line = Array.from({ length: 81 }, (_, i) => Math.exp(-((i - 40) ** 2) / (2 * 100)));
    expect(fullWidthHalfMaximum(line) / (20 * Math.sqrt(2 * Math.LN2))).toBeCloseTo(1, 3);
  });

  it('shows in the mean over directions', () => {
    const cross = tf.tensor2d([0, 2, 0, 2, 8, 2, 0, 2, 4], [3, 3]);
    expect(radialProfile(cross)).toEqual({ radii: [0, 1], values: [8, (4 * 2 + 4) / 8] });
  });
});

describe('the wavefront', () => {
  it('has the Strehl ratio of two halves half a wave apart, 0, and a quarter apart, 1/2', () => {
    const step = (waves: number) => circle(32, x => (x > 0 ? waves * 500e-9 : 0));
    expect(strehlRatio(step(0.5), 500e-9).dataSync()[0]).toBeLessThan(tolerance);
    expect(strehlRatio(step(0.25), 500e-9).dataSync()[0]).toBeCloseTo(0.5, 5);
    expect(wavefrontRms(step(0.5)).dataSync()[0]! / 500e-9).toBeCloseTo(0.25, 5);
  });

  it('has an error that a piston does not change, weighted with the light', () => {
    const [amplitude, opd] = [tf.tensor2d([[1, 0.5]]), tf.tensor2d([[5, 10]])];
    // Weights 0.8 and 0.2: the variance is 0.16 · 25.
    expect(wavefrontRms({ amplitude, opd }).dataSync()[0]).toBeCloseTo(2, 5);
    expect(wavefrontRms({ amplitude, opd: opd.add(7) }).dataSync()[0]).toBeCloseTo(2, 5);
  });

  it('is at the limit of good images by exp(−(2π/14)²)', () => {
    expect(marechalStrehl(1 / 14)).toBeCloseTo(0.817569, 6);
  });
});
