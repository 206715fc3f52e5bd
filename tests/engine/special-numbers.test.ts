import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../../src/engine/start.js';
import { largestGap, onBothBackends, sampleValues } from './on-backends.js';

/** Long and of odd length, so that vector code and its remainder both meet every special number. */
const length = 1003;
const special = [NaN, Infinity, -Infinity, 0, -0, 1, -1];

/** float32 rounding of the slowest series among the functions. */
const tolerance = 2e-5;

function withSpecialNumbers(seed: number, stride: number): tf.Tensor1D {
  const values = sampleValues([length], seed).map((value, index) =>
    index % stride === 0 ? special[(index / stride) % special.length]! : 3 * value,
  );
  return tf.tensor1d(values);
}

const unary: Record<string, (x: tf.Tensor) => tf.Tensor> = {
  abs: tf.abs,
  ceil: tf.ceil,
  'clip by value': x => tf.clipByValue(x, -0.5, 0.5),
  cos: x => tf.cos(finite(x)),
  elu: tf.elu,
  exp: tf.exp,
  floor: tf.floor,
  'is NaN': tf.isNaN,
  'leaky ReLU': x => tf.leakyRelu(x, 0.1),
  log: tf.log,
  neg: tf.neg,
  reciprocal: tf.reciprocal,
  relu: tf.relu,
  relu6: tf.relu6,
  round: tf.round,
  selu: tf.selu,
  sigmoid: tf.sigmoid,
  sign: tf.sign,
  sqrt: tf.sqrt,
  square: tf.square,
  step: tf.step,
  'step with a slope': x => tf.step(x, 0.25),
  tan: x => tf.tan(finite(x)),
  tanh: tf.tanh,
};

const binary: Record<string, (a: tf.Tensor, b: tf.Tensor) => tf.Tensor> = {
  add: tf.add,
  sub: tf.sub,
  mul: tf.mul,
  div: tf.div,
  maximum: tf.maximum,
  minimum: tf.minimum,
  'squared difference': tf.squaredDifference,
  equal: tf.equal,
  'not equal': tf.notEqual,
  greater: tf.greater,
  'greater or equal': tf.greaterEqual,
  less: tf.less,
  'less or equal': tf.lessEqual,
};

const reductions: Record<string, (x: tf.Tensor) => tf.Tensor> = {
  max: x => tf.max(x, 1),
  min: x => tf.min(x, 1),
  'max, all': x => tf.max(x),
  'max of the columns': x => tf.max(x, 0, true),
};

/** NaN stays, infinities become numbers: sines of infinities differ between libraries. */
function finite(x: tf.Tensor): tf.Tensor {
  return tf.where(tf.isInf(x), tf.onesLike(x), x);
}

describe('NaN, infinities and signed zeros', () => {
  beforeAll(() => startEngine());

  for (const [name, compute] of Object.entries(unary)) {
    it(`go through ${name} as on the cpu backend`, async () => {
      const { onnx, cpu } = await onBothBackends(() => compute(withSpecialNumbers(1, 3)));
      expect(largestGap(onnx, cpu)).toBeLessThan(tolerance);
    });
  }

  for (const [name, compute] of Object.entries(binary)) {
    it(`go through ${name} as on the cpu backend`, async () => {
      // Strides without common divisor: every special number meets every other.
      const { onnx, cpu } = await onBothBackends(() =>
        compute(withSpecialNumbers(1, 2), withSpecialNumbers(2, 3)),
      );
      expect(largestGap(onnx, cpu)).toBeLessThan(tolerance);
    });
  }

  for (const [name, compute] of Object.entries(reductions)) {
    it(`go through ${name} as on the cpu backend`, async () => {
      const { onnx, cpu } = await onBothBackends(() => compute(withSpecialNumbers(1, 30).reshape([59, 17])));
      expect(largestGap(onnx, cpu)).toBeLessThan(tolerance);
    });
  }

  it('are overlooked by the place of an extremum', () => {
    const x = tf.tensor2d([NaN, 1, 3, 2, NaN, -Infinity], [2, 3]);
    expect(Array.from(tf.argMax(x, 1).dataSync())).toEqual([2, 0]);
    expect(Array.from(tf.argMin(x, 1).dataSync())).toEqual([1, 2]);
  });
});
