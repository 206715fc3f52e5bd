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
import { tf } from '../../engine/tfjs.js';
import {
  fieldFromPolar,
  intensity,
  multiplyFields,
  planesOf,
  tidyField,
  type ComplexField,
} from '../../engine/fourier/complex-field.js';
import { dft2, inverseDft2 } from '../../engine/fourier/dft.js';
import { matrixFourierTransform } from '../../engine/fourier/matrix-fourier.js';
import { cutBoxes, type PupilBoxes } from './pupil-box.js';

export interface ThinObject {
  /** Phase delay where the scene is 1, rad. */
  readonly phaseRange: number;
  /** Optical density −log₁₀ of the transmitted power where the scene is 1, 0 or more. */
  readonly absorbance: number;
}

/** Pupils of several waves, each of shape [waves, rows, columns]; without a plate in the pupil, the amplitude alone. */
export interface Pupils {
  readonly amplitude: tf.Tensor;
  /** rad. */
  readonly phase?: tf.Tensor;
  /** The frequencies at which they are given; without, all of the object's, in the order of `dft2`. */
  readonly boxes?: PupilBoxes | null;
}

/** Part of an image. */
export type Frame = readonly [top: number, left: number, height: number, width: number];

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
export function coherentImages(object: ComplexField, pupils: Pupils, frame?: Frame): tf.Tensor4D {
  return tf.tidy(() => {
    const { rows, columns } = planesOf('coherentImages', object);
    const kept = frame ?? [0, 0, rows, columns];
    const spectrum = dft2(object);
    const { boxes = null } = pupils;
    const image =
      boxes === null ? imageOfAll(spectrum, pupils, kept) : imageOfBoxes(spectrum, pupils, boxes, kept);
    return intensity(image) as tf.Tensor4D;
  });
}

function imageOfAll(spectrum: ComplexField, pupils: Pupils, [top, left, height, width]: Frame): ComplexField {
  const [planes, rows, columns] = spectrum.real.shape as [number, number, number];
  const spread = (part: tf.Tensor) => part.reshape([planes, 1, rows, columns]);
  const image = inverseDft2(
    passPupils({ real: spread(spectrum.real), imaginary: spread(spectrum.imaginary) }, pupils),
  );
  const crop = (part: tf.Tensor) => tf.slice(part, [0, 0, top, left], [-1, -1, height, width]);
  return { real: crop(image.real), imaginary: crop(image.imaginary) };
}

/** The lowest frequency of a box counts as 0, which turns the phase of the image alone. */
function imageOfBoxes(
  spectrum: ComplexField,
  pupils: Pupils,
  boxes: PupilBoxes,
  [top, left, height, width]: Frame,
): ComplexField {
  const [, rows, columns] = spectrum.real.shape as [number, number, number];
  const scaled = {
    real: spectrum.real.div(rows * columns),
    imaginary: spectrum.imaginary.div(rows * columns),
  };
  const axis = (size: number, samples: number, first: number) => ({
    size,
    spacing: 1 / samples,
    origin: -first,
    fieldOrigin: 0,
  });
  return matrixFourierTransform(passPupils(cutBoxes(scaled, boxes), pupils), {
    rows: axis(height, rows, top),
    columns: axis(width, columns, left),
    sign: 1,
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
