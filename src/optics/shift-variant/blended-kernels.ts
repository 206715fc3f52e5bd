/**
 * A shift-variant blur that can be learned and built: non-negative kernels, blended by smooth non-negative weights.
 *
 *   h_k = softmax(u_k),   c_k(r) = Σ_g w_g(r) softmax_k(v_g)
 *
 * Each kernel is a PSF with sum 1. The weights of the kernels are given at a coarse grid of points g, where they are non-negative
 * and sum to 1, and interpolated in between (field-grid.ts), where they do so too: light is neither negative nor amplified.
 */
import { tf } from '../../engine/tfjs.js';
import { randomKey, randomNormal } from '../../engine/random.js';
import { constrainKernels, kernelWeights, startKernels } from '../blur/kernel-kinds.js';
import { blendingWeights, interpolateField } from './field-grid.js';
import type { LowRankBlur } from './low-rank-blur.js';
import {
  fieldHeightSquared,
  fieldPoints,
  gaussianStack,
  type FieldGrid,
  type GaussianWidths,
} from './psf-field.js';

/** What is trained. */
export interface BlendWeights {
  /** u, [side, side, rank]. */
  readonly kernels: tf.Tensor3D;
  /** v, [rows, columns, rank]. */
  readonly blend: tf.Tensor3D;
}

/** Share with which each kernel starts everywhere, divided by their number: the softmax reaches no 0. */
const startingShare = 0.05;

/** Spread of the logits of random weights: one kernel tends to dominate at a point, none to be absent. */
const randomSpread = 2;

/**
 * Gaussians of evenly spaced widths, the field of psf-field.ts: a point takes the two nearest to its own width.
 *
 * @param side Side of the kernels, pixels.
 */
export function gaussianBlend(
  grid: FieldGrid,
  { centre, corner }: GaussianWidths,
  rank: number,
  side: number,
): BlendWeights {
  const step = rank === 1 ? 0 : (corner - centre) / (rank - 1);
  const first = rank === 1 ? (centre + corner) / 2 : centre;
  const widths = Array.from({ length: rank }, (_, index) => first + step * index);
  const places = fieldPoints(grid).map(point => fieldHeightSquared(point) * (rank - 1));
  const shares = places.map(place => widths.map((_, index) => Math.max(0, 1 - Math.abs(place - index))));
  return tf.tidy(() => {
    const stack = gaussianStack(widths, side);
    const kernels = stack.div(stack.sum([1, 2], true)).transpose<tf.Tensor3D>([1, 2, 0]);
    const logits = tf
      .tensor3d(shares.flat(), [grid.rows, grid.columns, rank])
      .mul(1 - startingShare)
      .add<tf.Tensor3D>(startingShare / rank);
    return { kernels: kernelWeights(kernels, 'non-negative'), blend: logits.log() };
  });
}

/** Speckle, blended at random. */
export function randomBlend(
  { rows, columns }: Pick<FieldGrid, 'rows' | 'columns'>,
  rank: number,
  side: number,
  { seed, stream }: { readonly seed: number; readonly stream: number },
): BlendWeights {
  return tf.tidy(() => {
    const speckle = startKernels({
      kernelPixels: side,
      kernels: rank,
      kind: 'non-negative',
      initialization: 'random',
      seed,
      stream,
    });
    const key = randomKey({ seed, stream, step: 0, firstRow: 0 });
    const logits = randomNormal([rows, columns, rank], key).mul<tf.Tensor3D>(randomSpread);
    return { kernels: kernelWeights(speckle, 'non-negative'), blend: logits };
  });
}

/** Weights of the kernels at the points of the grid: softmax_k(v), [rows, columns, rank]. */
export function sharesAtPoints(blend: tf.Tensor3D): tf.Tensor3D {
  return tf.softmax(blend);
}

/** The blur of trained weights for a frame of [height, width] pixels. */
export function blendedBlur(
  { kernels, blend }: BlendWeights,
  [height, width]: readonly [number, number],
): LowRankBlur {
  const [rows, columns] = blend.shape;
  const [found, coefficients] = tf.tidy(() => [
    constrainKernels(kernels, 'non-negative'),
    interpolateField(sharesAtPoints(blend), blendingWeights(height, rows), blendingWeights(width, columns)),
  ]);
  return { kernels: found, coefficients };
}

/**
 * How much the weights change from point to point: the mean square of the differences of neighbours, summed over both axes.
 *
 * @param shares From `sharesAtPoints`.
 * @returns 0 where the blur is the same everywhere.
 */
export function roughness(shares: tf.Tensor3D): tf.Scalar {
  return tf.tidy(() => {
    const along = (axis: 0 | 1): tf.Tensor[] => {
      const count = shares.shape[axis] - 1;
      if (count === 0) return [];
      const part = (begin: number) => {
        const start = [0, 0, 0].map((_, place) => (place === axis ? begin : 0));
        return tf.slice(
          shares,
          start,
          [-1, -1, -1].map((all, place) => (place === axis ? count : all)),
        );
      };
      return [part(1).sub(part(0)).square().mean()];
    };
    const both = [...along(0), ...along(1)];
    return both.length === 0 ? tf.scalar(0) : (tf.addN(both) as tf.Scalar);
  });
}
