import * as tf from '@tensorflow/tfjs';
import type { Pupil } from '../../../src/optics/pupil/pupil.js';

/** A hard-edged circular pupil with an optical path difference, m, that is a function of the place in pupil radii. */
export function circle(samples: number, opd: (x: number, y: number) => number = () => 0): Pupil {
  const places = Array.from({ length: samples }, (_, index) => (2 * index + 1 - samples) / samples);
  const values = (value: (x: number, y: number) => number) =>
    tf.tensor2d(
      places.flatMap(y => places.map(x => (Math.hypot(x, y) <= 1 ? value(x, y) : 0))),
      [samples, samples],
    );
  return { amplitude: values(() => 1), opd: values(opd) };
}
