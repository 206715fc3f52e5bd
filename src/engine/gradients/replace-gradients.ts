/** Installs the gradients of this folder in place of, or beside, those of TensorFlow.js, on every backend. */
import { tf } from '../tfjs.js';
import { speedUpBatchNormalization } from '../batch-normalization.js';
import { batchNormGradients } from './batch-norm.js';
import { broadcastingGradients } from './broadcasting.js';
import { conditionGradients } from './condition.js';
import { convolutionGradients } from './convolution.js';
import { cropAndResizeGradients } from './crop-and-resize.js';
import { watchDifferentiated } from './differentiated.js';
import { einsumGradients } from './einsum.js';
import type { Replacement } from './gradient.js';
import { indexingGradients } from './indexing.js';
import { allowOptionalInputs } from './optional-inputs.js';
import { poolingGradients } from './pooling.js';
import { reductionGradients } from './reductions.js';
import { reluGradients } from './relu.js';
import { resizeGradients } from './resize.js';
import { shapeGradients } from './shapes.js';

const replacements: readonly Replacement[] = [
  ...batchNormGradients,
  ...broadcastingGradients,
  ...conditionGradients,
  ...convolutionGradients,
  ...cropAndResizeGradients,
  ...einsumGradients,
  ...indexingGradients,
  ...poolingGradients,
  ...reductionGradients,
  ...reluGradients,
  ...resizeGradients,
  ...shapeGradients,
];

let areReplaced = false;

/** A second call does nothing. */
export function replaceGradients(): void {
  if (areReplaced) return;
  areReplaced = true;
  allowOptionalInputs();
  watchDifferentiated();
  speedUpBatchNormalization();
  for (const gradient of replacements) {
    const existing = tf.getGradient(gradient.kernelName) as tf.GradConfig | undefined;
    if (existing !== undefined) tf.unregisterGradient(gradient.kernelName);
    tf.registerGradient(gradient);
  }
}
