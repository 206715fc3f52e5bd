/** Activations that TensorFlow.js fuses into matrix products and convolutions. */
import { constant, known, type Value } from '../graph.js';
import { emit, emitLike, optionalInput, type KernelCall } from './kernel.js';

const operators: Readonly<Record<string, string>> = {
  relu: 'Relu',
  sigmoid: 'Sigmoid',
  tanh: 'Tanh',
  elu: 'Elu',
};

/** Adds the optional bias of a fused kernel and applies its activation; null if that is not a known one. */
export function biasedAndActivated(x: Value, call: KernelCall): Value | null {
  const bias = optionalInput(call, 'bias');
  const biased = bias === undefined ? x : emitLike('Add', [x, call.backend.value(bias)], x.shape);
  return activated(biased, call);
}

/** max(x, 0) + alpha · min(x, 0), in one pass; `alpha` broadcasts. */
export function leaky(x: Value, alpha: Value): Value {
  return emit('PRelu', [x, alpha], 'float32', x.shape);
}

/** A number that the caller chose, and may change from call to call. */
export function fedScalar(number: number): Value {
  return known('float32', [], Float32Array.of(number));
}

function activated(x: Value, call: KernelCall): Value | null {
  const name = (call.attrs.activation ?? 'linear') as string;
  if (name === 'linear') return x;
  if (name === 'relu6') {
    return emit('Clip', [x, constant('float32', [0], []), constant('float32', [6], [])], 'float32', x.shape);
  }
  if (name === 'leakyrelu') return leaky(x, fedScalar(call.attrs.leakyreluAlpha as number));
  if (name === 'prelu') return leaky(x, call.backend.value(call.inputs.preluActivationWeights!));
  const operator = operators[name];
  return operator === undefined ? null : emitLike(operator, [x], x.shape);
}
