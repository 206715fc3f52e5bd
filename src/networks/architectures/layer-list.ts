/**
 * A network given layer by layer.
 *
 * Convolutions and dense layers come with their nonlinearity and, behind the sum and in front of the nonlinearity, batch
 * normalization; a dense layer flattens what is not flat. One linear dense layer of `outputs` units ends the list.
 * Source: LeCun et al., Nature 521, 436 (2015), doi:10.1038/nature14539.
 */
import type * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import {
  defineArchitecture,
  fixedFrame,
  refuseFaults,
  type KeyFault,
  type KnownPlace,
  type NetworkPlace,
} from './architecture.js';
import { kernelSize } from './keys.js';
import { nonlinearities, Parts } from './parts.js';

const source = 'LeCun et al., Nature 521, 436 (2015), doi:10.1038/nature14539';

const nonlinearity = z.enum(nonlinearities).default('relu').describe('What follows the sum.');
const hasNorm = z.boolean().default(false).describe('Batch normalization between sum and nonlinearity.');
const padding = (start: 'same' | 'valid') =>
  z
    .enum(['same', 'valid'])
    .default(start)
    .describe('same: zeros around the frame; valid: windows inside it.');

const entry = z.discriminatedUnion('layer', [
  z.strictObject({
    layer: z.literal('conv'),
    filters: z.int().min(1).max(4096).describe('Maps that leave.'),
    kernelSize,
    stride: z.int().min(1).max(16).default(1).describe('Distance of the windows, pixels.'),
    dilation: z
      .int()
      .min(1)
      .max(16)
      .default(1)
      .describe('Distance of the taps, pixels; above 1 with stride 1.'),
    padding: padding('same'),
    nonlinearity,
    batchNorm: hasNorm,
    repeat: z
      .int()
      .min(1)
      .max(64)
      .default(1)
      .describe('How many such layers in a row; the stride is that of the first.'),
  }),
  z.strictObject({
    layer: z.literal('pool'),
    method: z.enum(['max', 'mean']).default('max').describe('What a window gives.'),
    size: z.int().min(1).max(64).default(2).describe('Side of the windows, pixels.'),
    stride: z
      .int()
      .min(1)
      .max(64)
      .optional()
      .describe('Distance of the windows, pixels; default: their side.'),
    padding: padding('valid'),
  }),
  z.strictObject({
    layer: z.literal('dense'),
    units: z.int().min(1).max(65_536).describe('Numbers that leave.'),
    nonlinearity,
    batchNorm: hasNorm,
  }),
  z.strictObject({
    layer: z.literal('dropout'),
    rate: z.number().min(0).max(0.95).default(0.5).describe('Share of numbers dropped in training.'),
  }),
  z.strictObject({ layer: z.literal('global-mean') }),
]);

const keys = {
  layers: z
    .array(entry)
    .max(200)
    .default([])
    .describe('Layers in order: conv, pool, dense, dropout, global-mean, each with its keys.'),
};

type Entry = z.output<typeof entry>;

export type LayerListOptions = z.output<z.ZodObject<typeof keys>>;

/** @throws RangeError that names the entry if a window is larger than what arrives, or nothing has height and width any more. */
export function layerList(
  options: LayerListOptions,
  { input, outputs, seed, prefix }: NetworkPlace,
): tf.SymbolicTensor {
  refuseFaults('layer-list', faults(options, { frame: fixedFrame('layer-list', input), outputs }));
  const parts = new Parts(seed, prefix);
  const last = options.layers.reduce((x, each, index) => add(parts, x, each, `layer${index + 1}`), input);
  return parts.dense(flat(parts, last, 'logits'), 'logits', outputs);
}

function add(parts: Parts, x: tf.SymbolicTensor, each: Entry, name: string): tf.SymbolicTensor {
  switch (each.layer) {
    case 'conv':
      return Array.from({ length: each.repeat }, (_, index) => index + 1).reduce((maps, index) => {
        const { filters, kernelSize, dilation, padding, nonlinearity } = each;
        const strides = index === 1 ? each.stride : 1;
        const options = { filters, kernelSize, strides, dilation, padding, nonlinearity };
        const full = each.repeat === 1 ? name : `${name}_${index}`;
        return each.batchNorm
          ? parts.normalizedConvolution(maps, full, options)
          : parts.convolution(maps, full, options);
      }, x);
    case 'pool': {
      const options = { poolSize: each.size, strides: each.stride ?? each.size, padding: each.padding };
      return each.method === 'max'
        ? parts.maxPooling(x, name, options)
        : parts.averagePooling(x, name, options);
    }
    case 'dense': {
      const summed = parts.dense(
        flat(parts, x, name),
        name,
        each.units,
        each.batchNorm ? 'linear' : each.nonlinearity,
      );
      return each.batchNorm
        ? parts.activation(parts.batchNormalization(summed, name), name, each.nonlinearity)
        : summed;
    }
    case 'dropout':
      return parts.dropout(x, name, each.rate);
    case 'global-mean':
      return parts.globalAveragePooling(x, name);
  }
}

function flat(parts: Parts, x: tf.SymbolicTensor, name: string): tf.SymbolicTensor {
  return x.shape.length === 2 ? x : parts.flatten(x, `${name}_flatten`);
}

/** Smaller side of the maps that arrive, pixels; `flat` where nothing has height and width any more. */
type Arriving = number | 'flat';

/** The first entry that does not fit what arrives at it; sizes are followed where that of the frames is known. */
function faults({ layers }: LayerListOptions, { frame: { height, width } }: KnownPlace): KeyFault[] {
  let arriving: Arriving = height === null || width === null ? Infinity : Math.min(height, width);
  for (const [index, each] of layers.entries()) {
    const fault = entryFault(each, arriving);
    // What follows would be judged by maps that never come.
    if (fault !== null) return [{ ...fault, path: ['layers', index, ...fault.path] }];
    arriving = leaving(each, arriving);
  }
  return [];
}

function entryFault(each: Entry, arriving: Arriving): KeyFault | null {
  if (each.layer === 'dense' || each.layer === 'dropout') return null;
  if (arriving === 'flat') {
    const message = `found ${each.layer} behind a layer that left no height and width, must stand before it`;
    return { path: [], message };
  }
  if (each.layer === 'global-mean') return null;
  if (each.layer === 'conv' && each.stride > 1 && each.dilation > 1) {
    const message = `found ${each.dilation} with stride ${each.stride}, must be 1 for one of them`;
    return { path: ['dilation'], message };
  }
  const { reach, stride, repeat } = windowsOf(each);
  const least = each.padding === 'same' ? 1 : reach + stride * (repeat - 1) * (reach - 1);
  if (arriving >= least) return null;
  const message = `found ${each.layer} behind maps with a side of ${arriving} pixels, must be at least ${least}`;
  return { path: [], message };
}

function leaving(each: Entry, arriving: Arriving): Arriving {
  if (arriving === 'flat' || each.layer === 'dense' || each.layer === 'global-mean') return 'flat';
  if (each.layer === 'dropout') return arriving;
  const { reach, stride, repeat } = windowsOf(each);
  if (each.padding === 'same') return Math.ceil(arriving / stride);
  return Math.floor((arriving - reach) / stride) + 1 - (repeat - 1) * (reach - 1);
}

/** Pixels that a window spans and the distance of windows; behind the first, repeats have windows at each pixel. */
function windowsOf(each: Extract<Entry, { layer: 'conv' | 'pool' }>) {
  if (each.layer === 'pool') return { reach: each.size, stride: each.stride ?? each.size, repeat: 1 };
  const { kernelSize, dilation, stride, repeat } = each;
  return { reach: (kernelSize - 1) * dilation + 1, stride, repeat };
}

/** One layer in words. */
function entryText(each: Entry): string {
  switch (each.layer) {
    case 'conv':
      return (
        `${each.repeat > 1 ? `${each.repeat} times ` : ''}convolution (${each.filters} filters of ${each.kernelSize} x ${each.kernelSize} ` +
        `pixels, stride ${each.stride}${each.dilation > 1 ? `, dilation ${each.dilation}` : ''}` +
        `${each.batchNorm ? ', batch normalization' : ''}, ${each.nonlinearity})`
      );
    case 'pool':
      return `${each.method} pooling (${each.size} x ${each.size} pixels, stride ${each.stride ?? each.size})`;
    case 'dense':
      return `dense (${each.units} units${each.batchNorm ? ', batch normalization' : ''}, ${each.nonlinearity})`;
    case 'dropout':
      return `dropout (${each.rate})`;
    case 'global-mean':
      return 'mean of each map';
  }
}

export const layerListArchitecture = defineArchitecture({
  network: 'layer-list',
  title: 'Network given layer by layer',
  summary: 'Convolutions, poolings, dense layers and dropout in any order.',
  source,
  gives: 'vector',
  takesAnySize: false,
  keys,
  faults,
  connect: layerList,
  describe: ({ layers }, outputs) => ({
    title: 'Network',
    text: `A network read the frames: ${[...layers.map(entryText), `dense (${outputs} outputs)`].join('; ')}.`,
    parameters: [
      { name: 'layers', value: layers.length + 1, unit: '' },
      { name: 'outputs', value: outputs, unit: '' },
    ],
    source,
  }),
});
