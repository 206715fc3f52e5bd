/** Tiles and images that the tests of colour filters share. */
import * as tf from '@tensorflow/tfjs';
import { tileOf, tileTransmission, type PatternName } from '../../../src/sensor/colour-filters/patterns.js';

export const noRandom = { period: 4, filters: ['R', 'G', 'B'] as const, seed: 1, stream: 2 };

export function tile(name: PatternName) {
  return tileOf(name, noRandom);
}

export function transmission(name: PatternName): tf.Tensor3D {
  return tf.tensor3d(tileTransmission(tile(name)));
}

export function image(): tf.Tensor4D {
  return tf.randomUniform([2, 12, 12, 3], 0, 1, 'float32', 1);
}

export function largestGap(a: tf.Tensor, b: tf.Tensor): number {
  return a.sub(b).abs().max().dataSync()[0]!;
}
