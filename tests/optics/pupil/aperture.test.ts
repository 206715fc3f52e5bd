import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { apertureAmplitude, apertureEdges, type Aperture } from '../../../src/optics/pupil/aperture.js';
import {
  amplitudeFromValues,
  gaussianApodization,
  learnedAmplitude,
} from '../../../src/optics/pupil/apodization.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

const samples = 64;
/** Share of the square that the pupil just fits in. */
const areas: readonly (readonly [string, Aperture, number])[] = [
  ['a circle', { shape: 'circle' }, Math.PI / 4],
  ['a ring', { shape: 'circle', obscuration: 0.5 }, (Math.PI / 4) * 0.75],
  ['a square', { shape: 'square' }, 1],
  ['a hexagon', { shape: 'polygon', sides: 6 }, (3 * Math.sqrt(3)) / 8],
  ['a turned triangle', { shape: 'polygon', sides: 3, rotation: 0.4 }, (3 * Math.sqrt(3)) / 16],
];

describe('apertureAmplitude', () => {
  it.each(areas)('opens the area of %s', (_, aperture, area) => {
    const [hard, soft] = apertureEdges.map(
      edge => apertureAmplitude(samples, aperture, edge).mean().dataSync()[0]!,
    );
    // A side along the rows may count half a row of cells too much or too little; rows of points are 8 times finer.
    expect(Math.abs(hard! - area)).toBeLessThan(8e-3);
    expect(Math.abs(soft! - area)).toBeLessThan(1e-3);
  });

  it('lets all or nothing pass at a hard edge, and the share of each cell at an anti-aliased one', () => {
    expect(Array.from(apertureAmplitude(2, { shape: 'circle' }, 'hard').dataSync())).toEqual([1, 1, 1, 1]);
    // Of the 8 × 8 points of a quarter, 52 lie in the quarter circle.
    const quarters = apertureAmplitude(2, { shape: 'circle' }, 'anti-aliased').dataSync();
    expect(Array.from(quarters)).toEqual([52 / 64, 52 / 64, 52 / 64, 52 / 64]);
    const hard = apertureAmplitude(samples, { shape: 'circle' }, 'hard').dataSync();
    expect(new Set(hard)).toEqual(new Set([0, 1]));
  });

  it('is dark in the middle of a ring and at the corners', () => {
    const ring = apertureAmplitude(8, { shape: 'circle', obscuration: 0.5 }).arraySync();
    expect([ring[0]![0], ring[3]![3], ring[3]![0]]).toEqual([0, 0, expect.closeTo(0.98, 1)]);
  });

  it('has the first corner of a polygon at +x, and turns it towards +y', () => {
    const triangle = (rotation: number) => {
      const open = apertureAmplitude(samples, { shape: 'polygon', sides: 3, rotation });
      const axis = tf.linspace(-1 + 1 / samples, 1 - 1 / samples, samples);
      const weights = open.div(open.sum());
      // The triangle is a hair wider at its corner than on the opposite side: the third moment points to a corner.
      const cubed = (axisOf: tf.Tensor) => weights.mul(axisOf.pow(3)).sum().dataSync()[0]!;
      return [cubed(axis.reshape([1, -1])), cubed(axis.reshape([-1, 1]))] as const;
    };
    expect(triangle(0)[0]).toBeGreaterThan(0.01);
    expect(Math.abs(triangle(0)[1])).toBeLessThan(1e-4);
    expect(triangle(Math.PI / 2)[1]).toBeGreaterThan(0.01);
  });

  it('says what is out of range', () => {
    const make = (aperture: Aperture) => () => apertureAmplitude(8, aperture);
    expect(make({ shape: 'circle', obscuration: 1 })).toThrow(
      'aperture: obscuration is 1, must be at least 0 and below 1',
    );
    expect(make({ shape: 'polygon', sides: 2 })).toThrow(
      'aperture: sides is 2, must be a whole number of at least 3',
    );
    expect(make({ shape: 'polygon', sides: 5, rotation: NaN })).toThrow(
      'rotation is NaN radians, must be finite',
    );
  });
});

describe('apodization', () => {
  it('falls as a Gaussian to its value at the edge', () => {
    const axis = [-0.75, -0.25, 0.25, 0.75];
    const film = gaussianApodization(4, 0.2).dataSync();
    axis.forEach((y, row) => {
      axis.forEach((x, column) => {
        const expected = Math.exp((y * y + x * x) * Math.log(0.2));
        expect(Math.abs(film[row * 4 + column]! - expected)).toBeLessThan(1e-6);
      });
    });
    expect(() => gaussianApodization(4, 0)).toThrow('edge is 0, must be above 0 and at most 1');
  });

  it('takes given values if each can be built', () => {
    expect(Array.from(amplitudeFromValues(2, [0, 0.25, 0.5, 1]).dataSync())).toEqual([0, 0.25, 0.5, 1]);
    expect(() => amplitudeFromValues(2, [0, 1, 1])).toThrow(
      'there are 3 values, must be 4, for 2 × 2 samples',
    );
    expect(() => amplitudeFromValues(2, [0, 1, 1.5, 1])).toThrow('amplitude: value 2 is 1.5, must be 0 to 1');
    expect(() => amplitudeFromValues(2, [0, 1, NaN, 1])).toThrow('amplitude: value 2 is NaN, must be 0 to 1');
  });

  it('is learned between 0 and the opening, with the slope of σ', () => {
    const opening = apertureAmplitude(4, { shape: 'circle' });
    const free = tf.tensor2d([-40, -1, 0, 40], [2, 2]).tile<tf.Tensor2D>([2, 2]);
    const amplitude = learnedAmplitude(free, opening);
    expect(amplitude.min().dataSync()[0]).toBeGreaterThanOrEqual(0);
    expect(opening.sub(amplitude).min().dataSync()[0]).toBeGreaterThanOrEqual(0);
    const slope = tf.grad(l => learnedAmplitude(l, opening))(tf.zeros([4, 4]));
    expect(slope.sub(opening.div(4)).abs().max().dataSync()[0]).toBeLessThan(1e-7);
  });
});
