/**
 * Counter-based uniform random numbers: a number is a function of its place, not of what was drawn before.
 *
 *   word(row, inner) = scramble(scramble(inner ^ k0) ^ scramble(row ^ k1)),   uniform = ((word >>> 9) + 1/2) / 2²³
 *
 * so an element depends only on the key, the draw, its row and its place within the row: not on the batch it came in.
 * A law that takes two numbers gets the second from the same word, as that of word · 0x9e3779b1: over all words the pairs
 * are a lattice that fills the unit square evenly (the factor is near 2³² times the golden ratio; Knuth, TAOCP 3, 6.4).
 * All of it is multiplication, shift and exclusive or modulo 2³², which an ONNX graph offers on uint32 as well.
 * 23 bits, not 24: with 24 the half would round up and the largest number would be exactly 1.
 *
 * Sources: Salmon et al., SC'11, doi:10.1145/2063384.2063405 (counter-based generators); the constants of `scramble` are
 * "lowbias32" of C. Wellons, https://github.com/skeeto/hash-prospector (measured avalanche bias 0.17 of 1000).
 */
import { tf } from './tfjs.js';
import type { KernelBackend, TensorInfo } from '@tensorflow/tfjs';

/** Name of the kernel: inputs {key: int32 [3]}, attributes {shape: number[], draw: number}, output float32 `shape`. */
export const hashUniformKernel = 'HashUniform';
/** Likewise, with two outputs: the numbers and their companions. */
export const hashUniformPairKernel = 'HashUniformPair';

/** Mixes the 32 bits of a word; a bijection, so different words stay different. */
export function scramble(word: number): number {
  let mixed = word >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x7feb352d) >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b) >>> 0;
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** The two words that a draw number adds (by exclusive or) to the two key words. */
export function drawWords(draw: number): readonly [number, number] {
  const word = scramble(draw + 0x9e3779b9);
  return [word, scramble(word ^ 0x85ebca6b)];
}

/**
 * The random 32-bit word of one element.
 *
 * @param words The two key words, already combined with those of the draw.
 * @param row Absolute row: first row of the batch plus row within it, 0 to 2³² − 1.
 * @param inner Flat place within the row, 0 to 2³² − 1.
 */
export function hashWord(words: readonly [number, number], row: number, inner: number): number {
  return scramble(scramble(inner ^ words[0]) ^ scramble(row ^ words[1]));
}

/** Factor from the word of a number to that of its companion; odd, so a bijection. */
export const companionFactor = 0x9e3779b1;

/** The number of a word, the middle of one of 2²³ parts of (0, 1). */
export function uniformOf(word: number): number {
  return ((word >>> 9) + 0.5) * 2 ** -23;
}

/**
 * Uniform numbers in the open interval (0, 1), multiples of 2⁻²⁴, and their companions; the reference of the kernels.
 *
 * @param key Two mixed words and the first row, int32 [3].
 * @param shape The first axis counts rows.
 * @param draw Tells apart the draws made with one key.
 */
export function hashUniformPair(
  key: Int32Array,
  shape: readonly number[],
  draw: number,
): readonly [Float32Array, Float32Array] {
  const [word0, word1] = drawWords(draw);
  const words = [key[0]! ^ word0, key[1]! ^ word1] as const;
  const size = shape.reduce((product, length) => product * length, 1);
  const rowSize = shape.slice(1).reduce((product, length) => product * length, 1);
  const [uniform, companion] = [new Float32Array(size), new Float32Array(size)];
  for (let index = 0; index < size; index++) {
    const word = hashWord(words, key[2]! + Math.floor(index / rowSize), index % rowSize);
    uniform[index] = uniformOf(word);
    companion[index] = uniformOf(Math.imul(word, companionFactor));
  }
  return [uniform, companion];
}

/** The first numbers of `hashUniformPair`. */
export function hashUniform(key: Int32Array, shape: readonly number[], draw: number): Float32Array {
  return hashUniformPair(key, shape, draw)[0];
}

function registerOnCpu(kernelName: string, outputs: 1 | 2): void {
  tf.registerKernel({
    kernelName,
    backendName: 'cpu',
    kernelFunc: ({ inputs, backend, attrs }) => {
      const { key } = inputs as { key: TensorInfo };
      const { shape, draw } = attrs as unknown as { shape: number[]; draw: number };
      const cpu = backend as unknown as Pick<KernelBackend, 'readSync' | 'write'>;
      const pair = hashUniformPair(cpu.readSync(key.dataId) as Int32Array, shape, draw);
      const made = pair.slice(0, outputs).map((numbers): TensorInfo => {
        return { dataId: cpu.write(numbers, shape, 'float32'), shape, dtype: 'float32' };
      });
      return outputs === 1 ? made[0]! : made;
    },
  });
}

registerOnCpu(hashUniformKernel, 1);
registerOnCpu(hashUniformPairKernel, 2);
