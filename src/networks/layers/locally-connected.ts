/**
 * Convolution with a kernel of its own at each pixel, size kept: deconvolves blur that differs from place to place.
 *
 *   y(r, o) = Σ_{d, c} w(r; d, c, o) x(r + d, c) + b(r, o),   d over k × k neighbours
 *
 * Neighbours may be tied: the penalty λ mean (w(r) − w(r'))², over pixels r and the pixels r' below and on the right of them, draws their
 * kernels together, to one common kernel as λ grows. The penalty µ mean over r of Σ w(r)² keeps kernels small, as a ridge does.
 * Source: Taigman et al., CVPR 2014, doi:10.1109/CVPR.2014.220, section 3 (locally connected layers).
 */
import { tf } from '../../engine/tfjs.js';
import { padImages, type Boundary } from '../../engine/fourier/pad-images.js';
import { kernelMargin } from './continue-edges.js';
import { l2Penalty, smoothnessPenalty } from '../losses/regularizers.js';

export interface LocallyConnectedOptions {
  readonly name?: string;
  readonly filters: number;
  /** Side of the kernels, pixels. */
  readonly kernelSize: number;
  /** Strength λ of the penalty, 0 or more. Default 0. */
  readonly tying?: number;
  /** Strength µ of the ridge, 0 or more. Default 0. */
  readonly ridge?: number;
  /** Where kernels start: `he-normal` is normal with variance 2 / (k² channels), doi:10.1109/ICCV.2015.123, the default. */
  readonly start?: 'he-normal' | 'zeros';
  /** What lies beyond the edges; default zero. */
  readonly boundary?: Boundary;
  /** Default true. */
  readonly useBias?: boolean;
  /** Seed of the initial weights, a whole number of at least 1. */
  readonly seed: number;
}

/**
 * Patches times kernels, as one product of matrices for each pixel.
 *
 * @param images [batch, height, width, channels].
 * @param kernels [height, width, k² channels, filters]; the third axis runs over rows, columns, then channels of the k × k neighbours. The
 *   middle of an even k is the pixel below and on the right of it, as in `tf.conv2d` with padding `same`.
 * @returns [batch, height, width, filters].
 * @throws RangeError if the kernels do not fit the images.
 */
export function locallyConnect(
  images: tf.Tensor4D,
  kernels: tf.Tensor4D,
  kernelSize: number,
  boundary: Boundary = 'zero',
): tf.Tensor4D {
  const [batch, height, width, channels] = images.shape;
  const wanted = [height, width, kernelSize ** 2 * channels];
  if (!tf.util.arraysEqual(kernels.shape.slice(0, 3), wanted)) {
    throw new RangeError(
      `locallyConnect: kernels are [${kernels.shape.join()}], must be [${wanted.join()}, filters] for ` +
        `${kernelSize} x ${kernelSize} pixels of [${images.shape.join()}]`,
    );
  }
  const filters = kernels.shape[3];
  return tf.tidy(() => {
    const margin = kernelMargin(kernelSize);
    const padded = padImages(images, margin, margin, boundary);
    const shifted = Array.from({ length: kernelSize ** 2 }, (_, tap) => {
      const [row, column] = [Math.floor(tap / kernelSize), tap % kernelSize];
      return padded.slice([0, row, column, 0], [batch, height, width, channels]);
    });
    const patches = tf
      .concat(shifted, 3)
      .reshape([batch, height * width, -1])
      .transpose([1, 0, 2]);
    const products = patches.matMul(kernels.reshape([height * width, -1, filters]));
    return products.transpose([1, 0, 2]).reshape<tf.Tensor4D>([batch, height, width, filters]);
  });
}

/** Locally connected layer; [batch, height, width, channels] to [batch, height, width, filters]. */
export class LocallyConnected2D extends tf.layers.Layer {
  static readonly className = 'LocallyConnected2D';

  private readonly options: Required<Omit<LocallyConnectedOptions, 'name'>>;
  private kernels: tf.LayerVariable | null = null;
  private bias: tf.LayerVariable | null = null;

  /** @throws RangeError if an option is out of range. */
  constructor(options: LocallyConnectedOptions) {
    const { filters, kernelSize, tying = 0, ridge = 0, ...others } = options;
    const { start = 'he-normal', boundary = 'zero', useBias = true, seed, ...layer } = others;
    super(layer);
    for (const [key, value] of Object.entries({ filters, kernelSize, seed })) {
      if (!Number.isInteger(value) || value < 1) {
        throw new RangeError(`locallyConnected: ${key} is ${value}, must be a whole number of at least 1`);
      }
    }
    for (const [key, value] of Object.entries({ tying, ridge })) {
      if (value >= 0 && value < Infinity) continue;
      throw new RangeError(`locallyConnected: ${key} is ${value}, must be at least 0 and finite`);
    }
    this.options = { filters, kernelSize, tying, ridge, start, boundary, useBias, seed };
  }

  override build(inputShape: tf.Shape): void {
    const [, height, width, channels] = inputShape;
    if (height == null || width == null) {
      throw new RangeError(
        `locallyConnected: input is [${inputShape.join()}], must have a fixed height and width`,
      );
    }
    const { filters, kernelSize, useBias, seed, start } = this.options;
    const taps = kernelSize ** 2 * channels!;
    const initial =
      start === 'zeros'
        ? tf.initializers.zeros()
        : tf.initializers.truncatedNormal({ mean: 0, stddev: Math.sqrt(2 / taps), seed });
    this.kernels = this.addWeight('kernels', [height, width, taps, filters], 'float32', initial);
    if (useBias) {
      this.bias = this.addWeight('bias', [height, width, filters], 'float32', tf.initializers.zeros());
    }
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = [inputs].flat()[0] as tf.Tensor4D;
      const { kernelSize, boundary } = this.options;
      const y = locallyConnect(x, this.kernels!.read() as tf.Tensor4D, kernelSize, boundary);
      return this.bias === null ? y : y.add(this.bias.read());
    });
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    return [...inputShape.slice(0, 3), this.options.filters];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.options };
  }

  /** What is added to the loss so that kernels are like those of their neighbours, and small. */
  penalty(): tf.Scalar {
    const { tying, ridge } = this.options;
    return tf.tidy(() => {
      const kernels = this.kernels!.read();
      const [height, width] = kernels.shape as [number, number];
      const similar = smoothnessPenalty(kernels, tying);
      return ridge === 0 ? similar : similar.add(l2Penalty([kernels], ridge / (height * width)));
    });
  }
}

tf.serialization.registerClass(LocallyConnected2D);
