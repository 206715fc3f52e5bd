/**
 * LeNet-5: two stages of 5 x 5 convolution, tanh and 2 x 2 mean pooling, then 120, 84 and `outputs` dense units.
 *
 * 61,706 weights for frames of 32 x 32 x 1 and 10 outputs. Two things differ from the paper, as in most versions since: each map of
 * the second convolution sees all six of the first, and pooling has no weights; the outputs are logits, not distances to codes.
 * Source: LeCun et al., Proc. IEEE 86, 2278 (1998), doi:10.1109/5.726791.
 */
import type * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { checkLeastSide, defineArchitecture, type NetworkPlace } from './architecture.js';
import { counted } from './keys.js';
import { nonlinearities, Parts } from './parts.js';

const source = 'LeCun et al., Proc. IEEE 86, 2278 (1998), doi:10.1109/5.726791';

const keys = {
  nonlinearity: z.enum(nonlinearities).default('tanh').describe('What follows each sum; tanh as published.'),
  padding: z
    .enum(['valid', 'same'])
    .default('valid')
    .describe('Border of the first convolution; same makes of 28 x 28 pixels what valid makes of 32 x 32.'),
};

export type LeNetOptions = z.output<z.ZodObject<typeof keys>>;

function leastSide({ padding }: Pick<LeNetOptions, 'padding'>) {
  return [padding === 'valid' ? 16 : 12, 'for two convolutions and poolings'] as const;
}

/** @throws RangeError if frames are smaller than 16 x 16 pixels, or 12 x 12 with padding `same`. */
export function leNet(
  { nonlinearity, padding }: LeNetOptions,
  { input, outputs, seed, prefix }: NetworkPlace,
): tf.SymbolicTensor {
  checkLeastSide('lenet', input, ...leastSide({ padding }));
  const parts = new Parts(seed, prefix);
  const stage = (x: tf.SymbolicTensor, stage: number, filters: number, border: 'valid' | 'same') => {
    const name = `conv${stage}`;
    const maps = parts.convolution(x, name, { filters, kernelSize: 5, padding: border, nonlinearity });
    return parts.averagePooling(maps, `pool${stage}`);
  };
  const features = parts.flatten(stage(stage(input, 1, 6, padding), 2, 16, 'valid'));
  const hidden = parts.dense(parts.dense(features, 'dense1', 120, nonlinearity), 'dense2', 84, nonlinearity);
  return parts.dense(hidden, 'logits', outputs);
}

export const leNetArchitecture = defineArchitecture({
  network: 'lenet-5',
  title: 'LeNet-5',
  summary: 'Two convolutions with mean pooling, then three dense layers.',
  source,
  gives: 'vector',
  takesAnySize: false,
  keys,
  leastSide,
  connect: leNet,
  describe: ({ nonlinearity }, outputs) => ({
    title: 'LeNet-5',
    text:
      'LeNet-5 read the frames: convolutions with 6 and 16 filters of 5 x 5 pixels, each followed by ' +
      `${nonlinearity} and 2 x 2 mean pooling, then dense layers of 120, 84 and ${counted(outputs, 'unit')}.`,
    parameters: [{ name: 'outputs', value: outputs, unit: '' }],
    source,
  }),
});
