import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../../src/engine/start.js';
import { classification } from '../../src/networks/tasks/classification.js';
import { Descent, stepSizeFactor, type LearningRateSchedule } from '../../src/networks/descent.js';

describe('the step size', () => {
  beforeAll(() => startEngine());

  it('stays as it is, or falls from 1 over 1/2 to 0 along a cosine', () => {
    expect([0, 0.5, 1].map(progress => stepSizeFactor('constant', progress))).toEqual([1, 1, 1]);
    expect([0, 0.5, 1].map(progress => stepSizeFactor('cosine', progress))).toEqual([
      1,
      expect.closeTo(0.5, 12),
      0,
    ]);
  });

  /** How far the first step of Adam, whose length is the step size, moves the bias of a linear classifier. */
  function firstMove(learningRateSchedule: LearningRateSchedule, progress: number): number {
    const model = tf.sequential({
      layers: [
        tf.layers.flatten({ inputShape: [2, 2, 1] }),
        tf.layers.dense({ units: 2, kernelInitializer: 'zeros' }),
      ],
    });
    const descent = new Descent(model, classification(2).loss, {
      learningRate: 0.1,
      physicalLearningRate: 0.1,
      learningRateSchedule,
    });
    const targets = tf.tensor2d([[1, 0]]);
    descent.step({ scenes: tf.ones([1, 2, 2, 1]), targets, images: 1 }, progress);
    const bias = model.getWeights()[1]!.dataSync()[0]!;
    descent.dispose();
    model.dispose();
    return bias;
  }

  it('is what a step is taken with', () => {
    const adamTolerance = 5;
    expect(firstMove('constant', 0.5)).toBeCloseTo(0.1, adamTolerance);
    expect(firstMove('cosine', 0.5)).toBeCloseTo(0.05, adamTolerance);
    expect(firstMove('cosine', 1)).toBeCloseTo(0, adamTolerance);
  });
});
