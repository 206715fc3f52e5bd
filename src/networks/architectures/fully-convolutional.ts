/**
 * Convolutions alone, size kept: one output for each pixel, at whatever size the frames have.
 *
 * Dilation widens what a pixel of the output sees without pooling: with kernels of side k and dilations dᵢ it sees 1 + (k − 1) Σ dᵢ
 * pixels of each side. Sources: Long et al., CVPR 2015, doi:10.1109/CVPR.2015.7298965; dilation: Yu & Koltun, ICLR 2016,
 * doi:10.48550/arXiv.1511.07122; residual output: Zhang et al., IEEE Trans. Image Process. 26, 3142 (2017),
 * doi:10.1109/TIP.2017.2662206.
 */
import type * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import {
  defineArchitecture,
  frameOf,
  refuseFaults,
  type KeyFault,
  type KnownPlace,
  type NetworkPlace,
} from './architecture.js';
import { batchNorm, kernelSize } from './keys.js';
import { Parts } from './parts.js';

const source = 'Long et al., CVPR 2015, doi:10.1109/CVPR.2015.7298965';

const keys = {
  filters: z
    .array(z.int().min(1).max(4096))
    .min(1)
    .max(64)
    .default([32, 32, 32])
    .describe('Filters of each convolution but the last, which has one for each output channel.'),
  dilations: z
    .array(z.int().min(1).max(64))
    .max(64)
    .default([])
    .describe(
      'Distance of the taps of each convolution, pixels, one for each entry of filters; empty: 1 for all.',
    ),
  kernelSize,
  batchNorm: batchNorm(false),
  isResidual: z
    .boolean()
    .default(false)
    .describe('The network gives what is to be added to the frame; as many outputs as channels.'),
};

export type FullyConvolutionalOptions = z.output<z.ZodObject<typeof keys>>;

/** Dilations are none or as many as filters; a residual network has as many outputs as channels. */
function faults(
  { filters, dilations, isResidual }: FullyConvolutionalOptions,
  { frame, outputs }: KnownPlace,
): KeyFault[] {
  const found: KeyFault[] = [];
  if (dilations.length > 0 && dilations.length !== filters.length) {
    const message = `found ${dilations.length} dilations, must be ${filters.length} as filters, or 0`;
    found.push({ path: ['dilations'], message });
  }
  if (isResidual && outputs !== null && outputs !== frame.channels) {
    const message = `found true with ${outputs} outputs, must be false unless they are ${frame.channels} as channels of the frame`;
    found.push({ path: ['isResidual'], message });
  }
  return found;
}

/** @throws RangeError if dilations are neither none nor as many as filters, or a residual one has not as many outputs as channels. */
export function fullyConvolutional(
  options: FullyConvolutionalOptions,
  { input, outputs, seed, prefix }: NetworkPlace,
): tf.SymbolicTensor {
  refuseFaults('fully-convolutional', faults(options, { frame: frameOf(input), outputs }));
  const { filters, dilations, kernelSize, batchNorm, isResidual } = options;
  const parts = new Parts(seed, prefix);
  const maps = filters.reduce((x, count, index) => {
    const dilation = dilations[index] ?? 1;
    const layer = { filters: count, kernelSize, dilation, nonlinearity: 'relu' } as const;
    const name = `conv${index + 1}`;
    return batchNorm ? parts.normalizedConvolution(x, name, layer) : parts.convolution(x, name, layer);
  }, input);
  const last = parts.convolution(maps, 'logits', { filters: outputs, kernelSize });
  return isResidual ? parts.sum([input, last], 'sum') : last;
}

export const fullyConvolutionalArchitecture = defineArchitecture({
  network: 'fully-convolutional',
  title: 'Fully convolutional network',
  summary: 'Convolutions alone; one output for each pixel, at any size of the frame.',
  source,
  gives: 'image',
  takesAnySize: true,
  keys,
  faults,
  connect: fullyConvolutional,
  describe: ({ filters, dilations, kernelSize, batchNorm, isResidual }, outputs) => ({
    title: 'Fully convolutional network',
    text:
      `Convolutions alone read the frames: ${filters.join(', ')} filters of ${kernelSize} x ${kernelSize} pixels` +
      `${dilations.length > 0 ? ` with dilations of ${dilations.join(', ')}` : ''}, each with ` +
      `${batchNorm ? 'batch normalization and ' : ''}ReLU, then ${outputs} output channels for each pixel` +
      `${isResidual ? ', added to the frame' : ''}.`,
    parameters: [
      ...filters.map((value, index) => ({ name: `filters of layer ${index + 1}`, value, unit: '' })),
      { name: 'kernelSize', value: kernelSize, unit: 'pixels' },
    ],
    source,
  }),
});
