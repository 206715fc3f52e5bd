import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { lossOf } from '../../src/experiments/training.js';
import type { LabelledImages } from '../../src/networks/batch.js';
import { sigmoidCrossEntropy } from '../../src/networks/losses/classification.js';
import { meanWeights } from '../../src/networks/losses/loss.js';
import { toyConfig } from './toy-trial.js';

beforeAll(() => tf.setBackend('cpu'));

const sets = [[0, 1], [1], [0, 2], [1, 2]];
const images: LabelledImages = {
  ...{ height: 1, width: 1, channels: 1, labels: [0, 1, 0, 1] },
  scenes: () => new Float32Array(4),
  labelSet: row => sets[row]!,
};
const { training } = toyConfig({
  training: { loss: { type: 'sigmoid-cross-entropy', classWeights: 'balanced' } },
});

it('Balanced weights of labels count all classes of an image', () => {
  const loss = lossOf(training, {
    task: 'multi-label',
    classes: 3,
    images,
    rows: Uint32Array.of(0, 1, 2, 3),
  })!;
  // 7 labels of 3 classes: 2, 3 and 2 of each.
  const options = { focus: 0, smoothing: 0, positiveWeight: 1, classWeights: [7 / 6, 7 / 9, 7 / 6] };
  const [logits, targets] = [tf.tensor2d([[1, -2, 0.5]]), tf.tensor2d([[0, 1, 1]])];
  const [found, wanted] = [loss, sigmoidCrossEntropy(options)].map(
    each => each(logits, targets, meanWeights(1, 1)).dataSync()[0]!,
  );
  expect(found).toBe(wanted);
});

it('Balanced weights of a class without images are refused', () => {
  const of = (task: 'classify' | 'multi-label', rows: number[]) => () =>
    lossOf(training, { task, classes: 3, images, rows: Uint32Array.from(rows) });
  const text = (label: number) =>
    `training.loss.classWeights: found balanced, must be a list of weights, as class ${label} has no training images`;
  expect(of('multi-label', [0, 1])).toThrow(text(2));
  // The label of an image alone is that of its first scene.
  expect(of('classify', [0, 1, 2, 3])).toThrow(text(2));
  expect(of('multi-label', [0, 1, 2])).not.toThrow();
});
