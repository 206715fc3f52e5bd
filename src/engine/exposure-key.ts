/** Keys of random numbers made in the graph from the number of an exposure, so that a graph alone can draw noise. */
import { tf } from './tfjs.js';
import { OnnxBackend } from './backend.js';
import { constant, type Value } from './graph.js';
import { cast, emit } from './kernels/kernel.js';
import { bitwise, multiply, scramble } from './kernels/random.js';
import { keyStart, type RandomKey } from './random.js';

const mostWord = 2 ** 32 - 1;
const wordFactor = 0x9e3779b1;

/**
 * The key of (seed, stream) in an exposure, for rows from 0 on: that of `randomKey`, bit for bit.
 *
 * @param exposure Number of the exposure, the step of the key, int32 [1].
 * @throws TypeError on another backend than `onnx`.
 */
export function exposureKey({ seed, stream }: RandomKey, exposure: tf.Tensor1D): tf.Tensor1D {
  const backend = tf.backend();
  if (!(backend instanceof OnnxBackend)) {
    throw new TypeError(`exposureKey: the backend is ${tf.getBackend()}, must be onnx`);
  }
  const number = backend.value(exposure);
  const isNegative = emit('Less', [number, constant('int32', [0], [])], 'bool', [1]);
  const above = multiply(cast(isNegative, 'uint32'), mostWord);
  let [word0, word1] = keyStart({ seed, stream }).map(word => constant('uint32', [word])) as [Value, Value];
  // The lower and the upper half of the number, as a whole number of 64 bits.
  for (const half of [cast(number, 'uint32'), above]) {
    word0 = scramble(bitwise('BitwiseXor', word0, half, [1]));
    word1 = scramble(bitwise('BitwiseXor', multiply(word1, wordFactor), word0, [1]));
  }
  const words = [word0, word1].map(word => cast(word, 'int32'));
  const key = emit('Concat', [...words, constant('int32', [0])], 'int32', [3], { axis: 0 });
  return tf.engine().makeTensorFromTensorInfo(backend.output(key, 'int32')) as tf.Tensor1D;
}
