import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startEngine } from '../../../src/engine/start.js';
import { ColourFilterArray } from '../../../src/sensor/colour-filters/colour-filter-array.js';
import { plainChoice } from '../../../src/engine/discrete/rules.js';
import { annealLayer, hardenLayer } from '../../../src/engine/layer-parts.js';
import { DiscreteChoice } from '../../../src/engine/discrete-choice.js';
import { learnedTransmission, mosaic } from '../../../src/sensor/colour-filters/mosaic.js';
import { filterCounts, filterTransmission, tileOf } from '../../../src/sensor/colour-filters/patterns.js';
import { image, largestGap, noRandom, tile, transmission } from './tiles.js';

/* Names as D18 refer to the list of physics checks. */

/** Of sums of a few dozen float32 products. */
const tolerance = 1e-6;

beforeAll(() => startEngine());
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

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
