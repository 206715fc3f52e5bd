import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Signal } from '../../../src/engine/signal.js';
import { startEngine } from '../../../src/engine/start.js';
import { colourFilterArray } from '../../../src/sensor/colour-filters/colour-filter-definition.js';
import { ColourFilterArray } from '../../../src/sensor/colour-filters/colour-filter-array.js';
import { demosaicBilinear, demosaicMalvar } from '../../../src/sensor/colour-filters/demosaic.js';
import { plainChoice } from '../../../src/engine/discrete/rules.js';
import { annealLayer, hardenLayer } from '../../../src/engine/layer-parts.js';
import { DiscreteChoice } from '../../../src/engine/discrete-choice.js';
import { learnedTransmission, mosaic } from '../../../src/sensor/colour-filters/mosaic.js';
import {
  filterCounts,
  filterTransmission,
  tileOf,
  tileOfText,
  tileTransmission,
  transmissionOf,
  type PatternName,
} from '../../../src/sensor/colour-filters/patterns.js';

/* Names as D18 refer to the list of physics checks. */

/** Of sums of a few dozen float32 products. */
const tolerance = 1e-6;
const arriving: Omit<Signal, 'channels'> = {
  unit: 'scene',
  height: 8,
  width: 8,
  pixelPitch: 3.45e-6,
  wavelengths: [550e-9],
  fullScale: Infinity,
};
const noRandom = { period: 4, filters: ['R', 'G', 'B'] as const, seed: 1, stream: 2 };

beforeAll(() => startEngine());
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

function tile(name: PatternName) {
  return tileOf(name, noRandom);
}

function transmission(name: PatternName): tf.Tensor3D {
  return tf.tensor3d(tileTransmission(tile(name)));
}

function image(height = 12, width = 12, seed = 1): tf.Tensor4D {
  return tf.randomUniform([2, height, width, 3], 0, 1, 'float32', seed);
}

function largestGap(a: tf.Tensor, b: tf.Tensor): number {
  return a.sub(b).abs().max().dataSync()[0]!;
}

describe('the tiles', () => {
  it('have the published counts: Bayer ¼ ½ ¼, X-Trans 8, 20 and 8 of 36 (D18)', () => {
    expect(filterCounts(tile('bayer'))).toEqual({ R: 1, G: 2, B: 1 });
    expect(filterCounts(tile('x-trans'))).toEqual({ R: 8, G: 20, B: 8 });
    expect(filterCounts(tile('rgbw'))).toEqual({ R: 2, G: 4, B: 2, W: 8 });
    expect(filterCounts(tile('sparse'))).toEqual({ R: 1, G: 2, B: 1, W: 12 });
  });

  it('of X-Trans have every colour in each row and column', () => {
    const rows = tile('x-trans');
    const columns = rows[0]!.map((_, x) => rows.map(row => row[x]!));
    for (const line of [...rows, ...columns]) expect(new Set(line).size).toBe(3);
  });

  it('drawn at random follow seed and stream alone', () => {
    const draw = (seed: number, stream: number) => tileOf('random', { ...noRandom, seed, stream }).join(';');
    expect(draw(1, 2)).toBe(draw(1, 2));
    expect(draw(1, 2)).not.toBe(draw(2, 2));
    expect(draw(1, 2)).not.toBe(draw(1, 3));
  });
});

describe('mosaic', () => {
  it('takes red, green and blue where a Bayer tile has them, and their sum behind no filter', () => {
    const colours = tf.tensor4d([1, 2, 4], [1, 1, 1, 3]).tile<tf.Tensor4D>([1, 2, 2, 1]);
    expect([...mosaic(colours, transmission('bayer')).dataSync()]).toEqual([1, 2, 2, 4]);
    expect([...mosaic(colours, transmission('white')).dataSync()]).toEqual([7, 7, 7, 7]);
  });

  it('gives a constant frame of a grey image, and M Mᵀ = 1 of one filter a pixel (D18)', () => {
    const grey = tf.fill<tf.Rank.R4>([1, 7, 5, 3], 0.25);
    for (const name of ['bayer', 'x-trans', 'random'] as const) {
      const filters = transmission(name);
      expect(new Set(mosaic(grey, filters).dataSync())).toEqual(new Set([0.25]));
      const frame = tf.randomUniform<tf.Rank.R4>([1, 7, 5, 1], 0, 1, 'float32', 3);
      const back = tf.grad(x =>
        mosaic(x as tf.Tensor4D, filters)
          .mul(frame)
          .sum(),
      )(tf.zeros([1, 7, 5, 3]));
      expect(mosaic(back as tf.Tensor4D, filters).dataSync()).toEqual(frame.dataSync());
    }
  });

  it('refuses an image of other channels', () => {
    expect(() => mosaic(tf.zeros([1, 4, 4, 1]), transmission('bayer'))).toThrow(
      'mosaic: the filters pass 3 channels, must be the 1 of the image',
    );
  });
});

describe('a learned tile', () => {
  const filters = () => tf.tensor2d(Object.values(filterTransmission).map(shares => [...shares]));
  const weights = () => tf.randomUniform<tf.Rank.R3>([2, 2, 7], -1, 1, 'float32', 5);

  it('passes shares between 0 and 1 that are the tile as built when α grows without bound (D19)', () => {
    const choice = new DiscreteChoice({ sharpening: 1000 });
    const soft = learnedTransmission(weights(), filters(), choice);
    expect(soft.min().dataSync()[0]).toBeGreaterThan(0);
    expect(soft.max().dataSync()[0]).toBeLessThan(1);
    choice.anneal(1);
    const sharp = learnedTransmission(weights(), filters(), choice);
    choice.harden(true);
    expect(largestGap(sharp, learnedTransmission(weights(), filters(), choice))).toBeLessThan(tolerance);
  });

  it('started at a heavy Bayer tile records what the Bayer tile records (D19)', () => {
    const layer = new ColourFilterArray({
      tile: tile('bayer'),
      filters: ['R', 'G', 'B', 'W'],
      isLearned: true,
      startWeight: 100,
    });
    const fixed = new ColourFilterArray({ tile: tile('bayer'), filters: ['R', 'G', 'B'] });
    const scene = image();
    expect(largestGap(layer.apply(scene) as tf.Tensor, fixed.apply(scene) as tf.Tensor)).toBeLessThan(
      tolerance,
    );
  });

  it('straight through, records what the Bayer tile records from the start, and still learns (D19)', () => {
    const start = { tile: tile('bayer'), filters: ['R', 'G', 'B', 'W'] };
    const choice = { ...plainChoice, relaxation: 'straight-through' } as const;
    const layer = new ColourFilterArray({ ...start, isLearned: true, choice });
    const scene = image();
    const [found, expected] = [layer, new ColourFilterArray(start)].map(
      each => each.apply(scene) as tf.Tensor,
    );
    expect(found!.dataSync()).toEqual(expected!.dataSync());
    const { grads } = tf.variableGrads(() => (layer.apply(scene) as tf.Tensor).square().mean());
    expect(Object.values(grads)[0]!.abs().max().dataSync()[0]).toBeGreaterThan(0);
  });

  it('draws another tile at each step of training, and the same one otherwise', () => {
    const choice = { ...plainChoice, relaxation: 'gumbel-straight-through' } as const;
    const layer = new ColourFilterArray({
      tile: tile('random'),
      filters: ['R', 'G', 'B', 'W'],
      isLearned: true,
      startWeight: 0,
      choice,
    });
    const scene = image();
    const at = (step: number, training: boolean) => {
      for (const part of layer.parts) part.reseed(step);
      return (layer.apply(scene, { training }) as tf.Tensor).dataSync();
    };
    expect(at(1, true)).not.toEqual(at(2, true));
    expect(at(1, true)).toEqual(at(1, true));
    expect(at(1, false)).toEqual(at(2, false));
  });

  it('hardens to one filter a pixel, and sharpens towards it as training goes on', () => {
    const layer = new ColourFilterArray({
      tile: tile('random'),
      filters: ['R', 'G', 'B'],
      isLearned: true,
      startWeight: 0.4,
      choice: { ...plainChoice, sharpening: 5 },
    });
    const scene = image();
    const frameAt = (progress: number) => {
      annealLayer(layer, progress);
      return layer.apply(scene) as tf.Tensor;
    };
    const [early, late] = [frameAt(0), frameAt(1)];
    hardenLayer(layer, true);
    const hard = layer.apply(scene) as tf.Tensor;
    expect(largestGap(late, hard)).toBeLessThan(0.3 * largestGap(early, hard));
    expect(new Set(layer.physicalArrays()[0]!.values)).toEqual(new Set([0, 1]));
  });

  it('says what is wrong with its tile', () => {
    expect(() => new ColourFilterArray({ tile: [['R'], ['G', 'B']], filters: ['R'] })).toThrow(
      'colour filter array: the tile must have rows of one length, at least 1',
    );
    expect(
      () => new ColourFilterArray({ tile: tile('rgbw'), filters: ['R', 'G', 'B'], isLearned: true }),
    ).toThrow('colour filter array: the tile has a filter W, must be one of those to choose from (R, G, B)');
  });
});

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
    const letters = new ColourFilterArray({ tile: tile('bayer'), filters: ['R', 'G', 'B'] });
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
