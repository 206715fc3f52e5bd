/** All kernels that run inside of recorded graphs, by TensorFlow.js kernel name. */
import { batchNormKernels } from './batch-norm.js';
import { averagePoolingKernels } from './average-pooling.js';
import { complexProductKernels } from './complex-products.js';
import { contractionKernels } from './contractions.js';
import { convolutionKernels } from './convolution.js';
import { convolution3DKernels } from './convolution-3d.js';
import { cropAndResizeKernels } from './crop-and-resize.js';
import { depthwiseKernels } from './depthwise-convolution.js';
import { divisionKernels } from './division.js';
import { elementwiseKernels } from './elementwise.js';
import { joinKernels } from './joins.js';
import type { KernelTable } from './kernel.js';
import { maxPool3DKernels } from './max-pool-windows.js';
import { normalizationKernels } from './normalization.js';
import { poolingKernels } from './pooling.js';
import { randomKernels } from './random.js';
import { rearrangementKernels } from './rearrangements.js';
import { reductionKernels } from './reductions.js';
import { resizeKernels } from './resize.js';
import { sequenceKernels } from './sequences.js';
import { scatterKernels } from './scatter.js';
import { shapeKernels } from './shapes.js';
import { unaryKernels } from './unary.js';

export const nativeKernels: KernelTable = {
  ...batchNormKernels,
  ...unaryKernels,
  ...elementwiseKernels,
  ...divisionKernels,
  ...reductionKernels,
  ...joinKernels,
  ...shapeKernels,
  ...sequenceKernels,
  ...convolutionKernels,
  ...convolution3DKernels,
  ...depthwiseKernels,
  ...poolingKernels,
  ...averagePoolingKernels,
  ...maxPool3DKernels,
  ...resizeKernels,
  ...cropAndResizeKernels,
  ...rearrangementKernels,
  ...scatterKernels,
  ...complexProductKernels,
  ...contractionKernels,
  ...normalizationKernels,
  ...randomKernels,
};
