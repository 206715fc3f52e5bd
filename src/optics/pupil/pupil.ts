/**
 * The exit pupil of a lens: how much light passes at each point, and how far its wavefront is from the ideal sphere.
 *
 *   P(y, x) = A(y, x) exp(2πi W(y, x) / λ),   W = Σ_k c_k B_k(y, x) + Σ maps
 *
 * W is the optical path difference: positive where the wave is delayed, as by a greater thickness of glass. A tilt that rises
 * towards +x moves the image to +x.
 * Source: Goodman, Introduction to Fourier Optics, 3rd ed. (2005), section 6.4.
 */
import { tf } from '../../engine/tfjs.js';

/** Both [n, n], on the samples of pupil-grid.ts. */
export interface Pupil {
  /** Transmission of amplitude, 0 to 1. */
  readonly amplitude: tf.Tensor2D;
  /** Optical path difference, m. */
  readonly opd: tf.Tensor2D;
}

/** A part of a wavefront that is a sum of maps, each times a coefficient. */
export interface WavefrontTerm {
  /** B_k, [terms, n, n], such as from `zernikeBasis`, `defocusBasis`, `seidelBasis` or `cubicBasis`. */
  readonly basis: tf.Tensor3D;
  /** c_k, m: numbers, or a tensor [terms] that may be learned. */
  readonly coefficients: readonly number[] | tf.Tensor;
}

export interface PupilParts {
  readonly amplitude: tf.Tensor2D;
  readonly terms?: readonly WavefrontTerm[];
  /** Optical path differences that are added as they are, m, [n, n]. */
  readonly maps?: readonly tf.Tensor2D[];
}

/**
 * A pupil of its parts; differentiable in the amplitude, the coefficients and the maps.
 *
 * @throws RangeError if the amplitude is not square, or a part has other samples or counts than it must.
 */
export function makePupil({ amplitude, terms = [], maps = [] }: PupilParts): Pupil {
  const [samples, columns] = amplitude.shape;
  if (samples !== columns) {
    throw new RangeError(`pupil: amplitude is [${amplitude.shape.join()}], must be square`);
  }
  return { amplitude, opd: pupilOpd(samples, terms, maps) };
}

/**
 * W of its parts.
 *
 * @param samples n.
 * @returns Optical path difference, m, [n, n]; zero where there are no parts.
 * @throws RangeError if a part has other samples, or a term another number of coefficients than of maps.
 */
export function pupilOpd(
  samples: number,
  terms: readonly WavefrontTerm[],
  maps: readonly tf.Tensor2D[] = [],
): tf.Tensor2D {
  for (const { shape } of maps) checkSamples('map', shape, samples);
  return tf.tidy(() => {
    const parts = [...terms.map(term => sumTerm(term, samples)), ...maps];
    if (parts.length === 0) return tf.zeros([samples, samples]);
    return parts.reduce((sum, part) => sum.add<tf.Tensor2D>(part));
  });
}

function sumTerm({ basis, coefficients }: WavefrontTerm, samples: number): tf.Tensor2D {
  checkSamples('basis', basis.shape, samples);
  const row = coefficients instanceof tf.Tensor ? coefficients : tf.tensor1d([...coefficients]);
  const [count, maps] = [row.size, basis.shape[0]];
  if (count !== maps) {
    throw new RangeError(`pupil: there are ${count} coefficients, must be one for each of ${maps} maps`);
  }
  const sum = tf.matMul(row.reshape([1, count]), basis.reshape([count, samples * samples]));
  return sum.reshape<tf.Tensor2D>([samples, samples]);
}

function checkSamples(what: string, shape: readonly number[], samples: number): void {
  if (shape.at(-1) !== samples || shape.at(-2) !== samples) {
    throw new RangeError(`pupil: ${what} is [${shape.join()}], must end in ${samples}, ${samples}`);
  }
}
