/**
 * The reference classifier: stages of convolution, ReLU and 2 x 2 max pooling, one hidden dense layer, one logit per class.
 *
 *   [conv(filters, kernelSize, same) → ReLU → pool 2 x 2] per stage → flatten → dense(denseUnits) → ReLU → dense(outputs)
 *
 * The architecture of LeCun et al., Proc. IEEE 86, 2278 (1998), doi:10.1109/5.726791, with ReLU and max pooling. Weights
 * start as in He et al., ICCV 2015, doi:10.1109/ICCV.2015.123 (normal, variance 2 / fan-in) where a ReLU follows, and as in
 * Glorot & Bengio, AISTATS 2010 (uniform, variance 2 / (fan-in + fan-out)) before the softmax; biases start at 0.
 */
import { tf } from '../../engine/tfjs.js';
import { z } from 'zod';
import { checkLeastSide, defineArchitecture, type NetworkPlace } from './architecture.js';
import { counted } from './keys.js';
import { connect, Parts } from './parts.js';

const source = 'LeCun et al., Proc. IEEE 86, 2278 (1998), doi:10.1109/5.726791';

const keys = {
  filters: z
    .array(z.int().min(1).max(1024))
    .min(1)
    .max(8)
    .default([16, 32])
    .describe('Filters of each convolution; each is followed by 2 x 2 pooling.'),
  kernelSize: z.int().min(1).max(31).default(5).describe('Side of the convolution kernels, pixels.'),
  denseUnits: z.int().min(1).max(16_384).default(64).describe('Units of the hidden dense layer.'),
};

export type BasicCnnOptions = z.output<z.ZodObject<typeof keys>>;

/** Side of the pooling windows, pixels. */
const poolSize = 2;

/** Distance of the seeds of two networks; more than one has layers. */
const seedSpacing = 64;

function leastSide({ filters }: Pick<BasicCnnOptions, 'filters'>) {
  const why = `for ${counted(filters.length, 'stage')} of ${poolSize} x ${poolSize} pooling (network.filters)`;
  return [poolSize ** filters.length, why] as const;
}

/** @throws RangeError if the frame is too small to be pooled once a stage. */
export function basicCnn(
  { filters, kernelSize, denseUnits }: BasicCnnOptions,
  { input, outputs, seed, prefix }: NetworkPlace,
): tf.SymbolicTensor {
  checkLeastSide('basic-cnn', input, ...leastSide({ filters }));
  const parts = new Parts(seed, prefix, seedSpacing);
  // The ReLU is part of its layer, not one behind it: sum and ReLU then run as one operator.
  const features = filters.reduce((x, count, stage) => {
    const convolution = tf.layers.conv2d({
      name: parts.named(`conv${stage + 1}`),
      filters: count,
      kernelSize,
      padding: 'same',
      activation: 'relu',
      kernelInitializer: parts.initializer(true),
    });
    return parts.maxPooling(connect(convolution, x), `pool${stage + 1}`, { poolSize });
  }, input);
  const hidden = tf.layers.dense({
    name: parts.named('dense'),
    units: denseUnits,
    activation: 'relu',
    kernelInitializer: parts.initializer(true),
  });
  return parts.dense(connect(hidden, parts.flatten(features)), 'logits', outputs);
}

export const basicCnnArchitecture = defineArchitecture({
  network: 'basic-cnn',
  title: 'Basic convolutional network',
  summary: 'Convolutions with ReLU and 2 x 2 max pooling, then one hidden dense layer.',
  source,
  gives: 'vector',
  takesAnySize: false,
  keys,
  leastSide,
  connect: basicCnn,
  describe: ({ filters, kernelSize, denseUnits }, outputs) => ({
    title: 'Basic convolutional network',
    text:
      `A convolutional network read the frames: ${counted(filters.length, 'stage')} of convolution (${filters.join(', ')} filters ` +
      `of ${kernelSize} x ${kernelSize} pixels), ReLU and ${poolSize} x ${poolSize} max pooling, then ${denseUnits} dense ` +
      `units with ReLU, then ${counted(outputs, 'output')}.`,
    parameters: [
      ...filters.map((value, stage) => ({ name: `filters of stage ${stage + 1}`, value, unit: '' })),
      { name: 'kernelSize', value: kernelSize, unit: 'pixels' },
      { name: 'denseUnits', value: denseUnits, unit: '' },
      { name: 'outputs', value: outputs, unit: '' },
    ],
    source,
  }),
});
