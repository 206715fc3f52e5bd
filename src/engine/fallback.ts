/**
 * Kernels that the graph does not express run on TensorFlow.js' own `cpu` backend: inputs are read, results written back.
 *
 * Right, but slow, and each one ends the recorded graph: `onFallback` reports them.
 */
import { tf } from './tfjs.js';
import type { NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs';
import type { OnnxBackend } from './backend.js';

let report: ((kernelName: string) => void) | null = null;

/** Calls `listener` with the name of each kernel that runs outside of the graph from now on; null stops it. */
export function onFallback(listener: ((kernelName: string) => void) | null): void {
  report = listener;
}

/** Inputs of a kernel by name, or, for kernels of several equal tensors, by position; some names stand for lists. */
type KernelInputs = Readonly<Record<string, TensorInfo | TensorInfo[] | undefined>> | readonly TensorInfo[];

/** Runs one kernel on the `cpu` backend. */
export function runOnCpu(
  kernelName: string,
  backend: OnnxBackend,
  inputs: KernelInputs,
  attrs: NamedAttrMap,
): TensorInfo | TensorInfo[] {
  report?.(kernelName);
  const cpu = tf.engine().findBackend('cpu') as tf.KernelBackend & { firstUse?: boolean };
  // The cpu backend greets its first user with an advertisement on the console.
  cpu.firstUse = false;
  const kernel = tf.getKernel(kernelName, 'cpu');
  const held: TensorInfo[] = [];
  const move = (info: TensorInfo): TensorInfo => {
    held.push(copyToCpu(info, backend, cpu));
    return held.at(-1)!;
  };
  const bring = (info: TensorInfo): TensorInfo => copyFromCpu(info, backend, cpu);
  try {
    const moved = Array.isArray(inputs) ? (inputs as TensorInfo[]).map(move) : moveByName(inputs, move);
    const results = kernel.kernelFunc({ inputs: moved as NamedTensorInfoMap, backend: cpu, attrs });
    held.push(...[results].flat());
    return Array.isArray(results) ? results.map(bring) : bring(results);
  } finally {
    for (const info of held) cpu.disposeData(info.dataId);
  }
}

function moveByName(inputs: KernelInputs, move: (info: TensorInfo) => TensorInfo) {
  return Object.fromEntries(
    Object.entries(inputs as Record<string, TensorInfo | TensorInfo[] | undefined>)
      .filter(([, input]) => input !== undefined)
      .map(([name, input]) => [name, Array.isArray(input) ? input.map(move) : move(input!)]),
  );
}

function copyToCpu(info: TensorInfo, backend: OnnxBackend, cpu: tf.KernelBackend): TensorInfo {
  if (info.dtype === 'complex64') {
    const { real, imag } = backend.complexParts(info);
    const parts = [real, imag].map(part => copyToCpu({ ...part, shape: info.shape }, backend, cpu));
    return joinParts(cpu, parts[0]!, parts[1]!);
  }
  const dataId = cpu.write(backend.readSync(info.dataId), info.shape, info.dtype);
  // Some cpu kernels read the rank, which tensors have and their descriptions have not.
  return { dataId, shape: info.shape, dtype: info.dtype, rank: info.shape.length } as TensorInfo;
}

/** Joins two tensors of the cpu backend, which copies them, into a complex one. */
function joinParts(cpu: tf.KernelBackend, real: TensorInfo, imag: TensorInfo): TensorInfo {
  const { kernelFunc } = tf.getKernel('Complex', 'cpu');
  const joined = kernelFunc({ inputs: { real, imag }, backend: cpu, attrs: {} }) as TensorInfo;
  for (const part of [real, imag]) cpu.disposeData(part.dataId);
  return { ...joined, shape: real.shape };
}

function copyFromCpu(info: TensorInfo, backend: OnnxBackend, cpu: tf.KernelBackend): TensorInfo {
  const { shape, dtype } = info;
  const values = cpu.readSync(info.dataId);
  if (dtype !== 'complex64') return { dataId: backend.write(values, shape, dtype), shape, dtype };
  const { real, imag } = tf.backend_util.splitRealAndImagArrays(values as Float32Array);
  const [realPart, imagPart] = [real, imag].map(part => ({
    dataId: backend.write(part, shape, 'float32'),
    shape,
    dtype: 'float32' as const,
  }));
  const joined = backend.complex(realPart!, imagPart!);
  // The complex tensor holds its parts from here on.
  for (const part of [realPart!, imagPart!]) backend.disposeData(part.dataId);
  return joined;
}
