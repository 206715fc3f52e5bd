/** All physical layers, for tests/layers.test.ts: a new layer is tested by adding it here. */
import { blurCases } from './layer-cases/blur.js';
import { coherentCases } from './layer-cases/coherent.js';
import { colourFilterCases } from './layer-cases/colour-filters.js';
import { depthCases } from './layer-cases/depth.js';
import { layoutCases } from './layer-cases/layouts.js';
import { lensCases } from './layer-cases/lens.js';
import { maskCases } from './layer-cases/masks.js';
import { sceneCases } from './layer-cases/scenes.js';
import { sensorCases } from './layer-cases/sensor.js';
import { spectralCases } from './layer-cases/spectra.js';
import type { PhysicalLayerCase } from './layer-cases/layer-case.js';

export const physicalLayers: readonly PhysicalLayerCase[] = [
  ...lensCases,
  ...depthCases,
  ...blurCases,
  ...coherentCases,
  ...maskCases,
  ...sceneCases,
  ...sensorCases,
  ...layoutCases,
  ...colourFilterCases,
  ...spectralCases,
];
