import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Signal } from '../../../src/engine/signal.js';
import { startEngine } from '../../../src/engine/start.js';
import { colourFilterArray } from '../../../src/sensor/colour-filters/colour-filter-definition.js';
import { ColourFilterArray } from '../../../src/sensor/colour-filters/colour-filter-array.js';
import { tileOfText, transmissionOf } from '../../../src/sensor/colour-filters/patterns.js';

const arriving: Omit<Signal, 'channels'> = {
  unit: 'scene',
  height: 8,
  width: 8,
  pixelPitch: 3.45e-6,
  wavelengths: [550e-9],
  fullScale: Infinity,
};

beforeAll(() => startEngine());
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

function image(): tf.Tensor4D {
  return tf.randomUniform([2, 12, 12, 3], 0, 1, 'float32', 1);
}

describe('filters of given spectra', () => {
  const spectra = [
    [0.9, 0.1],
    [0.2, 0.7],
  ];

  it('pass their share of each channel, at the pixels that a tile names', () => {
    const layer = new ColourFilterArray({ tile: tileOfText(['S1S2']), filters: ['S1', 'S2'], spectra });
    const frame = layer.apply(tf.tensor4d([10, 20, 10, 20], [1, 1, 2, 2])) as tf.Tensor;
    [9 + 2, 2 + 14].forEach((value, place) => expect(frame.dataSync()[place]).toBeCloseTo(value, 5));
  });

  it('are the letters where they pass red, green and blue as those do', () => {
    const scene = image();
    const letters = new ColourFilterArray({ tile: tileOfText(['RG', 'GB']), filters: ['R', 'G', 'B'] });
    const given = new ColourFilterArray({
      tile: tileOfText(['S1S2', 'S2S3']),
      filters: ['S1', 'S2', 'S3'],
      spectra: ['R', 'G', 'B'].map(name => transmissionOf(name)),
    });
    expect((given.apply(scene) as tf.Tensor).dataSync()).toEqual(
      (letters.apply(scene) as tf.Tensor).dataSync(),
    );
  });

  it('are refused where there are none, or others than the image has channels', () => {
    const one = { tile: tileOfText(['S3']), filters: ['S3'] };
    expect(() => new ColourFilterArray({ ...one, spectra })).toThrow(
      new RangeError('colour filters: found S3, must be R, G, B, W, C, M, Y or S1 to S2'),
    );
    const layer = new ColourFilterArray({ tile: tileOfText(['S1']), filters: ['S1'], spectra });
    expect(() => layer.apply(image())).toThrow(
      'colour filter array: the image has 3 channels, must have 2, those of filter S1',
    );
  });

  it.each([
    [{ pattern: 'custom' }, 3, { key: 'pattern', must: 'one of the others, because there is no tile' }],
    [{ tile: ['RG'] }, 3, { key: 'tile', must: 'left out, because the pattern is bayer' }],
    [
      { pattern: 'custom', tile: ['RG', 'G'] },
      3,
      { key: 'tile', must: 'made of rows of equally many filters' },
    ],
    [{}, 2, { key: 'pattern', must: 'behind an image of 3 channels, which has 2 here' }],
    [{ spectra }, 3, { key: 'spectra', must: 'lists of 3 shares, one for each channel of the image' }],
    [
      { pattern: 'custom', tile: ['S1S3'], filters: ['S1', 'S2'], spectra },
      2,
      { key: 'tile', must: 'without S3, as spectra has 2 filters' },
    ],
    [
      { pattern: 'rgbw', filters: ['R', 'G', 'B'] },
      3,
      { key: 'filters', must: 'with W, which the pattern rgbw has' },
    ],
  ])('names what is wrong with the keys %j before %d channels', (keys, channels, problem) => {
    const parsed = z.strictObject(colourFilterArray.keys).parse(keys);
    const signal = { ...arriving, channels };
    const place = { ...{ name: 'filters', isLearned: true, seed: 1, stream: 2 }, signal };
    expect(colourFilterArray.problems!(parsed, place)).toEqual([problem]);
  });
});
