/**
 * TensorFlow.js throws while it records a kernel for backpropagation where an optional input was not given, as the scale of a
 * batch normalization. Here such inputs are left out of what is saved and recorded, so a gradient names optional inputs last and
 * finds them missing.
 */
import { tf } from '../tfjs.js';
import type { Tensor } from '@tensorflow/tfjs';

type Inputs = Readonly<Record<string, Tensor | undefined>>;

interface RecordingEngine {
  /** The tensors to save for a gradient; null where the kernel has none. */
  getTensorsForGradient: (kernel: string, inputs: Inputs, outputs: Tensor[]) => (Tensor | undefined)[] | null;
  addTapeNode: (kernel: string, inputs: Inputs, ...rest: unknown[]) => void;
}

let areOptional = false;

/** A second call does nothing. */
export function allowOptionalInputs(): void {
  if (areOptional) return;
  areOptional = true;
  const engine = tf.engine() as unknown as RecordingEngine;
  const saved = engine.getTensorsForGradient.bind(engine);
  const record = engine.addTapeNode.bind(engine);
  engine.getTensorsForGradient = (...call) => saved(...call)?.filter(tensor => tensor != null) ?? null;
  engine.addTapeNode = (kernel, inputs, ...rest) => {
    record(kernel, given(inputs), ...rest);
  };
}

/** Inputs by name, without those that are missing; lists, and inputs that are all there, stay as they are. */
function given(inputs: Inputs): Inputs {
  const isComplete = Object.values(inputs).every(input => input != null);
  return isComplete
    ? inputs
    : Object.fromEntries(Object.entries(inputs).filter(([, input]) => input != null));
}
