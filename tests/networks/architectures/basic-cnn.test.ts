import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../../../src/engine/start.js';
import { networkModel } from '../../../src/networks/architectures/architecture.js';
import { basicCnn, basicCnnArchitecture } from '../../../src/networks/architectures/basic-cnn.js';

const options = { filters: [3, 5], kernelSize: 3, denseUnits: 7, classes: 4, seed: 1 };

function connect(
  change: Partial<typeof options> = {},
  [height, width, channels]: [number, number, number] = [12, 12, 1],
) {
  const { classes, seed, ...keys } = { ...options, ...change };
  const place = { outputs: classes, seed };
  return networkModel(each => basicCnn(keys, each), { height, width, channels }, place);
}

function firstWeights(change: Partial<typeof options> = {}): number[][] {
  const model = connect(change);
  const values = model.getWeights().map(weight => Array.from(weight.dataSync()));
  model.dispose();
  return values;
}

/** Fraction by which a sample variance of 400 or more numbers may miss: five standard errors √(2 / 400). */
const sampleTolerance = 0.35;

function variance(values: readonly number[]): number {
  const mean = values.reduce((a, b) => a + b) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}

describe('basicCnn', () => {
  beforeAll(() => startEngine());

  it('halves the image once a stage, rounding down, and ends in one logit per class', () => {
    const shapes = connect({}, [13, 22, 3])
      .layers.slice(1)
      .map(layer => [layer.name, layer.outputShape]);
    expect(shapes).toEqual([
      ['conv1', [null, 13, 22, 3]],
      ['pool1', [null, 6, 11, 3]],
      ['conv2', [null, 6, 11, 5]],
      ['pool2', [null, 3, 5, 5]],
      ['flatten', [null, 75]],
      ['dense', [null, 7]],
      ['logits', [null, 4]],
    ]);
  });

  it('takes any number of stages', () => {
    expect(connect({ filters: [2] }).layers.map(layer => layer.name)).not.toContain('conv2');
    expect(connect({ filters: [2, 2, 2] }).layers.map(layer => layer.name)).toContain('pool3');
  });

  it('gives the logits of a by-hand forward pass on an image of odd size', () => {
    const model = connect({ filters: [1], kernelSize: 1, denseUnits: 1, classes: 2 }, [3, 3, 1]);
    // conv: 2x − 1; pooling sees only the upper left 2 x 2 of the 3 x 3; dense: 3x + 1; logits: x and −x + 5.
    const values: [number[], number[]][] = [
      [[1, 1, 1, 1], [2]],
      [[1], [-1]],
      [[1, 1], [3]],
      [[1], [1]],
      [
        [1, 2],
        [1, -1],
      ],
      [[2], [0, 5]],
    ];
    model.setWeights(values.map(([shape, data]) => tf.tensor(data, shape)));
    const image = tf.tensor4d([0, 1, 9, 4, 2, 9, 9, 9, 9], [1, 3, 3, 1]);
    const pooled = 2 * 4 - 1;
    const hidden = 3 * pooled + 1;
    expect(Array.from((model.apply(image) as tf.Tensor).dataSync())).toEqual([hidden, 5 - hidden]);
  });

  it('starts from the same weights for the same seed, also for seed 0, and from others for another', () => {
    expect(firstWeights()).toEqual(firstWeights());
    expect(firstWeights({ seed: 0 })).toEqual(firstWeights({ seed: 0 }));
    const [one, two] = [firstWeights({ seed: 1 }), firstWeights({ seed: 2 })];
    for (const index of [0, 2, 4, 6]) expect(one[index]).not.toEqual(two[index]);
  });

  it('starts no two layers of equal shape alike', () => {
    const weights = firstWeights({ filters: [1, 1] });
    expect(weights[0]).not.toEqual(weights[2]);
  });

  it('starts with variance 2 / fan-in before a ReLU, less what truncation at two deviations takes, and zero bias', () => {
    const weights = firstWeights({ filters: [48, 4] });
    const truncated = 0.774;
    const fanIn = 9 * 1;
    expect(variance(weights[0]!)).toBeGreaterThan(truncated * (2 / fanIn) * (1 - sampleTolerance));
    expect(variance(weights[0]!)).toBeLessThan((2 / fanIn) * (1 + sampleTolerance));
    expect(weights[1]!.every(value => value === 0)).toBe(true);
  });

  it('says which size an image must have for its stages', () => {
    expect(() => connect({ filters: [2, 2, 2] }, [28, 7, 1])).toThrow(
      'basic-cnn: frame is 28 x 7 pixels, must be at least 8 x 8 for 3 stages of 2 x 2 pooling',
    );
  });

  it('describes itself with its numbers', () => {
    const { text, parameters } = basicCnnArchitecture.describe(options, 4);
    expect(text).toContain('2 stages of convolution (3, 5 filters of 3 x 3 pixels)');
    expect(parameters.map(({ value }) => value)).toEqual([3, 5, 3, 7, 4]);
  });
});
