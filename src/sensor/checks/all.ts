/** All physics checks of the sensor. */
import type { PhysicsCheck } from '../../engine/physics-check.js';
import { binningChecks } from './binning.js';
import { colourFilterChecks } from './colour-filters.js';
import { conversionChecks } from './conversion.js';
import { hdrChecks } from './hdr.js';
import { layoutChecks } from './layouts.js';
import { noiseChecks } from './noise.js';
import { photonCountingChecks } from './photon-counting.js';
import { pixelChecks } from './pixels.js';
import { quantizerChecks } from './quantizer.js';
import { spectralChecks } from './spectra.js';
import { unmixingChecks } from './unmixing.js';

export const sensorChecks: readonly PhysicsCheck[] = [
  ...noiseChecks,
  ...conversionChecks,
  ...quantizerChecks,
  ...photonCountingChecks,
  ...colourFilterChecks,
  ...spectralChecks,
  ...unmixingChecks,
  ...pixelChecks,
  ...binningChecks,
  ...layoutChecks,
  ...hdrChecks,
];
