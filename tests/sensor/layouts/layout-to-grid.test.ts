import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LayoutToGrid } from '../../../src/sensor/layouts/layout-to-grid.js';
import { PixelLayout } from '../../../src/sensor/layouts/pixel-layout.js';
import { gap, numbers, plain, total } from './layouts.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

describe('LayoutToGrid', () => {
  const down = [0, 1.3, 3.5, 8];
  const across = [0, 3, 4.5, 5.25, 9];
  const grid = () => new LayoutToGrid({ height: 8, width: 9, down, across });

  it('keeps the total, and spreads each pixel over its area', () => {
    const frame = tf.randomUniform<tf.Rank.R4>([2, 3, 4, 2], 0, 100, 'float32', 2);
    const image = grid().apply(frame) as tf.Tensor4D;
    expect(image.shape).toEqual([2, 8, 9, 2]);
    expect(total(image) / total(frame)).toBeCloseTo(1, 6);
    // Sample [0, 0] lies in pixel [0, 0] alone; sample [1, 4] has 0.3 · 0.5, 0.3 · 0.5, 0.7 · 0.5 and 0.7 · 0.5 of four.
    const at = (tensor: tf.Tensor4D, ...place: [number, number, number, number]) =>
      tensor.bufferSync().get(...place);
    const density = (row: number, column: number) => {
      const area = (down[row + 1]! - down[row]!) * (across[column + 1]! - across[column]!);
      return at(frame, 0, row, column, 1) / area;
    };
    expect(at(image, 0, 0, 0, 1)).toBeCloseTo(density(0, 0), 4);
    const mixed = 0.15 * (density(0, 1) + density(0, 2)) + 0.35 * (density(1, 1) + density(1, 2));
    expect(at(image, 0, 1, 4, 1)).toBeCloseTo(mixed, 3);
  });

  it('gives an even scene back as it was', () => {
    const frame = new PixelLayout(plain).apply(tf.fill([1, 8, 9, 1], 5)) as tf.Tensor;
    expect(numbers(grid().apply(frame) as tf.Tensor).every(value => Math.abs(value - 5) < 1e-4)).toBe(true);
  });

  it('follows the borders of the layout while they are learned', () => {
    const layout = new PixelLayout({ ...plain, isLearned: true });
    const { height, width, ...borders } = layout.borders();
    const layer = new LayoutToGrid({ height, width, down: borders.down, across: borders.across });
    const input = tf.input({ shape: [8, 9, 1] });
    const outputs = layer.apply(layout.apply(input)) as tf.SymbolicTensor;
    const model = tf.model({ inputs: input, outputs });
    const scene = tf.randomUniform([1, 8, 9, 1], 0, 1, 'float32', 3);
    const before = model.predict(scene) as tf.Tensor;
    layout.setWeights(layout.getWeights().map(weight => weight.add(tf.range(0, weight.size))));
    const after = model.predict(scene) as tf.Tensor;
    expect(gap(after, before)).toBeGreaterThan(1e-2);
    expect(total(after) / total(before)).toBeCloseTo(1, 5);
    const expected = numbers(borders.across());
    (layer.getConfig().across as number[]).forEach((border, index) => expect(border).toBe(expected[index]));
    const { grads } = tf.variableGrads(() => (model.predict(scene) as tf.Tensor).square().sum<tf.Scalar>());
    for (const gradient of Object.values(grads))
      expect(gradient.abs().max().dataSync()[0]).toBeGreaterThan(0);
  });
});
