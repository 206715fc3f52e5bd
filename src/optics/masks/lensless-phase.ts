/**
 * Imaging without a lens behind a smooth phase plate (diffuser): its caustic is the point spread function.
 *
 *   h = |propagate(exp(2πi W/λ), d)|² integrated over pixels / samples of the plate,   W = (D/2) tanh Σ c_kl cos_k(y) cos_l(x)
 *
 * W is the optical path difference over the plate, D its largest range, d the distance from the plate to the sensor. A point far
 * away lights the plate with a plane wave; one at an angle casts the same pattern, shifted. Σh is the share of the plate's light
 * that falls within its own outline on the sensor; the rest is lost. W is the same at all wavelengths (no dispersion).
 * Source: Antipa et al., Optica 5, 1 (2018), doi:10.1364/OPTICA.5.000001.
 */
import { tf } from '../../engine/tfjs.js';
import { integrateAreas, overlapLengths } from '../../engine/area-integration.js';
import { fieldFromPolar, intensity } from '../../engine/fourier/complex-field.js';
import { applyPropagator, propagator, type Propagator } from '../propagation/propagate.js';

export interface PlateGeometry {
  /** Side of the square plate, m. */
  readonly plateSide: number;
  /** From the plate to the sensor, m. */
  readonly maskDistance: number;
  readonly pixelPitch: number;
}

/** Samples of the plate, and of the light on the sensor, across a pixel. */
const samplesPerPixel = 4;

/**
 * Samples and pixels along a side of the plate; whole pixels, an odd number of them.
 *
 * @throws RangeError if a length is not positive.
 */
export function plateSampling(geometry: PlateGeometry): { samples: number; pixels: number; pitch: number } {
  for (const name of ['plateSide', 'maskDistance', 'pixelPitch'] as const) {
    if (!(geometry[name] > 0)) {
      throw new RangeError(`lensless-phase: ${name} is ${geometry[name]} m, must be above 0`);
    }
  }
  const pixels = 2 * Math.round((geometry.plateSide / geometry.pixelPitch - 1) / 2) + 1;
  return { samples: pixels * samplesPerPixel, pixels, pitch: geometry.pixelPitch / samplesPerPixel };
}

/** The way from the plate to the sensor at one wavelength; its tensors are those of `filter`. */
export function platePropagator(geometry: PlateGeometry, wavelength: number): Propagator {
  const { samples, pitch } = plateSampling(geometry);
  const size = { rows: samples, columns: samples };
  return propagator({ ...size, pitch, wavelength, distance: geometry.maskDistance });
}

/** Smooth waves over an axis, cos(πk(2i + 1)/(2n)), k = 0 … waves − 1: [waves, samples]. */
export function plateWaves(waves: number, samples: number): tf.Tensor2D {
  const values = Float32Array.from({ length: waves * samples }, (_, index) => {
    const [wave, sample] = [Math.floor(index / samples), index % samples];
    return Math.cos((Math.PI * wave * (2 * sample + 1)) / (2 * samples));
  });
  return tf.tensor2d(values, [waves, samples]);
}

/**
 * Optical path difference over the plate.
 *
 * @param coefficients c, [waves, waves].
 * @param waves From `plateWaves`.
 * @param depth D, m.
 * @returns W, m, [samples, samples], within ±D/2.
 */
export function platePath(coefficients: tf.Tensor2D, waves: tf.Tensor2D, depth: number): tf.Tensor2D {
  return tf.tidy(() => {
    const sum = tf.matMul(tf.matMul(waves, coefficients, true, false), waves);
    return sum.tanh().mul<tf.Tensor2D>(depth / 2);
  });
}

/**
 * The point spread function of a plate.
 *
 * @param path W, m, [samples, samples].
 * @returns [pixels, pixels, 1], non-negative; its sum is the share of the light that falls within the plate's outline.
 */
export function plateCaustic(path: tf.Tensor2D, wavelength: number, way: Propagator): tf.Tensor3D {
  const [samples] = path.shape;
  const cells = samples / samplesPerPixel;
  return tf.tidy(() => {
    const phase = path.mul((2 * Math.PI) / wavelength);
    const light = intensity(applyPropagator(fieldFromPolar(tf.onesLike(phase), phase), way));
    const lengths = overlapLengths({ samples, cells, pitch: samplesPerPixel, aperture: samplesPerPixel });
    const sums = tf.tensor2d(lengths, [cells, samples]);
    const pixels = integrateAreas(light.reshape([1, samples, samples, 1]), sums, sums);
    return pixels.div(samples ** 2).reshape<tf.Tensor3D>([cells, cells, 1]);
  });
}
