import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startEngine } from '../../../src/engine/start.js';
import { motionKernel, type MotionPath } from '../../../src/optics/blur/motion-kernel.js';
import { motionBlur, MotionBlur } from '../../../src/optics/blur/motion-layer.js';
import { place } from '../place.js';

/** The path is lengthened by 1e-6 pixels along each axis; the rest is float32. */
const kernelTolerance = 3e-6;
const sumTolerance = 1e-6;
/** Of the midpoint rule with 2000 steps, whose error is that of kinks, 1 / steps². */
const quadratureTolerance = 1e-5;
const differenceTolerance = 5e-3;

beforeAll(() => startEngine());
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

function kernelOf(length: number, angle: number, longest = length): number[][] {
  return motionKernel({ length, angle, longest }).squeeze<tf.Tensor2D>([2]).arraySync();
}

const overlap = (u: number) => Math.max(0, 1 - Math.abs(u));

/** The defining integral by the midpoint rule, float64. */
function slowKernel(length: number, angle: number, radius: number): number[][] {
  const steps = 2000;
  const times = Array.from({ length: steps }, (_, index) => (index + 0.5) / steps - 0.5);
  const places = Array.from({ length: 2 * radius + 1 }, (_, index) => index - radius);
  const mean = (row: number, column: number) =>
    times.reduce(
      (sum, t) =>
        sum + overlap(row - t * length * Math.sin(angle)) * overlap(column - t * length * Math.cos(angle)),
      0,
    ) / steps;
  return places.map(row => places.map(column => mean(row, column)));
}

describe('motionKernel', () => {
  it('is the closed form along a row: pixels moved by one pixel', () => {
    const expected = [
      [0, 0, 0],
      [1 / 8, 3 / 4, 1 / 8],
      [0, 0, 0],
    ];
    expectClose(kernelOf(1, 0), expected, kernelTolerance);
  });

  it('is the closed form along a diagonal: pixels moved by one pixel down and one across', () => {
    // ∫ (1 − t)², t² and t (1 − t) over half a pixel, on each side.
    const [centre, corner, edge] = [7 / 12, 1 / 24, 1 / 12];
    const expected = [
      [corner, edge, 0],
      [edge, centre, edge],
      [0, edge, corner],
    ];
    expectClose(kernelOf(Math.SQRT2, Math.PI / 4), expected, kernelTolerance);
  });

  it.each([
    [5.3, 0.4],
    [3, -1.1],
    [7.9, 2.5],
    [0.4, 0.9],
  ])('is the integral of moving squares: length %f pixels, angle %f rad', (length, angle) => {
    const expected = slowKernel(length, angle, Math.ceil(length / 2));
    expectClose(kernelOf(length, angle), expected, quadratureTolerance);
  });

  it.each([
    [0, 0, 8],
    [6.3, 1.2, 6.3],
    [6.3, Math.PI / 2, 12],
    [8, Math.PI, 8],
  ])('makes and loses no light: length %f pixels, angle %f rad', (length, angle, longest) => {
    const values = kernelOf(length, angle, longest).flat();
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.abs(values.reduce((a, b) => a + b) - 1)).toBeLessThan(sumTolerance);
  });

  it('is the identity for a path of length 0', () => {
    expectClose(kernelOf(0, 0.3, 2), kernelOf(0, 0, 2), kernelTolerance);
    expect(kernelOf(0, 0.3, 2)[1]![1]).toBeCloseTo(1, 5);
  });

  it('turns from right towards down as the angle grows', () => {
    const [right, down] = [kernelOf(4, 0), kernelOf(4, Math.PI / 2)];
    expectClose(
      down,
      right[0]!.map((_, column) => right.map(row => row[column]!)),
      kernelTolerance,
    );
    const slanted = kernelOf(4, Math.PI / 4);
    expect(slanted[3]![3]).toBeGreaterThan(0.1);
    expect(slanted[3]![1]).toBeLessThan(1e-6);
  });

  it.each(['length', 'angle'] as const)('has the derivative in %s of central differences', name => {
    const start = { length: 4.3, angle: 0.5 };
    const weights = tf.randomNormal([7, 7, 1], 0, 1, 'float32', 3);
    const loss = (value: tf.Tensor) => {
      const path: MotionPath = { ...start, longest: 6, [name]: value };
      return motionKernel(path).mul(weights).sum();
    };
    const slope = tf.grad(loss)(tf.scalar(start[name])).dataSync()[0]!;
    const [above, below] = [0.01, -0.01].map(step => loss(tf.scalar(start[name] + step)).dataSync()[0]!);
    expect(Math.abs((above! - below!) / 0.02 - slope) / Math.abs(slope)).toBeLessThan(differenceTolerance);
  });
});

describe('MotionBlur', () => {
  it('says what is out of range', () => {
    const options = { length: 9e-6, angle: 0, pixelPitch: 3e-6, boundary: 'zero' } as const;
    expect(() => new MotionBlur({ ...options, length: -1 })).toThrow(
      'motion blur: length is -1 m, must be 0 or more',
    );
    expect(() => new MotionBlur({ ...options, angle: Infinity })).toThrow(
      'motion blur: angle is Infinity rad, must be a finite number',
    );
    expect(() => new MotionBlur({ ...options, isLearned: true })).toThrow(
      'motion blur: bounds are missing, must be given to learn length',
    );
  });

  it('says in a config that the path is longer than the boundary continues the frame', () => {
    const keys = { lengthUm: 60, lengthUmMin: 1, lengthUmMax: 70, angleDegrees: 0, boundary: 'symmetric' };
    const arriving = place({ height: 6, width: 7, pixelPitch: 3e-6 });
    expect(motionBlur.problems?.(keys, arriving)).toEqual([
      {
        key: 'lengthUm',
        must:
          'such that the blur reaches at most 6 pixels, because a symmetric boundary continues 6 × 7 pixels; ' +
          'it reaches 10',
      },
    ]);
    expect(motionBlur.problems?.({ ...keys, boundary: 'zero' }, arriving)).toEqual([]);
  });
});

function expectClose(found: number[][], expected: number[][], tolerance: number): void {
  const gaps = expected.flatMap((row, y) => row.map((value, x) => Math.abs(found[y]![x]! - value)));
  expect(Math.max(...gaps)).toBeLessThan(tolerance);
}
