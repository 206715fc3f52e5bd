import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hardenLayer } from '../../../src/engine/layer-parts.js';
import { startEngine } from '../../../src/engine/start.js';
import { Binning } from '../../../src/sensor/binning.js';
import { BlockBinning, type BlockBinningOptions } from '../../../src/sensor/layouts/block-binning.js';

const plain: BlockBinningOptions = {
  factor: 2,
  readNoise: 0,
  budget: null,
  budgetWeight: 1,
  startWeight: 1,
  seed: 1,
  stream: 2,
};

beforeAll(() => startEngine());
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

const charge = () => tf.randomUniform<tf.Rank.R4>([2, 8, 8, 2], 0, 100, 'float32', 1);
const gap = (a: tf.Tensor, b: tf.Tensor) => a.sub(b).abs().max().dataSync()[0]!;
const deviation = (tensor: tf.Tensor) => Math.sqrt(tf.moments(tensor).variance.dataSync()[0]!);

/** Exact binning by k, its sums shown in equal parts. */
function binned(image: tf.Tensor4D, k: number): tf.Tensor {
  const sums = new Binning({ factor: k, reading: 'sum' }).apply(image) as tf.Tensor4D;
  return tf.image.resizeNearestNeighbor(sums, [8, 8]).div(k ** 2);
}

describe('BlockBinning', () => {
  it.each([1, 2, 4] as const)('with a factor of %d everywhere is binning', factor => {
    const layer = new BlockBinning({ ...plain, factor });
    expect(gap(layer.apply(charge()) as tf.Tensor, binned(charge(), factor))).toBeLessThan(1e-4);
  });

  it('as built, bins each block by the factor of its largest weight', () => {
    const layer = new BlockBinning({ ...plain, isLearned: true });
    const soft = layer.apply(charge()) as tf.Tensor;
    const rows = [
      [3, 0, 1],
      [0, 2, 1],
      [0, 0, 1],
      [5, 4, 0],
    ];
    layer.setWeights([tf.tensor2d(rows)]);
    hardenLayer(layer, true);
    const built = layer.apply(charge()) as tf.Tensor;
    const [first, second, third] = [1, 2, 4].map(k => binned(charge(), k));
    const corner = (tensor: tf.Tensor, top: number, left: number) =>
      tensor.slice([0, top, left, 0], [2, 4, 4, 2]);
    expect(gap(corner(built, 0, 0), corner(first!, 0, 0))).toBeLessThan(1e-4);
    expect(gap(corner(built, 0, 4), corner(second!, 0, 4))).toBeLessThan(1e-4);
    expect(gap(corner(built, 4, 0), corner(third!, 4, 0))).toBeLessThan(1e-4);
    expect(gap(corner(built, 4, 4), corner(first!, 4, 4))).toBeLessThan(1e-4);
    expect([...layer.physicalArrays()[0]!.values]).toEqual([16, 4, 1, 16]);
    expect(gap(soft, built)).toBeGreaterThan(1);
  });

  it('keeps the charge of each block while the choice is a mixture', () => {
    const layer = new BlockBinning({ ...plain, isLearned: true, factor: 'random' });
    const blocks = (image: tf.Tensor) => tf.avgPool(image as tf.Tensor4D, 4, 4, 'valid');
    expect(gap(blocks(layer.apply(charge()) as tf.Tensor), blocks(charge()))).toBeLessThan(1e-4);
  });

  it.each([1, 2, 4] as const)(
    'adds read noise once to what is read at once, here %d pixels across',
    factor => {
      const layer = new BlockBinning({ ...plain, factor, readNoise: 10 });
      const read = layer.apply(tf.zeros([64, 32, 32, 1])) as tf.Tensor4D;
      // 65,536 / k² numbers of σ_r / k²: their spread is known to 1 / √(2 n).
      const spread = Math.sqrt(factor ** 2 / (2 * 65_536));
      expect(Math.abs(deviation(read) / (10 / factor ** 2) - 1)).toBeLessThan(4 * spread);
      expect(
        gap(read, tf.image.resizeNearestNeighbor(tf.avgPool(read, factor, factor, 'valid'), [32, 32])),
      ).toBeLessThan(1e-4);
    },
  );

  it('costs the square of the readouts per pixel beyond the budget', () => {
    const layer = new BlockBinning({ ...plain, isLearned: true, factor: 1, budget: 16, budgetWeight: 3 });
    layer.apply(charge());
    const readouts = layer.physicalArrays()[0]!.values.reduce((sum, each) => sum + each, 0);
    expect(readouts).toBeGreaterThan(16);
    expect(layer.penalty().dataSync()[0]).toBeCloseTo(3 * ((readouts - 16) / 64) ** 2, 5);
    layer.setWeights([tf.tensor2d([0, 1, 2, 3].map(() => [-9, 9, -9]))]);
    expect(layer.penalty().dataSync()[0]).toBeCloseTo(0, 9);
  });

  it('says what is wrong with its options and with the frame', () => {
    expect(() => new BlockBinning({ ...plain, readNoise: -1 })).toThrow(
      new RangeError('block binning: readNoise is -1, must be 0 or more'),
    );
    expect(() => new BlockBinning(plain).apply(tf.zeros([1, 8, 10, 1]))).toThrow(
      new RangeError('block binning: frame is 8 × 10, must be of multiples of 4'),
    );
  });
});
