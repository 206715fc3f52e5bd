import * as tf from '@tensorflow/tfjs';
import { fieldFromPolar } from '../../dist/engine/fourier/complex-field.js';
import { filterStacked, prepareFilter } from '../../dist/engine/fourier/filter-field.js';
import { shiftPhase, stackedIntensity } from '../../dist/engine/fourier/stacked-field.js';
import { classLabels, uniformImages } from './parts.js';

/** Five 128x128 phase masks with angular-spectrum propagation before, between and behind them, batch 8, ten detectors. */
export function diffractive() {
  const [batch, side, layers, classes] = [8, 128, 5, 10];
  const transfer = angularSpectrum(side);
  const masks = Array.from({ length: layers }, () => tf.variable(tf.zeros([side, side])));
  return {
    variables: masks,
    inputs: [uniformImages([batch, side, side]), classLabels(batch, classes)],
    loss: (images, labels) => {
      const propagation = prepareFilter(transfer);
      let field = images.expandDims(1);
      for (const mask of masks) field = shiftPhase(filterStacked(field, propagation), mask);
      const power = stackedIntensity(filterStacked(field, propagation));
      const regions = power.slice([0, 24, 24], [-1, 80, 80]).reshape([batch, 2, 40, 5, 16]);
      return tf.losses.softmaxCrossEntropy(labels, regions.mean([2, 4]).reshape([batch, classes]));
    },
  };
}

/** exp(-2πi · 40 (fx² + fy²)), paraxial, frequencies in cycles per pixel in the order of `dft2`. */
function angularSpectrum(side) {
  return tf.tidy(() => {
    const frequencies = Array.from({ length: side }, (_, k) => (k < side / 2 ? k : k - side) / side);
    const squares = tf.tensor1d(frequencies).square();
    const phase = squares
      .reshape([side, 1])
      .add(squares)
      .mul(-40 * 2 * Math.PI);
    return fieldFromPolar(tf.scalar(1), phase);
  });
}
