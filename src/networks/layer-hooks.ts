/** What the trainer does with all layers of a model that ask for it, see engine/layer-parts.ts. */
import type * as tf from '@tensorflow/tfjs';
import { annealLayer, canHarden, hardenLayer, penaltiesOf } from '../engine/layer-parts.js';

/** Sharpens continuous designs. @param progress Fraction of all training steps done, 0 to 1. */
export function annealLayers(model: tf.LayersModel, progress: number): void {
  for (const layer of model.layers) annealLayer(layer, progress);
}

/** The penalties of all layers, each a scalar that the caller disposes of. */
export function layerPenalties(model: tf.LayersModel): tf.Scalar[] {
  return model.layers.flatMap(penaltiesOf);
}

/** Whether a layer's learned design differs from the one that would be built. */
export function isHardenable(model: tf.LayersModel): boolean {
  return model.layers.some(canHarden);
}

/** Replaces designs by those that would be built, or brings the trained ones back. */
export function hardenLayers(model: tf.LayersModel, isHard: boolean): void {
  for (const layer of model.layers) hardenLayer(layer, isHard);
}
