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
 * @param outputs Names of what the model gives.
 * @param run From tensors of these shapes to a tensor for each of those names.
 * @returns The bytes of an .onnx file.
 * @throws TypeError on another backend than `onnx`; Error if `run` reads tensors, or one of its results depends on no input, or an input is not used.
 */
export function exportGraph(
  inputs: readonly ExportInput[],
  outputs: readonly string[],
  run: (...inputs: tf.Tensor[]) => readonly tf.Tensor[],
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
        let values: readonly Value[] = [];
        tf.tidy(() => {
          const tensors = run(...inputs.map(input => inputTensor(backend, input, fed)));
          values = tensors.map(tensor => backend.value(tensor));
        });
        return values;
      },
    ),
  );
  const program = traceProgram(made);
  const fixed = made.findIndex(({ node }) => node === null);
  if (fixed >= 0) throw new Error(`exportGraph: ${outputs[fixed]!} depends on no input, must depend on one`);
  const unused = [...fed].find(([value]) => !program.feeds.includes(value));
  if (unused !== undefined) throw new Error(`exportGraph: no output depends on ${unused[1]}, one must`);
  return lowerProgram(program, { inputs: fed, outputs, about });
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
