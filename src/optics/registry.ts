/** The optics that a config can name. */
import type { LayerDefinition } from '../engine/layer-definition.js';
import { diffraction } from './diffraction-blur.js';

export const opticsLayers: readonly LayerDefinition[] = [diffraction];
