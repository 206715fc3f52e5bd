/**
 * The image of a thin object in partially coherent light: a sum of coherent images over point sources (Abbe).
 *
 *   I(r) = Σ_k w_k |F⁻¹{ P(f + f_k) O(f) }|²
 *
 * O is the spectrum of what the object makes of an even wave, P the pupil, f_k the frequency of the plane wave from source
 * k and w_k its power. Waves of different sources do not interfere, so their images add in irradiance. It is the same as
 * Σ_k w_k |F⁻¹{ P(f) O(f − f_k) }|², with one transform of the object for all sources.
 *
 * Sources: Hopkins, Proc. R. Soc. A 217, 408 (1953), doi:10.1098/rspa.1953.0071;
 * Muthumbi et al., Biomed. Opt. Express 10, 6351 (2019), doi:10.1364/BOE.10.006351.
 */
import * as tf from '@tensorflow/tfjs';
import {
  fieldFromPolar,
  intensity,
  multiplyFields,
  planesOf,
  tidyField,
  type ComplexField,
} from '../../engine/fourier/complex-field.js';
import { dft2, inverseDft2 } from '../../engine/fourier/dft.js';

export interface ThinObject {
  /** Phase delay where the scene is 1, rad. */
  readonly phaseRange: number;
  /** Optical density −log₁₀ of the transmitted power where the scene is 1, 0 or more. */
  readonly absorbance: number;
}

/** Pupils of several waves, [waves, rows, columns]; without a plate in the pupil, the amplitude alone. */
export interface Pupils {
  readonly amplitude: tf.Tensor;
  /** rad. */
  readonly phase?: tf.Tensor;
}

/**
 * What a thin object makes of an even wave of amplitude 1: 10^(−absorbance · scene / 2) exp(i phaseRange · scene).
 *
 * @param scene Any shape, 0 (nothing there) to 1.
 */
export function thinObject(scene: tf.Tensor, { phaseRange, absorbance }: ThinObject): ComplexField {
  return tidyField(() => {
    const amplitude = absorbance === 0 ? tf.onesLike(scene) : scene.mul((-absorbance * Math.LN10) / 2).exp();
    return fieldFromPolar(amplitude, scene.mul(phaseRange));
  });
}

/**
 * One coherent image for each wave.
 *
 * @param object [batch, rows, columns].
 * @param frame Top, left, height and width of what is kept; default: all.
 * @returns Irradiance, [batch, waves, height, width]; 1 where an even wave goes through unobstructed.
 */
export function coherentImages(
  object: ComplexField,
  pupils: Pupils,
  frame?: readonly [top: number, left: number, height: number, width: number],
): tf.Tensor4D {
  return tf.tidy(() => {
    const { planes, rows, columns } = planesOf('coherentImages', object);
    const spread = (part: tf.Tensor) => part.reshape([planes, 1, rows, columns]);
    const spectrum = dft2(object);
    const passed = passPupils({ real: spread(spectrum.real), imaginary: spread(spectrum.imaginary) }, pupils);
    const image = inverseDft2(passed);
    if (frame === undefined) return intensity(image) as tf.Tensor4D;
    const [top, left, height, width] = frame;
    const crop = (part: tf.Tensor) => tf.slice(part, [0, 0, top, left], [-1, -1, height, width]);
    return intensity({ real: crop(image.real), imaginary: crop(image.imaginary) }) as tf.Tensor4D;
  });
}

/**
 * The image in the light of all sources.
 *
 * @param images [batch, waves, height, width].
 * @param power w_k, [waves].
 * @returns [batch, height, width].
 * @throws RangeError if the counts of waves differ.
 */
export function addSources(images: tf.Tensor4D, power: tf.Tensor1D): tf.Tensor3D {
  const [, waves] = images.shape;
  if (power.size !== waves)
    throw new RangeError(
      `addSources: there are ${power.size} powers, must be one for each of ${waves} waves`,
    );
  return tf.tidy(() => images.mul(power.reshape([waves, 1, 1])).sum<tf.Tensor3D>(1));
}

function passPupils(spectrum: ComplexField, { amplitude, phase }: Pupils): ComplexField {
  if (phase !== undefined) return multiplyFields(spectrum, fieldFromPolar(amplitude, phase));
  return { real: spectrum.real.mul(amplitude), imaginary: spectrum.imaginary.mul(amplitude) };
}
