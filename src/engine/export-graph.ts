/**
 * Writes tensor operations as one ONNX model that other programs run: standard operators, weights inside, named inputs and outputs.
 *
 * Sizes are fixed, that of the batch too.
 */
import { tf } from './tfjs.js';
import { OnnxBackend } from './backend.js';
import { inPlainForm } from './blocked-convolution.js';
import { traceProgram, type Value } from './graph.js';
import { emit } from './kernels/kernel.js';
import { lowerProgram } from './lower.js';
import type { ModelAbout } from './onnx-model.js';

export interface ExportInput {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32';
}

/**
 * Records operations and writes them as a model.
 *
 * @param inputs What the model takes.
 * @param run From tensors of these shapes to the tensor that the model gives under the name `output`.
 * @returns The bytes of an .onnx file.
 * @throws TypeError on another backend than `onnx`; Error if `run` reads tensors, or its result does not depend on the inputs.
 */
export function exportGraph(
  inputs: readonly ExportInput[],
  output: string,
  run: (...inputs: tf.Tensor[]) => tf.Tensor,
  about: ModelAbout,
): Uint8Array {
  const backend = tf.backend();
  if (!(backend instanceof OnnxBackend)) {
    throw new TypeError(`exportGraph: the backend is ${tf.getBackend()}, must be onnx`);
  }
  const fed = new Map<Value, string>();
  const { result: made } = inPlainForm(() =>
    backend.capture(
      () => false,
      () => {
        let value: Value | undefined;
        tf.tidy(() => {
          value = backend.value(run(...inputs.map(input => inputTensor(backend, input, fed))));
        });
        return value!;
      },
    ),
  );
  const program = traceProgram([made]);
  const unused = [...fed].find(([value]) => !program.feeds.includes(value));
  if (made.node === null || unused !== undefined) {
    throw new Error(
      `exportGraph: ${output} does not depend on ${unused?.[1] ?? 'its inputs'}, must depend on all`,
    );
  }
  return lowerProgram(program, { inputs: fed, outputs: [output], about });
}

/** A tensor that the recorded graph is fed. */
function inputTensor(
  backend: OnnxBackend,
  { name, shape, dtype }: ExportInput,
  fed: Map<Value, string>,
): tf.Tensor {
  const input = backend.value(tf.zeros([...shape], dtype));
  fed.set(input, name);
  // Behind an operator, so that other shapes of it are made from it and not fed as well.
  const inside = emit('Identity', [input], dtype, shape);
  return tf.engine().makeTensorFromTensorInfo(backend.output(inside, dtype));
}
