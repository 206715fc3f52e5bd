import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startEngine } from '../../../src/engine/start.js';
import { demosaicBilinear, demosaicMalvar } from '../../../src/sensor/colour-filters/demosaic.js';
import { mosaic } from '../../../src/sensor/colour-filters/mosaic.js';
import { image, largestGap, tile, transmission } from './tiles.js';

/* Names as D18 refer to the list of physics checks. */

/** Of sums of a few dozen float32 products. */
const tolerance = 1e-6;

beforeAll(() => startEngine());
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

describe('demosaicking', () => {
  it('gives a flat colour back exactly, at the edges too (D18)', () => {
    const flat = tf.tensor4d([0.25, 0.5, 0.75], [1, 1, 1, 3]).tile<tf.Tensor4D>([1, 9, 10, 1]);
    for (const name of ['bayer', 'x-trans', 'rgbw'] as const) {
      const filters = transmission(name);
      const found = demosaicBilinear(mosaic(flat, filters), tile(name));
      expect(largestGap(found, flat)).toBeLessThan(tolerance);
    }
    // A colour that differs between channels is flat for each channel's own filters only: Malvar's mix channels.
    const grey = tf.fill<tf.Rank.R4>([1, 9, 10, 3], 0.5);
    const bayer = mosaic(grey, transmission('bayer'));
    expect(largestGap(demosaicMalvar(bayer, tile('bayer')), grey)).toBeLessThan(tolerance);
  });

  it('takes the mean of two or four neighbours in a Bayer tile', () => {
    const scene = image();
    const frame = mosaic(scene, transmission('bayer'));
    const y = frame.arraySync();
    const found = demosaicBilinear(frame, tile('bayer')).arraySync();
    // Pixel (4, 4) is red, (4, 5) green beside red, (5, 5) blue.
    const at = (row: number, column: number) => y[0]![row]![column]![0]!;
    const green = (at(3, 4) + at(5, 4) + at(4, 3) + at(4, 5)) / 4;
    const blue = (at(3, 3) + at(3, 5) + at(5, 3) + at(5, 5)) / 4;
    expect(found[0]![4]![4]![0]).toBeCloseTo(at(4, 4), 6);
    expect(found[0]![4]![4]![2]).toBeCloseTo(blue, 6);
    expect(found[0]![4]![5]![0]).toBeCloseTo((at(4, 4) + at(4, 6)) / 2, 6);
    // The tent weighs the four greens of a 3 × 3 neighbourhood equally, the corners being red or blue.
    expect(found[0]![4]![4]![1]).toBeCloseTo(green, 6);
  });

  it("keeps a luminance ramp, which Malvar's second differences leave alone", () => {
    const ramp = tf.linspace(0, 1, 12).reshape([1, 1, 12, 1]).tile<tf.Tensor4D>([1, 12, 1, 3]);
    const found = demosaicMalvar(mosaic(ramp, transmission('bayer')), tile('bayer'));
    const inside = (x: tf.Tensor) => x.slice([0, 2, 2, 0], [1, 8, 8, 3]);
    expect(largestGap(inside(found), inside(ramp))).toBeLessThan(tolerance);
  });

  it('refuses tiles that lack what it needs', () => {
    const frame = tf.zeros<tf.Rank.R4>([1, 6, 6, 1]);
    expect(() => demosaicBilinear(frame, tile('white'))).toThrow(
      'demosaic: the tile has no pixel R, must have R, G and B',
    );
    expect(() => demosaicMalvar(frame, tile('white'))).toThrow(
      'demosaic: the tile is W, must be a Bayer tile, such as RG / GB',
    );
  });
});
