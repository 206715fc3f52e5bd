/** The parts of a sensor that a config can name. */
import type { LayerDefinition } from '../engine/layer-definition.js';
import { exposure } from './exposure.js';
import { fullWell } from './full-well.js';
import { quantizer } from './quantizer.js';
import { readNoise } from './read-noise.js';
import { shotNoise } from './shot-noise.js';

export const sensorLayers: readonly LayerDefinition[] = [exposure, shotNoise, readNoise, fullWell, quantizer];
