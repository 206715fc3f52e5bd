/**
 * The shaped part of a wavefront, from numbers that are free to take any value while they are trained.
 *
 *   zernike:     cⱼ = M tanh wⱼ,        W = Σ cⱼ Zⱼ
 *   free-form:   m = M tanh w,          W = m, bilinear between the samples of the map
 *   height-map:  h = M/(n₁ − 1) σ(w),   W = (n − 1) h, even over each cell
 *   cubic:       α = M tanh w,          W = α (x³ + y³)
 *
 * M is the largest optical path difference that can be built, n the refractive index, n₁ that at the first wavelength,
 * σ(t) = 1 / (1 + e^−t).
 * Sources: Sitzmann et al., ACM Trans. Graph. 37, 114 (2018), doi:10.1145/3197517.3201333 (learned heights and Zernike
 * coefficients); Dowski & Cathey, Appl. Opt. 34, 1859 (1995), doi:10.1364/AO.34.001859 (cubic phase).
 */
import { tf } from '../../engine/tfjs.js';
import { randomKey, randomNormal } from '../../engine/random.js';
import { bilinearMatrix } from '../../engine/resampling.js';
import { boundedHeight, heightOpd, replicateElements } from '../pupil/height-map.js';
import { cubicBasis } from '../pupil/phase-masks.js';
import { pupilOpd } from '../pupil/pupil.js';
import { materials, refractiveIndex } from '../pupil/refractive-index.js';
import { zernikeBasis } from '../pupil/zernike.js';
import { zernikeMode } from '../pupil/zernike-index.js';
import type { LensPhase, PhaseOptions } from './lens-options.js';

export interface PhaseDesign {
  /** Of the free numbers and of the values. */
  readonly shape: number[];
  /** Free numbers before training. */
  start(): tf.Tensor;
  /** Physical values, m, of free numbers; differentiable. */
  values(free: tf.Tensor): tf.Tensor;
  /** Optical path difference of values for a wavelength, m, [n, n]; differentiable in the values. */
  opd(values: tf.Tensor, wavelength: number): tf.Tensor2D;
  /** What the design keeps. */
  readonly constants: readonly tf.Tensor[];
}

/** Noll number of the first coefficient: piston and tilts do not blur. */
const firstNoll = 4;

/** Zernike polynomials from Noll 4 on; [count, n, n]. */
export function aberrationBasis(
  { pupilSamples, aperture }: Pick<PhaseOptions, 'pupilSamples' | 'aperture'>,
  count: number,
): tf.Tensor3D {
  const modes = Array.from({ length: count }, (_, index) => zernikeMode(firstNoll + index));
  return zernikeBasis(pupilSamples, modes, aperture === 'square' ? 'square' : 'circle');
}

/** Null where nothing is shaped. */
export function phaseDesign(options: PhaseOptions): PhaseDesign | null {
  const designs: Readonly<Record<LensPhase, () => PhaseDesign | null>> = {
    none: () => null,
    zernike: () => sumDesign(options, aberrationBasis(options, options.zernike.length), options.zernike),
    cubic: () =>
      sumDesign({ ...options, initialization: 'flat' }, cubicBasis(options.pupilSamples), [options.cubic]),
    'free-form': () => freeFormDesign(options),
    'height-map': () => heightDesign(options),
  };
  return designs[options.phase]();
}

function sumDesign(options: PhaseOptions, basis: tf.Tensor3D, from: readonly number[]): PhaseDesign {
  const { maximumOpd, pupilSamples } = options;
  const shape = [from.length];
  const start = from.map(value => Math.atanh(value / maximumOpd));
  return {
    shape,
    start: () => tf.tidy(() => tf.tensor1d(start).add(deviation(options, shape, 1 / Math.sqrt(from.length)))),
    values: free => tf.tidy(() => free.tanh().mul(maximumOpd)),
    opd: coefficients => pupilOpd(pupilSamples, [{ basis, coefficients }]),
    constants: [tf.keep(basis)],
  };
}

function freeFormDesign(options: PhaseOptions): PhaseDesign {
  const { maximumOpd, mapSamples, pupilSamples } = options;
  const corners = { alignCorners: false, halfPixelCenters: true };
  const spread = tf.keep(
    tf.tensor2d(bilinearMatrix(mapSamples, pupilSamples, corners), [pupilSamples, mapSamples]),
  );
  const shape = [mapSamples, mapSamples];
  return {
    shape,
    start: () => deviation(options, shape, 1),
    values: free => tf.tidy(() => free.tanh().mul(maximumOpd)),
    opd: map => tf.tidy(() => tf.matMul(tf.matMul(spread, map as tf.Tensor2D), spread, false, true)),
    constants: [spread],
  };
}

function heightDesign(options: PhaseOptions): PhaseDesign {
  const { mapSamples, pupilSamples, material } = options;
  const shape = [mapSamples, mapSamples];
  return {
    shape,
    // The slope of σ at 0 is 1/4.
    start: () => deviation(options, shape, 4),
    values: free => boundedHeight(free as tf.Tensor2D, maxHeight(options)),
    opd: (heights, wavelength) =>
      tf.tidy(() => {
        const index = refractiveIndex(materials[material], wavelength);
        return heightOpd(replicateElements(heights as tf.Tensor2D, pupilSamples), index);
      }),
    constants: [],
  };
}

/** Height of a height map that delays the first wavelength by the largest path difference, m. */
export function maxHeight({ maximumOpd, material, wavelength }: PhaseOptions): number {
  return maximumOpd / (refractiveIndex(materials[material], wavelength[0]!) - 1);
}

/** Random free numbers whose path difference has the rms asked for, or 0. */
function deviation(options: PhaseOptions, shape: number[], scale: number): tf.Tensor {
  const { initialization, rms, maximumOpd, seed, stream } = options;
  if (initialization === 'flat') return tf.zeros(shape);
  return tf.tidy(() => {
    const key = randomKey({ seed, stream, step: 0, firstRow: 0 });
    return randomNormal(shape, key).mul((scale * rms) / maximumOpd);
  });
}
