/** What the common tests of physical layers need to know of one. */
import type * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import type { LayerDefinition, LayerPlace } from '../../src/engine/layer-definition.js';
import type { DescribedLayer, HardwareLayer } from '../../src/engine/layer-description.js';
import type { Signal } from '../../src/engine/signal.js';

export type PhysicalLayer = tf.layers.Layer & DescribedLayer & HardwareLayer;

export interface PhysicalLayerCase {
  readonly name: string;
  readonly make: () => PhysicalLayer;
  /** The same layer with one option changed; each must change the output. */
  readonly variants: Readonly<Record<string, () => PhysicalLayer>>;
  /** Height, width, channels. */
  readonly inputShape: readonly [number, number, number];
  /** Inputs of the tests run from 0 to this, in the unit of the layer's input. */
  readonly inputScale: number;
  /** What random numbers are for: 'noise', 'nothing', or noise that is switched 'off'. */
  readonly draws: 'noise' | 'off' | 'nothing';
  readonly isLinear: boolean;
  /** True where the output follows the trainable parameters smoothly, so that finite differences apply. */
  readonly isSmooth: boolean;
  /** Name in a config, where the layer was made from its definition. */
  readonly layer?: string;
  /** Keys of the definition that the variants change. */
  readonly keys?: readonly string[];
}

interface DefinitionCase extends Partial<
  Pick<PhysicalLayerCase, 'inputScale' | 'draws' | 'isLinear' | 'isSmooth'>
> {
  /** What tells this case from others of the same layer. */
  readonly suffix?: string;
  /** Keys of the config that differ from their defaults. */
  readonly keys?: Readonly<Record<string, unknown>>;
  /** Other values of keys, each of which must change the output. */
  readonly variants: Readonly<Record<string, unknown>>;
  readonly isLearned?: boolean;
  readonly signal?: Partial<Signal>;
}

/** A case made from the definition of a layer as a config would make it. */
export function caseOf(definition: LayerDefinition, options: DefinitionCase): PhysicalLayerCase {
  const { suffix, keys = {}, variants, isLearned = false, signal, ...facts } = options;
  const arriving: Signal = {
    unit: definition.takes[0]!,
    height: 6,
    width: 7,
    channels: 1,
    pixelPitch: 3.45e-6,
    wavelengths: [550e-9],
    fullScale: 1000,
    ...signal,
  };
  const make =
    (given: Readonly<Record<string, unknown>>, noise = { seed: 3, stream: 1 }) =>
    () => {
      const place: LayerPlace = { name: definition.layer, isLearned, ...noise, signal: arriving };
      const parsed = z.strictObject(definition.keys).parse(given);
      const problems = definition.problems?.(parsed, place) ?? [];
      if (problems.length > 0) throw new RangeError(`${definition.layer}: ${JSON.stringify(problems)}`);
      return definition.make(parsed, place) as PhysicalLayer;
    };
  const { height, width, channels } = arriving;
  const isScene = arriving.unit === 'scene' || arriving.unit === 'digital';
  return {
    name: [
      definition.title,
      ...(isLearned ? ['learned'] : []),
      ...(suffix === undefined ? [] : [suffix]),
    ].join(', '),
    make: make(keys),
    variants: {
      ...Object.fromEntries(
        Object.entries(variants).map(([key, value]) => [key, make({ ...keys, [key]: value })]),
      ),
      ...(facts.draws === 'noise' && {
        seed: make(keys, { seed: 4, stream: 1 }),
        stream: make(keys, { seed: 3, stream: 2 }),
      }),
    },
    inputShape: [height, width, channels],
    inputScale: isScene ? 1 : 1000,
    draws: 'nothing',
    isLinear: true,
    isSmooth: true,
    ...facts,
    layer: definition.layer,
    keys: Object.keys(variants),
  };
}
