/**
 * Layers made of parts: what training does with a layer, it does with the layer's parts, too.
 *
 * A layer that holds a discrete choice or a learned mask names it as a part, and need not pass on what the part is asked.
 */
import type * as tf from '@tensorflow/tfjs';
import { isAnnealedLayer, isHardenableLayer, isPenalizedLayer } from './layer-description.js';

export interface ComposedLayer {
  /** What is annealed, hardened, reseeded and asked for its penalty in place of the layer. */
  readonly parts: readonly object[];
}

/** The layer and its parts. */
export function withParts(layer: object): readonly object[] {
  return isComposedLayer(layer) ? [layer, ...layer.parts] : [layer];
}

/** Sharpens continuous designs. @param progress Fraction of all training steps done, 0 to 1. */
export function annealLayer(layer: object, progress: number): void {
  for (const part of withParts(layer)) if (isAnnealedLayer(part)) part.anneal(progress);
}

/** Whether a learned design differs from the one that would be built. */
export function canHarden(layer: object): boolean {
  return withParts(layer).some(part => isHardenableLayer(part) && (part.isDiscrete ?? true));
}

/** Replaces a design by the one that would be built, or brings the trained one back. */
export function hardenLayer(layer: object, isHard: boolean): void {
  for (const part of withParts(layer)) if (isHardenableLayer(part)) part.harden(isHard);
}

/** Penalties, each a scalar that the caller disposes of. */
export function penaltiesOf(layer: object): tf.Scalar[] {
  return withParts(layer).flatMap(part => (isPenalizedLayer(part) ? [part.penalty()] : []));
}

function isComposedLayer(layer: object): layer is ComposedLayer {
  return 'parts' in layer;
}
