/**
 * Layers of phase masks one behind the other, which diffraction connects: each point of a mask lights all of the next.
 *
 *   E ↦ P exp(iφ_L) P … exp(iφ₁) P E,   signal of detector c = mean of |E|² over its square
 *
 * P is the propagation from plane to plane (propagate.ts). Masks are as large as the field and held in opaque frames: light
 * that passes beside them is lost.
 * Source: Lin et al., Science 361, 1004 (2018), doi:10.1126/science.aat8084.
 */
import { tf } from '../../engine/tfjs.js';
import { planesOf, tidyField, type ComplexField } from '../../engine/fourier/complex-field.js';
import { stackParts } from '../../engine/fourier/dft.js';
import { shiftPhase, unstackParts } from '../../engine/fourier/stacked-field.js';
import { propagateStacked, type Propagator } from './propagate.js';

/** A square of pixels. */
export interface DetectorSquare {
  readonly top: number;
  readonly left: number;
  readonly side: number;
}

/**
 * The field behind the last gap.
 *
 * @param field In front of the first gap, […, rows, columns].
 * @param phases φ of the masks, [masks, rows, columns], rad.
 * @returns As the field.
 */
export function passMasks(field: ComplexField, phases: tf.Tensor3D, propagator: Propagator): ComplexField {
  const { planes } = planesOf('passMasks', field);
  return tidyField(() => {
    const [masks, rows, columns] = phases.shape;
    let passed = propagateStacked(stackParts(field, planes), propagator);
    for (let mask = 0; mask < masks; mask++) {
      const phase = tf.slice(phases, [mask, 0, 0], [1, rows, columns]).reshape([rows, columns]);
      passed = propagateStacked(shiftPhase(passed, phase), propagator);
    }
    return unstackParts(passed, field.real.shape);
  });
}

/**
 * Phases rounded to equal steps of 2π / levels.
 *
 * @param levels 1 or more.
 */
export function quantizePhase(phases: tf.Tensor, levels: number): tf.Tensor {
  const step = (2 * Math.PI) / levels;
  return tf.tidy(() => phases.div(step).round().mul(step));
}

/**
 * Detectors in rows, as square an arrangement as their number allows, each in the middle of its cell.
 *
 * @throws RangeError if they would overlap.
 */
export function detectorSquares(
  count: number,
  side: number,
  rows: number,
  columns: number,
): DetectorSquare[] {
  const largest = largestDetector(count, rows, columns);
  if (!Number.isInteger(side) || side < 1 || side > largest) {
    throw new RangeError(
      `detectorSquares: side is ${side} pixels, must be a whole number of 1 to ${largest} for ${count} detectors on ` +
        `${rows} × ${columns} pixels`,
    );
  }
  const { down, across } = arrangement(count);
  return Array.from({ length: count }, (_, index) => {
    const row = Math.floor(index / across);
    const inRow = Math.min(across, count - row * across);
    return {
      side,
      top: Math.floor(((row + 0.5) * rows) / down - side / 2),
      left: Math.floor((((index % across) + 0.5) * columns) / inRow - side / 2),
    };
  });
}

/** The largest side of so many detectors, pixels; 0 where there is no room. */
export function largestDetector(count: number, rows: number, columns: number): number {
  const { down, across } = arrangement(count);
  return Math.min(Math.floor(rows / down), Math.floor(columns / across));
}

/** 1 / side² within each square, [rows · columns, squares]: its product with irradiance is the mean over each square. */
export function detectorMatrix(
  squares: readonly DetectorSquare[],
  rows: number,
  columns: number,
): tf.Tensor2D {
  const values = new Float32Array(rows * columns * squares.length);
  squares.forEach(({ top, left, side }, index) => {
    for (let row = top; row < top + side; row++) {
      for (let column = left; column < left + side; column++) {
        values[(row * columns + column) * squares.length + index] = 1 / side ** 2;
      }
    }
  });
  return tf.tensor2d(values, [rows * columns, squares.length]);
}

function arrangement(count: number): { down: number; across: number } {
  const across = Math.ceil(Math.sqrt(count));
  return { across, down: Math.ceil(count / across) };
}
