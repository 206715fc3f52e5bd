/**
 * The product of fields and a complex factor in one pass: the operator that turns pairs of attention heads by an angle multiplies by
 * any (real, imaginary). As products, a reversal and a sum it takes four passes; a step of
 * bench/step.js diffractive takes 37 ms of processor time where it took 52, of which stacked masks save a part.
 */
import { multiplyPartsKernel } from '../own-kernels.js';
import { constant } from '../graph.js';
import { emit, reshape, type KernelTable } from './kernel.js';

export const complexProductKernels: KernelTable = {
  [multiplyPartsKernel]: ({ inputs, backend }) => {
    const x = backend.value(inputs.x!);
    const factor = [inputs.real!, inputs.imaginary!].map(part => backend.value(part));
    const [planes, rows, parts, columns] = x.shape as [number, number, number, number];
    const wide = [planes, rows, parts * columns];
    const firstRow = constant('int64', [0]);
    const product = emit(
      'RotaryEmbedding',
      [reshape(x, wide), firstRow, ...factor],
      'float32',
      wide,
      {},
      'com.microsoft',
    );
    return backend.output(reshape(product, x.shape), 'float32');
  },
};
