import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { convolveImages } from '../../../src/engine/fourier/convolve-images.js';
import { blurLayers, layerMasks } from '../../../src/optics/depth/blur-layers.js';

/** Sums of some tens of float32 products. */
const sumTolerance = 1e-6;
const boundary = 'symmetric';

beforeAll(async () => {
  await tf.setBackend('cpu');
});
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

function box(side: number): tf.Tensor3D {
  return tf.fill([side, side, 1], 1 / side ** 2);
}

const layers = () => [
  { distance: 2, kernel: box(3) },
  { distance: 0.5, kernel: box(5) },
  { distance: 1, kernel: box(1) },
];
const image = () => tf.randomUniform<tf.Rank.R4>([2, 6, 7, 1], 0, 1, 'float32', 3);

describe('layerMasks', () => {
  it('gives each pixel to the layer that is nearest in 1/z, and to one only', () => {
    // Borders: 2 / (1/0.5 + 1/1) = 0.667 m and 2 / (1/1 + 1/2) = 1.333 m.
    const masks = layerMasks(tf.tensor1d([0.1, 0.66, 0.67, 1.33, 1.34, 100]), [2, 0.5, 1]);
    expect(masks.map(mask => Array.from(mask.dataSync()))).toEqual([
      [0, 0, 0, 0, 1, 1],
      [1, 1, 0, 0, 0, 0],
      [0, 0, 1, 1, 0, 0],
    ]);
  });

  it('says what layers there can be', () => {
    expect(() => layerMasks(tf.scalar(1), [])).toThrow('there are 0 layers, must be 1 or more');
    expect(() => layerMasks(tf.scalar(1), [1, 0])).toThrow('a layer is at 0 m, must be above 0');
    expect(() => layerMasks(tf.scalar(1), [1, 2, 1])).toThrow(
      'a layer is at 1 m, must be above 0 and unlike the others',
    );
  });
});

describe('blurLayers', () => {
  it('is one convolution where all is at one distance', () => {
    const x = image();
    const blurred = blurLayers(x, tf.fill([2, 6, 7, 1], 0.6), layers(), { boundary });
    const expected = convolveImages(x, box(5), { boundary });
    expect(blurred.sub(expected).abs().max().dataSync()[0]).toBeLessThan(sumTolerance);
  });

  it('keeps the light of every distance', () => {
    const x = image();
    const distances = tf.randomUniform<tf.Rank.R4>([2, 6, 7, 1], 0.3, 3, 'float32', 4);
    const blurred = blurLayers(x, distances, layers(), { boundary });
    expect(Math.abs(blurred.sum().div(x.sum()).dataSync()[0]! - 1)).toBeLessThan(sumTolerance);
  });

  it('spreads each point by the kernel of its own distance', () => {
    const points = tf.buffer<tf.Rank.R4>([1, 7, 16, 1]);
    points.set(1, 0, 3, 3, 0);
    points.set(1, 0, 3, 12, 0);
    const distances = tf.concat(
      [tf.fill<tf.Rank.R4>([1, 7, 8, 1], 2), tf.fill<tf.Rank.R4>([1, 7, 8, 1], 0.5)],
      2,
    );
    const row = blurLayers(points.toTensor(), distances, layers(), { boundary })
      .slice([0, 3], [1, 1])
      .dataSync();
    const expected = [0, 0, 1 / 9, 1 / 9, 1 / 9, 0, 0, 0, 0, 0, 0.04, 0.04, 0.04, 0.04, 0.04, 0];
    expected.forEach((value, index) => expect(row[index]).toBeCloseTo(value, 6));
  });
});
