/**
 * AlexNet in its single-tower form: five convolutions with ReLU, three of them with max pooling, then two dense layers with dropout.
 *
 * 61,100,840 weights for frames of 224 x 224 x 3 and 1000 outputs, as torchvision's, which leaves out the response normalization and
 * the two separate towers of the first paper.
 * Sources: Krizhevsky et al., Commun. ACM 60, 84 (2017), doi:10.1145/3065386; single tower: Krizhevsky (2014),
 * doi:10.48550/arXiv.1404.5997.
 */
import type * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { checkLeastSide, defineArchitecture, type NetworkPlace } from './architecture.js';
import { dropout, widthText, width } from './keys.js';
import { Parts, scaled } from './parts.js';

const source = 'Krizhevsky, doi:10.48550/arXiv.1404.5997, after Krizhevsky et al., doi:10.1145/3065386';

const keys = {
  width,
  denseUnits: z
    .int()
    .min(1)
    .max(16_384)
    .default(4096)
    .describe('Units of each of the two hidden dense layers.'),
  firstStride: z
    .int()
    .min(1)
    .max(4)
    .default(4)
    .describe('Stride of the first convolution; 1 or 2 for small frames.'),
  dropout: dropout(0.5),
};

export type AlexNetOptions = z.output<z.ZodObject<typeof keys>>;

/** Three poolings of 3 x 3 with stride 2 leave a pixel of 15. */
const leastSideOfMaps = 15;

function leastSide({ firstStride }: Pick<AlexNetOptions, 'firstStride'>) {
  const why = `for three poolings behind firstStride ${firstStride}`;
  return [(leastSideOfMaps - 1) * firstStride + 1, why] as const;
}

/** @throws RangeError if frames are too small: 57 pixels for `firstStride` 4, 15 for 1. */
export function alexNet(
  { width, denseUnits, firstStride, dropout }: AlexNetOptions,
  { input, outputs, seed, prefix }: NetworkPlace,
): tf.SymbolicTensor {
  checkLeastSide('alexnet', input, ...leastSide({ firstStride }));
  const parts = new Parts(seed, prefix);
  const convolution = (
    x: tf.SymbolicTensor,
    name: string,
    filters: number,
    kernelSize: number,
    strides = 1,
  ) =>
    parts.convolution(x, name, {
      filters: scaled(filters, width),
      kernelSize,
      strides,
      nonlinearity: 'relu',
    });
  const pooling = (x: tf.SymbolicTensor, name: string) =>
    parts.maxPooling(x, name, { poolSize: 3, strides: 2 });
  const first = pooling(convolution(input, 'conv1', 64, 11, firstStride), 'pool1');
  const second = pooling(convolution(first, 'conv2', 192, 5), 'pool2');
  const fourth = convolution(convolution(second, 'conv3', 384, 3), 'conv4', 256, 3);
  const features = pooling(convolution(fourth, 'conv5', 256, 3), 'pool5');
  const dense = (x: tf.SymbolicTensor, layer: number) =>
    parts.dense(parts.dropout(x, `dropout${layer}`, dropout), `dense${layer}`, denseUnits, 'relu');
  return parts.dense(dense(dense(parts.flatten(features), 1), 2), 'logits', outputs);
}

export const alexNetArchitecture = defineArchitecture({
  network: 'alexnet',
  title: 'AlexNet',
  summary: 'Five convolutions, three of them with max pooling, then two dense layers with dropout.',
  source,
  gives: 'vector',
  takesAnySize: false,
  keys,
  leastSide,
  connect: alexNet,
  describe: ({ width, denseUnits, firstStride, dropout }, outputs) => ({
    title: 'AlexNet',
    text:
      `AlexNet in its single-tower form read the frames${widthText(width)}: five convolutions with ReLU, the first of stride ` +
      `${firstStride}, three 3 x 3 max poolings of stride 2, two dense layers of ${denseUnits} units, each behind dropout of ` +
      `${dropout}, and ${outputs} outputs.`,
    parameters: [
      { name: 'width', value: width, unit: '' },
      { name: 'denseUnits', value: denseUnits, unit: '' },
      { name: 'firstStride', value: firstStride, unit: 'pixels' },
      { name: 'dropout', value: dropout, unit: '' },
    ],
    source,
  }),
});
