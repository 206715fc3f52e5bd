import * as tf from '@tensorflow/tfjs';
import { convolveImages } from '../../dist/engine/fourier/convolve-images.js';
import { incoherentPsf, normalizePsf } from '../../dist/optics/psf/incoherent-psf.js';
import { apertureAmplitude } from '../../dist/optics/pupil/aperture.js';
import { classLabels, uniformImages } from './parts.js';

/** A pupil phase makes a PSF as large as the image, two pixels to λN, which blurs 64 images 64x64; 4x4 detectors, dense 10. */
export function lens64() {
  return lens(64);
}

/** As `lens64`, with images and PSF of 128x128. */
export function lens128() {
  return lens(128);
}

function lens(side) {
  const [batch, samples, detectors, classes] = [64, 64, 4, 10];
  const amplitude = apertureAmplitude(samples, { shape: 'circle' });
  const waves = tf.variable(tf.zeros([samples, samples]));
  const weights = tf.variable(tf.randomUniform([detectors ** 2, classes], -0.25, 0.25, 'float32', 2));
  const bias = tf.variable(tf.zeros([classes]));
  const pixels = side / detectors;
  const plane = { wavelength: 500e-9, fNumber: 8, pitch: 2e-6, size: side };
  return {
    variables: [waves, weights, bias],
    inputs: [uniformImages([batch, side, side, 1]), classLabels(batch, classes)],
    loss: (images, labels) => {
      const { psf } = normalizePsf(incoherentPsf({ amplitude, opd: waves.mul(plane.wavelength) }, plane));
      const blurred = convolveImages(images, psf.expandDims(2), { boundary: 'zero' });
      const tiles = blurred.reshape([batch, detectors, pixels, detectors, pixels]);
      const detected = tiles.mean([2, 4]).reshape([batch, detectors ** 2]);
      return tf.losses.softmaxCrossEntropy(labels, detected.matMul(weights).add(bias));
    },
  };
}
