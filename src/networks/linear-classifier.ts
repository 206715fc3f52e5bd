/**
 * The plainest classifier: one weight for each pixel and class, so that all that is not linear happens in the camera.
 *
 *   flatten → dense(classes)
 *
 * Multinomial logistic regression: Cox, J. R. Stat. Soc. B 20, 215 (1958), doi:10.1111/j.2517-6161.1958.tb00292.x. Weights start
 * as in Glorot & Bengio, AISTATS 2010 (uniform, variance 2 / (fan-in + fan-out)), biases at 0.
 */
import * as tf from '@tensorflow/tfjs';
import type { LayerDescription } from '../engine/layer-description.js';

export interface LinearClassifierOptions {
  /** Logits, 2 or more. */
  readonly classes: number;
  /** Seed of the initial weights, an integer of at least 0. */
  readonly seed: number;
}

/**
 * The layers in order, not yet connected.
 *
 * @throws RangeError if there are fewer than 2 classes.
 */
export function linearClassifier({ classes, seed }: LinearClassifierOptions): tf.layers.Layer[] {
  if (!Number.isInteger(classes) || classes < 2) {
    throw new RangeError(`linearClassifier: classes is ${classes}, must be a whole number of at least 2`);
  }
  return [
    tf.layers.flatten({ name: 'flatten' }),
    tf.layers.dense({
      name: 'logits',
      units: classes,
      // TensorFlow.js takes seed 0 for no seed at all.
      kernelInitializer: tf.initializers.glorotUniform({ seed: seed + 1 }),
    }),
  ];
}

/** What the network is, for the Methods text. */
export function describeLinearClassifier(classes: number): LayerDescription {
  return {
    title: 'Classifier',
    text: `A linear classifier read the frames: one weight for each pixel and class and one offset for each of ${classes} classes.`,
    parameters: [{ name: 'classes', value: classes, unit: '' }],
    source: 'Cox, J. R. Stat. Soc. B 20, 215 (1958), doi:10.1111/j.2517-6161.1958.tb00292.x',
  };
}
