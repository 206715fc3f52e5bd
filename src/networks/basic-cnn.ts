/**
 * The reference classifier: stages of convolution, ReLU and 2 x 2 max pooling, one hidden dense layer, one logit per class.
 *
 *   [conv(filters, kernelSize, same) → ReLU → pool 2 x 2] per stage → flatten → dense(denseUnits) → ReLU → dense(classes)
 *
 * The architecture of LeCun et al., Proc. IEEE 86, 2278 (1998), doi:10.1109/5.726791, with ReLU and max pooling. Weights
 * start as in He et al., ICCV 2015, doi:10.1109/ICCV.2015.123 (normal, variance 2 / fan-in) where a ReLU follows, and as in
 * Glorot & Bengio, AISTATS 2010 (uniform, variance 2 / (fan-in + fan-out)) before the softmax; biases start at 0.
 */
import { tf } from '../engine/tfjs.js';
import type { LayerDescription } from '../engine/layer-description.js';

export interface BasicCnnOptions {
  /** Filters of each stage, 1 or more each. */
  readonly filters: readonly number[];
  /** Side of the convolution kernels, pixels. */
  readonly kernelSize: number;
  readonly denseUnits: number;
  /** Logits, 2 or more. */
  readonly classes: number;
  /** Seed of the initial weights, an integer of at least 0. */
  readonly seed: number;
}

/** Side of the pooling windows, pixels. */
const poolSize = 2;

/** Distance of the seeds of two networks; more than one has layers, so that no two layers share a seed. */
const seedSpacing = 64;

/**
 * The layers in order, not yet connected.
 *
 * @param frame Height and width of the frames that will enter, pixels.
 * @throws RangeError if an option is out of range, or the frame is too small to be pooled once a stage.
 */
export function basicCnn(
  options: BasicCnnOptions,
  frame: { readonly height: number; readonly width: number },
): tf.layers.Layer[] {
  checkOptions(options);
  const { filters, kernelSize, denseUnits, classes } = options;
  checkFrame(frame, filters.length);
  let layersSeeded = 0;
  // Counted from 1: TensorFlow.js takes seed 0 of a normal law for no seed at all.
  const nextSeed = () => ({ seed: options.seed * seedSpacing + ++layersSeeded });
  const stages = filters.flatMap((count, stage) => [
    tf.layers.conv2d({
      name: `conv${stage + 1}`,
      filters: count,
      kernelSize,
      padding: 'same',
      activation: 'relu',
      kernelInitializer: tf.initializers.heNormal(nextSeed()),
    }),
    tf.layers.maxPooling2d({ name: `pool${stage + 1}`, poolSize, strides: poolSize }),
  ]);
  return [
    ...stages,
    tf.layers.flatten({ name: 'flatten' }),
    tf.layers.dense({
      name: 'dense',
      units: denseUnits,
      activation: 'relu',
      kernelInitializer: tf.initializers.heNormal(nextSeed()),
    }),
    tf.layers.dense({
      name: 'logits',
      units: classes,
      kernelInitializer: tf.initializers.glorotUniform(nextSeed()),
    }),
  ];
}

/** What the network is, for the Methods text. */
export function describeBasicCnn(options: Omit<BasicCnnOptions, 'seed'>): LayerDescription {
  const { filters, kernelSize, denseUnits, classes } = options;
  return {
    title: 'Classifier',
    text:
      `A convolutional network classified the frames: ${filters.length} stages of convolution (${filters.join(', ')} filters ` +
      `of ${kernelSize} x ${kernelSize} pixels), ReLU and ${poolSize} x ${poolSize} max pooling, then ${denseUnits} dense ` +
      `units with ReLU, then one logit for each of ${classes} classes.`,
    parameters: [
      ...filters.map((value, stage) => ({ name: `filters of stage ${stage + 1}`, value, unit: '' })),
      { name: 'kernelSize', value: kernelSize, unit: 'pixels' },
      { name: 'denseUnits', value: denseUnits, unit: '' },
      { name: 'classes', value: classes, unit: '' },
    ],
    source: 'LeCun et al., Proc. IEEE 86, 2278 (1998), doi:10.1109/5.726791',
  };
}

function checkOptions({ filters, kernelSize, denseUnits, classes, seed }: BasicCnnOptions): void {
  const checks: [name: string, value: number, least: number][] = [
    ['number of stages', filters.length, 1],
    ...filters.map((count, stage): [string, number, number] => [`filters[${stage}]`, count, 1]),
    ['kernelSize', kernelSize, 1],
    ['denseUnits', denseUnits, 1],
    ['classes', classes, 2],
    ['seed', seed, 0],
  ];
  for (const [name, value, least] of checks) {
    if (!Number.isInteger(value) || value < least) {
      throw new RangeError(`basicCnn: ${name} is ${value}, must be a whole number of at least ${least}`);
    }
  }
}

function checkFrame({ height, width }: { height: number; width: number }, stages: number): void {
  const least = poolSize ** stages;
  if (Math.min(height, width) >= least) return;
  throw new RangeError(
    `basicCnn: frame is ${height} x ${width} pixels, must be at least ${least} x ${least} for ${stages} stages of ` +
      `${poolSize} x ${poolSize} pooling (network.filters has ${stages} entries)`,
  );
}
