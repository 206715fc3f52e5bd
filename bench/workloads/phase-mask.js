import * as tf from '@tensorflow/tfjs';
import { fieldFromPolar, intensity } from '../../dist/engine/fourier/complex-field.js';
import { convolveImages } from '../../dist/engine/fourier/convolve-images.js';
import { dft2 } from '../../dist/engine/fourier/dft.js';
import { classLabels, uniformImages } from './parts.js';

/** A 64x64 pupil phase makes an incoherent PSF, which blurs 64 images 64x64; 4x4 detectors, dense 10. */
export function phaseMask() {
  const [batch, side, detectors, classes] = [64, 64, 4, 10];
  const aperture = circularAperture(side);
  const phase = tf.variable(tf.zeros([side, side]));
  const weights = tf.variable(tf.randomUniform([detectors ** 2, classes], -0.25, 0.25, 'float32', 2));
  const bias = tf.variable(tf.zeros([classes]));
  const pixels = side / detectors;
  return {
    variables: [phase, weights, bias],
    inputs: [uniformImages([batch, side, side, 1]), classLabels(batch, classes)],
    loss: (images, labels) => {
      const irradiance = intensity(dft2(fieldFromPolar(aperture, phase)));
      const psf = irradiance.div(irradiance.sum()).reshape([side, side, 1]);
      const blurred = convolveImages(images, psf, { boundary: 'circular', method: 'fourier' });
      const tiles = blurred.reshape([batch, detectors, pixels, detectors, pixels]);
      const detected = tiles.mean([2, 4]).reshape([batch, detectors ** 2]);
      return tf.losses.softmaxCrossEntropy(labels, detected.matMul(weights).add(bias));
    },
  };
}

/** 1 within half of the distance from the centre to an edge, else 0; [side, side]. */
function circularAperture(side) {
  return tf.tidy(() => {
    const squares = tf.linspace(-1, 1, side).square();
    return squares.reshape([side, 1]).add(squares).lessEqual(0.25).cast('float32');
  });
}
