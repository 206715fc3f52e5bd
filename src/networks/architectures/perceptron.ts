/**
 * Fully connected network with hidden layers.
 *
 *   y = W₂ f(W₁ x + b₁) + b₂ and deeper,   x = all numbers of a frame
 *
 * Source: Rumelhart et al., Nature 323, 533 (1986), doi:10.1038/323533a0.
 */
import type * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { defineArchitecture, fixedFrame, type NetworkPlace } from './architecture.js';
import { counted, dropout } from './keys.js';
import { nonlinearities, Parts } from './parts.js';

const source = 'Rumelhart et al., Nature 323, 533 (1986), doi:10.1038/323533a0';

const keys = {
  units: z
    .array(z.int().min(1).max(65_536))
    .min(1)
    .max(16)
    .default([128])
    .describe('Units of each hidden layer.'),
  nonlinearity: z.enum(nonlinearities).default('relu').describe('What follows each hidden sum.'),
  dropout: dropout(0),
};

export type PerceptronOptions = z.output<z.ZodObject<typeof keys>>;

/** Dense layers on all numbers of a frame. @throws RangeError if frames have no fixed size. */
export function perceptron(
  { units, nonlinearity, dropout }: PerceptronOptions,
  { input, outputs, seed, prefix }: NetworkPlace,
): tf.SymbolicTensor {
  fixedFrame('perceptron', input);
  const parts = new Parts(seed, prefix);
  const hidden = units.reduce(
    (x, count, layer) =>
      parts.dropout(parts.dense(x, `dense${layer + 1}`, count, nonlinearity), `dropout${layer + 1}`, dropout),
    parts.flatten(input),
  );
  return parts.dense(hidden, 'logits', outputs);
}

export const perceptronArchitecture = defineArchitecture({
  network: 'perceptron',
  title: 'Multilayer perceptron',
  summary: 'Dense layers on all pixels.',
  source,
  gives: 'vector',
  takesAnySize: false,
  keys,
  connect: perceptron,
  describe: ({ units, nonlinearity, dropout }, outputs) => ({
    title: 'Multilayer perceptron',
    text:
      `A fully connected network read all pixels: hidden layers of ${units.join(', ')} units with ${nonlinearity}` +
      `${dropout > 0 ? ` and dropout of ${dropout}` : ''}, and ${counted(outputs, 'output')}.`,
    parameters: [
      ...units.map((value, layer) => ({ name: `units of layer ${layer + 1}`, value, unit: '' })),
      { name: 'dropout', value: dropout, unit: '' },
    ],
    source,
  }),
});
