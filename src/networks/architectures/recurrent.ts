/**
 * Recurrent network over a sequence of captures of one scene, such as the exposures of a bracket or the frames of a photon counter.
 *
 *   x_t = flatten(CNN(capture t)),   h_t = cell(x_t, h_{t−1}),   logits = W h_T + b,   t = 1 ... T, h_0 = 0
 *
 *   LSTM   i, f, o = σ(W x_t + U h_{t−1} + b),   c_t = f c_{t−1} + i tanh(W x_t + U h_{t−1} + b),   h_t = o tanh(c_t)
 *   GRU    z, r = σ(W x_t + U h_{t−1} + b),   h_t = z h_{t−1} + (1 − z) tanh(W x_t + U (r h_{t−1}) + b)
 *
 * W, U and b are those of each gate. Captures come as channels; the CNN (convolutions with ReLU and 2 x 2 max pooling) has the same
 * weights for all of them. With m numbers x_t and n units, the LSTM has 4 (n m + n² + n) weights and the GRU, whose reset gate acts in
 * front of U (Keras' `reset_after=False`, the only one of TensorFlow.js), 3 (n m + n² + n). Kernels W and U start by Glorot's uniform law
 * (Keras' U start orthogonal), the biases of f at 1, all others at 0.
 * Sources: Hochreiter & Schmidhuber, Neural Comput. 9, 1735 (1997), doi:10.1162/neco.1997.9.8.1735; Cho et al., EMNLP 2014,
 * doi:10.3115/v1/D14-1179.
 */
import { tf } from '../../engine/tfjs.js';
import { z } from 'zod';
import { CapturesToRows, RowsToCaptures } from '../layers/captures.js';
import {
  checkLeastSide,
  defineArchitecture,
  frameOf,
  refuseFaults,
  type KeyFault,
  type KnownPlace,
  type NetworkPlace,
} from './architecture.js';
import { counted, dropout, kernelSize } from './keys.js';
import { connect, Parts } from './parts.js';

const sources = {
  lstm: 'Hochreiter & Schmidhuber, Neural Comput. 9, 1735 (1997), doi:10.1162/neco.1997.9.8.1735',
  gru: 'Cho et al., EMNLP 2014, doi:10.3115/v1/D14-1179',
};

const keys = {
  cell: z.enum(['lstm', 'gru']).default('lstm').describe('What goes from capture to capture.'),
  units: z.int().min(1).max(4096).default(64).describe('Numbers that the cell remembers.'),
  channelsPerCapture: z
    .int()
    .min(1)
    .max(4096)
    .default(1)
    .describe('Channels of one capture; the frames have this many for each, capture by capture.'),
  filters: z
    .array(z.int().min(1).max(1024))
    .max(8)
    .default([16, 32])
    .describe('Filters of each convolution of a capture; each is followed by 2 x 2 pooling.'),
  kernelSize,
  dropout: dropout(0),
};

export type RecurrentOptions = z.output<z.ZodObject<typeof keys>>;

/** Side of the pooling windows, pixels. */
const poolSize = 2;

function leastSide({ filters }: Pick<RecurrentOptions, 'filters'>) {
  const why = `for ${counted(filters.length, 'stage')} of ${poolSize} x ${poolSize} pooling (network.filters)`;
  return [poolSize ** filters.length, why] as const;
}

/** Captures share the channels evenly. */
function faults({ channelsPerCapture }: RecurrentOptions, { frame: { channels } }: KnownPlace): KeyFault[] {
  if (channels % channelsPerCapture === 0) return [];
  const message = `found ${channelsPerCapture}, must divide the ${counted(channels, 'channel')} of the frames`;
  return [{ path: ['channelsPerCapture'], message }];
}

/** @throws RangeError if the frames are too small to be pooled, or captures do not share their channels evenly. */
export function recurrent(options: RecurrentOptions, place: NetworkPlace): tf.SymbolicTensor {
  const { cell, units, channelsPerCapture, filters, kernelSize, dropout } = options;
  const { input, outputs, seed, prefix } = place;
  checkLeastSide('recurrent', input, ...leastSide(options));
  refuseFaults('recurrent', faults(options, { frame: frameOf(input), outputs }));
  const parts = new Parts(seed, prefix);
  const captures = frameOf(input).channels / channelsPerCapture;
  const rows = connect(new CapturesToRows({ name: parts.named('captures'), captures }), input);
  const maps = filters.reduce(
    (x, count, stage) =>
      parts.maxPooling(
        parts.convolution(x, `conv${stage + 1}`, { filters: count, kernelSize, nonlinearity: 'relu' }),
        `pool${stage + 1}`,
        { poolSize },
      ),
    rows,
  );
  const sequence = connect(
    new RowsToCaptures({ name: parts.named('sequence'), captures }),
    parts.flatten(maps),
  );
  const remembered = connect(recurrentLayer(parts, { cell, units }), sequence);
  return parts.dense(parts.dropout(remembered, 'dropout', dropout), 'logits', outputs);
}

/** [batch, captures, numbers] to [batch, units]: what is remembered after the last capture. */
function recurrentLayer(
  parts: Parts,
  { cell, units }: Pick<RecurrentOptions, 'cell' | 'units'>,
): tf.layers.Layer {
  const options = {
    name: parts.named(cell),
    units,
    activation: 'tanh' as const,
    recurrentActivation: 'sigmoid' as const,
    kernelInitializer: parts.initializer(false),
    recurrentInitializer: parts.initializer(false),
  };
  return cell === 'lstm' ? tf.layers.lstm({ ...options, unitForgetBias: true }) : tf.layers.gru(options);
}

export const recurrentArchitecture = defineArchitecture({
  network: 'recurrent',
  title: 'Recurrent network',
  summary:
    'An LSTM or GRU over a sequence of captures, which come as channels; each is seen by one and the same CNN.',
  source: `${sources.lstm}; ${sources.gru}`,
  gives: 'vector',
  takesAnySize: false,
  keys,
  leastSide,
  faults,
  connect: recurrent,
  describe: ({ cell, units, channelsPerCapture, filters, kernelSize, dropout }, outputs) => ({
    title: 'Recurrent network',
    text:
      `A recurrent network read the captures, ${counted(channelsPerCapture, 'channel')} of the frames each, one after the other: ` +
      (filters.length === 0
        ? 'all pixels of a capture'
        : `${counted(filters.length, 'stage')} of convolution (${filters.join(', ')} filters of ${kernelSize} x ${kernelSize} pixels), ` +
          `ReLU and ${poolSize} x ${poolSize} max pooling, with the same weights for each capture`) +
      `, then ${cell === 'lstm' ? 'an LSTM' : 'a GRU'} of ${units} units` +
      `${dropout > 0 ? `, dropout of ${dropout}` : ''} and ${counted(outputs, 'output')} behind the last capture.`,
    parameters: [
      { name: 'units', value: units, unit: '' },
      { name: 'channelsPerCapture', value: channelsPerCapture, unit: '' },
      ...filters.map((value, stage) => ({ name: `filters of stage ${stage + 1}`, value, unit: '' })),
      { name: 'kernelSize', value: kernelSize, unit: 'pixels' },
      { name: 'dropout', value: dropout, unit: '' },
      { name: 'outputs', value: outputs, unit: '' },
    ],
    source: sources[cell],
  }),
});
