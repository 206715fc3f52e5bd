import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { hardenLayer } from '../../src/engine/layer-parts.js';
import { startEngine } from '../../src/engine/start.js';
import { ExposureTile, exposureTile, exposureTileLayer } from '../../src/sensor/exposure-tile.js';
import { FullWell } from '../../src/sensor/full-well.js';

beforeAll(() => startEngine());
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

const random = { period: 3, seed: 1, stream: 2 };
const levels = [1, 0.5, 0.25, 0.125];

describe('exposureTile', () => {
  it('has the levels where the field puts them', () => {
    expect(exposureTile('uniform', 4, random)).toEqual([[0]]);
    expect(exposureTile('checker', 4, random)).toEqual([
      [0, 3],
      [3, 0],
    ]);
    expect(exposureTile('quad', 4, random)).toEqual([
      [0, 1],
      [2, 3],
    ]);
    expect(exposureTile('random', 4, random)).toEqual(exposureTile('random', 4, random));
    expect(exposureTile('random', 4, random)).not.toEqual(exposureTile('random', 4, { ...random, seed: 2 }));
  });
});

describe('ExposureTile', () => {
  it('learned from a uniform tile has a size of its own', () => {
    const place = { name: 'tile', isLearned: true, seed: 1, stream: 1 };
    const signal = { unit: 'scene', height: 4, width: 4, channels: 1 } as const;
    const arriving = { ...signal, pixelPitch: 3e-6, wavelengths: [550e-9], fullScale: 1 };
    const made = (keys: object, isLearned: boolean) => {
      const parsed = z.strictObject(exposureTileLayer.keys).parse(keys);
      const layer = exposureTileLayer.make(parsed, { ...place, isLearned, signal: arriving });
      expect(
        [...(layer.apply(tf.ones([1, 4, 4, 1])) as tf.Tensor).dataSync()].every(value => value > 0),
      ).toBe(true);
      return layer.weights.map(({ shape }) => shape);
    };
    expect(made({ exposures: 'uniform', tilePixels: 3 }, true)).toEqual([[3, 3, 4]]);
    expect(made({ exposures: 'uniform', tilePixels: 3 }, false)).toEqual([]);
  });

  it('multiplies each pixel with its transmission, repeated over the frame', () => {
    const layer = new ExposureTile({ tile: exposureTile('quad', 4, random), levels });
    const frame = layer.apply(tf.ones([1, 3, 3, 1])) as tf.Tensor;
    expect([...frame.dataSync()]).toEqual([1, 0.5, 1, 0.25, 0.125, 0.25, 1, 0.5, 1]);
  });

  it('with levels a factor of 8 apart records scenes 8 times as bright before all pixels saturate', () => {
    const layer = new ExposureTile({ tile: exposureTile('quad', 4, random), levels });
    const well = new FullWell({ fullWell: 100 });
    const isSaturated = (photons: number) => {
      const signal = well.apply(layer.apply(tf.fill([1, 2, 2, 1], photons))) as tf.Tensor;
      return [...signal.dataSync()].map(value => value === 100);
    };
    expect(isSaturated(101)).toEqual([true, false, false, false]);
    expect(isSaturated(799)).toEqual([true, true, true, false]);
    expect(isSaturated(801)).toEqual([true, true, true, true]);
  });

  it('learned, mixes levels and hardens to the heaviest', () => {
    const layer = new ExposureTile({ tile: [[0, 3]], levels, isLearned: true, startWeight: 1 });
    const scene = tf.ones([1, 1, 2, 1]);
    const transmissions = () => [...(layer.apply(scene) as tf.Tensor).dataSync()];
    const [bright, dark] = transmissions();
    expect(bright).toBeLessThan(1);
    expect(dark).toBeGreaterThan(0.125);
    // softmax of (1, 0, 0, 0): e / (e + 3) of level 1, and equal shares of the rest.
    expect(bright).toBeCloseTo((Math.E + 0.5 + 0.25 + 0.125) / (Math.E + 3), 6);
    hardenLayer(layer, true);
    expect(transmissions()).toEqual([1, 0.125]);
  });

  it('says what is wrong with its levels', () => {
    expect(() => new ExposureTile({ tile: [[0]], levels: [1, 0] })).toThrow(
      'exposure tile: a level is 0, must be above 0 and at most 1',
    );
    expect(() => new ExposureTile({ tile: [[4]], levels })).toThrow(
      'exposure tile: the tile names level 4, must be below the 4 levels',
    );
  });
});
