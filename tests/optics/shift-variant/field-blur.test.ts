import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startEngine } from '../../../src/engine/start.js';
import { aberratedField, leastPupilSamples } from '../../../src/optics/shift-variant/aberrated-field.js';
import { approximateField, FieldBlur } from '../../../src/optics/shift-variant/field-blur.js';
import { blurLowRank } from '../../../src/optics/shift-variant/low-rank-blur.js';
import { blurPatches } from '../../../src/optics/shift-variant/patch-blur.js';
import { blurPerPixel } from '../../../src/optics/shift-variant/per-pixel-blur.js';
import { fieldPoints, gaussianField } from '../../../src/optics/shift-variant/psf-field.js';
import { shiftVariantBlur } from '../../../src/optics/shift-variant/shift-variant-definition.js';
import { place } from '../place.js';

/** C7 and C4 in the list of physics checks. */
const tolerance = 1e-5;
/** Of PSFs interpolated linearly between 9 points of a field whose width grows threefold, relative to the brightest pixel. */
const interpolationTolerance = 0.02;

const [height, width] = [24, 20] as const;
const widths = { centre: 0.8, corner: 2.4 };

beforeAll(() => startEngine());
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

const scene = () => tf.randomUniform<tf.Rank.R4>([2, height, width, 1], 0, 1, 'float32', 1);
const grid = (rows: number, columns: number) => ({ height, width, rows, columns });
const gap = (a: tf.Tensor, b: tf.Tensor) => a.sub(b).abs().max().div(b.abs().max()).dataSync()[0]!;

describe('fieldPoints', () => {
  it('reach distance 1 in the corners, and are 0 in the centre', () => {
    const points = fieldPoints(grid(3, 3));
    const distances = points.map(({ x, y }) => Math.hypot(x, y));
    for (const corner of [0, 2, 6, 8]) expect(distances[corner]).toBeCloseTo(1, 12);
    expect(points[4]).toEqual({ x: 0, y: 0 });
    expect(points[5]).toMatchObject({ y: 0 });
    expect(points[5]!.x).toBeCloseTo(19 / Math.hypot(19, 23), 12);
    expect(points[7]!.y).toBeGreaterThan(0);
  });
});

describe('gaussianField', () => {
  it('widens with the square of the distance, and says what its arrays cut off', () => {
    const { psfs, lostLight } = gaussianField(grid(3, 3), widths, 9);
    const offsets = tf.range(-4, 5);
    const varianceAt = (row: number, column: number) => {
      const profile = psfs.slice([row, column, 0, 0], [1, 1, 9, 9]).sum([0, 1, 2]);
      return profile.mul(offsets.square()).sum().dataSync()[0]!;
    };
    expect(varianceAt(1, 1)).toBeCloseTo(widths.centre ** 2 + 1 / 12, 3);
    const halfway = widths.centre + (widths.corner - widths.centre) * (19 ** 2 / (19 ** 2 + 23 ** 2));
    expect(varianceAt(1, 2)).toBeGreaterThan(varianceAt(1, 1));
    expect(varianceAt(1, 2)).toBeLessThan(halfway ** 2 + 1 / 12);
    // erf(4.5 / (√2 σ))² of the light of the widest lies within 9 pixels.
    expect(lostLight).toBeCloseTo(1 - 0.93919 ** 2, 3);
  });
});

describe('approximateField', () => {
  it('is the blend of patches where the rank is that of the field (C7)', () => {
    const x = scene();
    const field = gaussianField(grid(3, 3), widths, 7);
    const blur = approximateField(field, 9, [height, width]);
    const expected = blurPatches(x, field.psfs, 'symmetric');
    expect(gap(blurLowRank(x, blur, 'symmetric'), expected)).toBeLessThan(tolerance);
  });

  it('comes closer with each kernel, and 4 describe a Gaussian that triples to half a percent', () => {
    const field = gaussianField(grid(9, 9), widths, 11);
    const errors = [1, 2, 3, 4].map(rank => approximateField(field, rank, [height, width]).relativeError);
    expect(errors.toSorted((a, b) => b - a)).toEqual(errors);
    expect(errors[0]).toBeGreaterThan(0.1);
    expect(errors[3]).toBeLessThan(0.005);
  });

  it('comes close to a PSF computed for each pixel', () => {
    const x = scene();
    const exact = gaussianField(grid(height, width), widths, 11);
    const blur = approximateField(gaussianField(grid(9, 9), widths, 11), 6, [height, width]);
    const expected = blurPerPixel(x, exact.psfs, 'symmetric');
    expect(gap(blurLowRank(x, blur, 'symmetric'), expected)).toBeLessThan(interpolationTolerance);
  });

  it('keeps a constant scene constant, however few kernels (C4)', () => {
    const blur = approximateField(gaussianField(grid(9, 9), widths, 7), 2, [height, width]);
    const found = blurLowRank(tf.ones([1, height, width, 1]), blur, 'symmetric');
    expect(found.sub(1).abs().max().dataSync()[0]).toBeLessThan(tolerance);
  });
});

describe('aberratedField', () => {
  const lens = { wavelength: 550e-9, fNumber: 4, pupilSamples: 32, aberrations: {} };
  const pitch = 1.1e-6;

  /** Mean position and variances of the PSF of a point, pixels. */
  function moments(psfs: tf.Tensor4D, row: number, column: number): Record<string, number> {
    const side = psfs.shape[2];
    const psf = psfs.slice([row, column, 0, 0], [1, 1, side, side]).reshape([side, side]);
    const offsets = tf.range(0, side).sub(Math.floor(side / 2));
    const mean = (weights: tf.Tensor) => psf.mul(weights).sum().dataSync()[0]!;
    const down = offsets.reshape([side, 1]);
    return {
      y: mean(down),
      x: mean(offsets),
      yy: mean(down.square()),
      xx: mean(offsets.square()),
      xy: mean(down.mul(offsets)),
    };
  }

  it('is the same everywhere for a perfect lens and for spherical aberration, with the light it loses', () => {
    for (const aberrations of [{}, { w040: 400e-9 }]) {
      const { psfs, lostLight } = aberratedField(grid(2, 3), { ...lens, aberrations }, 15, pitch);
      expect(gap(tf.tile(psfs.slice([0, 0, 0, 0], [1, 1, 15, 15]), [2, 3, 1, 1]), psfs)).toBeLessThan(
        tolerance,
      );
      expect(lostLight).toBeGreaterThan(0.01);
      expect(lostLight).toBeLessThan(0.2);
    }
  });

  it('is perfect in the centre, whatever grows with the field', () => {
    const aberrations = { w131: 500e-9, w222: 300e-9, w220: 300e-9 };
    const { psfs } = aberratedField(grid(3, 3), { ...lens, aberrations }, 15, pitch);
    const { psfs: perfect } = aberratedField(grid(1, 1), lens, 15, pitch);
    expect(gap(psfs.slice([1, 1, 0, 0], [1, 1, 15, 15]), perfect)).toBeLessThan(tolerance);
    const corner = psfs.slice([0, 0, 0, 0], [1, 1, 15, 15]).max().dataSync()[0]!;
    expect(corner).toBeLessThan(0.7 * perfect.max().dataSync()[0]!);
  });

  it('has tails of coma that point outwards, mirrored from side to side', () => {
    const { psfs } = aberratedField(grid(3, 3), { ...lens, aberrations: { w131: 500e-9 } }, 21, pitch);
    const [left, right, below] = [moments(psfs, 1, 0), moments(psfs, 1, 2), moments(psfs, 2, 1)];
    expect(right.x).toBeGreaterThan(0.2);
    expect(left.x).toBeCloseTo(-right.x!, 4);
    expect(Math.abs(right.y!)).toBeLessThan(1e-4);
    expect(below.y).toBeGreaterThan(0.2);
  });

  it('stretches with astigmatism along the line from the centre, 2 in a corner as much as on an edge', () => {
    const { psfs } = aberratedField(grid(3, 3), { ...lens, aberrations: { w222: 600e-9 } }, 21, pitch);
    const [right, below, corner] = [moments(psfs, 1, 2), moments(psfs, 2, 1), moments(psfs, 2, 2)];
    expect(right.xx).toBeGreaterThan(right.yy! + 0.1);
    expect(below.yy).toBeGreaterThan(below.xx! + 0.1);
    expect(corner.xy).toBeGreaterThan(0.1);
  });

  it('needs a pupil with as many samples as the PSF has λN', () => {
    expect(leastPupilSamples(lens, 21, pitch)).toBe(Math.ceil((21 * 1.1) / (0.55 * 4)));
    expect(() => aberratedField(grid(2, 2), { ...lens, pupilSamples: 8 }, 21, pitch)).toThrow(
      'the pupil has 8 samples, must have at least 11',
    );
  });
});

describe('FieldBlur', () => {
  it('says how well its kernels describe the field, and how much light their arrays held', () => {
    const field = { kind: 'gaussian', sigmaCentre: 3e-6, sigmaCorner: 9e-6 } as const;
    const layer = new FieldBlur({ kernelPixels: 9, rank: 3, field, pixelPitch: 3e-6, boundary: 'symmetric' });
    layer.apply(tf.zeros([1, height, width, 1]));
    const { text, parameters } = layer.describe();
    expect(text).toContain(
      'from 3.00 µm there to 9.00 µm at the corners. PSFs of 9 × 9 pixels, which held all but',
    );
    const values = Object.fromEntries(parameters.map(({ name, value }) => [name, value]));
    expect(values.lostLight).toBeCloseTo(1 - 0.86639 ** 2, 3);
    expect(values.relativeError).toBeGreaterThan(0);
    expect(values.relativeError).toBeLessThan(0.05);
    layer.dispose();
  });
});

describe('the definition of shift-variant-blur', () => {
  const keys = {
    kernelPixels: 5,
    rank: 4,
    psf: 'aberrations',
    sigmaCentreUm: 1,
    sigmaCornerUm: 5,
    fNumber: 2,
    sphericalNm: 0,
    comaNm: 0,
    astigmatismNm: 0,
    fieldCurvatureNm: 0,
    pupilSamples: 16,
    gridPoints: 3,
    smoothness: 0,
    boundary: 'symmetric',
  };
  const faults = (changed: object, arriving = place()) =>
    shiftVariantBlur.problems?.({ ...keys, ...changed }, arriving).map(({ key, must }) => `${key}: ${must}`);

  it('says which keys do not fit what arrives', () => {
    expect(faults({})).toEqual([]);
    expect(faults({ rank: 26 })).toEqual([
      'rank: at most 25, the smaller of elements of a kernel and points of the field',
    ]);
    const wide = { rank: 82, kernelPixels: 15, pupilSamples: 64 };
    expect(faults(wide, place({ height: 64, width: 64 }))).toEqual([
      'rank: at most 81, the smaller of elements of a kernel and points of the field',
    ]);
    expect(faults({ pupilSamples: 13 })).toEqual([
      'pupilSamples: at least 14, so that PSFs of 5 pixels do not repeat',
    ]);
    expect(faults({}, place({}, true))).toEqual(['psf: gaussian or random, because it is learned']);
    expect(faults({}, place({ channels: 2, wavelengths: [5e-7, 6e-7] }))).toEqual([
      'psf: gaussian or random where each channel has a wavelength of its own',
    ]);
  });
});
