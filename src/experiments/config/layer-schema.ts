/** Schema of the lists of layers that make a camera, read from the registries of optics and sensor. */
import { z } from 'zod';
import type { LayerDefinition, LayerMode } from '../../engine/layer-definition.js';
import { frameLayers, opticsLayers } from '../../optics/registry.js';
import { sensorLayers } from '../../sensor/registry.js';

/** The lists in the order of the light, and what each may hold. */
export const layerLists = { optics: opticsLayers, sensor: [...sensorLayers, ...frameLayers] } as const;
export type ListName = keyof typeof layerLists;
export const listNames = Object.keys(layerLists) as ListName[];

/** One layer of a config; its other keys are those of its definition. */
export interface LayerItem {
  readonly layer: string;
  /** Unique among all layers of the camera. */
  readonly name: string;
  readonly mode: LayerMode;
  readonly [key: string]: unknown;
}

/** What the lists hold where a config leaves them out. */
export const defaultLists: Readonly<Record<ListName, readonly { readonly layer: string }[]>> = {
  optics: [{ layer: 'diffraction' }],
  sensor: ['exposure', 'shot-noise', 'read-noise', 'full-well', 'quantizer'].map(layer => ({ layer })),
};

/** Keys of every layer. */
export const commonKeys: readonly string[] = ['layer', 'name', 'mode'];

const mostLayers = 64;

function itemSchema({ layer, summary, canBeLearned, keys }: LayerDefinition) {
  const modes = canBeLearned ? (['fixed', 'learned', 'off'] as const) : (['fixed', 'off'] as const);
  return z.strictObject({
    layer: z.literal(layer).describe(summary),
    name: z
      .string()
      .regex(/^[A-Za-z][A-Za-z0-9-]{0,63}$/)
      .default(layer)
      .describe('Letters, digits, dash; needed where one kind of layer stands twice.'),
    mode: z
      .enum(modes)
      .default('fixed')
      .describe(
        canBeLearned
          ? 'learned: trained from the configured values on; off: as if the layer were not there.'
          : 'off: as if the layer were not there.',
      ),
    ...keys,
  });
}

/** The schema of one list. */
export function listSchema(list: ListName): z.ZodType<readonly LayerItem[]> {
  const [first, ...others] = layerLists[list].map(itemSchema);
  return z
    .array(z.discriminatedUnion('layer', [first!, ...others]))
    .max(mostLayers)
    .prefault([...defaultLists[list]]);
}

/** The definition of a layer by its name in a config; undefined where the list knows none. */
export function definitionOf(list: ListName, layer: unknown): LayerDefinition | undefined {
  return layerLists[list].find(definition => definition.layer === layer);
}

export function isListName(key: unknown): key is ListName {
  return typeof key === 'string' && Object.hasOwn(layerLists, key);
}
