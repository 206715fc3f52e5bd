/**
 * A learned or random blur that changes over the frame.
 *
 *   y(r) = Σ_k c_k(r) (h_k ∗ x)(r),   h_k ≥ 0, Σ h_k = 1, c_k ≥ 0, Σ_k c_k(r) = 1
 *
 * Kernels and weights: see blended-kernels.ts. Operator (the gather) and source: see low-rank-blur.ts.
 */
import { tf } from '../../engine/tfjs.js';
import type { Boundary } from '../../engine/fourier/pad-images.js';
import type { LayerDescription, PhysicalArray, PhysicalParameter } from '../../engine/layer-description.js';
import { boundarySentence } from '../blur/boundary-key.js';
import { frameSize } from '../blur/frame-size.js';
import {
  blendedBlur,
  gaussianBlend,
  randomBlend,
  roughness,
  sharesAtPoints,
  type BlendWeights,
} from './blended-kernels.js';
import type { GaussianSource } from './field-source.js';
import { blurLowRank } from './low-rank-blur.js';

export interface RandomSource {
  readonly kind: 'random';
  readonly seed: number;
  readonly stream: number;
}

export interface BlendedBlurOptions {
  readonly name?: string;
  /** Side of the kernels, 2 or more pixels. */
  readonly kernelPixels: number;
  /** Number of kernels. */
  readonly rank: number;
  /** Points of the grid of weights along each axis; fewer in a smaller frame. */
  readonly gridPoints: number;
  /** Where training starts; the blur itself if it is fixed. */
  readonly start: GaussianSource | RandomSource;
  /** Distance of pixel centres and side of a pixel, m. */
  readonly pixelPitch: number;
  readonly boundary: Boundary;
  /** Factor of the penalty on `roughness`, 0 or more. */
  readonly smoothness?: number;
  readonly isLearned?: boolean;
}

/** [batch, height, width, channels] to the same. */
export class BlendedBlur extends tf.layers.Layer {
  static readonly className = 'BlendedBlur';

  private readonly options: BlendedBlurOptions;
  /** Trained weights u and v; null where the blur is fixed. */
  private learned: { readonly kernels: tf.LayerVariable; readonly blend: tf.LayerVariable } | null = null;
  private fixed: BlendWeights | null = null;

  /** @throws RangeError if a count is not a whole number in its range, or the smoothness is negative. */
  constructor(options: BlendedBlurOptions) {
    super(options);
    const { kernelPixels, rank, gridPoints, start, pixelPitch, boundary } = options;
    const { smoothness = 0, isLearned = false } = options;
    for (const [name, value, least] of [
      ['kernelPixels', kernelPixels, 2],
      ['rank', rank, 1],
      ['gridPoints', gridPoints, 1],
    ] as const) {
      if (!Number.isInteger(value) || value < least) {
        throw new RangeError(`blended blur: ${name} is ${value}, must be a whole number, ${least} or more`);
      }
    }
    if (!(smoothness >= 0)) {
      throw new RangeError(`blended blur: smoothness is ${smoothness}, must be 0 or more`);
    }
    this.options = { kernelPixels, rank, gridPoints, start, pixelPitch, boundary, smoothness, isLearned };
  }

  override build(inputShape: tf.Shape): void {
    const [height, width] = frameSize('blended blur', inputShape);
    const weights = this.startingWeights(height, width);
    if (this.options.isLearned) {
      const trained = (name: string, value: tf.Tensor) => {
        const weight = this.addWeight(name, value.shape, 'float32', tf.initializers.zeros());
        weight.write(value);
        value.dispose();
        return weight;
      };
      const { kernels, blend } = weights;
      this.learned = { kernels: trained('kernels', kernels), blend: trained('blend', blend) };
    } else {
      this.fixed = weights;
      tf.keep(weights.kernels);
      tf.keep(weights.blend);
    }
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const images = [inputs].flat()[0] as tf.Tensor4D;
      const [, height, width] = images.shape;
      return blurLowRank(images, blendedBlur(this.present(), [height, width]), this.options.boundary);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...(this.options as unknown as tf.serialization.ConfigDict) };
  }

  /** Keeps the blur from changing abruptly over the frame; 0 where it is fixed. */
  penalty(): tf.Scalar {
    if (this.learned === null) return tf.scalar(0);
    const { smoothness = 0 } = this.options;
    return tf.tidy(() => roughness(sharesAtPoints(this.present().blend)).mul(smoothness));
  }

  physicalParameters(): PhysicalParameter[] {
    return [];
  }

  /** The learned kernels, and the weights of each at the points of the grid, as they are now; nothing where they are fixed. */
  physicalArrays(): PhysicalArray[] {
    if (this.learned === null) return [];
    const { kernels, blend } = this.present();
    const [rows, columns] = blend.shape;
    const made = tf.tidy(() => {
      const { kernels: psfs } = blendedBlur({ kernels, blend }, [rows, columns]);
      const planesFirst = (x: tf.Tensor3D) => x.transpose<tf.Tensor3D>([2, 0, 1]);
      return { kernels: planesFirst(psfs), weights: planesFirst(sharesAtPoints(blend)) };
    });
    const arrays = Object.entries(made).map(([name, x]): PhysicalArray => {
      return { name, unit: '', shape: x.shape, values: Float32Array.from(x.dataSync()), kind: 'magnitude' };
    });
    tf.dispose(Object.values(made));
    return arrays;
  }

  describe(): LayerDescription {
    const { kernelPixels, rank, gridPoints, start, boundary, smoothness = 0 } = this.options;
    const [isLearned, isRandom] = [this.options.isLearned, start.kind === 'random'];
    const origin = isRandom ? 'random speckle' : 'Gaussians that widen from the centre to the corners';
    return {
      title: 'Shift-variant blur',
      text:
        `Each pixel of the image was a mean of ${rank} images, blurred by point spread functions of ${kernelPixels} × ${kernelPixels} ` +
        `pixels (non-negative, sum 1), with weights interpolated from ${gridPoints} × ${gridPoints} points over the frame ` +
        `(non-negative, sum 1). ` +
        (isLearned
          ? `Both were learned, from ${origin} on, with a penalty of ${smoothness} times the mean squared difference of ` +
            'neighbouring weights. '
          : `They were ${origin}. `) +
        boundarySentence(boundary),
      parameters: [
        { name: 'rank', value: rank, unit: '' },
        { name: 'kernelPixels', value: kernelPixels, unit: 'pixels' },
        { name: 'gridPoints', value: gridPoints, unit: '' },
        { name: 'smoothness', value: smoothness, unit: '' },
      ],
      source: 'Denis et al., Int. J. Comput. Vis. 115, 253 (2015), doi:10.1007/s11263-015-0817-x',
    };
  }

  protected override disposeWeights(): number {
    if (this.fixed !== null) tf.dispose([this.fixed.kernels, this.fixed.blend]);
    return super.disposeWeights();
  }

  private present(): BlendWeights {
    if (this.fixed !== null) return this.fixed;
    const { kernels, blend } = this.learned!;
    return { kernels: kernels.read() as tf.Tensor3D, blend: blend.read() as tf.Tensor3D };
  }

  private startingWeights(height: number, width: number): BlendWeights {
    const { kernelPixels, rank, gridPoints, start, pixelPitch } = this.options;
    const [rows, columns] = [Math.min(gridPoints, height), Math.min(gridPoints, width)];
    if (start.kind === 'random') return randomBlend({ rows, columns }, rank, kernelPixels, start);
    const widths = { centre: start.sigmaCentre / pixelPitch, corner: start.sigmaCorner / pixelPitch };
    return gaussianBlend({ height, width, rows, columns }, widths, rank, kernelPixels);
  }
}

tf.serialization.registerClass(BlendedBlur);
