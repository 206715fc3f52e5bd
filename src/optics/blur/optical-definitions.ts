/** How a config names the kernels of optical-convolution.ts: one that blurs the camera's image, or several side by side. */
import { z } from 'zod';
import { defineLayer, type KeyProblem, type LayerPlace } from '../../engine/layer-definition.js';
import type { Signal } from '../../engine/signal.js';
import { boundaryKey, kernelProblem } from './boundary-key.js';
import { kernelKinds, kernelStarts, lightShare, planesOf, type KernelOptions } from './kernel-kinds.js';
import { OpticalConvolution, opticalConvolutionSource as source } from './optical-convolution.js';

const sharedKeys = {
  kernelPixels: z.int().min(2).max(1024).default(7).describe('Side of a kernel in pixels, 2 to 1024.'),
  kind: z
    .enum(kernelKinds)
    .default('non-negative')
    .describe(
      'non-negative: a point spread function. pseudo-negative: two of them, in channels + and −, for the layer difference behind ' +
        'the sensor. free: of either sign, a digital convolution behind the sensor.',
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

export const opticalKernel = defineLayer({
  layer: 'optical-kernel',
  title: 'Optical kernel',
  summary: 'A point spread function of any shape, such as that of a coded pupil; it may be learned.',
  equation: 'y = h ∗ x, h ≥ 0, Σh = 1; pseudo-negative: y⁺ = ½ h⁺ ∗ x, y⁻ = ½ h⁻ ∗ x',
  source,
  takes: ['scene', 'photons', 'digital'],
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
  takes: ['scene', 'photons', 'digital'],
  canBeLearned: true,
  keys: {
    kernels: kernelCount.describe('Number of kernels, 1 to 1024; they share the light equally.'),
    ...sharedKeys,
  },
  problems: (keys, place) => kernelProblems(keys, place),
  make: (keys, place) => makeLayer(keys, place),
  gives: (keys, signal) => given(keys, signal),
});

function kernelProblems({ kind, kernelPixels, boundary }: Keys, { signal }: LayerPlace): KeyProblem[] {
  const isDigital = signal.unit === 'digital';
  const mustBe = isDigital
    ? 'free behind the quantizer, where there is no light to shape'
    : 'non-negative or pseudo-negative in front of the sensor, because light is not negative';
  return [
    ...(isDigital === (kind === 'free') ? [] : [{ key: 'kind', must: mustBe }]),
    ...kernelProblem('kernelPixels', Math.floor(kernelPixels / 2), signal, boundary),
  ];
}

function makeLayer(
  keys: Keys & { kernels: number },
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
