import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../../src/engine/start.js';
import { networkModel } from '../../src/networks/architectures/architecture.js';
import { Parts } from '../../src/networks/architectures/parts.js';
import { SeededDropout } from '../../src/networks/layers/seeded-dropout.js';
import { optimizers } from '../../src/networks/optimizers/registry.js';
import { plainSchedule } from '../../src/networks/optimizers/step-size.js';
import { classification } from '../../src/networks/tasks/classification.js';
import { trainModel } from '../../src/networks/train.js';
import type { EpochResult, TrainingOptions } from '../../src/networks/training-options.js';
import { TrainingStopped, type TrainingState } from '../../src/networks/training-state.js';
import { range, toyImages } from './toy-images.js';

/** Batch normalization keeps averages that no gradient moves, dropout and the order of images draw random numbers. */
function model(): tf.LayersModel {
  return networkModel(
    ({ input, outputs, seed }) => {
      const parts = new Parts(seed);
      const maps = parts.normalizedConvolution(input, 'conv', { filters: 3, strides: 2 });
      return parts.dense(parts.dropout(parts.flatten(maps), 'dropout', 0.3), 'logits', outputs);
    },
    { height: 6, width: 6, channels: 1 },
    { outputs: 4, seed: 1 },
  );
}

const stepsPerEpoch = 3;
const base = {
  task: classification(4),
  train: range(0, 40),
  validation: range(40, 60),
  epochs: 3,
  batchSize: 16,
  learningRate: 0.02,
  physicalLearningRate: 0.1,
  earlyStoppingPatience: 0,
  learningRateSchedule: 'plateau',
  schedule: { ...plainSchedule, warmUpEpochs: 0.5, plateauPatience: 1 },
  orderOf: (rows, epoch) => rows.map((_, i) => rows[(i * 7 + epoch) % rows.length]!),
} as const satisfies TrainingOptions;

interface Outcome {
  readonly weights: Float32Array[];
  readonly epochs: EpochResult[];
}

/** Trains in as many lives as there are stops, each with a new model; the state goes through JSON as in a file. */
async function trainInLives(options: TrainingOptions, stops: readonly number[]): Promise<Outcome> {
  const epochs: EpochResult[] = [];
  const states: TrainingState[] = [];
  for (const stop of [...stops, Infinity]) {
    const trained = model();
    const before = states.at(-1) ?? null;
    let steps = before === null ? 0 : before.epochs * stepsPerEpoch + before.steps;
    const beforeStep = (step: number) => {
      for (const layer of trained.layers) if (layer instanceof SeededDropout) layer.reseed(step, 0);
    };
    try {
      const checkpoints = {
        ...{ everyEpochs: 0, everyMinutes: 0, load: () => before },
        save: (found: TrainingState) => {
          const { weights, bestWeights, descent, ...rest } = found;
          const read = JSON.parse(JSON.stringify(rest)) as typeof rest;
          states.push({ ...read, weights, bestWeights, descent });
        },
        isStopping: () => steps >= stop,
      };
      await trainModel(
        trained,
        toyImages(60),
        { ...options, beforeStep, checkpoints },
        { onStep: () => void (steps += 1), onEpoch: result => void epochs.push(result) },
      );
      return { weights: trained.getWeights().map(weight => weight.dataSync<'float32'>().slice()), epochs };
    } catch (error) {
      if (!(error instanceof TrainingStopped)) throw error;
    } finally {
      trained.dispose();
    }
  }
  throw new Error('the last life ends');
}

describe('a training that was stopped and goes on', () => {
  beforeAll(() => startEngine());

  it('ends with the same bytes, whichever batches it was stopped at', async () => {
    const whole = await trainInLives(base, []);
    expect(whole.epochs).toHaveLength(3);
    expect(await trainInLives(base, [1, 3, 5])).toEqual(whole);
    expect(await trainInLives(base, [2, 6, 8])).toEqual(whole);
  });

  it.each(optimizers.slice(1).map(({ optimizer }) => optimizer))('does so with %s', async name => {
    const { make } = optimizers.find(({ optimizer }) => optimizer === name)!;
    const keys = { weightDecay: 0.1, momentum: 0.5, decay: 0.9, isNesterov: true };
    const options = {
      ...base,
      ...{ epochs: 2, gradientClipNorm: 0.5, l2: 0.01 },
      optimizer: (weights: readonly tf.Variable[]) => make(weights, keys),
    };
    expect(await trainInLives(options, [2])).toEqual(await trainInLives(options, []));
  });

  it('refuses the state of other weights', async () => {
    const state: TrainingState[] = [];
    const checkpoints = {
      ...{ everyEpochs: 1, everyMinutes: 0, load: () => null },
      save: (found: TrainingState) => {
        state.push(found);
      },
    };
    await trainModel(model(), toyImages(60), { ...base, epochs: 2, checkpoints });
    expect(state).toHaveLength(1);
    const optimizer = (weights: readonly tf.Variable[]) => optimizers[2]!.make(weights, { momentum: 0.9 });
    const wrong = { ...checkpoints, load: () => state[0]! };
    await expect(
      trainModel(model(), toyImages(60), { ...base, optimizer, checkpoints: wrong }),
    ).rejects.toThrow('descent: the state is of other weights, must be of those of the model');
  });
});
