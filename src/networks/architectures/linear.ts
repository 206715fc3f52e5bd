/**
 * The plainest network: one weight for each pixel and output, so that all that is not linear happens in the camera.
 *
 *   [ReLU] → [max pool] → y = W x + b,   x = all numbers of a frame
 *
 * With ReLU and pooling it is what follows one convolution, so that a camera can take the place of the convolution: Chang et al.,
 * Sci. Rep. 8, 12324 (2018), doi:10.1038/s41598-018-30619-y. Frames come standardized: the ReLU cuts at the mean of a channel.
 *
 * As a classifier: multinomial logistic regression, Cox, J. R. Stat. Soc. B 20, 215 (1958), doi:10.1111/j.2517-6161.1958.tb00292.x.
 */
import type * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { checkLeastSide, defineArchitecture, fixedFrame, type NetworkPlace } from './architecture.js';
import { counted } from './keys.js';
import { Parts } from './parts.js';

const source = 'Cox, J. R. Stat. Soc. B 20, 215 (1958), doi:10.1111/j.2517-6161.1958.tb00292.x';

const keys = {
  isRectified: z
    .boolean()
    .default(false)
    .describe('ReLU on the standardized frames, as behind the convolution that a camera makes.'),
  poolSize: z
    .int()
    .min(1)
    .max(1024)
    .default(1)
    .describe('Side of the windows of max pooling in front of the dense layer, pixels; 1: none.'),
};

export type LinearOptions = z.output<z.ZodObject<typeof keys>>;

function leastSide({ poolSize }: Pick<LinearOptions, 'poolSize'>) {
  return [poolSize, `for windows of ${poolSize} x ${poolSize} pixels (network.poolSize)`] as const;
}

/** @throws RangeError if frames have no fixed size, or are smaller than the pooling windows. */
export function linearNetwork(
  { isRectified, poolSize }: LinearOptions,
  { input, outputs, seed, prefix }: NetworkPlace,
): tf.SymbolicTensor {
  fixedFrame('linear', input);
  checkLeastSide('linear', input, ...leastSide({ poolSize }));
  const parts = new Parts(seed, prefix);
  const rectified = isRectified ? parts.activation(input, 'frame', 'relu') : input;
  const pooled = poolSize > 1 ? parts.maxPooling(rectified, 'pool1', { poolSize }) : rectified;
  return parts.dense(parts.flatten(pooled), 'logits', outputs);
}

export const linearArchitecture = defineArchitecture({
  network: 'linear',
  title: 'Linear network',
  summary: 'One dense layer on all pixels: what is not linear is the camera.',
  source,
  gives: 'vector',
  takesAnySize: false,
  keys,
  leastSide,
  connect: linearNetwork,
  describe: ({ isRectified, poolSize }, outputs) => {
    const before = [
      ...(isRectified ? ['ReLU'] : []),
      ...(poolSize > 1 ? [`${poolSize} x ${poolSize} max pooling`] : []),
    ].join(' and ');
    return {
      title: 'Linear network',
      text:
        `A linear network read the frames${before === '' ? '' : ` behind ${before}`}: ${counted(outputs, 'output')}, each a ` +
        'weighted sum of all pixels and an offset.',
      parameters: [
        ...(poolSize > 1 ? [{ name: 'poolSize', value: poolSize, unit: 'pixels' }] : []),
        { name: 'outputs', value: outputs, unit: '' },
      ],
      source,
    };
  },
});
