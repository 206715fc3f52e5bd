/** The optics that a config can name. */
import type { LayerDefinition } from '../engine/layer-definition.js';
import { difference } from './blur/difference.js';
import { gaussianBlur } from './blur/gaussian-layer.js';
import { motionBlur } from './blur/motion-layer.js';
import { opticalConvolution, opticalKernel } from './blur/optical-definitions.js';
import { ledMicroscope } from './coherent/led-microscope-definition.js';
import { diffraction } from './diffraction-blur.js';

export const opticsLayers: readonly LayerDefinition[] = [
  diffraction,
  gaussianBlur,
  motionBlur,
  opticalKernel,
  opticalConvolution,
  difference,
  ledMicroscope,
];
