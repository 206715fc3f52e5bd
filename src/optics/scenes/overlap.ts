/**
 * Several scenes overlapped on one sensor, each through its own blur.
 *
 *   y = (1/n) Σᵢ hᵢ ∗ xᵢ,   hᵢ ≥ 0, Σ hᵢ = 1
 *
 * The scenes come as channels. Beam splitters that bring n paths together pass 1/n of the light of each, so the exposure is that of
 * one scene. Learned kernels are a softmax of free numbers over their elements: what they are, light can do.
 * Source: Uttam et al., Opt. Express 17, 1691 (2009), doi:10.1364/OE.17.001691 (superimposed fields of view).
 */
import { tf } from '../../engine/tfjs.js';
import { hostRandom } from '../../engine/host-random.js';
import { convolveImages } from '../../engine/fourier/convolve-images.js';
import type { Boundary } from '../../engine/fourier/pad-images.js';

export const kernelStarts = ['delta', 'gaussian', 'random'] as const;

export interface OverlapKernelOptions {
  /** delta: no blur. gaussian: sampled at pixel centres. random: shares of light, every division of it equally likely. */
  readonly kernel: (typeof kernelStarts)[number];
  /** Side of the kernels, pixels. */
  readonly kernelPixels: number;
  /** Standard deviation of `gaussian`, pixels. */
  readonly sigma: number;
  /** Random numbers of `random`. */
  readonly seed: number;
  readonly stream: number;
}

/** Share of the light that a learned kernel starts with, spread evenly: elements at 0 could not be learned. */
const spreadShare = 0.05;

/**
 * Blurs each scene, adds them up and divides by their number.
 *
 * @param scenes [batch, height, width, n], irradiance or photons.
 * @param kernels [kernelHeight, kernelWidth, n], each non-negative with sum 1.
 * @returns [batch, height, width, 1].
 */
export function overlapScenes(scenes: tf.Tensor4D, kernels: tf.Tensor3D, boundary: Boundary): tf.Tensor4D {
  return tf.tidy(() => convolveImages(scenes, kernels, { boundary }).mean<tf.Tensor4D>(3, true));
}

/**
 * Kernels of a given form, one for each scene.
 *
 * @returns Non-negative, with sum 1 for each scene, [scenes · kernelPixels · kernelPixels].
 */
export function overlapKernels(options: OverlapKernelOptions, scenes: number): Float32Array {
  const random = hostRandom(options.seed, options.stream);
  const size = options.kernelPixels ** 2;
  const weight = weightOf(options, () => random.uniform());
  const kernels = Array.from({ length: scenes }, () => {
    const weights = Array.from({ length: size }, (_, place) => weight(place));
    const sum = weights.reduce((total, each) => total + each, 0);
    return weights.map(each => each / sum);
  });
  return Float32Array.from(kernels.flat());
}

/** Numbers whose softmax is the kernel, but for a small even share of the light. */
export function kernelLogits(kernels: Float32Array, kernelPixels: number): Float32Array {
  return kernels.map(share => Math.log((1 - spreadShare) * share + spreadShare / kernelPixels ** 2));
}

function weightOf(options: OverlapKernelOptions, uniform: () => number): (place: number) => number {
  const { kernel, kernelPixels, sigma } = options;
  const origin = Math.floor(kernelPixels / 2);
  const squaredRadius = (place: number) =>
    (Math.floor(place / kernelPixels) - origin) ** 2 + ((place % kernelPixels) - origin) ** 2;
  switch (kernel) {
    case 'delta':
      return place => (squaredRadius(place) === 0 ? 1 : 0);
    case 'gaussian':
      return place => Math.exp(-squaredRadius(place) / (2 * sigma ** 2));
    case 'random':
      return () => -Math.log(1 - uniform());
  }
}
