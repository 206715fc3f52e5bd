/**
 * Kernels of the optics itself, side by side, fixed or learned: a coded PSF, or the copies of a 4f system.
 *
 *   y_k = s (h_k ∗ x),   s = 1 / number of images (1 for free kernels)
 *
 * The images share the light equally. A pseudo-negative kernel makes two, h⁺ ∗ x and h⁻ ∗ x, in neighbouring channels, each
 * recorded with its own noise; the layer `difference` behind the sensor subtracts them.
 * Kinds and source: see kernel-kinds.ts.
 */
import { tf } from '../../engine/tfjs.js';
import type { Boundary } from '../../engine/fourier/pad-images.js';
import type { LayerDescription, PhysicalArray, PhysicalParameter } from '../../engine/layer-description.js';
import { boundarySentence } from './boundary-key.js';
import { frameSize } from './frame-size.js';
import {
  constrainKernels,
  kernelWeights,
  lightShare,
  planesOf,
  startKernels,
  type KernelOptions,
} from './kernel-kinds.js';
import { convolveParallel } from './parallel-convolution.js';

export interface OpticalConvolutionOptions extends KernelOptions {
  readonly name?: string;
  readonly boundary: Boundary;
  /** True: the kernels are trained. */
  readonly isLearned?: boolean;
}

export const opticalConvolutionSource =
  'Chang et al., Sci. Rep. 8, 12324 (2018), doi:10.1038/s41598-018-30619-y';

/** [batch, height, width, channels] to [batch, height, width, channels · images], the images of the first channel first. */
export class OpticalConvolution extends tf.layers.Layer {
  static readonly className = 'OpticalConvolution';

  private readonly options: OpticalConvolutionOptions;
  /** Trained weights, [side, side, planes]; null where the kernels are fixed. */
  private learned: tf.LayerVariable | null = null;
  /** Fixed kernels, [side, side, planes]; null where they are learned. */
  private fixed: tf.Tensor3D | null = null;

  /** @throws RangeError if a count is not a whole number in its range. */
  constructor(options: OpticalConvolutionOptions) {
    super(options);
    const {
      kernelPixels,
      kernels,
      kind,
      initialization,
      seed,
      stream,
      boundary,
      isLearned = false,
    } = options;
    if (!Number.isInteger(kernelPixels) || kernelPixels < 2) {
      throw new RangeError(
        `optical convolution: kernelPixels is ${kernelPixels}, must be a whole number, 2 or more`,
      );
    }
    if (!Number.isInteger(kernels) || kernels < 1) {
      throw new RangeError(`optical convolution: kernels is ${kernels}, must be a whole number, 1 or more`);
    }
    this.options = { kernelPixels, kernels, kind, initialization, seed, stream, boundary, isLearned };
  }

  override build(inputShape: tf.Shape): void {
    frameSize('optical convolution', inputShape);
    const { kind, isLearned = false } = this.options;
    const kernels = startKernels(this.options);
    if (isLearned) {
      this.learned = this.addWeight('kernels', kernels.shape, 'float32', tf.initializers.zeros());
      const weights = kernelWeights(kernels, kind);
      this.learned.write(weights);
      tf.dispose([kernels, weights]);
    } else {
      this.fixed = tf.keep(kernels);
    }
    super.build(inputShape);
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    const [height, width, channels] = frameSize('optical convolution', inputShape);
    return [inputShape[0] ?? null, height, width, channels * planesOf(this.options)];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const images = [inputs].flat()[0] as tf.Tensor4D;
      const kernels = this.kernels().mul<tf.Tensor3D>(lightShare(this.options));
      return convolveParallel(images, kernels, this.options.boundary);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...(this.options as unknown as tf.serialization.ConfigDict) };
  }

  physicalParameters(): PhysicalParameter[] {
    return [];
  }

  /** The learned kernels as they are now, one after the other; nothing where they are fixed. */
  physicalArrays(): PhysicalArray[] {
    if (this.learned === null) return [];
    const planesFirst = tf.tidy(() => this.kernels().transpose([2, 0, 1]));
    const values = Float32Array.from(planesFirst.dataSync());
    planesFirst.dispose();
    const kind = this.options.kind === 'free' ? 'signed' : 'magnitude';
    return [{ name: 'kernels', unit: '', shape: planesFirst.shape, values, kind }];
  }

  describe(): LayerDescription {
    const { kernelPixels, kernels, kind, initialization, boundary } = this.options;
    const start = this.learned === null ? initialization : `learned, from ${initialization} on`;
    const images = planesOf(this.options);
    const said = {
      'non-negative':
        'Each was a point spread function: non-negative, its sum 1. ' +
        `Its image received ${images === 1 ? 'all' : `1/${images}`} of the light.`,
      'pseudo-negative':
        `Each was the difference of two point spread functions, non-negative and of sum 1, recorded one by one with 1/${images} of ` +
        'the light each: the noise of both is in the difference.',
      free: 'They had values of either sign, which no point spread function has: a digital convolution.',
    }[kind];
    return {
      title: kernels === 1 ? 'Optical kernel' : 'Optical convolution',
      text:
        `The images were convolved with ${kernels} kernel${kernels === 1 ? '' : 's'} of ${kernelPixels} × ${kernelPixels} pixels ` +
        `(${start}). ${said} ${boundarySentence(boundary)}`,
      parameters: [
        { name: 'kernels', value: kernels, unit: '' },
        { name: 'kernelPixels', value: kernelPixels, unit: 'pixels' },
      ],
      source: opticalConvolutionSource,
    };
  }

  protected override disposeWeights(): number {
    this.fixed?.dispose();
    return super.disposeWeights();
  }

  private kernels(): tf.Tensor3D {
    if (this.fixed !== null) return this.fixed;
    return constrainKernels(this.learned!.read() as tf.Tensor3D, this.options.kind);
  }
}

tf.serialization.registerClass(OpticalConvolution);
