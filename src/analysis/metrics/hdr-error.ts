/**
 * How near an image of high dynamic range is to a reference, as an eye or a display would see it: after a logarithm.
 *
 *   T(x) = log(1 + μ clip(x / peak, 0, 1)) / log(1 + μ),   error = mean (T(x) − T(y))²,   PSNR-µ = −10 log₁₀ error
 *
 * Source: Kalantari & Ramamoorthi, ACM Trans. Graph. 36, 144 (2017), doi:10.1145/3072959.3073609; μ = 5000 as there.
 */

export interface ToneRange {
  /** Value that is shown as white, above 0. */
  readonly peak: number;
  /** μ, above 0. */
  readonly mu?: number;
}

/** T(x), 0 to 1. */
export function muLawTone(value: number, { peak, mu = 5000 }: ToneRange): number {
  return Math.log1p(mu * Math.min(1, Math.max(0, value / peak))) / Math.log1p(mu);
}

/**
 * Mean squared difference after the logarithm; 0 for equal images.
 *
 * @throws RangeError if the images are not as large as each other, or empty, or the range is not above 0.
 */
export function muLawError(image: Float32Array, reference: Float32Array, range: ToneRange): number {
  if (image.length !== reference.length || image.length === 0) {
    throw new RangeError(
      `muLawError: the images have ${image.length} and ${reference.length} values, must be as many, and some`,
    );
  }
  const { peak, mu = 5000 } = range;
  if (!(peak > 0 && mu > 0)) {
    throw new RangeError(`muLawError: peak is ${peak} and mu is ${mu}, must be above 0`);
  }
  const squares = image.reduce(
    (sum, value, index) => sum + (muLawTone(value, range) - muLawTone(reference[index]!, range)) ** 2,
    0,
  );
  return squares / image.length;
}

/** PSNR-µ, dB; Infinity for equal images. Errors as for `muLawError`. */
export function hdrPeakSignalToNoise(image: Float32Array, reference: Float32Array, range: ToneRange): number {
  return -10 * Math.log10(muLawError(image, reference, range));
}
