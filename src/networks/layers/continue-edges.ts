/**
 * Continues frames beyond their edges, so that a convolution of k × k pixels without padding behind it keeps their size.
 *
 * Zeros, which convolutions add by themselves, are the mean of standardized frames: brighter than a dark border. See `padImages` for the
 * other ways.
 */
import { tf } from '../../engine/tfjs.js';
import { padImages, type Boundary, type Margin } from '../../engine/fourier/pad-images.js';

export interface ContinueEdgesOptions {
  readonly name?: string;
  /** Side of the kernels that follow, pixels. */
  readonly kernelSize: number;
  readonly boundary: Boundary;
}

/** Pixels before and after that kernels of a side need; the middle of an even one is the pixel below and on the right of it. */
export function kernelMargin(kernelSize: number): Margin {
  const before = Math.floor((kernelSize - 1) / 2);
  return [before, kernelSize - 1 - before];
}

/** [batch, height, width, channels] to [batch, height + k − 1, width + k − 1, channels]. */
export class ContinueEdges extends tf.layers.Layer {
  static readonly className = 'ContinueEdges';

  private readonly kernelSize: number;
  private readonly boundary: Boundary;

  constructor({ kernelSize, boundary, ...layer }: ContinueEdgesOptions) {
    super(layer);
    this.kernelSize = kernelSize;
    this.boundary = boundary;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const margin = kernelMargin(this.kernelSize);
    return padImages([inputs].flat()[0] as tf.Tensor4D, margin, margin, this.boundary);
  }

  override computeOutputShape([batch, height, width, channels]: tf.Shape): tf.Shape {
    const more = this.kernelSize - 1;
    return [batch!, height == null ? null : height + more, width == null ? null : width + more, channels!];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), kernelSize: this.kernelSize, boundary: this.boundary };
  }
}

tf.serialization.registerClass(ContinueEdges);
