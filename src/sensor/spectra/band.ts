/**
 * Transmission of spectral filters, as its mean over each channel, so that narrow bands lose nothing between channels.
 *
 *   gaussian   T(λ) = exp(−4 ln2 ((λ − c)/w)²)                        ∫T dλ = w √(π / 4 ln2) = 1.0645 w
 *   flat-top   T(λ) = σ((λ − c + w/2)/e) − σ((λ − c − w/2)/e)         ∫T dλ = w
 *
 * c: centre, w: full width at half maximum (for the flat top where w ≫ e), e: softness of the edges, σ(t) = 1/(1 + e^−t). From
 * 10 to 90 % an edge takes 4.4 e. Means over channels are closed forms: differences of error functions, or of softplus.
 * Source: Macleod, Thin-Film Optical Filters (2010), doi:10.1201/9781420073034 (band-pass filters; these shapes are models of them).
 */
import { tf } from '../../engine/tfjs.js';
import type { WavelengthRange } from '../../spectra/channels.js';

export const bandShapes = ['gaussian', 'flat-top'] as const;
export type BandShape = (typeof bandShapes)[number];

/** Bands of one shape; lengths in metres. */
export interface Bands {
  readonly shape: BandShape;
  /** [filters]. */
  readonly centres: tf.Tensor1D;
  /** Full width at half maximum, [filters], above 0. */
  readonly widths: tf.Tensor1D;
  /** Softness of the edges of flat tops, above 0. */
  readonly edge: number;
}

/** ∫T dλ of a Gaussian over its full width at half maximum. */
export const gaussianArea = Math.sqrt(Math.PI / (4 * Math.LN2));

/**
 * Mean transmission of each filter over each channel.
 *
 * @param edges Ends of the channels, m.
 * @returns [filters, channels], 0 to 1.
 */
export function meanTransmission(bands: Bands, edges: readonly WavelengthRange[]): tf.Tensor2D {
  return tf.tidy(() => {
    const channels = edges.length;
    const [low, high] = (['shortest', 'longest'] as const).map(end =>
      tf.tensor2d(
        edges.map(edge => edge[end]),
        [1, channels],
      ),
    ) as [tf.Tensor2D, tf.Tensor2D];
    const upTo = bands.shape === 'gaussian' ? gaussianUpTo : flatTopUpTo;
    const mean = upTo(bands, high).sub(upTo(bands, low)).div<tf.Tensor2D>(high.sub(low));
    return tf.clipByValue(mean, 0, 1);
  });
}

/** ∫T dλ from far below to λ, but for a constant, m. */
function gaussianUpTo({ centres, widths }: Bands, wavelength: tf.Tensor2D): tf.Tensor {
  const width = widths.expandDims(1);
  const distance = wavelength.sub(centres.expandDims(1)).div(width);
  return distance
    .mul(2 * Math.sqrt(Math.LN2))
    .erf()
    .mul(width)
    .mul(gaussianArea / 2);
}

/** ∫T dλ from far below to λ, m. */
function flatTopUpTo({ centres, widths, edge }: Bands, wavelength: tf.Tensor2D): tf.Tensor {
  const distance = wavelength.sub(centres.expandDims(1));
  const half = widths.expandDims(1).div(2);
  const [rise, fall] = [distance.add(half), distance.sub(half)].map(each => each.div(edge).softplus());
  return rise!.sub(fall!).mul(edge);
}
