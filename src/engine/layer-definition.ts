/**
 * What a config can name: a kind of physical layer, with its keys and how it is made from them.
 *
 * The registries of optics and sensor list these. Config schema, common tests and the tables of the docs are read from them, so a
 * new kind of layer is one entry there.
 */
import type * as tf from '@tensorflow/tfjs';
import type { z } from 'zod';
import type { Signal, SignalUnit } from './signal.js';

/** `learned`: its parameters are trained from the configured values on. `off`: as if the layer were not there. */
export type LayerMode = 'fixed' | 'learned' | 'off';

/** Where a layer stands in the camera. */
export interface LayerPlace {
  /** Unique in the model. */
  readonly name: string;
  readonly isLearned: boolean;
  /** Seed of the trial: noise, random masks and random starts draw from (seed, stream). */
  readonly seed: number;
  /** Tells the layer's random numbers from those of other layers. */
  readonly stream: number;
  /** What arrives. */
  readonly signal: Signal;
  /** False: what is drawn anew in each exposure is replaced by its mean; true if left out. What a sensor is like stays as it was drawn. */
  readonly isNoisy?: boolean;
}

/** A fault of keys that are each valid. */
export interface KeyProblem {
  readonly key: string;
  /** `above fNumberMin 1 and below fNumberMax 32, because it is learned` */
  readonly must: string;
}

export interface LayerDefinition<Keys extends z.ZodRawShape = z.ZodRawShape> {
  /** Its name in a config, in kebab case. */
  readonly layer: string;
  /** `Diffraction blur` */
  readonly title: string;
  /** What it simulates, in one sentence. */
  readonly summary: string;
  /** The equation that it computes, in plain text. */
  readonly equation: string;
  /** Reference with DOI. */
  readonly source: string;
  /** Units that may arrive. */
  readonly takes: readonly SignalUnit[];
  readonly canBeLearned: boolean;
  /** Keys of the config; units in their names, ranges and defaults in their descriptions. */
  readonly keys: Keys;
  /** Faults that a schema cannot say: of several keys together, and of keys that do not fit what arrives. */
  readonly problems?: (keys: z.output<z.ZodObject<Keys>>, place: LayerPlace) => KeyProblem[];
  /** @throws RangeError if `problems` would name one. */
  readonly make: (keys: z.output<z.ZodObject<Keys>>, place: LayerPlace) => tf.layers.Layer;
  /**
   * What leaves, where it differs from what arrives; height, width and channels are the layer's own. Without `layer` where it could
   * not be made.
   */
  readonly gives?: (
    keys: z.output<z.ZodObject<Keys>>,
    signal: Signal,
    layer?: tf.layers.Layer,
  ) => Partial<Omit<Signal, 'height' | 'width' | 'channels'>>;
}

/** Gives a definition the type of the registries, where the types of its keys are no longer known. */
export function defineLayer<Keys extends z.ZodRawShape>(definition: LayerDefinition<Keys>): LayerDefinition {
  return definition as unknown as LayerDefinition;
}
