import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fieldFromPolar, intensity, multiplyFields } from '../../src/engine/fourier/complex-field.js';
import {
  multiplyParts,
  shiftPhase,
  stackedIntensity,
  unstackParts,
} from '../../src/engine/fourier/stacked-field.js';
import { onFallback } from '../../src/engine/fallback.js';
import { startEngine } from '../../src/engine/start.js';
import { sampleTensor } from './on-backends.js';

/** Sums of a few float32 products of numbers near 1. */
const tolerance = 1e-5;

const fallbacks: string[] = [];

beforeAll(async () => {
  await startEngine();
  onFallback(name => fallbacks.push(name));
});

afterAll(() => {
  onFallback(null);
  expect(fallbacks).toEqual([]);
});

/** The same by pairs of tensors, whose gradients come from the products themselves. */
function multipliedPairs(x: tf.Tensor, real: tf.Tensor, imaginary: tf.Tensor): tf.Tensor {
  const [planes, a, , b] = x.shape as [number, number, number, number];
  const field = unstackParts(x.transpose([0, 2, 1, 3]), [planes, a, b]);
  const product = multiplyFields(field, { real, imaginary });
  return tf.stack([product.real, product.imaginary], 2);
}

function shiftedPairs(x: tf.Tensor, phase: tf.Tensor): tf.Tensor {
  const [planes, , rows, columns] = x.shape as [number, number, number, number];
  const product = multiplyFields(
    unstackParts(x, [planes, rows, columns]),
    fieldFromPolar(tf.scalar(1), phase),
  );
  return tf.stack([product.real, product.imaginary], 1);
}

type Operation = (...operands: tf.Tensor[]) => tf.Tensor;

/** The value of an operation and its gradients for a weighted sum, one list. */
function valuesAndGradients(operation: Operation, operands: tf.Tensor[]): number[] {
  return tf.tidy(() => {
    const value = operation(...operands);
    const weights = sampleTensor(value.shape, 9);
    const gradients = tf.grads((...given) =>
      operation(...given)
        .mul(weights)
        .sum(),
    )(operands);
    return [value, ...gradients].flatMap(tensor => Array.from(tensor.dataSync()));
  });
}

function expectSame(one: Operation, other: Operation, operands: tf.Tensor[]): void {
  const [found, expected] = [one, other].map(operation => valuesAndGradients(operation, operands));
  const largest = Math.max(...found!.map((value, index) => Math.abs(value - expected![index]!)));
  expect(found!.length).toBe(expected!.length);
  expect(largest).toBeLessThan(tolerance);
}

describe.each(['onnx', 'cpu'])('stacked fields on %s', backend => {
  const onBackend = async (run: () => void): Promise<void> => {
    const before = tf.getBackend();
    await tf.setBackend(backend);
    try {
      run();
    } finally {
      await tf.setBackend(before);
    }
  };

  it.each([
    [1, 1, 1],
    [3, 4, 7],
    [2, 5, 16],
  ])('multiply by a complex factor as pairs do, with gradients: %i planes, %i × %i', async (planes, a, b) => {
    await onBackend(() => {
      const operands = [sampleTensor([planes, a, 2, b], 1), sampleTensor([a, b], 2), sampleTensor([a, b], 3)];
      expectSame(multiplyParts, multipliedPairs, operands);
    });
  });

  it.each([
    [1, 1, 1],
    [3, 4, 7],
  ])('take a phase as pairs do, with gradients: %i planes, %i × %i', async (planes, rows, columns) => {
    await onBackend(() => {
      const operands = [sampleTensor([planes, 2, rows, columns], 1), sampleTensor([rows, columns], 2)];
      expectSame(shiftPhase, shiftedPairs, operands);
    });
  });

  it('have the irradiance of their pairs', async () => {
    await onBackend(() => {
      const x = sampleTensor([2, 2, 3, 5], 1);
      expectSame(stackedIntensity, given => intensity(unstackParts(given, [2, 3, 5])), [x]);
    });
  });
});
