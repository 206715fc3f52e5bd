/**
 * Defines tests from a table of differentiable functions: each gradient must agree with central differences of the loss along a
 * direction, must be the same on the cpu backend, and no kernel of it may leave the graph.
 */
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { onFallback } from '../../src/engine/fallback.js';
import { startEngine } from '../../src/engine/start.js';
import { largestGap, onBothBackends, sampleTensor } from './on-backends.js';

/** Central differences of float32 losses with a step of 1e-2. */
const differenceTolerance = 5e-3;
/** Float32 sums of up to a few thousand products, added in another order. */
const sumTolerance = 2e-5;

export interface GradientCase {
  readonly f: (x: tf.Tensor) => tf.Tensor;
  readonly shape: number[];
  /** Values reach from −scale to scale, default 1: far from one another, so that a step crosses no maximum. */
  readonly scale?: number;
  /** Set where the gradient on the cpu backend is known to be wrong, with the reason. */
  readonly cpuIsWrong?: string;
}

/** A loss that weighs every element of the result differently, so that no gradient hides in a sum. */
function weighted(y: tf.Tensor): tf.Scalar {
  return y.mul(sampleTensor(y.shape, 9)).sum();
}

function pointOf({ shape, scale = 1 }: GradientCase): tf.Tensor {
  return sampleTensor(shape, 3).mul(scale);
}

function gradientOf(gradientCase: GradientCase): tf.Tensor {
  return tf.grad((x: tf.Tensor) => weighted(gradientCase.f(x)))(pointOf(gradientCase));
}

/** Gap between the gradient along a direction and central differences, relative to the larger of it and 1. */
function differenceGap(gradientCase: GradientCase): number {
  return tf.tidy(() => {
    const { f, shape } = gradientCase;
    const [x, direction] = [pointOf(gradientCase), sampleTensor(shape, 4)];
    const slope = gradientOf(gradientCase).mul(direction).sum().dataSync()[0]!;
    const at = (offset: number) => weighted(f(x.add(direction.mul(offset)))).dataSync()[0]!;
    const estimate = (step: number) => (at(step) - at(-step)) / (2 * step);
    // Kinks (maxima, conditions) are crossed by few elements; a smaller step crosses fewer.
    const gaps = [1e-2, 2.5e-3].map(step => Math.abs(slope - estimate(step)));
    return Math.min(...gaps) / Math.max(1, Math.abs(slope));
  });
}

export function testGradients(subject: string, table: Readonly<Record<string, GradientCase>>): void {
  describe(subject, () => {
    const fallen: string[] = [];
    beforeAll(() => startEngine());
    afterEach(() => {
      onFallback(null);
      fallen.length = 0;
    });

    it.each(Object.entries(table))('%s: agrees with central differences', (_, gradientCase) => {
      onFallback(name => fallen.push(name));
      expect(differenceGap(gradientCase)).toBeLessThan(differenceTolerance);
      expect(fallen).toEqual([]);
    });

    const comparable = Object.entries(table).filter(([, { cpuIsWrong }]) => cpuIsWrong === undefined);
    it.each(comparable)('%s: equals the cpu backend', async (_, gradientCase) => {
      const { onnx, cpu } = await onBothBackends(() => gradientOf(gradientCase));
      expect(largestGap(onnx, cpu)).toBeLessThan(sumTolerance);
    });
  });
}
