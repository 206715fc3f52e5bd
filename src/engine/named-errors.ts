/** Errors that say where they come from: the operator at whose call it went wrong, or the graph that failed to run. */
import type { TensorInfo } from '@tensorflow/tfjs';
import type { Program, Shape } from './graph.js';

const brackets = (shapes: readonly Shape[]) => shapes.map(shape => `[${shape.join()}]`).join(', ');

/** Runs a kernel; an error it throws is thrown on with the kernel and the shapes of its inputs in front of the message. */
export function namingKernel<T>(
  kernelName: string,
  inputs: Readonly<Record<string, TensorInfo>>,
  run: () => T,
): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof Error) {
      const given = Object.values(inputs as Record<string, TensorInfo | undefined>).flatMap(
        info => info ?? [],
      );
      error.message = `${kernelName} of ${brackets(given.map(({ shape }) => shape))}: ${error.message}`;
    }
    throw error;
  }
}

/** What to throw when ONNX Runtime refuses or fails a program. */
export function programError({ nodes, outputs }: Program, cause: unknown): Error {
  const message = cause instanceof Error ? cause.message : String(cause);
  const made = brackets(outputs.slice(0, 4).map(({ shape }) => shape));
  const more = outputs.length > 4 ? ', …' : '';
  return new Error(
    `onnx backend: a recorded graph of ${nodes.length} operators, for tensors of shape ${made}${more}, failed: ${message}`,
    { cause },
  );
}
