import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ContinueTiles, JoinTiles } from '../../../src/networks/layers/tiles.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

/** Values that say which pixel of its tile a pixel is: 10 row + column. */
function phases(height: number, width: number, period: number): tf.Tensor4D {
  const values = Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (__, x) => [10 * (y % period) + (x % period)]),
  );
  return tf.tensor4d([values]);
}

describe('ContinueTiles', () => {
  it.each([
    [6, 6, 3, 1],
    [7, 8, 3, 4],
    [5, 4, 2, 5],
    [4, 4, 4, 0],
  ])(
    'continues %d x %d pixels in tiles of %d by a margin of %d: each pixel is of its kind',
    (height, width, period, margin) => {
      const layer = new ContinueTiles({ period, margin });
      const found = layer.apply(phases(height, width, period)) as tf.Tensor4D;
      expect(found.shape).toEqual(layer.computeOutputShape([1, height, width, 1]));
      const [, rows, columns] = found.shape;
      const values = found.dataSync();
      values.forEach((value, place) => {
        const [y, x] = [Math.floor(place / columns) - margin, (place % columns) - margin];
        const kind = (position: number) => ((position % period) + period) % period;
        expect(value).toBe(10 * kind(y) + kind(x));
      });
      expect((rows - 2 * margin) % period).toBe(0);
    },
  );

  it('leaves the frame itself as it is', () => {
    const frame = tf.randomUniform<tf.Rank.R4>([2, 5, 7, 3], 0, 1, 'float32', 1);
    const found = new ContinueTiles({ period: 2, margin: 3 }).apply(frame) as tf.Tensor4D;
    expect(found.slice([0, 3, 3, 0], [2, 5, 7, 3]).dataSync()).toEqual(frame.dataSync());
  });

  it('refuses frames smaller than a tile', () => {
    expect(() => new ContinueTiles({ period: 4, margin: 1 }).apply(tf.zeros([1, 3, 8, 1]))).toThrow(
      new RangeError('continue-tiles: frame is 3 x 8 pixels, must be at least one tile, 4 x 4'),
    );
  });
});

describe('JoinTiles', () => {
  it('puts pixels of tiles where they belong, and cuts what stands over', () => {
    // Channel values: 100 tile row + 10 pixel of the tile + channel.
    const tiles = tf.tensor4d(
      [0, 1].flatMap(row =>
        Array.from({ length: 8 }, (_, i) => 100 * row + 10 * Math.floor(i / 2) + (i % 2)),
      ),
      [1, 2, 1, 8],
    );
    const joined = new JoinTiles({ period: 2, height: 3, width: 2 }).apply(tiles) as tf.Tensor4D;
    expect(joined.shape).toEqual([1, 3, 2, 2]);
    expect(Array.from(joined.dataSync())).toEqual([0, 1, 10, 11, 20, 21, 30, 31, 100, 101, 110, 111]);
  });

  it('undoes a convolution that takes the pixels of a tile apart', () => {
    const frame = tf.randomUniform<tf.Rank.R4>([2, 6, 4, 1], 0, 1, 'float32', 1);
    const apart = tf.conv2d(frame, tf.eye(4).reshape<tf.Tensor4D>([2, 2, 1, 4]), 2, 'valid');
    const joined = new JoinTiles({ period: 2, height: 6, width: 4 }).apply(apart) as tf.Tensor4D;
    expect(joined.dataSync()).toEqual(frame.dataSync());
  });
});
