import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../../../src/engine/start.js';
import type { LabelledImages } from '../../../src/networks/batch.js';
import { evaluate } from '../../../src/networks/evaluate.js';
import { meanWeights } from '../../../src/networks/losses/loss.js';
import { reconstruction } from '../../../src/networks/tasks/reconstruction.js';
import { trainModel } from '../../../src/networks/train.js';
import { ReadNoise } from '../../../src/sensor/read-noise.js';
import { range, toyImages } from '../toy-images.js';

beforeAll(() => startEngine());

const side = 32;

/** Grey images of a gradient, each shifted. */
const images: LabelledImages = {
  ...{ height: side, width: side, channels: 1, labels: [0, 0, 0, 0, 0, 0, 0, 0] },
  scenes: rows =>
    Float32Array.from(
      [...rows].flatMap(row =>
        Array.from({ length: side * side }, (_, pixel) => ((pixel + 7 * row) % 97) / 96),
      ),
    ),
};

describe('the score of a reconstruction', () => {
  it('is that of the noise where the network gives the frame back as it is', async () => {
    const sigma = 0.1;
    const noise = new ReadNoise({ name: 'noise', readNoise: sigma, seed: 1, stream: 1 });
    const input = tf.input({ shape: [side, side, 1] });
    const model = tf.model({ inputs: input, outputs: noise.apply(input) as tf.SymbolicTensor });
    const { score, loss } = await evaluate(model, reconstruction, images, range(0, 8), { batchSize: 8 });
    // 8192 samples: the variance is known to √(2 / 8192) = 1.6 % or 0.07 dB; five of these deviations.
    expect(Math.abs(score - -20 * Math.log10(sigma))).toBeLessThan(0.35);
    expect(Math.abs(loss / sigma ** 2 - 1)).toBeLessThan(0.08);
  });

  it('is 10 log₁₀(1 / mean squared error), and 100 dB for what is the same', () => {
    const one = { ...images, height: 1, width: 4, scenes: () => Float32Array.of(0, 0.25, 0.5, 1) };
    const found = reconstruction.judge(Float32Array.of(0.5, 0.25, 0.5, 0.5), one, 0);
    expect(found.loss).toBeCloseTo(1 / 8, 12);
    expect(found.score).toBeCloseTo(10 * Math.log10(8), 12);
    expect(reconstruction.judge(Float32Array.of(0, 0.25, 0.5, 1), one, 0)).toEqual({ loss: 0, score: 100 });
    expect(reconstruction.judge(Float32Array.of(NaN, 0, 0, 0), one, 0).score).toBeNaN();
  });
});

it('The loss in the graph is the one of the judge, whatever fills the batch', () => {
  const rows = Uint32Array.of(3, 5);
  const targets = reconstruction.targets(images, rows, 4);
  const outputs = targets.mul(0.5).add(0.1);
  const inGraph = reconstruction.loss(outputs, targets, meanWeights(2, 4)).dataSync()[0]!;
  const values = outputs.dataSync<'float32'>();
  const judged = [0, 1].map(place => {
    const output = values.slice(place * side * side, (place + 1) * side * side);
    return reconstruction.judge(output, images, rows[place]!).loss;
  });
  expect(inGraph).toBeCloseTo((judged[0]! + judged[1]!) / 2, 6);
});

it('Training finds the factor that undoes a dimmer', async () => {
  const toy = toyImages(60);
  const input = tf.input({ shape: [toy.height, toy.width, 1] });
  // y = (x / 4) w: the best w is 4.
  const dimmer = tf.layers.conv2d({ filters: 1, kernelSize: 1, useBias: false, trainable: false });
  const restorer = tf.layers.conv2d({
    filters: 1,
    kernelSize: 1,
    useBias: false,
    kernelInitializer: 'zeros',
  });
  const outputs = restorer.apply(dimmer.apply(input)) as tf.SymbolicTensor;
  const model = tf.model({ inputs: input, outputs });
  dimmer.setWeights([tf.fill([1, 1, 1, 1], 0.25)]);
  const { best } = await trainModel(model, toy, {
    task: reconstruction,
    train: range(0, 40),
    validation: range(40, 60),
    epochs: 60,
    batchSize: 16,
    learningRate: 0.1,
    physicalLearningRate: 0.1,
    learningRateSchedule: 'cosine',
    earlyStoppingPatience: 0,
    orderOf: rows => rows,
  });
  const weightTolerance = 0.01;
  expect(Math.abs(restorer.getWeights()[0]!.dataSync()[0]! - 4)).toBeLessThan(weightTolerance);
  expect(best.validationScore).toBeGreaterThan(50);
});
