import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../../src/engine/start.js';
import { evaluate } from '../../src/networks/evaluate.js';
import { classification } from '../../src/networks/tasks/classification.js';
import { trainModel } from '../../src/networks/train.js';
import type { EpochResult, TrainingOptions } from '../../src/networks/training-options.js';
import { range, ToyHardware, toyImages, toyModel } from './toy-images.js';

const options: TrainingOptions = {
  task: classification(4),
  train: range(0, 40),
  validation: range(40, 60),
  epochs: 3,
  batchSize: 16,
  learningRate: 0.01,
  physicalLearningRate: 0.1,
  earlyStoppingPatience: 0,
  learningRateSchedule: 'constant' as const,
  orderOf: rows => rows,
};

const weightsOf = (model: tf.LayersModel) => model.getWeights().map(weight => Array.from(weight.dataSync()));

/** Adam's first step is the learning rate times the sign of the gradient, but for its epsilon of 1e-7 in a gradient of 1e-3. */
const firstStepTolerance = 1e-3;

/** Between two orders of float32 summation over some steps. */
const float32Tolerance = 1e-5;

describe('trainModel', () => {
  beforeAll(() => startEngine());

  it('learns: the loss falls and the toy classes are told apart', async () => {
    const epochs: EpochResult[] = [];
    const onEpoch = (result: EpochResult) => void epochs.push(result);
    const { best } = await trainModel(toyModel(), toyImages(60), { ...options, epochs: 12 }, { onEpoch });
    expect(epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(epochs.at(-1)!.trainLoss).toBeLessThan(epochs[0]!.trainLoss / 4);
    expect(best.validationScore).toBe(1);
  });

  it('gives the same weights to the last bit when repeated', async () => {
    const run = async () => {
      const model = toyModel({ hardware: true });
      await trainModel(model, toyImages(60), options);
      return weightsOf(model);
    };
    expect(await run()).toEqual(await run());
  });

  it('follows plain Adam on the mean loss of each batch, the last one with fewer images', async () => {
    const images = toyImages(60);
    const trained = toyModel();
    await trainModel(trained, images, { ...options, epochs: 1 });
    const reference = toyModel();
    const adam = tf.train.adam(options.learningRate);
    for (const [start, end] of [
      [0, 16],
      [16, 32],
      [32, 40],
    ] as const) {
      const scene = tf.tensor4d(images.scenes(range(start, end)), [end - start, 6, 6, 1]);
      const labels = tf.oneHot(
        tf.tensor1d(
          Array.from(range(start, end), row => images.labels[row]!),
          'int32',
        ),
        4,
      );
      adam.minimize(() =>
        tf.losses.softmaxCrossEntropy<tf.Tensor, tf.Scalar>(labels, reference.apply(scene) as tf.Tensor),
      );
    }
    const [found, expected] = [weightsOf(trained).flat(), weightsOf(reference).flat()];
    expected.forEach((value, i) => expect(Math.abs(found[i]! - value)).toBeLessThan(float32Tolerance));
  });

  it('reports the exact mean of the losses before each step as training loss', async () => {
    const [model, images] = [toyModel(), toyImages(60)];
    const still = { ...options, epochs: 1, learningRate: 1e-30, batchSize: 7 };
    const { best } = await trainModel(model, images, still);
    const { loss, score } = await evaluate(model, options.task, images, options.train, { batchSize: 40 });
    expect(Math.abs(best.trainLoss - loss)).toBeLessThan(float32Tolerance);
    expect(best.trainScore).toBe(score);
  });

  it('moves hardware by its own learning rate', async () => {
    const model = toyModel({ hardware: true });
    const before = weightsOf(model);
    await trainModel(model, toyImages(60), { ...options, epochs: 1, batchSize: 40 });
    const steps = weightsOf(model).map((values, i) =>
      Math.max(...values.map((value, j) => Math.abs(value - before[i]![j]!))),
    );
    expect(Math.abs(steps[0]! / options.physicalLearningRate - 1)).toBeLessThan(firstStepTolerance);
    expect(Math.abs(steps[1]! / options.learningRate - 1)).toBeLessThan(firstStepTolerance);
  });

  it('ends with the weights of the epoch with the lowest validation loss', async () => {
    const [model, images] = [toyModel(), toyImages(60)];
    const epochs: (EpochResult & { weights: number[][] })[] = [];
    // A large step makes the loss go up and down.
    const { best } = await trainModel(
      model,
      images,
      { ...options, epochs: 8, learningRate: 0.5 },
      { onEpoch: result => void epochs.push({ ...result, weights: weightsOf(model) }) },
    );
    const lowest = epochs.reduce((a, b) => (b.validationLoss < a.validationLoss ? b : a));
    expect(best.epoch).toBe(lowest.epoch);
    expect(best.epoch).toBeLessThan(8);
    expect(weightsOf(model)).toEqual(lowest.weights);
  });

  it('stops after as many epochs without better validation loss as its patience', async () => {
    const images = toyImages(60);
    // Validation labels that contradict the training labels: what is learned makes them worse.
    const labels = Array.from(images.labels).map((label, i) => (i < 40 ? label : (label + 1) % 4));
    const { best, epochs } = await trainModel(
      toyModel(),
      { ...images, labels },
      { ...options, epochs: 50, earlyStoppingPatience: 2 },
    );
    expect(epochs).toBe(best.epoch + 2);
    expect(epochs).toBeLessThan(50);
  });

  it('asks for the order of each epoch, and counts the steps of noise on over epochs', async () => {
    const epochs: number[] = [];
    const steps: number[] = [];
    const validationRows: number[] = [];
    await trainModel(toyModel(), toyImages(60), {
      ...options,
      epochs: 2,
      orderOf: (rows, epoch) => (epochs.push(epoch), rows),
      beforeStep: step => steps.push(step),
      beforeValidationBatch: row => validationRows.push(row),
    });
    expect(epochs).toEqual([1, 2]);
    expect(steps).toEqual([0, 1, 2, 3, 4, 5]);
    expect(validationRows).toEqual([0, 16, 0, 16]);
  });

  it.each([true, false])(
    'keeps as many tensors after each step, and none when done (hardware: %s)',
    async hardware => {
      const [model, images] = [toyModel({ hardware }), toyImages(60)];
      const before = tf.memory().numTensors;
      const counts = new Set<number>();
      let steps = 0;
      // The first step makes the moments of Adam.
      const onStep = () => {
        if (++steps > 1) counts.add(tf.memory().numTensors);
      };
      await trainModel(model, images, options, { onStep });
      expect(steps).toBe(9);
      expect(counts.size).toBe(1);
      expect(tf.memory().numTensors).toBe(before);
    },
  );

  it('lets other work of the process run after every step', async () => {
    let turns = 0;
    const timer = setInterval(() => turns++, 0);
    const events: number[] = [];
    await trainModel(
      toyModel(),
      toyImages(60),
      { ...options, epochs: 20 },
      { onStep: () => void events.push(turns) },
    );
    clearInterval(timer);
    // Three steps an epoch: most of them must have seen the timer run in between.
    expect(new Set(events).size).toBeGreaterThan(20);
  });

  it('stops at a loss that is not finite, and says when', async () => {
    const model = toyModel();
    let steps = 0;
    const poison = () => {
      if (++steps === 4) model.setWeights(model.getWeights().map(weight => tf.fill(weight.shape, Infinity)));
    };
    await expect(trainModel(model, toyImages(60), { ...options, beforeStep: poison })).rejects.toThrow(
      /^train: loss is NaN in epoch 2, step 1 of 3, must be finite; the last finite loss was \d\.\d+; try a smaller training\.learningRate \(0\.01\) or training\.physicalLearningRate \(0\.1\)$/,
    );
  });

  it('refuses a trained parameter that the loss does not depend on', async () => {
    class Idle extends ToyHardware {
      override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
        return [inputs].flat()[0]!.clone();
      }
    }
    const input = tf.input({ shape: [6, 6, 1] });
    const layers = [new Idle({ name: 'idle' }), tf.layers.flatten(), tf.layers.dense({ units: 4 })];
    const output = layers.reduce((x, layer) => layer.apply(x) as tf.SymbolicTensor, input);
    const model = tf.model({ inputs: input, outputs: output });
    await expect(trainModel(model, toyImages(60), options)).rejects.toThrow(
      'train: idle/factor is trained but has no influence on the loss',
    );
  });

  it('refuses an empty split', async () => {
    const none = { ...options, validation: range(0, 0) };
    await expect(trainModel(toyModel(), toyImages(60), none)).rejects.toThrow(
      'train: there are 0 validation images, must be at least 1',
    );
  });
});
