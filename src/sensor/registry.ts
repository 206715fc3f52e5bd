/** The parts of a sensor that a config can name. */
import type { LayerDefinition } from '../engine/layer-definition.js';
import { binning } from './binning.js';
import { colourFilterArray } from './colour-filters/colour-filter-definition.js';
import { demosaic } from './colour-filters/demosaic-layer.js';
import { companding } from './companding/companding.js';
import { darkCurrent } from './dark-current.js';
import { difference } from './difference.js';
import { exposureBracket } from './exposure-bracket.js';
import { gradedExposure } from './exposure-tile-graded.js';
import { exposureTileLayer } from './exposure-tile.js';
import { exposure } from './exposure.js';
import { fixedPattern } from './fixed-pattern.js';
import { fullWell } from './full-well.js';
import { blockBinning } from './layouts/block-binning-definition.js';
import { layoutToGrid } from './layouts/layout-to-grid.js';
import { pixelLayout } from './layouts/pixel-layout-definition.js';
import { mergeExposuresLayer } from './merge-exposures-layer.js';
import { photonCounter } from './photon-counting/photon-counter.js';
import { pixelBits } from './pixel-design/pixel-bits-definition.js';
import { pixelGain } from './pixel-design/pixel-gain.js';
import { pixels } from './pixels.js';
import { quantizer } from './quantizer-layer.js';
import { readNoise } from './read-noise.js';
import { shotNoise } from './shot-noise.js';
import { spectralFilters } from './spectra/spectral-filters-definition.js';
import { spectralResponse } from './spectra/spectral-response.js';

export const sensorLayers: readonly LayerDefinition[] = [
  spectralResponse,
  spectralFilters,
  pixels,
  exposure,
  pixelLayout,
  exposureTileLayer,
  gradedExposure,
  exposureBracket,
  colourFilterArray,
  shotNoise,
  darkCurrent,
  fixedPattern,
  binning,
  blockBinning,
  readNoise,
  fullWell,
  pixelGain,
  companding,
  quantizer,
  pixelBits,
  photonCounter,
  mergeExposuresLayer,
  layoutToGrid,
  difference,
  demosaic,
];
