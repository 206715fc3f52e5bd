/** The counter-based uniform numbers of ../hash-uniform.ts as graph operators, bit for bit. */
import { drawWords, hashUniformKernel } from '../hash-uniform.js';
import { constant, type Shape, type Value } from '../graph.js';
import { cast, emit, reshape, sizeOf, slice, type KernelTable } from './kernel.js';

export const randomKernels: KernelTable = {
  [hashUniformKernel]: ({ inputs, attrs, backend }) => {
    const { shape, draw } = attrs as unknown as { shape: number[]; draw: number };
    if (shape.includes(0)) return null;
    const [rows, rowSize] = [shape[0] ?? 1, sizeOf(shape.slice(1))];
    const key = backend.value(inputs.key!);
    const words = drawWords(draw).map((word, index) =>
      bitwise('BitwiseXor', cast(part(key, index), 'uint32'), constant('uint32', [word]), [1]),
    );
    const inner = bitwise('BitwiseXor', cast(counter(rowSize), 'uint32'), words[0]!, [rowSize]);
    const row = cast(emit('Add', [counter(rows), part(key, 2)], 'int32', [rows]), 'uint32');
    const outer = reshape(scramble(bitwise('BitwiseXor', row, words[1]!, [rows])), [rows, 1]);
    const word = scramble(bitwise('BitwiseXor', scramble(inner), outer, [rows, rowSize]));
    const bits = cast(shiftRight(word, 9), 'float32');
    const centred = emit('Add', [bits, constant('float32', [0.5], [])], 'float32', word.shape);
    const uniform = emit('Mul', [centred, constant('float32', [2 ** -23], [])], 'float32', word.shape);
    return backend.output(reshape(uniform, shape), 'float32');
  },
};

function part(key: Value, index: number): Value {
  return slice(key, [index], [1]);
}

/** 0, 1, … length − 1. */
function counter(length: number): Value {
  const bounds = [0, length, 1].map(number => constant('int32', [number], []));
  return emit('Range', bounds, 'int32', [length]);
}

function scramble(word: Value): Value {
  const first = multiply(foldDown(word, 16), 0x7feb352d);
  return foldDown(multiply(foldDown(first, 15), 0x846ca68b), 16);
}

function foldDown(word: Value, bits: number): Value {
  return bitwise('BitwiseXor', word, shiftRight(word, bits), word.shape);
}

function shiftRight(word: Value, bits: number): Value {
  return emit('BitShift', [word, constant('uint32', [bits], [])], 'uint32', word.shape, {
    direction: 'RIGHT',
  });
}

function multiply(word: Value, factor: number): Value {
  return bitwise('Mul', word, constant('uint32', [factor], []), word.shape);
}

function bitwise(op: string, a: Value, b: Value, shape: Shape): Value {
  return emit(op, [a, b], 'uint32', shape);
}
