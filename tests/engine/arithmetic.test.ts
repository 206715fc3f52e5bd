import * as tf from '@tensorflow/tfjs';
import { testNative, type Compute } from './native-table.js';
import { sampleTensor } from './on-backends.js';

const ints = (values: number[]) => tf.tensor1d(values, 'int32');
const dividends = [7, -7, 7, -7, 0, 2147483647, -2147483647, 5];
const divisors = [2, 2, -2, -2, 3, 10, 10, 0];
const fractions = [5.5, -5.5, 5.5, -5.5, 0, 1e6, -0.25, 4];
const periods = [2, 2, -2, -2, 3, 0.75, 1, -4];

const arithmetic: Record<string, Compute> = {
  'floor division of integers, also by zero': () => tf.floorDiv(ints(dividends), ints(divisors)),
  'floor division of fractions': () => tf.floorDiv(tf.tensor1d(fractions), tf.tensor1d(periods)),
  'floor division that broadcasts': () => tf.floorDiv(sampleTensor([3, 1]).mul(9), sampleTensor([4], 2)),
  'remainder of integers, also by zero': () => tf.mod(ints(dividends), ints(divisors)),
  'remainder of fractions': () => tf.mod(tf.tensor1d(fractions), tf.tensor1d(periods)),
  'sum of integer tensors': () => tf.addN([ints([1, 2]), ints([30, 40]), ints([-5, 2147483600])]),
  'place of the largest integer': () => tf.argMax(ints([3, 9, 2147483647, 2147483646])),
  'is infinite': () => tf.isInf(tf.tensor1d([1, Infinity, -Infinity, NaN])),
  'is finite': () => tf.isFinite(tf.tensor1d([1, Infinity, -Infinity, NaN])),
};

const sequences: Record<string, Compute> = {
  'range upwards': () => tf.range(-2, 5.5, 0.75),
  'range downwards': () => tf.range(3, -3),
  'range that is empty': () => tf.range(0, 4, -1).add(1),
  'range of integers': () => tf.range(0, 10, 3, 'int32'),
  'evenly spaced numbers': () => tf.linspace(-1, 2, 7),
  'one evenly spaced number': () => tf.linspace(5, 9, 1),
  'filled tensors without elements': () => [tf.fill([0, 3], 2).add(1), tf.onesLike(tf.zeros([2, 0]))],
  'filled tensor of more axes than its partner, none of them longer than 1': () =>
    tf
      .fill([1, 1, 2, 3], 0.5)
      .mul(sampleTensor([1, 2, 3]))
      .sum(3, true),
};

testNative('integer and special arithmetic', arithmetic);
testNative('sequences', sequences);
