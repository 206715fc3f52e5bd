/**
 * The plainest classifier: one weight for each pixel and class, so that all that is not linear happens in the camera.
 *
 *   [ReLU] → [max pool] → flatten → dense(classes)
 *
 * With ReLU and pooling it is what follows one convolution, so that a camera can take the place of the convolution: Chang et al.,
 * Sci. Rep. 8, 12324 (2018), doi:10.1038/s41598-018-30619-y. Frames come standardized: the ReLU cuts at the mean of a channel.
 *
 * Multinomial logistic regression: Cox, J. R. Stat. Soc. B 20, 215 (1958), doi:10.1111/j.2517-6161.1958.tb00292.x. Weights start
 * as in Glorot & Bengio, AISTATS 2010 (uniform, variance 2 / (fan-in + fan-out)), biases at 0.
 */
import { tf } from '../engine/tfjs.js';
import type { LayerDescription } from '../engine/layer-description.js';

export interface LinearClassifierOptions {
  /** Whether a ReLU comes first. */
  readonly isRectified: boolean;
  /** Side of the pooling windows, pixels; 1: no pooling. */
  readonly poolSize: number;
  /** Logits, 2 or more. */
  readonly classes: number;
  /** Seed of the initial weights, an integer of at least 0. */
  readonly seed: number;
}

/**
 * The layers in order, not yet connected.
 *
 * @param frame Height and width of the frames that will enter, pixels.
 * @throws RangeError if there are fewer than 2 classes, or the pooling windows are larger than the frame.
 */
export function linearClassifier(
  { isRectified, poolSize, classes, seed }: LinearClassifierOptions,
  frame: { readonly height: number; readonly width: number },
): tf.layers.Layer[] {
  if (!Number.isInteger(classes) || classes < 2) {
    throw new RangeError(`linearClassifier: classes is ${classes}, must be a whole number of at least 2`);
  }
  const side = Math.min(frame.height, frame.width);
  if (!Number.isInteger(poolSize) || poolSize < 1 || poolSize > side) {
    throw new RangeError(
      `linearClassifier: poolSize is ${poolSize}, must be a whole number from 1 to ${side}, the shorter side of the frames`,
    );
  }
  return [
    ...(isRectified ? [tf.layers.reLU({ name: 'relu' })] : []),
    ...(poolSize > 1 ? [tf.layers.maxPooling2d({ name: 'pool1', poolSize, strides: poolSize })] : []),
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
export function describeLinearClassifier({
  isRectified,
  poolSize,
  classes,
}: Omit<LinearClassifierOptions, 'seed'>): LayerDescription {
  const before = [
    ...(isRectified ? ['ReLU'] : []),
    ...(poolSize > 1 ? [`${poolSize} x ${poolSize} max pooling`] : []),
  ].join(' and ');
  return {
    title: 'Classifier',
    text:
      `A linear classifier read the frames${before === '' ? '' : ` behind ${before}`}: one weight for each pixel and class and one ` +
      `offset for each of ${classes} classes.`,
    parameters: [
      ...(poolSize > 1 ? [{ name: 'poolSize', value: poolSize, unit: 'pixels' }] : []),
      { name: 'classes', value: classes, unit: '' },
    ],
    source: 'Cox, J. R. Stat. Soc. B 20, 215 (1958), doi:10.1111/j.2517-6161.1958.tb00292.x',
  };
}
