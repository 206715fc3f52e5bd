/** All physics checks of the optics, in the order of their ids. */
import type { PhysicsCheck } from '../../engine/physics-check.js';
import { blurChecks } from './blur.js';
import { coherentChecks } from './coherent.js';
import { maskChecks } from './masks.js';
import { propagationChecks } from './propagation.js';
import { aberrationPsfChecks } from './psf-aberrations.js';
import { psfBlurChecks } from './psf-blur.js';
import { psfTransferChecks } from './psf-transfer.js';
import { psfChecks } from './psf.js';
import { shiftVariantChecks } from './shift-variant.js';
import { spectralLightChecks } from './spectra.js';
import { defocusChecks } from './defocus.js';
import { diffractiveChecks } from './diffractive.js';
import { zernikeChecks } from './zernike.js';

export const opticsChecks: readonly PhysicsCheck[] = [
  ...psfChecks,
  ...psfTransferChecks,
  ...aberrationPsfChecks,
  ...psfBlurChecks,
  ...blurChecks,
  ...shiftVariantChecks,
  ...maskChecks,
  ...propagationChecks,
  ...coherentChecks,
  ...defocusChecks,
  ...zernikeChecks,
  ...diffractiveChecks,
  ...spectralLightChecks,
];
