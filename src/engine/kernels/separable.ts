/** Linear maps that act on one axis at a time: sums over sliding windows, resizing, and their adjoints. */
import { constant, known, type Shape, type Value } from '../graph.js';
import { emit, reshape, sizeOf } from './kernel.js';

/** Matrices are fed and not part of programs, whose keys would hold every element. */
const matrices = new Map<string, Value>();

/** A matrix [rows, columns] that `make` builds at its first use; `name` must tell all matrices apart. */
export function sharedMatrix(name: string, rows: number, columns: number, make: () => Float32Array): Value {
  const fullName = `${name} ${rows} ${columns}`;
  let matrix = matrices.get(fullName);
  if (matrix === undefined) {
    matrix = known('float32', [rows, columns], make());
    matrices.set(fullName, matrix);
  }
  return matrix;
}

export function transposedMatrix(matrix: Float32Array, rows: number, columns: number): Float32Array {
  return matrix.map((_, index) => matrix[(index % rows) * columns + Math.floor(index / rows)]!);
}

/** Multiplies one axis of x with a matrix [new length, length]. */
export function alongAxis(x: Value, axis: number, matrix: Value): Value {
  const [length, size] = matrix.shape as [number, number];
  const [before, after] = [x.shape.slice(0, axis), x.shape.slice(axis + 1)];
  const [outer, inner] = [sizeOf(before), sizeOf(after)];
  const shape = [...before, length, ...after];
  if (inner === 1) {
    const operands = [reshape(x, [outer, size]), matrix];
    return reshape(emit('Gemm', operands, 'float32', [outer, length], { transA: 0, transB: 1 }), shape);
  }
  const operands = [matrix, reshape(x, [outer, size, inner])];
  return reshape(emit('MatMul', operands, 'float32', [outer, length, inner]), shape);
}

/** Repeats each element of the spatial axes of [batch, …spatial, channels] as often as its axis' factor says. */
export function repeated(x: Value, factors: readonly number[]): Value {
  const spatial = x.shape.slice(1, -1);
  const [batch, channels] = [x.shape[0]!, x.shape.at(-1)!];
  const split = (repeats: (axis: number) => number): Shape => [
    batch,
    ...spatial.flatMap((size, axis) => [size, repeats(axis)]),
    channels,
  ];
  const spread = split(axis => factors[axis]!);
  const wide = emit(
    'Expand',
    [
      reshape(
        x,
        split(() => 1),
      ),
      constant('int64', spread),
    ],
    x.type,
    spread,
  );
  return reshape(wide, [batch, ...spatial.map((size, axis) => size * factors[axis]!), channels]);
}
