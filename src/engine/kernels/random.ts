/** The counter-based uniform numbers of ../hash-uniform.ts as graph operators, bit for bit. */
import { companionFactor, drawWords, hashUniformKernel, hashUniformPairKernel } from '../hash-uniform.js';
import { constant, type Shape, type Value } from '../graph.js';
import { cast, counter, emit, reshape, sizeOf, slice, type KernelCall, type KernelTable } from './kernel.js';

export const randomKernels: KernelTable = {
  [hashUniformKernel]: call => {
    const word = randomWord(call);
    return word && call.backend.output(uniformOf(word, shapeOf(call)), 'float32');
  },
  [hashUniformPairKernel]: call => {
    const word = randomWord(call);
    const companion = word && multiply(word, companionFactor);
    return (
      companion &&
      [word, companion].map(each => call.backend.output(uniformOf(each, shapeOf(call)), 'float32'))
    );
  },
};

function shapeOf({ attrs }: KernelCall): number[] {
  return attrs.shape as number[];
}

/** The random words of a draw, [rows, row size]; null where there are none. */
function randomWord(call: KernelCall): Value | null {
  const shape = shapeOf(call);
  if (shape.includes(0)) return null;
  const [rows, rowSize] = [shape[0] ?? 1, sizeOf(shape.slice(1))];
  const key = call.backend.value(call.inputs.key!);
  const words = drawWords(call.attrs.draw as number).map((word, index) =>
    bitwise('BitwiseXor', cast(part(key, index), 'uint32'), constant('uint32', [word]), [1]),
  );
  const inner = bitwise('BitwiseXor', cast(counter(rowSize), 'uint32'), words[0]!, [rowSize]);
  const row = cast(emit('Add', [counter(rows), part(key, 2)], 'int32', [rows]), 'uint32');
  const outer = reshape(scramble(bitwise('BitwiseXor', row, words[1]!, [rows])), [rows, 1]);
  return scramble(bitwise('BitwiseXor', scramble(inner), outer, [rows, rowSize]));
}

/** The number of each word. */
function uniformOf(word: Value, shape: Shape): Value {
  const bits = cast(shiftRight(word, 9), 'float32');
  const centred = emit('Add', [bits, constant('float32', [0.5], [])], 'float32', word.shape);
  const uniform = emit('Mul', [centred, constant('float32', [2 ** -23], [])], 'float32', word.shape);
  return reshape(uniform, shape);
}

function part(key: Value, index: number): Value {
  return slice(key, [index], [1]);
}

/** The bijection `scramble` of ../hash-uniform.ts on uint32 words. */
export function scramble(word: Value): Value {
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

export function multiply(word: Value, factor: number): Value {
  return bitwise('Mul', word, constant('uint32', [factor], []), word.shape);
}

export function bitwise(op: string, a: Value, b: Value, shape: Shape): Value {
  return emit(op, [a, b], 'uint32', shape);
}
