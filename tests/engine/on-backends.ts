/** Runs the same computation on the `onnx` and the `cpu` backend. */
import * as tf from '@tensorflow/tfjs';
import { startEngine } from '../../src/engine/start.js';

/** Values in [-1, 1) that are the same in every run, and differ between neighbours. */
export function sampleValues(shape: readonly number[], seed = 1): Float32Array {
  const size = shape.reduce((product, length) => product * length, 1);
  return Float32Array.from({ length: size }, (_, index) => {
    const phase = Math.sin((index + 1) * 12.9898 + seed * 78.233) * 43758.5453;
    return 2 * (phase - Math.floor(phase)) - 1;
  });
}

export function sampleTensor(shape: readonly number[], seed = 1): tf.Tensor {
  return tf.tensor(sampleValues(shape, seed), [...shape]);
}

/** Results of `compute` on each backend, as plain arrays; `compute` builds its own tensors. */
export async function onBothBackends(
  compute: () => tf.Tensor | tf.Tensor[],
): Promise<{ onnx: number[][]; cpu: number[][]; shapes: number[][] }> {
  const run = (): { values: number[][]; shapes: number[][] } => {
    const results = tf.tidy(() => [compute()].flat());
    const values = results.map(result => Array.from(result.dataSync()));
    const shapes = results.map(result => [...result.shape, result.dtype.length]);
    tf.dispose(results);
    return { values, shapes };
  };
  if (tf.getBackend() !== 'onnx') await startEngine();
  const onnx = run();
  await tf.setBackend('cpu');
  const cpu = run();
  await tf.setBackend('onnx');
  if (JSON.stringify(onnx.shapes) !== JSON.stringify(cpu.shapes)) {
    throw new Error(`shapes differ: onnx ${JSON.stringify(onnx.shapes)}, cpu ${JSON.stringify(cpu.shapes)}`);
  }
  return { onnx: onnx.values, cpu: cpu.values, shapes: onnx.shapes };
}

/** Largest difference, relative to the largest reference value (at least 1). */
export function largestGap(actual: number[][], expected: number[][]): number {
  const scale = Math.max(1, ...expected.flat().map(Math.abs).filter(Number.isFinite));
  let gap = 0;
  expected.forEach((list, index) =>
    list.forEach((value, place) => {
      const other = actual[index]![place]!;
      if (Object.is(value, other)) return;
      const difference = Math.abs(value - other) / scale;
      gap = Math.max(gap, Number.isNaN(difference) ? Infinity : difference);
    }),
  );
  return gap;
}
