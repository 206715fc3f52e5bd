/** Defines tests from a table of computations: each must equal the cpu backend, and no kernel of it may leave the graph. */
import type * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { onFallback } from '../../src/engine/fallback.js';
import { startEngine } from '../../src/engine/start.js';
import { largestGap, onBothBackends } from './on-backends.js';

/** Float32 sums of up to a few thousand products, added in another order. */
const sumTolerance = 2e-5;

export type Compute = () => tf.Tensor | tf.Tensor[];

export function testNative(subject: string, table: Readonly<Record<string, Compute>>): void {
  describe(subject, () => {
    const fallen: string[] = [];
    beforeAll(() => startEngine());
    afterEach(() => {
      onFallback(null);
      fallen.length = 0;
    });

    it.each(Object.entries(table))('%s: equals the cpu backend, inside of the graph', async (_, compute) => {
      onFallback(name => fallen.push(name));
      const { onnx, cpu } = await onBothBackends(compute);
      expect(largestGap(onnx, cpu)).toBeLessThan(sumTolerance);
      expect(fallen).toEqual([]);
    });
  });
}
