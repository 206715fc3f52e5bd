/** How a config names the kernels of optical-convolution.ts: one that blurs the camera's image, several side by side, or digital ones. */
import { z } from 'zod';
import { defineLayer, type KeyProblem, type LayerPlace } from '../../engine/layer-definition.js';
import type { Signal } from '../../engine/signal.js';
import { boundaryKey, kernelProblem } from './boundary-key.js';
import { kernelStarts, lightShare, planesOf, type KernelOptions } from './kernel-kinds.js';
import { OpticalConvolution, opticalConvolutionSource as source } from './optical-convolution.js';

const sharedKeys = {
  kernelPixels: z.int().min(2).max(1024).default(7).describe('Side of a kernel in pixels, 2 to 1024.'),
  kind: z
    .enum(['non-negative', 'pseudo-negative'])
    .default('non-negative')
    .describe(
      'non-negative: a point spread function. pseudo-negative: two of them, in channels + and −, for the layer difference behind ' +
        'the sensor.',
    ),
  initialization: z
    .enum(kernelStarts)
    .default('gaussian')
    .describe(
      'delta: no blur. gaussian: standard deviation a sixth of the side. random: the speckle of a diffuser, by the seed of the ' +
        'trial. Where training starts if learned, with 5 % of the light spread evenly.',
    ),
  boundary: boundaryKey,
};

const kernelCount = z.int().min(1).max(1024).default(8);

type Keys = z.output<z.ZodObject<typeof sharedKeys>>;
type BlurKeys = Pick<Keys, 'kernelPixels' | 'boundary'>;

export const opticalKernel = defineLayer({
  layer: 'optical-kernel',
  title: 'Optical kernel',
  summary: 'A point spread function of any shape, such as that of a coded pupil; it may be learned.',
  equation: 'y = h ∗ x, h ≥ 0, Σh = 1; pseudo-negative: y⁺ = ½ h⁺ ∗ x, y⁻ = ½ h⁻ ∗ x',
  source,
  takes: ['scene', 'photons'],
  canBeLearned: true,
  keys: sharedKeys,
  problems: (keys, place) => kernelProblems(keys, place),
  make: (keys, place) => makeLayer({ ...keys, kernels: 1 }, place),
  gives: (keys, signal) => given({ ...keys, kernels: 1 }, signal),
});

export const opticalConvolution = defineLayer({
  layer: 'optical-convolution',
  title: 'Optical convolution',
  summary: 'Several point spread functions side by side that share the light, each with an image of its own.',
  equation:
    'y_k = (h_k ∗ x) / n, h_k ≥ 0, Σh_k = 1; pseudo-negative: two images for each k, 1 / 2n of the light each',
  source,
  takes: ['scene', 'photons'],
  canBeLearned: true,
  keys: {
    kernels: kernelCount.describe('Number of kernels, 1 to 1024; they share the light equally.'),
    ...sharedKeys,
  },
  problems: (keys, place) => kernelProblems(keys, place),
  make: (keys, place) => makeLayer(keys, place),
  gives: (keys, signal) => given(keys, signal),
});

export const digitalConvolution = defineLayer({
  layer: 'digital-convolution',
  title: 'Digital convolution',
  summary:
    'Kernels of either sign on the recorded frames, to compare those of optics with; they may be learned.',
  equation: 'y_k = h_k ∗ x, h_k of either sign',
  source,
  takes: ['digital'],
  canBeLearned: true,
  keys: {
    kernels: kernelCount.describe('Number of kernels, 1 to 1024.'),
    kernelPixels: sharedKeys.kernelPixels,
    initialization: z
      .enum(kernelStarts)
      .default('random')
      .describe(
        'random: normal law, variance 1 / kernelPixels², by the seed of the trial. delta: no change. gaussian: standard deviation a ' +
          'sixth of the side. Where training starts if learned.',
      ),
    boundary: boundaryKey,
  },
  problems: (keys, place) => kernelProblems(keys, place),
  make: (keys, place) => makeLayer({ ...keys, kind: 'free' }, place),
  // Each kernel multiplies black, and what full pixels show, with its sum, which may be learned.
  gives: (keys, signal) => ({
    ...given({ ...keys, kind: 'free' }, signal),
    ...{ black: undefined, saturated: null },
  }),
});

function kernelProblems({ kernelPixels, boundary }: BlurKeys, { signal }: LayerPlace): KeyProblem[] {
  return kernelProblem('kernelPixels', Math.floor(kernelPixels / 2), signal, boundary);
}

function makeLayer(
  keys: Omit<Keys, 'kind'> & Pick<KernelOptions, 'kind' | 'kernels'>,
  { name, isLearned, seed, stream }: LayerPlace,
): OpticalConvolution {
  return new OpticalConvolution({ name, ...keys, isLearned, seed, stream });
}

/** Each channel becomes as many as there are images, with the share of the light of one. */
function given(
  kernels: Pick<KernelOptions, 'kind' | 'kernels'>,
  { wavelengths, fullScale }: Signal,
): Pick<Signal, 'wavelengths' | 'fullScale'> {
  const copies = Array<number>(planesOf(kernels)).fill(0);
  return {
    wavelengths: wavelengths.length === 1 ? wavelengths : wavelengths.flatMap(each => copies.map(() => each)),
    fullScale: fullScale * lightShare(kernels),
  };
}
