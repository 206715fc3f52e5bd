import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  diffractiveFocalLength,
  foldingLevels,
  foldOpd,
  levelEfficiency,
} from '../../../src/optics/pupil/diffractive.js';
import {
  boundedHeight,
  heightOpd,
  replicateElements,
  roundHeight,
  staircaseHeight,
} from '../../../src/optics/pupil/height-map.js';
import {
  abbeNumber,
  constantIndex,
  fraunhoferLines,
  materials,
  refractiveIndex,
} from '../../../src/optics/pupil/refractive-index.js';
import { meanSquaredCurvature, meanSquaredSlope } from '../../../src/optics/pupil/smoothness.js';

/** A micrometre in float32. */
const heightTolerance = 1e-12;

beforeAll(async () => {
  await tf.setBackend('cpu');
});
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

describe('refractiveIndex', () => {
  const { d } = fraunhoferLines;

  it.each([
    ['fused-silica', d, 1.4585, 5e-5],
    ['fused-silica', 1.06e-6, 1.44968, 5e-6],
    ['n-bk7', d, 1.5168, 5e-6],
    ['n-bk7', fraunhoferLines.f, 1.52238, 5e-6],
    ['n-bk7', fraunhoferLines.c, 1.51432, 5e-6],
    ['n-bk7', 1.06e-6, 1.50669, 5e-6],
    // Samples of the polymer differ by as much.
    ['pmma', d, 1.4914, 1e-3],
  ] as const)('of %s at %d m is the published %d', (name, wavelength, published, tolerance) => {
    expect(Math.abs(refractiveIndex(materials[name], wavelength) - published)).toBeLessThan(tolerance);
  });

  it('disperses as the Abbe number of the data sheet says', () => {
    expect(Math.abs(abbeNumber(materials['n-bk7']) - 64.17)).toBeLessThan(0.01);
    expect(Math.abs(abbeNumber(materials['fused-silica']) - 67.82)).toBeLessThan(0.05);
  });

  it('follows the law of Cauchy where it is given so', () => {
    const glass = {
      name: 'glass',
      dispersion: { law: 'cauchy', coefficients: [1.5, 0.004, 1e-4] },
      range: [0.4e-6, 0.8e-6],
    } as const;
    expect(refractiveIndex(glass, 0.5e-6)).toBeCloseTo(1.5 + 0.016 + 0.0016, 12);
    expect(refractiveIndex(constantIndex(1.46), 1)).toBe(1.46);
  });

  it('says where it is not known', () => {
    expect(() => refractiveIndex(materials.pmma, 400e-9)).toThrow(
      'refractiveIndex: the wavelength is 400 nm, must be 436.8 to 1052 nm, for which the index of PMMA is known',
    );
  });
});

describe('heights', () => {
  const rules = { maxHeight: 1.2e-6, levels: 4 };
  const heights = [0, 0.1e-6, 0.2e-6, 0.21e-6, 0.59e-6, 0.61e-6, 1.19e-6, 1.2e-6];

  it('delay the wave by (n − 1) h', () => {
    const opd = heightOpd(tf.tensor2d([heights]), 1.5).dataSync();
    heights.forEach((height, index) =>
      expect(Math.abs(opd[index]! - height / 2)).toBeLessThan(heightTolerance),
    );
  });

  it('stay within their bounds whatever the free numbers', () => {
    const height = boundedHeight(tf.tensor2d([[-50, -1, 0, 1, 50]]), 2e-6).dataSync();
    const sigmoid = (t: number) => 2e-6 / (1 + Math.exp(-t));
    [-50, -1, 0, 1, 50].forEach((t, index) =>
      expect(Math.abs(height[index]! - sigmoid(t))).toBeLessThan(heightTolerance),
    );
  });

  it('are rounded to the nearest level, and clipped to the outer ones', () => {
    const rounded = roundHeight(tf.tensor2d([[...heights, -1e-6, 3e-6]]), rules).dataSync();
    const expected = [0, 0, 0.4e-6, 0.4e-6, 0.4e-6, 0.8e-6, 1.2e-6, 1.2e-6, 0, 1.2e-6];
    expected.forEach((level, index) => {
      // 0.2 µm lies on the border of two levels; float32 decides.
      if (index !== 2) expect(Math.abs(rounded[index]! - level)).toBeLessThan(heightTolerance);
    });
  });

  it('have the gradient of the declared surrogate when they are rounded: the identity, 0 beyond the bounds', () => {
    const weights = tf.tensor2d([[1, 2, 3, 4]]);
    const slope = tf.grad((h: tf.Tensor) => roundHeight(h as tf.Tensor2D, rules).mul(weights))(
      tf.tensor2d([[0.1e-6, 0.7e-6, -1e-6, 2e-6]]),
    );
    expect(Array.from(slope.dataSync())).toEqual([1, 2, 0, 0]);
  });

  it('climb a staircase that is the height itself at first, and the rounded height in the end', () => {
    const inner = tf.tensor2d([[0.05e-6, 0.15e-6, 0.3e-6, 0.55e-6, 0.7e-6, 1.1e-6]]);
    const gentle = staircaseHeight(inner, rules, 1e-2);
    expect(gentle.sub(inner).abs().max().dataSync()[0]).toBeLessThan(1e-5 * 0.4e-6 + heightTolerance);
    const sharp = staircaseHeight(inner, rules, tf.scalar(500));
    expect(sharp.sub(roundHeight(inner, rules)).abs().max().dataSync()[0]).toBeLessThan(heightTolerance);
  });

  it('have the true gradient on the staircase', () => {
    const [sharpness, height, step] = [6, 0.56e-6, 0.01e-6];
    const at = (value: number) => staircaseHeight(tf.tensor2d([[value]]), rules, sharpness).dataSync()[0]!;
    const slope = tf
      .grad((h: tf.Tensor) => staircaseHeight(h as tf.Tensor2D, rules, sharpness))(tf.tensor2d([[height]]))
      .dataSync()[0]!;
    const wide = (at(height + step) - at(height - step)) / (2 * step);
    const wider = (at(height + 2 * step) - at(height - 2 * step)) / (4 * step);
    // Richardson's extrapolation of two differences.
    expect(Math.abs(slope / ((4 * wide - wider) / 3) - 1)).toBeLessThan(2e-3);
    expect(slope).toBeGreaterThan(2);
  });

  it('say what levels there can be', () => {
    const height = tf.zeros<tf.Rank.R2>([1, 1]);
    expect(() => roundHeight(height, { maxHeight: 1e-6, levels: 1 })).toThrow(
      'height-map: levels is 1, must be a whole number of at least 2',
    );
    expect(() => staircaseHeight(height, { maxHeight: 0, levels: 2 }, 1)).toThrow(
      'height-map: maxHeight is 0 m, must be above 0',
    );
  });
});

describe('replicateElements', () => {
  it('spreads each element over an equal square, and adds its gradients up', () => {
    const map = tf.tensor2d([1, 2, 3, 4], [2, 2]);
    const wide = replicateElements(map, 4);
    expect(wide.arraySync()).toEqual([
      [1, 1, 2, 2],
      [1, 1, 2, 2],
      [3, 3, 4, 4],
      [3, 3, 4, 4],
    ]);
    const slope = tf.grad((m: tf.Tensor) => replicateElements(m as tf.Tensor2D, 4).mul(wide))(map);
    expect(Array.from(slope.dataSync())).toEqual([4, 8, 12, 16]);
  });

  it('says what sizes fit', () => {
    expect(() => replicateElements(tf.zeros([3, 3]), 4)).toThrow(
      'replicateElements: the map is [3,3], must be a square whose side divides 4 samples',
    );
  });
});

describe('smoothness', () => {
  /** 6 samples across, 5 down, 2 µm apart. */
  const map = (height: (y: number, x: number) => number) =>
    tf.tensor2d(
      Array.from({ length: 30 }, (_, index) => height(Math.floor(index / 6) * 2e-6, (index % 6) * 2e-6)),
      [5, 6],
    );

  it('of a tilted plane is its squared slope, without curvature', () => {
    const plane = map((y, x) => 0.3 * x - 0.4 * y);
    expect(meanSquaredSlope(plane, 2e-6).dataSync()[0]).toBeCloseTo(0.25, 5);
    expect(meanSquaredCurvature(plane, 2e-6).dataSync()[0]! / 1e10).toBeLessThan(1e-4);
  });

  it('of a paraboloid is its squared curvature', () => {
    const bowl = map((y, x) => 1e4 * (x * x + y * y));
    expect(meanSquaredCurvature(bowl, 2e-6).dataSync()[0]! / 1.6e9).toBeCloseTo(1, 3);
  });

  it('falls along its gradient', () => {
    const rough = map((y, x) => 1e-7 * Math.sin(1e6 * x + 2e6 * y));
    for (const penalty of [meanSquaredSlope, meanSquaredCurvature]) {
      const slope = tf.grad((m: tf.Tensor) => penalty(m as tf.Tensor2D, 2e-6))(rough);
      const direction = slope.div(slope.square().sum().sqrt()).mul(1e-9);
      const ends = [1, -1].map(sign => penalty(rough.add(direction.mul(sign)), 2e-6).dataSync()[0]!);
      const expected = slope.mul(direction).sum().mul(2).dataSync()[0]!;
      expect(Math.abs((ends[0]! - ends[1]!) / expected - 1)).toBeLessThan(5e-3);
    }
  });

  it('says how large a map must be', () => {
    expect(() => meanSquaredSlope(tf.zeros([1, 4]), 1)).toThrow(
      'the map is [1,4], must have at least 2 rows',
    );
    expect(() => meanSquaredCurvature(tf.zeros([4, 2]), 1)).toThrow(
      'the map is [4,2], must have at least 3 rows',
    );
  });
});

describe('diffractive elements', () => {
  it('fold the wavefront into one wavelength', () => {
    const opd = tf.tensor2d([[-0.3e-6, 0, 0.2e-6, 0.5e-6, 1.7e-6]]);
    const folded = foldOpd(opd, 0.5e-6).dataSync();
    [0.2e-6, 0, 0.2e-6, 0, 0.2e-6].forEach((expected, index) =>
      expect(Math.abs(folded[index]! - expected)).toBeLessThan(heightTolerance),
    );
  });

  it('have L levels whose next one would be a whole wave', () => {
    const { levels, maxHeight } = foldingLevels(4, 600e-9, 1.5);
    expect((maxHeight * 0.5 * levels) / (levels - 1)).toBeCloseTo(600e-9, 15);
  });

  it('are more efficient with more levels (C15), and focus blue light farther (C16)', () => {
    const published = { 2: 0.405285, 4: 0.810569, 8: 0.949641, 16: 0.987215 };
    for (const [levels, efficiency] of Object.entries(published)) {
      expect(levelEfficiency(Number(levels))).toBeCloseTo(efficiency, 5);
    }
    expect(diffractiveFocalLength(0.1, 550e-9, 440e-9)).toBeCloseTo(0.125, 12);
  });
});
