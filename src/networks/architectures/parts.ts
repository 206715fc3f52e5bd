/**
 * The parts that networks are made of: layers of TensorFlow.js with names and seeded initial weights.
 *
 * Weights start as in He et al., ICCV 2015, doi:10.1109/ICCV.2015.123 (normal, variance 2 / fan-in) where a rectifier follows, and as
 * in Glorot & Bengio, AISTATS 2010 (uniform, variance 2 / (fan-in + fan-out)) elsewhere; biases start at 0. Fan-in counts the inputs
 * that one output sums. Batch normalization as in Ioffe & Szegedy, ICML 2015, doi:10.48550/arXiv.1502.03167, with ε = 1e-5 and averages
 * that keep 0.9 of themselves at each step. No two layers of one network share a seed.
 *
 * Padding `same` is that of TensorFlow: where it is uneven, the extra row lies below and the extra column on the right.
 */
import { tf } from '../../engine/tfjs.js';
import { DilatedConvolution } from '../layers/dilated-convolution.js';
import { SeededDropout } from '../layers/seeded-dropout.js';
import { frameOf } from './architecture.js';

/** What follows a sum; `leaky-relu` has slope 0.1 below 0. */
export const nonlinearities = [
  'linear',
  'relu',
  'relu6',
  'leaky-relu',
  'elu',
  'selu',
  'softplus',
  'swish',
  'tanh',
  'sigmoid',
] as const;

export type Nonlinearity = (typeof nonlinearities)[number];

/** How maps are enlarged: a transposed convolution, or repetition of pixels (or bilinear interpolation) and a convolution. */
export const upsamplings = ['transposed', 'nearest', 'bilinear'] as const;

export type Upsampling = (typeof upsamplings)[number];

export interface ConvolutionOptions {
  readonly filters: number;
  /** Side of the kernels, pixels. Default 3. */
  readonly kernelSize?: number;
  /** Default 1. */
  readonly strides?: number;
  /** Distance of the taps of a kernel, pixels; above 1 with stride 1. Default 1. */
  readonly dilation?: number;
  /** Default `same`. */
  readonly padding?: 'same' | 'valid';
  /** Default true; pointless in front of batch normalization, which takes the mean away. */
  readonly useBias?: boolean;
  /** Default `linear`. */
  readonly nonlinearity?: Nonlinearity;
  /** True where a rectifier follows later, behind batch normalization. Default: where `nonlinearity` is one. */
  readonly isRectified?: boolean;
  /** Of the initial weights, normal and cut off at 2 of it, where an architecture has one of its own. */
  readonly deviation?: number;
}

export interface PoolingOptions {
  /** Side of the windows, pixels. Default 2. */
  readonly poolSize?: number;
  /** Distance of the windows, pixels. Default: their side. */
  readonly strides?: number;
  /** Default `valid`. */
  readonly padding?: 'same' | 'valid';
}

/** Distance of the seeds of two networks; more than any has layers. */
const seedSpacing = 4096;
const leakySlope = 0.1;
const normalization = { epsilon: 1e-5, momentum: 0.9 };
/** Stream of the random numbers of dropout; those of cameras lie below. */
const firstDropoutStream = 1_000_000;

type Initializer = ReturnType<typeof tf.initializers.zeros>;

export class Parts {
  private layersSeeded = 0;

  /**
   * @param seed A whole number of at least 0.
   * @param spacing Distance of the seeds of two networks, more than this one has layers.
   * @throws RangeError if it is not.
   */
  constructor(
    private readonly seed: number,
    private readonly prefix = '',
    private readonly spacing = seedSpacing,
  ) {
    if (!Number.isInteger(seed) || seed < 0) {
      throw new RangeError(`network: seed is ${seed}, must be a whole number of at least 0`);
    }
  }

  convolution(x: tf.SymbolicTensor, name: string, options: ConvolutionOptions): tf.SymbolicTensor {
    const { filters, kernelSize = 3, strides = 1, dilation = 1, padding = 'same', useBias = true } = options;
    const { nonlinearity = 'linear', isRectified = isRectifier(nonlinearity), deviation } = options;
    const kernelInitializer =
      deviation === undefined ? this.initializer(isRectified) : this.normal(deviation ** 2);
    const common = { name: this.named(name), filters, kernelSize, padding, useBias, kernelInitializer };
    const layer =
      dilation === 1
        ? tf.layers.conv2d({ ...common, strides })
        : new DilatedConvolution({ ...common, dilation });
    return this.activation(connect(layer, x), name, nonlinearity);
  }

  /** Convolution, batch normalization, nonlinearity (default ReLU). */
  normalizedConvolution(x: tf.SymbolicTensor, name: string, options: ConvolutionOptions): tf.SymbolicTensor {
    const { nonlinearity = 'relu', ...convolution } = options;
    const summed = this.convolution(x, name, {
      isRectified: isRectifier(nonlinearity),
      ...convolution,
      useBias: false,
    });
    return this.activation(this.batchNormalization(summed, name), name, nonlinearity);
  }

  /** One 3 x 3 kernel for each channel, without bias. */
  depthwiseConvolution(
    x: tf.SymbolicTensor,
    name: string,
    { strides = 1, deviation }: { readonly strides?: number; readonly deviation: number },
  ): tf.SymbolicTensor {
    const layer = tf.layers.depthwiseConv2d({
      name: this.named(name),
      kernelSize: 3,
      strides,
      padding: 'same',
      useBias: false,
      depthwiseInitializer: this.normal(deviation ** 2),
    });
    return connect(layer, x);
  }

  batchNormalization(x: tf.SymbolicTensor, name: string): tf.SymbolicTensor {
    return connect(tf.layers.batchNormalization({ name: this.named(`${name}_norm`), ...normalization }), x);
  }

  activation(x: tf.SymbolicTensor, name: string, nonlinearity: Nonlinearity): tf.SymbolicTensor {
    const full = this.named(`${name}_${nonlinearity.replace('-', '_')}`);
    if (nonlinearity === 'linear') return x;
    if (nonlinearity === 'relu') return connect(tf.layers.reLU({ name: full }), x);
    if (nonlinearity === 'leaky-relu')
      return connect(tf.layers.leakyReLU({ name: full, alpha: leakySlope }), x);
    return connect(tf.layers.activation({ name: full, activation: nonlinearity }), x);
  }

  dense(
    x: tf.SymbolicTensor,
    name: string,
    units: number,
    nonlinearity: Nonlinearity = 'linear',
  ): tf.SymbolicTensor {
    const kernelInitializer = this.initializer(isRectifier(nonlinearity));
    const layer = tf.layers.dense({ name: this.named(name), units, kernelInitializer });
    return this.activation(connect(layer, x), name, nonlinearity);
  }

  maxPooling(x: tf.SymbolicTensor, name: string, options: PoolingOptions = {}): tf.SymbolicTensor {
    return connect(tf.layers.maxPooling2d({ name: this.named(name), ...poolingArguments(options) }), x);
  }

  averagePooling(x: tf.SymbolicTensor, name: string, options: PoolingOptions = {}): tf.SymbolicTensor {
    return connect(tf.layers.averagePooling2d({ name: this.named(name), ...poolingArguments(options) }), x);
  }

  globalAveragePooling(x: tf.SymbolicTensor, name: string): tf.SymbolicTensor {
    return connect(
      tf.layers.globalAveragePooling2d({ name: this.named(name), dataFormat: 'channelsLast' }),
      x,
    );
  }

  flatten(x: tf.SymbolicTensor, name = 'flatten'): tf.SymbolicTensor {
    return connect(tf.layers.flatten({ name: this.named(name) }), x);
  }

  /** Zeroes a share of the numbers in training; nothing where `rate` is 0. */
  dropout(x: tf.SymbolicTensor, name: string, rate: number): tf.SymbolicTensor {
    if (rate === 0) return x;
    const stream = firstDropoutStream + ++this.layersSeeded;
    return connect(new SeededDropout({ name: this.named(name), rate, seed: this.seed, stream }), x);
  }

  /**
   * Twice the height and width.
   *
   * `transposed`: a 2 x 2 transposed convolution of stride 2. `nearest`, `bilinear`: resized, then a 3 x 3 convolution, which leaves no
   * checkerboard (Odena et al., Distill 2016, doi:10.23915/distill.00003).
   */
  upsampling(x: tf.SymbolicTensor, name: string, filters: number, method: Upsampling): tf.SymbolicTensor {
    if (method === 'transposed') {
      const layer = tf.layers.conv2dTranspose({
        name: this.named(name),
        filters,
        kernelSize: 2,
        strides: 2,
        // Kernels of the size of the stride do not overlap: an output sums one tap of each channel.
        kernelInitializer: this.normal(1 / frameOf(x).channels),
      });
      return connect(layer, x);
    }
    const resize = tf.layers.upSampling2d({
      name: this.named(`${name}_resize`),
      size: [2, 2],
      interpolation: method,
    });
    return this.convolution(connect(resize, x), name, { filters });
  }

  concatenation(parts: tf.SymbolicTensor[], name: string): tf.SymbolicTensor {
    return tf.layers.concatenate({ name: this.named(name) }).apply(parts) as tf.SymbolicTensor;
  }

  sum(parts: tf.SymbolicTensor[], name: string): tf.SymbolicTensor {
    return tf.layers.add({ name: this.named(name) }).apply(parts) as tf.SymbolicTensor;
  }

  /** The name of a layer in the model. */
  named(name: string): string {
    return `${this.prefix}${name}`;
  }

  /** Of kernels: He's normal law where a rectifier follows, else Glorot's uniform one, with a seed of its own at each call. */
  initializer(isRectified: boolean): Initializer {
    return isRectified
      ? tf.initializers.heNormal({ seed: this.nextSeed() })
      : tf.initializers.glorotUniform({ seed: this.nextSeed() });
  }

  private normal(variance: number) {
    return tf.initializers.truncatedNormal({ mean: 0, stddev: Math.sqrt(variance), seed: this.nextSeed() });
  }

  /** Counted from 1: TensorFlow.js takes seed 0 of a normal law for no seed at all. */
  private nextSeed(): number {
    return this.seed * this.spacing + ++this.layersSeeded;
  }
}

/** Connects a layer. */
export function connect(layer: tf.layers.Layer, x: tf.SymbolicTensor): tf.SymbolicTensor {
  return layer.apply(x) as tf.SymbolicTensor;
}

/** A number of filters times a factor, at least 1. */
export function scaled(filters: number, width: number): number {
  return Math.max(1, Math.round(filters * width));
}

function poolingArguments({ poolSize = 2, strides = poolSize, padding = 'valid' }: PoolingOptions) {
  return { poolSize, strides, padding };
}

function isRectifier(nonlinearity: Nonlinearity): boolean {
  return !['linear', 'tanh', 'sigmoid'].includes(nonlinearity);
}
