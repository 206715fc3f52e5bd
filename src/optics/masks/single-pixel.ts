/**
 * A single detector behind a sequence of masks, or a few detectors behind a mask each: every mask gives one number.
 *
 *   y_m = Σ M_m(r) x(r) (photons),   y_m = mean over r of M_m(r) x(r) (scene),   0 ≤ M ≤ 1
 *
 * Each measurement takes one exposure of its own, or one share of the light: photons are those of one measurement.
 * Source: Duarte et al., IEEE Signal Process. Mag. 25, 83 (2008), doi:10.1109/MSP.2007.914730.
 */
import { tf } from '../../engine/tfjs.js';
import { hostRandom } from '../../engine/host-random.js';
import { hadamardCount, hadamardMasks } from './hadamard.js';
import { randomBinaryMask, randomGreyMask } from './random-mask.js';
import { sMatrix, sMatrixOrder } from './s-matrix.js';

/**
 * random: a stated share of elements open. grey: transmissions drawn evenly from 0 to 1. hadamard: (1 + H)/2, coarse ones first.
 * s-matrix: rows of the smallest S-matrix of enough elements. blocks: equal blocks, at 4 measurements the quadrant detector.
 */
export const maskSets = ['random', 'grey', 'hadamard', 's-matrix', 'blocks'] as const;

export type MaskSet = (typeof maskSets)[number];

export interface MaskSetOptions {
  readonly masks: MaskSet;
  /** Masks, 1 or more. */
  readonly measurements: number;
  /** Share of open elements of `random` masks, 0 to 1. */
  readonly openFraction: number;
  readonly seed: number;
  readonly stream: number;
}

/** What a number of masks must be for a set of them on a frame; null where it is so. */
export function measurementsFault(
  { masks, measurements }: Pick<MaskSetOptions, 'masks' | 'measurements'>,
  height: number,
  width: number,
): string | null {
  const most = masks === 'hadamard' ? hadamardCount(height, width) : height * width;
  if (measurements > most && masks !== 's-matrix') return `at most ${most} for ${height} × ${width} pixels`;
  const side = Math.sqrt(measurements);
  if (masks !== 'blocks') return null;
  if (!Number.isInteger(side)) return 'a square number for blocks';
  const smallest = Math.min(height, width);
  return side > smallest ? `at most ${smallest ** 2} for blocks of ${height} × ${width} pixels` : null;
}

/**
 * Makes the masks.
 *
 * @returns Transmissions, 0 to 1, [measurements · height · width].
 * @throws RangeError if their number does not fit the frame.
 */
export function maskSet(options: MaskSetOptions, height: number, width: number): Float32Array {
  const { masks, measurements, openFraction, seed, stream } = options;
  const fault = measurementsFault(options, height, width);
  if (fault !== null) throw new RangeError(`single-pixel: measurements is ${measurements}, must be ${fault}`);
  const size = height * width;
  const random = hostRandom(seed, stream);
  switch (masks) {
    case 'hadamard':
      return hadamardMasks(measurements, height, width);
    case 's-matrix':
      return sMatrix(sMatrixOrder(Math.max(size, measurements)), measurements, size);
    case 'blocks':
      return blocks(Math.sqrt(measurements), height, width);
    case 'random':
      return joined(measurements, () => randomBinaryMask(size, openFraction, random));
    case 'grey':
      return joined(measurements, () => randomGreyMask(size, random));
  }
}

/**
 * Measures scenes through masks.
 *
 * @param scenes [batch, height, width, channels], irradiance or photons per pixel.
 * @param masks [measurements, height · width].
 * @returns Sum of what each mask passes, [batch, measurements, channels].
 */
export function measureThroughMasks(scenes: tf.Tensor4D, masks: tf.Tensor2D): tf.Tensor3D {
  const [batch, height, width, channels] = scenes.shape;
  return tf.tidy(() => {
    const planes = channels === 1 ? scenes : scenes.transpose([0, 3, 1, 2]);
    const sums = tf.matMul(planes.reshape([batch * channels, height * width]), masks, false, true);
    const apart = sums.reshape([batch, channels, masks.shape[0]]);
    return apart.transpose<tf.Tensor3D>([0, 2, 1]);
  });
}

function joined(count: number, make: () => Float32Array): Float32Array {
  return Float32Array.from(Array.from({ length: count }, make).flatMap(mask => [...mask]));
}

/** side × side blocks; where the frame does not divide evenly their sides differ by one pixel. */
function blocks(side: number, height: number, width: number): Float32Array {
  const size = height * width;
  const blockAt = (index: number) =>
    Math.floor((Math.floor(index / width) * side) / height) * side +
    Math.floor(((index % width) * side) / width);
  return Float32Array.from({ length: side * side * size }, (_, place) =>
    Math.floor(place / size) === blockAt(place % size) ? 1 : 0,
  );
}
