/**
 * Imaging without a lens: a mask casts its shadow on the sensor once for every point of the scene.
 *
 *   y = h ∗ x,   h(r) = T(r / (m e)) / N² integrated over pixels,   m = 1 + d / z
 *
 * x is the scene as a pinhole at the centre of the mask would project it, T the transmission of N × N elements of pitch e, d the
 * distance from the mask to the sensor, z that from the scene to the mask. Σh is the mean transmission: the light is counted
 * against that of an opening as large as the mask, so a mask half open loses 3.01 dB.
 * Shadows are geometric, which holds while elements are large against √(λd); the fall-off towards oblique angles is left out.
 * Sources: Fenimore & Cannon, Appl. Opt. 17, 337 (1978), doi:10.1364/AO.17.000337 (coded apertures);
 * Asif et al., IEEE Trans. Comput. Imaging 3, 384 (2017), doi:10.1109/TCI.2016.2593662 (flat cameras).
 */
import { tf } from '../../engine/tfjs.js';
import { overlapLengths } from '../../engine/area-integration.js';

export interface ShadowGeometry {
  /** Elements along each side of the mask. */
  readonly elements: number;
  /** Pitch of elements, m. */
  readonly elementPitch: number;
  /** From the mask to the sensor, m. */
  readonly maskDistance: number;
  /** From the scene to the mask, m; Infinity where it is far away. */
  readonly sceneDistance: number;
  /** Pixel pitch of the sensor, m. */
  readonly pixelPitch: number;
}

/**
 * Size of the shadow of an element, pixels.
 *
 * @throws RangeError if a length is not positive.
 */
export function shadowPitch(geometry: ShadowGeometry): number {
  for (const name of ['elementPitch', 'maskDistance', 'sceneDistance', 'pixelPitch'] as const) {
    if (!(geometry[name] > 0)) {
      throw new RangeError(`lensless-mask: ${name} is ${geometry[name]} m, must be above 0`);
    }
  }
  const { elementPitch, maskDistance, sceneDistance, pixelPitch } = geometry;
  return (elementPitch * (1 + maskDistance / sceneDistance)) / pixelPitch;
}

/** Pixels along each side of the shadow of the mask: odd, so that its middle is the middle of a pixel. */
export function shadowSize(geometry: ShadowGeometry): number {
  const pixels = geometry.elements * shadowPitch(geometry);
  // What rounding adds to a whole number of pixels must not add two of them.
  return 2 * Math.ceil((pixels - 1) / 2 - 1e-9) + 1;
}

/** Share of each element's shadow in each pixel along one axis, [shadowSize, elements]; each element's shares add up to 1. */
export function shadowShares(geometry: ShadowGeometry): tf.Tensor2D {
  const [pitch, cells] = [1 / shadowPitch(geometry), shadowSize(geometry)];
  const { elements } = geometry;
  const lengths = overlapLengths({ samples: elements, cells, pitch, aperture: pitch });
  return tf.tensor2d(lengths, [cells, elements]);
}

/**
 * The point spread function of a mask.
 *
 * @param transmission T, 0 to 1, [elements, elements].
 * @param shares From `shadowShares`.
 * @returns h, [size, size, 1]; its sum is the mean transmission.
 */
export function maskShadow(transmission: tf.Tensor2D, shares: tf.Tensor2D): tf.Tensor3D {
  return tf.tidy(() => {
    const spread = tf.matMul(tf.matMul(shares, transmission), shares, false, true);
    return spread.div<tf.Tensor2D>(transmission.size).expandDims<tf.Tensor3D>(2);
  });
}
