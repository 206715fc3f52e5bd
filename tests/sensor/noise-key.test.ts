import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { isReseedable, NoiseKey } from '../../src/sensor/noise-key.js';
import { FullWell } from '../../src/sensor/full-well.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('NoiseKey', () => {
  it('differs with seed, stream and step, and carries the first row', () => {
    tf.tidy(() => {
      const words = (key: NoiseKey): string => key.tensor().dataSync().join();
      const [key, moved] = [new NoiseKey(1, 2), new NoiseKey(1, 2)];
      expect(words(moved)).toBe(words(key));
      moved.reseed(1, 0);
      const distinct = [key, moved, new NoiseKey(2, 2), new NoiseKey(1, 3)].map(words);
      expect(new Set(distinct).size).toBe(4);
      moved.reseed(0, 64);
      expect(words(moved)).toBe(words(key).replace(/,0$/, ',64'));
    });
  });
});

describe('isReseedable', () => {
  it('tells layers that draw noise from those that do not', () => {
    expect(isReseedable(new NoiseKey(1, 2))).toBe(true);
    expect(isReseedable(new FullWell({ fullWell: 1 }))).toBe(false);
  });
});
