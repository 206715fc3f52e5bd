/** A small figure of each layer of optics and sensor: what it makes of a scene. Its numbers are a test, see tests/gallery. */
import type { LayerDefinition } from '../src/engine/layer-definition.js';
import { layerLists } from '../src/experiments/config/layer-schema.js';
import type { Drawing } from '../src/figures/figure.js';
import { panelRows, type PanelRow } from '../src/figures/panel-rows.js';
import { DEFAULT_STYLE } from '../src/figures/style.js';
import { blurExamples } from './layers/blur-examples.js';
import { coherentExamples } from './layers/coherent-examples.js';
import { colourExamples } from './layers/colour-examples.js';
import type { LayerExamples } from './layers/example.js';
import { layoutExamples } from './layers/layout-examples.js';
import { lensExamples } from './layers/lens-examples.js';
import { lightExamples } from './layers/light-examples.js';
import { maskExamples } from './layers/mask-examples.js';
import { noiseExamples } from './layers/noise-examples.js';
import { sceneExamples } from './layers/scene-examples.js';
import { spectralExamples } from './layers/spectral-examples.js';

export const layerExamples: LayerExamples = {
  ...lensExamples,
  ...blurExamples,
  ...coherentExamples,
  ...maskExamples,
  ...sceneExamples,
  ...lightExamples,
  ...layoutExamples,
  ...noiseExamples,
  ...colourExamples,
  ...spectralExamples,
};

/** All layers that a config can name. */
export const allLayers: readonly LayerDefinition[] = Object.values(layerLists).flat();

/** The figure of a layer, as wide as a column. */
export function drawLayer({ layer, title }: LayerDefinition, rows: readonly PanelRow[]): Drawing {
  const { caption } = layerExamples[layer]!;
  return panelRows(rows, { name: layer, title, caption }, DEFAULT_STYLE);
}
