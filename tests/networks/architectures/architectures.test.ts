import * as tf from '@tensorflow/tfjs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { compileStep } from '../../../src/engine/compile.js';
import { onFallback } from '../../../src/engine/fallback.js';
import { startEngine } from '../../../src/engine/start.js';
import { Adam } from '../../../src/networks/adam.js';
import { architectures } from '../../../src/networks/architectures/registry.js';
import { loadModel, saveModel } from '../../../src/networks/save-model.js';
import { architectureNamed, modelOf, networkCases, type NetworkCase } from './cases.js';

beforeAll(() => startEngine());

const batch = 4;

function frames({ height, width, channels }: NetworkCase['frame'], count = batch): tf.Tensor4D {
  return tf.randomUniform<tf.Rank.R4>([count, height, width, channels], -1, 1, 'float32', 5);
}

/** Steps of Adam on the mean squared difference to fixed targets; the loss before each. */
function trained(model: tf.LayersModel, x: tf.Tensor4D, steps: number): number[] {
  const variables = model.trainableWeights.map(weight => weight.read() as unknown as tf.Variable);
  const adam = new Adam(variables);
  const shape = (model.apply(x) as tf.Tensor).shape;
  const targets = tf.randomNormal(shape, 0, 1, 'float32', 6);
  let done = 0;
  const step = compileStep((inputs, wanted) => {
    const { value, grads } = tf.variableGrads(
      () =>
        tf.losses.meanSquaredError<tf.Tensor, tf.Scalar>(
          wanted,
          model.apply(inputs, { training: true }) as tf.Tensor,
        ),
      variables,
    );
    const gradients = variables.map(({ name }) => grads[name]!);
    adam.step(gradients, () => ({ step: done, stepSize: 0.003 }));
    return [value];
  });
  const losses = Array.from({ length: steps }, () => {
    done++;
    const [loss] = step(x, targets) as [tf.Tensor];
    return loss.dataSync()[0]!;
  });
  adam.dispose();
  return losses;
}

describe.each(
  networkCases.map(each => [[each.network, ...(each.suffix ? [each.suffix] : [])].join(', '), each] as const),
)('%s', (_, each) => {
  it('makes the shape it declares, in training and in use', () => {
    const { frame, outputs, network } = each;
    const model = modelOf(each, frame);
    const { gives } = architectureNamed(network);
    const wanted = gives === 'vector' ? [outputs] : [frame.height, frame.width, outputs];
    expect(model.outputShape).toEqual([null, ...wanted]);
    for (const training of [true, false]) {
      const y = model.apply(frames(frame), { training }) as tf.Tensor;
      expect(y.shape).toEqual([batch, ...wanted]);
      expect(y.isFinite().all().dataSync()[0]).toBe(1);
    }
  });

  it('learns: steps lower the loss and move each trainable weight, all of it recorded', () => {
    const model = modelOf(each, each.frame);
    const before = model.trainableWeights.map(weight => weight.read().clone());
    const fallbacks: string[] = [];
    onFallback(kernel => fallbacks.push(kernel));
    const losses = trained(model, frames(each.frame), 7);
    onFallback(null);
    expect(fallbacks).toEqual([]);
    expect(losses.at(-1)).toBeLessThan(losses[0]!);
    const still = model.trainableWeights.filter(
      (weight, index) => weight.read().sub(before[index]!).abs().max().dataSync()[0] === 0,
    );
    expect(still.map(weight => weight.originalName)).toEqual([]);
  });

  it('gives the same after it is saved and loaded', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'network-'));
    try {
      const model = modelOf(each, each.frame);
      const x = frames(each.frame);
      // Small variances in batch normalization, so that small weights do not leave all outputs alike.
      for (const weight of model.weights) {
        const share = weight.originalName.endsWith('moving_variance') ? 0.02 : 1;
        weight.write(weight.read().mul(share).add(0.01));
      }
      await saveModel(model, folder);
      const copy = await loadModel(folder);
      const [first, second] = [model, copy].map(one => (one.apply(x) as tf.Tensor).dataSync());
      expect(second).toEqual(first);
      expect(new Set(first).size).toBeGreaterThan(1);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it.skipIf(each.startsAtZero)(
    'starts from weights that its seed alone decides, and no two kernels share numbers',
    () => {
      const kernels = (seed: number) =>
        modelOf(each, each.frame, seed)
          .trainableWeights.filter(weight => weight.shape.length > 1)
          .map(weight => weight.read().flatten().dataSync());
      const [first, again, other] = [kernels(1), kernels(1), kernels(2)];
      expect(again).toEqual(first);
      const starts = [...first, ...other].map(values => (values[0]! / Math.hypot(...values)).toPrecision(6));
      expect(new Set(starts).size).toBe(starts.length);
    },
  );

  it('describes itself with its numbers and a source', () => {
    const definition = architectureNamed(each.network);
    const keys = z.strictObject(definition.keys).parse(each.keys);
    const { title, text, parameters, source } = definition.describe(keys, each.outputs);
    expect(title).not.toBe('');
    expect(text).toMatch(/^[A-Z].*\d.*\.$/s);
    expect(source).toContain('doi:10.');
    expect(parameters.every(({ value }) => Number.isFinite(value))).toBe(true);
  });
});

describe('the registry of networks', () => {
  it('has names of its own, all with a case here', () => {
    const names = architectures.map(each => each.network);
    expect(new Set(names).size).toBe(names.length);
    expect(names.every(name => /^[a-z0-9]+(-[a-z0-9]+)*$/.test(name))).toBe(true);
    expect([...new Set(networkCases.map(each => each.network))].sort()).toEqual([...names].sort());
  });

  it('has keys with a description and a default each', () => {
    for (const { network, keys, source } of architectures) {
      expect(source, network).toContain('doi:10.');
      expect(
        Object.values(keys).filter(key => (key as z.ZodType).description === undefined),
        network,
      ).toEqual([]);
      expect(() => z.strictObject(keys).parse({}), network).not.toThrow();
    }
  });
});

describe('a network that takes any size', () => {
  const any = architectures.filter(each => each.takesAnySize).map(each => each.network);

  it.each(any)(
    '%s gives one output for each pixel of frames of other sizes than those of training',
    network => {
      const each = networkCases.find(one => one.network === network)!;
      const { channels } = each.frame;
      const fixed = modelOf(each, each.frame);
      const free = modelOf(each, { height: null, width: null, channels });
      trained(fixed, frames(each.frame), 2);
      free.setWeights(fixed.getWeights());
      const x = frames(each.frame);
      expect((free.apply(x) as tf.Tensor).dataSync()).toEqual((fixed.apply(x) as tf.Tensor).dataSync());
      for (const [height, width] of [
        [9, 22],
        [5, 1],
        [16, 16],
      ] as const) {
        const y = free.apply(frames({ height, width, channels })) as tf.Tensor;
        expect(y.shape).toEqual([batch, height, width, each.outputs]);
      }
    },
  );

  it.each(architectures.filter(each => !each.takesAnySize).map(each => each.network))(
    '%s says that it does not',
    network => {
      const each = networkCases.find(one => one.network === network)!;
      expect(() => modelOf(each, { height: null, width: null, channels: 1 })).toThrow(
        /frame is any x any pixels, must be of fixed size/,
      );
    },
  );
});

describe('frames that are too small', () => {
  it.each([
    [
      'lenet-5',
      {},
      15,
      'lenet: frame is 15 x 15 pixels, must be at least 16 x 16 for two convolutions and poolings',
    ],
    ['alexnet', {}, 56, 'alexnet: frame is 56 x 56 pixels, must be at least 57 x 57'],
    ['vgg', {}, 31, 'vgg: frame is 31 x 31 pixels, must be at least 32 x 32 for 5 stages of 2 x 2 pooling'],
    ['resnet', {}, 31, 'resnet: frame is 31 x 31 pixels, must be at least 32 x 32 for 5 halvings'],
    ['resnet-small', {}, 3, 'resnet-small: frame is 3 x 3 pixels, must be at least 4 x 4'],
    ['densenet', { blocks: [1, 1] }, 7, 'densenet: frame is 7 x 7 pixels, must be at least 8 x 8'],
    ['mobilenet', {}, 31, 'mobilenet: frame is 31 x 31 pixels, must be at least 32 x 32'],
    ['googlenet', {}, 31, 'googlenet: frame is 31 x 31 pixels, must be at least 32 x 32'],
  ])('%s names them', (network, keys, side, text) => {
    const small = { width: 0.05, denseUnits: 4 };
    const known = Object.keys(architectureNamed(network).keys);
    const given = Object.fromEntries(Object.entries(small).filter(([key]) => known.includes(key)));
    const each = { network, keys: { ...given, ...keys }, outputs: 2 };
    expect(() => modelOf(each, { height: side, width: side, channels: 1 })).toThrow(text);
    expect(() => modelOf(each, { height: side + 1, width: side + 1, channels: 1 })).not.toThrow();
  });
});
