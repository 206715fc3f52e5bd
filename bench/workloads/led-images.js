import * as tf from '@tensorflow/tfjs';
import { ledDirections } from '../../dist/optics/coherent/led-array.js';
import { objectivePupils } from '../../dist/optics/coherent/objective.js';
import { addSources, coherentImages, thinObject } from '../../dist/optics/coherent/partially-coherent.js';
import { pupilBoxes } from '../../dist/optics/coherent/pupil-box.js';
import { plateBasis, platePhase } from '../../dist/optics/coherent/pupil-plate.js';
import { classLabels, uniformImages } from './parts.js';

/**
 * Sixteen phase objects 64x64, padded to 96x96, lit by 25 LEDs: learned drives and a plate of 12 modes in the pupil; 4x4
 * detectors, dense 10. The peer transforms all frequencies of the object, this only those that the pupil passes.
 */
export function ledImages() {
  const [batch, side, padded, detectors, classes, modes] = [16, 64, 96, 4, 10, 12];
  const margin = (padded - side) / 2;
  const pixels = side / detectors;
  const objective = { numericalAperture: 0.25, wavelength: 550e-9 };
  const plane = { rows: padded, columns: padded, pitch: 0.5e-6 };
  const directions = ledDirections({ rows: 5, columns: 5, pitch: 4e-3, distance: 40e-3 });
  const boxes = pupilBoxes(objective, plane, directions);
  const amplitude = objectivePupils(objective, plane, directions, boxes);
  const basis = plateBasis(objective, plane, directions, modes, boxes);
  const drives = tf.variable(tf.zeros([directions.length]));
  const coefficients = tf.variable(tf.zeros([modes]));
  const weights = tf.variable(tf.randomUniform([detectors ** 2, classes], -0.25, 0.25, 'float32', 2));
  const bias = tf.variable(tf.zeros([classes]));
  return {
    variables: [drives, coefficients, weights, bias],
    inputs: [uniformImages([batch, side, side]), classLabels(batch, classes)],
    loss: (images, labels) => {
      const map = tf.pad(images, [
        [0, 0],
        [margin, margin],
        [margin, margin],
      ]);
      const object = thinObject(map, { phaseRange: 1, absorbance: 0 });
      const opticalPath = coefficients.mul(1e-7);
      const phase = platePhase(opticalPath, basis, objective.wavelength, amplitude.shape);
      const each = coherentImages(object, { amplitude, phase, boxes }, [margin, margin, side, side]);
      const power = drives.sigmoid();
      const image = addSources(each, power.div(power.sum()));
      const detected = image.reshape([batch, detectors, pixels, detectors, pixels]).mean([2, 4]);
      const logits = detected
        .reshape([batch, detectors ** 2])
        .matMul(weights)
        .add(bias);
      return tf.losses.softmaxCrossEntropy(labels, logits);
    },
  };
}
