/** All kernels that run inside of recorded graphs, by TensorFlow.js kernel name. */
import { convolutionKernels } from './convolution.js';
import { elementwiseKernels } from './elementwise.js';
import type { KernelTable } from './kernel.js';
import { poolingKernels } from './pooling.js';
import { randomKernels } from './random.js';
import { reductionKernels } from './reductions.js';
import { shapeKernels } from './shapes.js';

export const nativeKernels: KernelTable = {
  ...elementwiseKernels,
  ...reductionKernels,
  ...shapeKernels,
  ...convolutionKernels,
  ...poolingKernels,
  ...randomKernels,
};
