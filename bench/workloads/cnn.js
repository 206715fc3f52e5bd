import * as tf from '@tensorflow/tfjs';
import { basicCnn } from '../../dist/networks/architectures/basic-cnn.js';
import { classLabels, networkOf, uniformImages } from './parts.js';

/** The reference classifier: 64 images 28x28x1, conv 32@5 - pool - conv 64@5 - pool - dense 128 - dense 10. */
export function cnn() {
  const [batch, side, classes] = [64, 28, 10];
  const options = { filters: [32, 64], kernelSize: 5, denseUnits: 128 };
  const { variables, apply } = networkOf([side, side, 1], input =>
    basicCnn(options, { input, outputs: classes, seed: 1 }),
  );
  return {
    variables,
    inputs: [uniformImages([batch, side, side, 1]), classLabels(batch, classes)],
    loss: (images, labels) => tf.losses.softmaxCrossEntropy(labels, apply(images)),
  };
}
