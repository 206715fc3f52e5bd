/**
 * Diffraction by a circular lens without aberrations, in incoherent light, seen by square pixels.
 *
 *   MTF(s) = (2/π) (acos s − s √(1 − s²)),   s = ν λN ≤ 1
 *   T(f) = Σₘₙ MTF(|f + (n, m)| λN / p) sinc(f_x + n) sinc(f_y + m)
 *
 * ν is a spatial frequency at the sensor, λ the wavelength, N the working f-number, p the pixel pitch, f a frequency in
 * cycles per pixel, sinc(x) = sin(πx)/(πx). T is the transfer function from a scene of points at the pixel centres to
 * pixels that integrate the Airy pattern over their full area; the sum over whole m, n is the aliasing of sampling at p.
 * It ends by itself where s reaches 1, so nothing is truncated and T(0) = 1: no light is lost.
 *
 * Sources: Hopkins, Proc. R. Soc. A 231, 91 (1955), doi:10.1098/rspa.1955.0158 (transfer function);
 * Born & Wolf, Principles of Optics, 7th ed. (1999), doi:10.1017/CBO9781139644181 (Airy pattern).
 */
import { tf } from '../engine/tfjs.js';

export interface Lens {
  /** Working f-number, above 0. */
  readonly fNumber: number;
  /** Wavelength, m. */
  readonly wavelength: number;
  /** Distance of pixel centres and side of a pixel (fill factor 1), m. */
  readonly pixelPitch: number;
}

export interface TransferOptions {
  /** Working f-number; a scalar tensor where it is learned. */
  readonly fNumber: number | tf.Tensor;
  /** Smallest value that `fNumber` can take: it sets how many aliases there are. */
  readonly smallestFNumber: number;
  readonly wavelength: number;
  readonly pixelPitch: number;
  /** Frequencies down, each k / (2 height) cycles per pixel, k = 0 … height − 1. */
  readonly height: number;
  /** Frequencies across, each k / (2 width) cycles per pixel. */
  readonly width: number;
}

/**
 * Contrast that a diffraction-limited circular lens keeps.
 *
 * @param frequency s = ν λN, 0 or more, any shape; 1 is the cut-off.
 * @returns 1 at s = 0, falling to 0 at s = 1 and beyond. The gradient, −(4/π) √(1 − s²), is exact and finite.
 */
export function diffractionMtf(frequency: tf.Tensor): tf.Tensor {
  const mtf = tf.customGrad((...given) => {
    const [input, save] = given as [tf.Tensor, tf.GradSaveFunc];
    const s = input.clipByValue(0, 1);
    const root = tf.scalar(1).sub(s.square()).sqrt();
    save([root]);
    return {
      value: s
        .acos()
        .sub(s.mul(root))
        .mul(2 / Math.PI),
      gradFunc: (upstream: tf.Tensor, saved: tf.Tensor[]) => upstream.mul(saved[0]!).mul(-4 / Math.PI),
    };
  });
  return mtf(frequency);
}

/**
 * Transfer function T of lens and pixels at the frequencies of a cosine transform.
 *
 * @returns [height, width], 0 frequency first, real (the Airy pattern is symmetric); differentiable in `fNumber`.
 * @throws RangeError if a length or f-number is not positive.
 */
export function diffractionTransfer(options: TransferOptions): tf.Tensor2D {
  const { fNumber, smallestFNumber, wavelength, pixelPitch, height, width } = options;
  checkLens({ fNumber: smallestFNumber, wavelength, pixelPitch });
  const highestOrder = Math.floor(pixelPitch / (wavelength * smallestFNumber) + 1 / 2);
  const orders = Array.from({ length: 2 * highestOrder + 1 }, (_, index) => index - highestOrder);
  return tf.tidy(() => {
    const scale = tf.mul(fNumber, wavelength / pixelPitch);
    const across = aliases(orders, width);
    const squaresAcross = tf.tensor3d(
      across.flatMap(row => row.map(f => f * f)),
      [orders.length, 1, width],
    );
    const pixelAcross = tf.tensor3d(
      across.flatMap(row => row.map(sinc)),
      [orders.length, 1, width],
    );
    const rows = aliases(orders, height).map(down => {
      const frequency = squaresAcross
        .add(
          tf.tensor2d(
            down.map(f => f * f),
            [height, 1],
          ),
        )
        .sqrt();
      const summed = diffractionMtf(frequency.mul(scale)).mul(pixelAcross).sum(0);
      return summed.mul(tf.tensor2d(down.map(sinc), [height, 1]));
    });
    return tf.addN(rows) as tf.Tensor2D;
  });
}

/**
 * Says what is wrong with the sampling of a lens by its pixels.
 *
 * @returns Null where λN/p is at least 2: the pixels then resolve all that the lens passes (Nyquist).
 */
export function samplingWarning(lens: Lens): string | null {
  const { fNumber, wavelength, pixelPitch } = checkLens(lens);
  const samples = (wavelength * fNumber) / pixelPitch;
  if (samples >= 2) return null;
  return (
    `diffraction: λN/p is ${samples.toPrecision(3)}, below 2: the lens passes detail up to ` +
    `${(1 / samples).toPrecision(3)} cycles per pixel, pixels resolve 0.5, the rest is aliased`
  );
}

/** @throws RangeError naming the first quantity that is not positive. */
export function checkLens(lens: Lens): Lens {
  const units = { fNumber: '', wavelength: ' m', pixelPitch: ' m' };
  for (const name of ['fNumber', 'wavelength', 'pixelPitch'] as const) {
    if (!(lens[name] > 0 && lens[name] < Infinity)) {
      throw new RangeError(`diffraction: ${name} is ${lens[name]}${units[name]}, must be above 0`);
    }
  }
  return lens;
}

/** Frequencies k / (2 length) shifted by each order, cycles per pixel. */
function aliases(orders: readonly number[], length: number): number[][] {
  return orders.map(order => Array.from({ length }, (_, index) => index / (2 * length) + order));
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}
