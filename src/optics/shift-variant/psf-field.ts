/** PSFs at a grid of points over the frame. */
import { tf } from '../../engine/tfjs.js';
import type { FieldPoint } from '../pupil/seidel.js';
import { gaussianPixels } from '../blur/gaussian-blur.js';

/** Where PSFs are wanted. */
export interface FieldGrid {
  /** Size of the frame, pixels: it sets the shape of the field. */
  readonly height: number;
  readonly width: number;
  /** Points along each axis, evenly spaced from the first pixel to the last. */
  readonly rows: number;
  readonly columns: number;
}

export interface PsfField {
  /** [rows, columns, side, side], each with sum 1 and its centre at floor(side / 2). */
  readonly psfs: tf.Tensor4D;
  /** Largest share of the light of a point that fell outside of its PSF's array, before it was normalized; 0 to 1. */
  readonly lostLight: number;
}

/** The points of a grid, row by row, from the centre in units of the distance of the corners. */
export function fieldPoints({ height, width, rows, columns }: FieldGrid): FieldPoint[] {
  const corner = Math.hypot(height - 1, width - 1) || 1;
  const along = (index: number, points: number, size: number) =>
    points === 1 ? 0 : (((2 * index) / (points - 1) - 1) * (size - 1)) / corner;
  return Array.from({ length: rows * columns }, (_, index) => ({
    x: along(index % columns, columns, width),
    y: along(Math.floor(index / columns), rows, height),
  }));
}

/**
 * Normalizes PSFs and says what their arrays cut off.
 *
 * @param stack [points, side, side], shares of the light of a point, sum at most 1.
 */
export function fieldOf(stack: tf.Tensor3D, { rows, columns }: FieldGrid): PsfField {
  const side = stack.shape[1];
  const { psfs, kept } = tf.tidy(() => {
    const light = stack.sum([1, 2], true);
    return {
      psfs: stack.div(light).reshape<tf.Tensor4D>([rows, columns, side, side]),
      kept: light.min(),
    };
  });
  const lostLight = Math.max(0, 1 - kept.dataSync()[0]!);
  kept.dispose();
  return { psfs, lostLight };
}

/** Relative position of the PSF between centre (0) and corner (1): square of the field height, as field curvature grows. */
export function fieldHeightSquared({ x, y }: FieldPoint): number {
  return x ** 2 + y ** 2;
}

export interface GaussianWidths {
  /** Standard deviation at the centre, pixels. */
  readonly centre: number;
  /** Standard deviation at the corners, pixels. */
  readonly corner: number;
}

/**
 * Gaussian PSFs integrated over pixels.
 *
 *   σ(H) = σ_centre + (σ_corner − σ_centre) H²,   H = distance from the centre / that of the corners
 *
 * The defocus of a curved field grows with H², and so does the width of its blur.
 */
export function gaussianField(grid: FieldGrid, { centre, corner }: GaussianWidths, side: number): PsfField {
  const widths = fieldPoints(grid).map(point => centre + (corner - centre) * fieldHeightSquared(point));
  const stack = gaussianStack(widths, side);
  const field = fieldOf(stack, grid);
  stack.dispose();
  return field;
}

/** Gaussian PSFs of several widths in pixels; [widths, side, side], shares of the light. */
export function gaussianStack(widths: readonly number[], side: number): tf.Tensor3D {
  return tf.tidy(() => {
    const offsets = tf.range(0, side).sub(Math.floor(side / 2));
    const profiles = gaussianPixels(offsets, tf.tensor2d([...widths], [widths.length, 1]));
    return profiles.expandDims(2).mul<tf.Tensor3D>(profiles.expandDims(1));
  });
}
