import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../../src/engine/start.js';
import { Descent, type DescentOptions } from '../../src/networks/descent.js';
import { optimizers } from '../../src/networks/optimizers/registry.js';
import { classification } from '../../src/networks/tasks/classification.js';
import { isTrainedUntil, plainPlan, type WeightGroup } from '../../src/networks/weight-groups.js';
import { ToyHardware } from './toy-images.js';

const rates = { learningRate: 0.1, physicalLearningRate: 0.2, learningRateSchedule: 'constant' } as const;
const start = { progress: 0, step: 0, stepsPerEpoch: 1, plateauFactor: 1 };

/** A factor for all pixels, then a linear classifier in two layers. */
function model(): tf.LayersModel {
  const input = tf.input({ shape: [2, 2, 1] });
  const kernelInitializer = tf.initializers.glorotUniform({ seed: 3 });
  const layers = [
    new ToyHardware({ name: 'factor' }),
    tf.layers.flatten({ name: 'network_flatten' }),
    tf.layers.dense({ name: 'network_hidden', units: 3, kernelInitializer }),
    tf.layers.dense({ name: 'network_logits', units: 2, kernelInitializer }),
  ];
  const outputs = layers.reduce((x, layer) => layer.apply(x) as tf.SymbolicTensor, input);
  return tf.model({ inputs: input, outputs });
}

const parts = ['factor', 'hidden', 'logits'] as const;

/** Largest move of a weight of each layer in an epoch of one step. */
function moves(options: Partial<DescentOptions>, epochs = 1, moment = start): Record<string, number>[] {
  const trained = model();
  const descent = new Descent(trained, classification(2).loss, {
    ...rates,
    namePrefix: 'network_',
    ...options,
  });
  const values = () =>
    parts.map(part => {
      const layer = trained.layers.find(({ name }) => name.endsWith(part))!;
      return layer.getWeights().flatMap(weight => Array.from(weight.dataSync()));
    });
  const found = Array.from({ length: epochs }, (_, index) => {
    const before = values();
    descent.beginEpoch(index + 1);
    descent.step(
      { scenes: tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]), targets: tf.tensor2d([[1, 0]]), images: 1 },
      moment,
    );
    return Object.fromEntries(
      values().map((after, part) => [
        parts[part]!,
        Math.max(...after.map((value, i) => Math.abs(value - before[part]![i]!))),
      ]),
    );
  });
  descent.dispose();
  trained.dispose();
  return found;
}

/** Adam's first step is the step size, but for its epsilon. */
const adamDigits = 4;
const moving = (found: Record<string, number>) => parts.filter(part => found[part]! > 0);

describe('a step', () => {
  beforeAll(() => startEngine());

  it('is as long as the step size times the factor of the schedule', () => {
    const [plain] = moves({});
    expect(plain!.logits).toBeCloseTo(0.1, adamDigits);
    expect(plain!.factor).toBeCloseTo(0.2, adamDigits);
    const [half] = moves({ learningRateSchedule: 'cosine' }, 1, { ...start, progress: 0.5 });
    expect(half!.logits).toBeCloseTo(0.05, adamDigits);
  });

  it('moves all weights but those of frozen layers, and those too after some epochs', () => {
    const plan = { ...plainPlan, frozen: ['hid*', 'factor'] };
    expect(moves({ plan }, 2).map(moving)).toEqual([['logits'], ['logits']]);
    expect(moves({ plan: { ...plan, unfreezeAfterEpochs: 1 } }, 2).map(moving)).toEqual([
      ['logits'],
      [...parts],
    ]);
  });

  it('moves network and hardware in turns', () => {
    const plan = { ...plainPlan, turns: 'alternating', turnEpochs: 2 } as const;
    expect(moves({ plan }, 5).map(moving)).toEqual([
      ['hidden', 'logits'],
      ['hidden', 'logits'],
      ['factor'],
      ['factor'],
      ['hidden', 'logits'],
    ]);
  });

  it('has trained a group once it was thawed and its turn has come', () => {
    const group = (part: 'network' | 'hardware', isFrozen: boolean): WeightGroup => ({
      ...{ part, isFrozen, variables: [], names: [] },
    });
    const groups = [group('network', false), group('network', true), group('hardware', false)];
    const plan = { ...plainPlan, turns: 'alternating', turnEpochs: 1, unfreezeAfterEpochs: 2 } as const;
    const trainedUntil = (epoch: number) => groups.map(each => isTrainedUntil(epoch, each, plan, groups));
    expect([1, 2, 3].map(trainedUntil)).toEqual([
      [true, false, false],
      [true, false, true],
      [true, true, true],
    ]);
  });

  it('refuses to freeze layers that are not there, or all of them', () => {
    expect(() => moves({ plan: { ...plainPlan, frozen: ['conv1'] } })).toThrow(
      'training.frozen: found conv1, must be a layer with weights, * for any letters: factor, hidden, logits',
    );
    for (const unfreezeAfterEpochs of [0, 1]) {
      expect(() => moves({ plan: { ...plainPlan, frozen: ['*'], unfreezeAfterEpochs } })).toThrow(
        'training.frozen: found all layers with weights, must leave one to be trained from the first epoch on',
      );
    }
  });

  it('is shorter where the gradient of the network is cut, and hardware moves as before', () => {
    const sgd = optimizers.find(({ optimizer }) => optimizer === 'sgd')!;
    const optimizer = (weights: readonly tf.Variable[]) => sgd.make(weights, { momentum: 0 });
    const lengths = ([found]: Record<string, number>[]) => [found!.logits!, found!.factor!];
    const [whole, hardware] = lengths(moves({ optimizer }));
    const [cut, same] = lengths(moves({ optimizer, gradientClipNorm: 0.01 }));
    expect(cut).toBeLessThan(0.1 * 0.01);
    expect(cut).toBeLessThan(whole! / 10);
    expect(same).toBe(hardware);
  });

  it('draws kernels towards 0 by penalties, and biases not', () => {
    const sgd = optimizers.find(({ optimizer }) => optimizer === 'sgd')!;
    const optimizer = (weights: readonly tf.Variable[]) => sgd.make(weights, { momentum: 0 });
    const kernelAndBias = (options: Partial<DescentOptions>) => {
      const trained = model();
      const descent = new Descent(trained, classification(2).loss, { ...rates, optimizer, ...options });
      const scenes = tf.zeros<tf.Rank.R4>([1, 2, 2, 1]);
      descent.step({ scenes, targets: tf.tensor2d([[0.5, 0.5]]), images: 1 }, start);
      const values = trained.layers
        .at(-1)!
        .getWeights()
        .map(weight => Array.from(weight.dataSync()));
      descent.dispose();
      return values;
    };
    // A dark scene of either class has no gradient: what moves is moved by the penalty alone.
    const [kernel, bias] = kernelAndBias({});
    const [squared] = kernelAndBias({ l2: 0.5 });
    const [magnitudes, still] = kernelAndBias({ l1: 0.5 });
    kernel!.forEach((value, i) => {
      expect(squared![i]).toBeCloseTo(value - 0.1 * 2 * 0.5 * value, 5);
      expect(magnitudes![i]).toBeCloseTo(value - 0.1 * 0.5 * Math.sign(value), 5);
    });
    expect(still).toEqual(bias);
  });
});
