/**
 * Complex matrices as real ones, which act on the real and imaginary parts stacked along one axis.
 *
 *   (A + iB)(x + iy):   [re; im] = [[A, −B], [B, A]] [x; y]
 *
 * The transpose of such a matrix stands for the conjugate transpose, the adjoint: one matrix serves both directions.
 */
import type * as tf from '@tensorflow/tfjs';
import type { DftPlan } from './dft-plan.js';
import { keptMatrix } from './kept-matrices.js';

/** Parts of the data that a matrix takes: 2 for complex data, 1 for real data. */
export type Parts = 1 | 2;

/** An element of a complex matrix, real and imaginary part. */
type Element = (row: number, column: number) => readonly [number, number];

/**
 * Rows by (row, part), columns by (part, column): acts from the left on data [parts · columns, …] and gives
 * [rows · 2, …] with the parts of each row side by side.
 */
function leftBlocks(rows: number, columns: number, parts: Parts, element: Element): Float32Array {
  const matrix = new Float32Array(rows * 2 * parts * columns);
  const width = parts * columns;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const [re, im] = element(row, column);
      const [realRow, imaginaryRow] = [2 * row * width, (2 * row + 1) * width];
      matrix[realRow + column] = re;
      matrix[imaginaryRow + column] = im;
      if (parts === 1) continue;
      matrix[realRow + columns + column] = -im;
      matrix[imaginaryRow + columns + column] = re;
    }
  }
  return matrix;
}

/** Rows by (part, row), columns by (part, column): acts from the right on data […, parts · rows]. */
function rightBlocks(rows: number, columns: number, parts: Parts, element: Element): Float32Array {
  const matrix = new Float32Array(parts * rows * 2 * columns);
  const width = 2 * columns;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const [re, im] = element(row, column);
      matrix[row * width + column] = re;
      matrix[row * width + columns + column] = im;
      if (parts === 1) continue;
      matrix[(rows + row) * width + column] = -im;
      matrix[(rows + row) * width + columns + column] = re;
    }
  }
  return matrix;
}

/** W(size, m) for whole m, from a table of the roots of unity: exact periods, few sines. */
function rootsOfUnity(size: number, scale: number): (power: number) => readonly [number, number] {
  const roots = Array.from({ length: size }, (_, power) => {
    const angle = (-2 * Math.PI * power) / size;
    return [scale * Math.cos(angle), scale * Math.sin(angle)] as const;
  });
  return power => roots[power % size]!;
}

/** The first level, [outer · 2, parts · outer]. */
export function outerMatrix({ outer }: DftPlan, parts: Parts): tf.Tensor {
  return keptMatrix(`outer ${outer} ${parts}`, [outer * 2, parts * outer], () => {
    const root = rootsOfUnity(outer, 1);
    return leftBlocks(outer, outer, parts, (k, n) => root(k * n));
  });
}

/**
 * The second level, one matrix per outer frequency: [outer, kept · 2, parts · inner].
 *
 * @param kept Inner frequencies to compute, the first of `inner`.
 * @param scale Factor on all elements.
 */
export function innerMatrices(plan: DftPlan, parts: Parts, kept: number, scale: number): tf.Tensor {
  const { size, outer, inner } = plan;
  const shape = [outer, kept * 2, parts * inner];
  return keptMatrix(`inner ${size} ${outer} ${parts} ${kept} ${scale}`, shape, () => {
    const root = rootsOfUnity(size, scale);
    const matrices = new Float32Array(outer * kept * 2 * parts * inner);
    for (let k1 = 0; k1 < outer; k1++) {
      const blocks = leftBlocks(kept, inner, parts, (k2, n2) => root(n2 * (k1 + outer * k2)));
      matrices.set(blocks, k1 * blocks.length);
    }
    return matrices;
  });
}

/** A whole transform that acts from the right, [parts · size, 2 · kept]; arguments as for `innerMatrices`. */
export function acrossMatrix(size: number, parts: Parts, kept: number, scale: number): tf.Tensor {
  return keptMatrix(`across ${size} ${parts} ${kept} ${scale}`, [parts * size, 2 * kept], () => {
    const root = rootsOfUnity(size, scale);
    return rightBlocks(size, kept, parts, (n, k) => root(n * k));
  });
}

/** Coordinates `spacing · (index − origin)`, index from 0 to size − 1. */
export interface Grid {
  readonly size: number;
  readonly origin: number;
  readonly spacing: number;
}

/** exp(−2πi x u) for all x and u, acting from the left, [u · 2, 2 · x], or from the right, [2 · x, 2 · u]. */
export function continuousMatrix(side: 'left' | 'right', x: Grid, u: Grid): tf.Tensor {
  const shape = side === 'left' ? [u.size * 2, 2 * x.size] : [2 * x.size, 2 * u.size];
  const name = [side, ...gridWords(x), ...gridWords(u)].join(' ');
  return keptMatrix(name, shape, () => {
    const at = (xIndex: number, uIndex: number) => {
      const turns = (xIndex - x.origin) * x.spacing * (uIndex - u.origin) * u.spacing;
      const angle = -2 * Math.PI * turns;
      return [Math.cos(angle), Math.sin(angle)] as const;
    };
    return side === 'left'
      ? leftBlocks(u.size, x.size, 2, (row, column) => at(column, row))
      : rightBlocks(x.size, u.size, 2, at);
  });
}

function gridWords({ size, origin, spacing }: Grid): number[] {
  return [size, origin, spacing];
}
