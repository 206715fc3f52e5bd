import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../../../src/engine/start.js';
import { meanWeights } from '../../../src/networks/losses/loss.js';
import { judgeLabels, labelSets } from '../../../src/networks/tasks/label-set.js';
import { Score } from '../../../src/networks/tasks/task.js';

beforeAll(() => startEngine());

const sets = [[0, 2], [1], [1, 2]];
const images = {
  ...{ height: 1, width: 1, channels: 2, labels: [2, 1, 1] },
  labelSet: (row: number) => sets[row]!,
  scenes: () => new Float32Array(2),
};

/** float32: loss of order 1, a few operations. */
const tolerance = 1e-6;

describe('label sets', () => {
  it('have a target of 1 for each class that is there', () => {
    const targets = labelSets(3).targets(images, Uint32Array.of(2, 0), 3);
    expect(targets.arraySync()).toEqual([
      [0, 1, 1],
      [1, 0, 1],
      [0, 0, 0],
    ]);
    const single = { ...images, labelSet: (row: number) => [images.labels[row]!] };
    expect(labelSets(3).targets(single, Uint32Array.of(0), 1).arraySync()).toEqual([[0, 0, 1]]);
  });

  it('are judged as the loss in the graph has it', () => {
    const task = labelSets(3);
    const logits = [
      [2, -1, 0.5],
      [-3, 60, -60],
    ];
    const verdicts = logits.map((row, index) => task.judge(Float32Array.from(row), images, index));
    const targets = task.targets(images, Uint32Array.of(0, 1), 2);
    const loss = task.loss(tf.tensor2d(logits), targets, meanWeights(2, 2)).dataSync()[0]!;
    expect(Math.abs(loss - (verdicts[0]!.loss + verdicts[1]!.loss) / 2)).toBeLessThan(tolerance);
    const byHand = [2, 1, 0.5].map(x => Math.log1p(Math.exp(-x))).reduce((a, b) => a + b) / 3;
    expect(verdicts[0]!.loss).toBeCloseTo(byHand, 12);
  });

  it('are right where all classes are found and no other; the mean is the exact match', () => {
    const verdicts = [
      judgeLabels([1, -1, 1], [0, 2]),
      judgeLabels([1, 1, 1], [0, 2]),
      judgeLabels([1, -1, -1], [0, 2]),
      judgeLabels([-1, -1, 0], [2]),
    ];
    expect(verdicts.map(({ predicted }) => predicted)).toEqual([[0, 2], [0, 1, 2], [0], []]);
    expect(verdicts.map(({ score }) => score)).toEqual([1, 0, 0, 0]);
    const score = new Score(labelSets(3));
    verdicts.forEach(verdict => score.add(verdict));
    expect(score.score).toBe(0.25);
  });
});
