/**
 * What kernels an optical system can have, and where learned ones start.
 *
 *   non-negative:     h = softmax(w)                    one incoherent PSF a kernel
 *   pseudo-negative:  h⁺ = softmax(w⁺), h⁻ = softmax(w⁻)  two of them a kernel; h⁺ − h⁻ is formed behind the sensor
 *   free:             h = w                             of either sign: no light does this, numbers do
 *
 * The softmax runs over the pixels of one kernel: it is non-negative and sums to 1, so light is neither made nor lost.
 * Source: Chang et al., Sci. Rep. 8, 12324 (2018), doi:10.1038/s41598-018-30619-y.
 */
import { tf } from '../../engine/tfjs.js';
import { randomKey, randomNormal, randomUniform } from '../../engine/random.js';
import { gaussianPixels } from './gaussian-blur.js';

export type KernelKind = 'non-negative' | 'pseudo-negative' | 'free';

/**
 * delta: all at the centre, no blur; a pseudo-negative pair is that and an even spread.
 * gaussian: standard deviation a sixth of the kernel's side; a pseudo-negative pair is that and one twice as wide.
 * random: the speckle of a diffuser (negative exponential law), for free kernels normal with variance 1 / side².
 */
export const kernelStarts = ['delta', 'gaussian', 'random'] as const;
export type KernelStart = (typeof kernelStarts)[number];

export interface KernelOptions {
  /** Side of a kernel, 2 or more pixels. */
  readonly kernelPixels: number;
  /** Number of kernels, 1 or more. */
  readonly kernels: number;
  readonly kind: KernelKind;
  readonly initialization: KernelStart;
  /** Of random kernels. */
  readonly seed: number;
  readonly stream: number;
}

/** Share of its light that a learned kernel starts with spread evenly: the softmax reaches no 0. */
const startingSpread = 0.05;

/** Images that the optics forms: two for each pseudo-negative kernel. */
export function planesOf({ kind, kernels }: Pick<KernelOptions, 'kind' | 'kernels'>): number {
  return kind === 'pseudo-negative' ? 2 * kernels : kernels;
}

/**
 * Share of the light that forms each image: all have the same, and a split makes none. Numbers are copied, not split.
 *
 * @returns Above 0, at most 1.
 */
export function lightShare(options: Pick<KernelOptions, 'kind' | 'kernels'>): number {
  return options.kind === 'free' ? 1 : 1 / planesOf(options);
}

/**
 * Kernels as they are before training.
 *
 * @returns [side, side, planes], planes as h⁺₁, h⁻₁, h⁺₂, … where pseudo-negative; centre at floor(side / 2).
 */
export function startKernels(options: KernelOptions): tf.Tensor3D {
  const { kernelPixels, kind, initialization } = options;
  const planes = planesOf(options);
  if (initialization === 'random') return randomKernels(options);
  return tf.tidy(() => {
    const [first, second] =
      initialization === 'delta'
        ? [deltaKernel(kernelPixels), tf.fill([kernelPixels, kernelPixels], kernelPixels ** -2)]
        : [gaussianKernel(kernelPixels, kernelPixels / 6), gaussianKernel(kernelPixels, kernelPixels / 3)];
    const isMinus = (plane: number) => kind === 'pseudo-negative' && plane % 2 === 1;
    const all = Array.from({ length: planes }, (_, plane) => (isMinus(plane) ? second : first));
    return tf.stack(all, 2) as tf.Tensor3D;
  });
}

/** Weights from which `constrainKernels` makes these kernels, but for `startingSpread` where it cannot make a 0. */
export function kernelWeights(kernels: tf.Tensor3D, kind: KernelKind): tf.Tensor3D {
  if (kind === 'free') return kernels.clone();
  const pixels = kernels.shape[0] * kernels.shape[1];
  return tf.tidy(() => {
    const spread = kernels.mul(1 - startingSpread).add<tf.Tensor3D>(startingSpread / pixels);
    return spread.log();
  });
}

/**
 * Kernels of free weights.
 *
 * @param weights [side, side, planes], any numbers.
 * @returns Same shape; non-negative with sum 1 over each plane, unless the kind is free.
 */
export function constrainKernels(weights: tf.Tensor3D, kind: KernelKind): tf.Tensor3D {
  if (kind === 'free') return weights;
  const [height, width, planes] = weights.shape;
  return tf.tidy(() => {
    const shares = tf.softmax(weights.reshape([height * width, planes]).transpose());
    return shares.transpose().reshape<tf.Tensor3D>(weights.shape);
  });
}

function deltaKernel(side: number): tf.Tensor2D {
  const centre = Math.floor(side / 2) * (side + 1);
  return tf
    .oneHot(tf.tensor1d([centre], 'int32'), side * side)
    .reshape<tf.Tensor2D>([side, side])
    .toFloat();
}

/** Cut off at the kernel's edges and normalized to sum 1. */
function gaussianKernel(side: number, sigma: number): tf.Tensor2D {
  const places = tf.range(0, side).sub(Math.floor(side / 2));
  const profile = gaussianPixels(places, sigma);
  const kernel = profile.reshape([side, 1]).mul(profile);
  return kernel.div(kernel.sum());
}

function randomKernels(options: KernelOptions): tf.Tensor3D {
  const { kernelPixels, kind, seed, stream } = options;
  const shape = [kernelPixels, kernelPixels, planesOf(options)];
  return tf.tidy(() => {
    const key = randomKey({ seed, stream, step: 0, firstRow: 0 });
    if (kind === 'free') return randomNormal(shape, key).div<tf.Tensor3D>(kernelPixels);
    const speckle = randomUniform(shape, key).log().neg();
    return speckle.div<tf.Tensor3D>(speckle.sum([0, 1]));
  });
}
