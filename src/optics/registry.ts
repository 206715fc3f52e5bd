/** The optics that a config can name. */
import type { LayerDefinition } from '../engine/layer-definition.js';
import { gaussianBlur } from './blur/gaussian-layer.js';
import { motionBlur } from './blur/motion-layer.js';
import { digitalConvolution, opticalConvolution, opticalKernel } from './blur/optical-definitions.js';
import { ledMicroscope } from './coherent/led-microscope-definition.js';
import { depthDefocus } from './depth/depth-definition.js';
import { diffraction } from './diffraction-blur.js';
import { lens } from './lens/lens-definition.js';
import { codedMask } from './masks/coded-mask.js';
import { lenslessMask } from './masks/lensless-layer.js';
import { lenslessPhase } from './masks/lensless-phase-layer.js';
import { singlePixel } from './masks/single-pixel-layer.js';
import { cameras } from './scenes/cameras-definition.js';
import { overlap } from './scenes/overlap-layer.js';
import { fluorophoreMixture } from './spectra/fluorophore-definition.js';
import { illuminant } from './spectra/illuminant-definition.js';
import { diffractiveNetwork } from './propagation/diffractive-network-definition.js';
import { elementArray } from './propagation/element-array-definition.js';
import { shiftVariantBlur } from './shift-variant/shift-variant-definition.js';

export const opticsLayers: readonly LayerDefinition[] = [
  fluorophoreMixture,
  illuminant,
  diffraction,
  lens,
  depthDefocus,
  gaussianBlur,
  motionBlur,
  opticalKernel,
  opticalConvolution,
  shiftVariantBlur,
  ledMicroscope,
  elementArray,
  diffractiveNetwork,
  codedMask,
  singlePixel,
  lenslessMask,
  lenslessPhase,
  overlap,
  cameras,
];

/** What stands behind the sensor, on frames, for comparison with layers above. */
export const frameLayers: readonly LayerDefinition[] = [digitalConvolution];
