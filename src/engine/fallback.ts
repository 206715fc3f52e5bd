/**
 * Kernels that the graph does not express run on TensorFlow.js' own `cpu` backend: inputs are read, results written back.
 *
 * Right, but slow, and each one ends the recorded graph: `onFallback` reports them.
 */
import * as tf from '@tensorflow/tfjs';
import type { NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs';
import type { OnnxBackend } from './backend.js';

let report: ((kernelName: string) => void) | null = null;

/** Calls `listener` with the name of each kernel that runs outside of the graph from now on; null stops it. */
export function onFallback(listener: ((kernelName: string) => void) | null): void {
  report = listener;
}

/** Runs one kernel on the `cpu` backend. */
export function runOnCpu(
  kernelName: string,
  backend: OnnxBackend,
  inputs: NamedTensorInfoMap,
  attrs: NamedAttrMap,
): TensorInfo | TensorInfo[] {
  report?.(kernelName);
  const cpu = tf.engine().findBackend('cpu') as tf.KernelBackend & { firstUse?: boolean };
  // The cpu backend greets its first user with an advertisement on the console.
  cpu.firstUse = false;
  const kernel = tf.getKernel(kernelName, 'cpu');
  const moved: TensorInfo[] = [];
  const move = (info: TensorInfo): TensorInfo => {
    const dataId = cpu.write(backend.readSync(info.dataId), info.shape, info.dtype);
    moved.push({ dataId, shape: info.shape, dtype: info.dtype });
    return moved.at(-1)!;
  };
  const movedInputs = Object.fromEntries(
    Object.entries(inputs as Record<string, TensorInfo | TensorInfo[] | undefined>)
      .filter(([, input]) => input !== undefined)
      .map(([name, input]) => [name, Array.isArray(input) ? input.map(move) : move(input!)]),
  ) as NamedTensorInfoMap;
  const results = kernel.kernelFunc({ inputs: movedInputs, backend: cpu, attrs });
  const bring = (info: TensorInfo): TensorInfo => {
    const dataId = backend.write(cpu.readSync(info.dataId), info.shape, info.dtype);
    return { dataId, shape: info.shape, dtype: info.dtype };
  };
  const brought = Array.isArray(results) ? results.map(bring) : bring(results);
  for (const info of [...moved, ...[results].flat()]) cpu.disposeData(info.dataId);
  return brought;
}
