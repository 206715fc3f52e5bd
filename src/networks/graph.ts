/**
 * Parts of a connected model: what lies between two of its tensors, computed on its own, and the layers in it.
 *
 * Layers may branch and join. They run as in use, not in training.
 */
import type * as tf from '@tensorflow/tfjs';

/** What lies between two tensors of a model; the output depends on nothing but the input. */
export interface NetworkGraph {
  readonly input: tf.SymbolicTensor;
  readonly output: tf.SymbolicTensor;
}

/** The whole of a model with one input and one output. */
export function graphOf({ inputs, outputs }: tf.LayersModel): NetworkGraph {
  return { input: inputs[0]!, output: outputs[0]! };
}

/**
 * Computes the output of a part from its input; the caller tidies.
 *
 * @throws RangeError if the output depends on another input of the model.
 */
export function runGraph(graph: NetworkGraph, value: tf.Tensor): tf.Tensor {
  return follow(graph, value, (layer, inputs) => layer.apply(inputs, { training: false }) as tf.Tensor);
}

/**
 * The output of a part for another input: its layers, connected once more.
 *
 * @throws RangeError if the output depends on another input of the model.
 */
export function connectGraph(graph: NetworkGraph, input: tf.SymbolicTensor): tf.SymbolicTensor {
  return follow(graph, input, (layer, inputs) => layer.apply(inputs) as tf.SymbolicTensor);
}

function follow<Value>(
  { input, output }: NetworkGraph,
  value: Value,
  apply: (layer: tf.layers.Layer, inputs: Value | Value[]) => Value,
): Value {
  const known = new Map([[input.id, value]]);
  const compute = (x: tf.SymbolicTensor): Value => {
    const found = known.get(x.id);
    if (found !== undefined) return found;
    if (x.inputs.length === 0) {
      throw new RangeError(
        `runGraph: ${output.name} depends on ${x.name}, must depend on ${input.name} alone`,
      );
    }
    const [first, ...others] = x.inputs.map(compute);
    const made = apply(x.sourceLayer, others.length === 0 ? first! : [first!, ...others]);
    known.set(x.id, made);
    return made;
  };
  return compute(output);
}

/** The tensors of a part in the order of computation: the input first, the output last. */
export function tensorsOf({ input, output }: NetworkGraph): tf.SymbolicTensor[] {
  const seen = new Map([[input.id, input]]);
  const visit = (x: tf.SymbolicTensor): void => {
    if (seen.has(x.id)) return;
    x.inputs.forEach(visit);
    seen.set(x.id, x);
  };
  visit(output);
  return [...seen.values()];
}
