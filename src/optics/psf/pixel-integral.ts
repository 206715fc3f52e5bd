/**
 * Exact means over pixels of the irradiance behind a sampled pupil.
 *
 * The field of n samples is a trigonometric polynomial, its irradiance one with frequencies −(n − 1) … n − 1: that of the
 * pupil's autocorrelation. 2n values over one period, λN/2 apart, determine it everywhere, and the integral over a pixel is
 *
 *   ∫ I(f) df = Σⱼ B[k, j] I(j/2n),   B[k, j] = s/2n Σ_d sinc(s d) exp(−2πi d (k s − j/2n)),   |d| < n
 *
 * along each axis, with s the side of a pixel in units of the period. Nothing is approximated, however coarse the pixels.
 */
import type * as tf from '@tensorflow/tfjs';
import { keptMatrix } from '../../engine/fourier/kept-matrices.js';

/**
 * B for the 2n values around the middle of the period (j − n) and `size` pixels around theirs (k − floor(size / 2)).
 *
 * @param samples n.
 * @param side s, above 0 to 1.
 * @returns [size, 2n], real.
 */
export function pixelIntegrals(samples: number, side: number, size: number): tf.Tensor2D {
  const shape = [size, 2 * samples];
  return keptMatrix(`pixel ${samples} ${side} ${size}`, shape, () =>
    pixelMatrix(samples, side, size),
  ) as tf.Tensor2D;
}

function pixelMatrix(samples: number, side: number, size: number): Float32Array {
  const period = 2 * samples;
  const cosines = Array.from({ length: period }, (_, index) => Math.cos((2 * Math.PI * index) / period));
  const sines = Array.from({ length: period }, (_, index) => Math.sin((2 * Math.PI * index) / period));
  const matrix = new Float32Array(size * period);
  for (let row = 0; row < size; row++) {
    const place = (row - Math.floor(size / 2)) * side;
    const [even, odd] = weights(samples, side, place);
    for (let column = 0; column < period; column++) {
      let sum = even[0]! / 2;
      for (let d = 1; d < samples; d++) {
        const turn = (d * (column + samples)) % period;
        sum += even[d]! * cosines[turn]! + odd[d]! * sines[turn]!;
      }
      matrix[row * period + column] = (side / samples) * sum;
    }
  }
  return matrix;
}

/** sinc(s d) times cos and sin of 2π d · place, for d from 0 to n − 1. */
function weights(samples: number, side: number, place: number): [even: number[], odd: number[]] {
  const [even, odd]: [number[], number[]] = [[], []];
  for (let d = 0; d < samples; d++) {
    const sinc = d === 0 ? 1 : Math.sin(Math.PI * side * d) / (Math.PI * side * d);
    even.push(sinc * Math.cos(2 * Math.PI * d * place));
    odd.push(sinc * Math.sin(2 * Math.PI * d * place));
  }
  return [even, odd];
}
