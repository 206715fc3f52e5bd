/** What image-to-image networks share: convolutions of one level, and the way back up to the size of an earlier map. */
import type * as tf from '@tensorflow/tfjs';
import { CropLike } from '../layers/crop-like.js';
import { frameOf } from './architecture.js';
import type { Parts, Upsampling } from './parts.js';

export interface LevelOptions {
  readonly filters: number;
  readonly kernelSize: number;
  /** Convolutions in a row. */
  readonly count: number;
  readonly batchNorm: boolean;
}

/** Convolutions with ReLU, size kept. */
export function level(
  parts: Parts,
  x: tf.SymbolicTensor,
  name: string,
  { filters, kernelSize, count, batchNorm }: LevelOptions,
): tf.SymbolicTensor {
  return Array.from({ length: count }, (_, index) => `${name}_conv${index + 1}`).reduce((maps, full) => {
    const options = { filters, kernelSize, nonlinearity: 'relu' } as const;
    return batchNorm
      ? parts.normalizedConvolution(maps, full, options)
      : parts.convolution(maps, full, options);
  }, x);
}

/** Enlarges maps to the size of `reference`, whose sides are twice as long, or twice less one pixel. */
export function enlarged(
  parts: Parts,
  x: tf.SymbolicTensor,
  reference: tf.SymbolicTensor,
  name: string,
  { filters, method }: { readonly filters: number; readonly method: Upsampling },
): tf.SymbolicTensor {
  const larger = parts.upsampling(x, name, filters, method);
  const [found, wanted] = [frameOf(larger), frameOf(reference)];
  const isEqual = found.height !== null && found.height === wanted.height && found.width === wanted.width;
  if (isEqual) return larger;
  return new CropLike({ name: parts.named(`${name}_crop`) }).apply([larger, reference]) as tf.SymbolicTensor;
}

/** For the Methods text. */
export function upsamplingText(method: Upsampling): string {
  return method === 'transposed'
    ? '2 x 2 transposed convolutions of stride 2'
    : `${method === 'nearest' ? 'repetition of pixels' : 'bilinear interpolation'} and a 3 x 3 convolution`;
}
