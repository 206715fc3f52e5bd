/** What the workloads share: networks of tf.layers in training mode, batches of numbers, convolution with batch norm. */
import * as tf from '@tensorflow/tfjs';

/**
 * Connects layers, and applies them in training mode, so that batch normalization takes the moments of the batch.
 *
 * @param shape Of one image, [height, width, channels].
 * @param connect From the symbolic input to the symbolic output.
 */
export function networkOf(shape, connect) {
  const input = tf.input({ shape });
  const model = tf.model({ inputs: input, outputs: connect(input) });
  return {
    variables: model.trainableWeights.map(weight => weight.read()),
    apply: images => model.apply(images, { training: true }),
  };
}

/** Numbers from 0 to 1, the same at every start for each seed. */
export function uniformImages(shape, seed = 1) {
  return tf.randomUniform(shape, 0, 1, 'float32', seed);
}

/** One-hot labels that go round the classes, [batch, classes]. */
export function classLabels(batch, classes) {
  return tf.tidy(() => tf.oneHot(tf.range(0, batch, 1, 'int32').mod(tf.scalar(classes, 'int32')), classes));
}

/** Makes convolutions with batch normalization behind them; each gets another seed for its weights. */
export function normalizedConvolutions() {
  let seed = 0;
  return (x, { filters, kernelSize = 3, strides = 1, useBias = false }) => {
    const kernelInitializer = tf.initializers.heNormal({ seed: ++seed });
    const options = { filters, kernelSize, strides, useBias, kernelInitializer, padding: 'same' };
    const convolved = tf.layers.conv2d(options).apply(x);
    return tf.layers.batchNormalization().apply(convolved);
  };
}

export function rectified(x) {
  return tf.layers.reLU().apply(x);
}
