import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { isPenalizedLayer } from '../../../src/engine/layer-description.js';
import { onFallback } from '../../../src/engine/fallback.js';
import { startEngine } from '../../../src/engine/start.js';
import { LocallyConnected2D, locallyConnect } from '../../../src/networks/layers/locally-connected.js';

beforeAll(() => startEngine());

/** Sums of tens of float32 products. */
const tolerance = 1e-5;

const [batch, height, width, channels, filters] = [2, 4, 5, 2, 3];
const images = () => tf.randomNormal<tf.Rank.R4>([batch, height, width, channels], 0, 1, 'float32', 1);

function gap(a: tf.Tensor, b: tf.Tensor): number {
  return a.sub(b).abs().max().dataSync()[0]!;
}

describe('locallyConnect', () => {
  it.each([1, 2, 3])('is conv2d where all kernels of side %i are equal', kernelSize => {
    const kernel = tf.randomNormal<tf.Rank.R4>(
      [kernelSize, kernelSize, channels, filters],
      0,
      1,
      'float32',
      2,
    );
    const taps = kernelSize ** 2 * channels;
    const kernels = tf.tile(kernel.reshape([1, 1, taps, filters]), [height, width, 1, 1]) as tf.Tensor4D;
    const wanted = tf.conv2d(images(), kernel, 1, 'same');
    expect(gap(locallyConnect(images(), kernels, kernelSize), wanted)).toBeLessThan(tolerance);
  });

  it('is the sum over the neighbours of each pixel with the kernel of that pixel', () => {
    const kernelSize = 3;
    const kernels = tf.randomNormal<tf.Rank.R4>([height, width, 9 * channels, filters], 0, 1, 'float32', 3);
    const [x, w] = [images().arraySync(), kernels.arraySync()];
    const slow = tf.buffer([batch, height, width, filters]);
    for (let n = 0; n < batch; n++)
      for (let r = 0; r < height; r++)
        for (let c = 0; c < width; c++)
          for (let o = 0; o < filters; o++) {
            let sum = 0;
            for (let dr = 0; dr < kernelSize; dr++)
              for (let dc = 0; dc < kernelSize; dc++)
                for (let k = 0; k < channels; k++) {
                  const pixel = x[n]![r + dr - 1]?.[c + dc - 1]?.[k] ?? 0;
                  sum += pixel * w[r]![c]![(dr * kernelSize + dc) * channels + k]![o]!;
                }
            slow.set(sum, n, r, c, o);
          }
    expect(gap(locallyConnect(images(), kernels, kernelSize), slow.toTensor())).toBeLessThan(tolerance);
  });

  it('refuses kernels of another size', () => {
    expect(() => locallyConnect(images(), tf.zeros([4, 5, 9, 3]), 3)).toThrow(
      'kernels are [4,5,9,3], must be [4,5,18, filters] for 3 x 3 pixels of [2,4,5,2]',
    );
  });
});

describe('LocallyConnected2D', () => {
  const make = (options = {}) => new LocallyConnected2D({ filters, kernelSize: 3, seed: 4, ...options });

  it('has gradients of input, kernels and bias: those of finite differences, all in the graph', () => {
    const layer = make();
    const x = images();
    const direction = tf.randomNormal([batch, height, width, filters], 0, 1, 'float32', 7);
    layer.apply(x);
    const fallbacks: string[] = [];
    onFallback(kernel => fallbacks.push(kernel));
    const f = (input: tf.Tensor) => (layer.apply(input) as tf.Tensor).mul(direction).sum<tf.Scalar>();
    const variables = layer.trainableWeights.map(weight => weight.read() as unknown as tf.Variable);
    const { grads } = tf.variableGrads(() => f(x), variables);
    const step = 1e-2;
    for (const variable of variables) {
      const start = variable.clone();
      const slope = grads[variable.name]!;
      const along = slope.div(slope.square().mean().sqrt());
      const [up, down] = [1, -1].map(sign => {
        variable.assign(start.add(along.mul(sign * step)));
        return f(x).dataSync()[0]!;
      });
      variable.assign(start);
      const expected = slope.mul(along).sum().dataSync()[0]!;
      expect(Math.abs((up! - down!) / (2 * step) / expected - 1)).toBeLessThan(5e-3);
    }
    // Linear: ⟨Ax, y⟩ = ⟨x, Aᵀy⟩, the bias being 0 at the start.
    const adjoint = tf.grad(f)(x);
    const [left, right] = [f(x), x.mul(adjoint).sum()].map(each => each.dataSync()[0]!);
    onFallback(null);
    expect(Math.abs(left! / right! - 1)).toBeLessThan(1e-4);
    expect(variables.map(each => each.shape)).toEqual([[4, 5, 18, 3], [4, 5, 3]]); // prettier-ignore
    expect(fallbacks).toEqual([]);
  });

  it('draws neighbours together: no penalty for equal kernels, λ (9 / 15 + 9 / 16) for one in a corner that differs by 3', () => {
    const layer = make({ tying: 2, filters: 1, kernelSize: 1, useBias: false });
    layer.apply(images().slice([0, 0, 0, 0], [-1, -1, -1, 1]));
    expect(isPenalizedLayer(layer)).toBe(true);
    layer.setWeights([tf.ones([4, 5, 1, 1])]);
    expect(layer.penalty().dataSync()[0]).toBe(0);
    const kernels = tf.buffer([4, 5, 1, 1]);
    kernels.set(3, 0, 0, 0, 0);
    layer.setWeights([kernels.toTensor()]);
    // One of 15 steps down and one of 16 to the right is 3.
    expect(layer.penalty().dataSync()[0]).toBeCloseTo(2 * (9 / 15 + 9 / 16), 5);
  });

  it('starts from its seed alone with variance 2 / (k² channels), and keeps its options when it is made anew', () => {
    const wide = (seed: number) => {
      const layer = new LocallyConnected2D({ filters: 20, kernelSize: 3, seed });
      layer.apply(images());
      return layer.getWeights()[0]!.dataSync<'float32'>();
    };
    const values = wide(1);
    expect(wide(1)).toEqual(values);
    expect(wide(2)).not.toEqual(values);
    // Cut at two deviations, a normal law keeps 0.774 of its variance; 7200 numbers know it to 2 %.
    const variance = values.reduce((sum, value) => sum + value ** 2, 0) / values.length;
    expect(Math.abs(variance / ((0.774 * 2) / 18) - 1)).toBeLessThan(0.08);
    const layer = make({ tying: 0.5, useBias: false, name: 'local' });
    expect(new LocallyConnected2D(layer.getConfig() as never).getConfig()).toEqual(layer.getConfig());
  });

  it('names options that are out of range, and frames without a size', () => {
    expect(() => make({ filters: 0 })).toThrow(
      'locallyConnected: filters is 0, must be a whole number of at least 1',
    );
    expect(() => make({ tying: -1 })).toThrow('tying is -1, must be at least 0 and finite');
    expect(() => make().build([null, null, 4, 1])).toThrow('must have a fixed height and width');
  });
});

it('The ridge is the mean over pixels of the sum of squares of a kernel, times its strength', () => {
  const options = { filters: 1, kernelSize: 2, seed: 1 };
  const layer = new LocallyConnected2D({ ...options, ridge: 0.5 });
  layer.apply(tf.input({ shape: [2, 3, 1] }));
  const bias = tf.zeros([2, 3, 1]);
  // Each of 6 kernels has 4 weights of 2: the sum of squares of each is 16.
  layer.setWeights([tf.fill([2, 3, 4, 1], 2), bias]);
  expect(layer.penalty().dataSync()[0]).toBeCloseTo(8, 6);
  expect(() => new LocallyConnected2D({ ...options, ridge: -1 })).toThrow(
    'locallyConnected: ridge is -1, must be at least 0 and finite',
  );
});
