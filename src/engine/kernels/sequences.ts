/** Kernels that count: their numbers are made at once and fed, so that bounds never enter the key of a program. */
import type { DataType } from '@tensorflow/tfjs';
import { elementTypeOf, packElements } from '../element-types.js';
import { known } from '../graph.js';
import type { KernelTable } from './kernel.js';

export const sequenceKernels: KernelTable = {
  Range: ({ attrs, backend }) => {
    const { start, stop, step } = attrs as { start: number; stop: number; step?: number };
    const dtype = (attrs.dtype as DataType | undefined) ?? 'float32';
    const type = elementTypeOf(dtype);
    if (type === null) return null;
    const numbers = counted(start, stop, step ?? 1);
    return backend.output(known(type, [numbers.length], packElements(type, numbers)), dtype);
  },
  LinSpace: ({ attrs, backend }) => {
    const { start, stop, num } = attrs as { start: number; stop: number; num: number };
    const step = (stop - start) / (num - 1);
    const numbers = Float32Array.from(
      { length: num },
      (_, index) => start + (index === 0 ? 0 : index * step),
    );
    return backend.output(known('float32', [num], numbers), 'float32');
  },
};

/** start, start + step, … short of stop; none if the step leads away from it, where TensorFlow.js counts with step 1 as −1. */
function counted(start: number, stop: number, step: number): number[] {
  const towards = stop < start && step === 1 ? -1 : step;
  const length = start === stop ? 0 : Math.max(0, Math.ceil((stop - start) / towards));
  return Array.from({ length }, (_, index) => start + index * towards);
}
