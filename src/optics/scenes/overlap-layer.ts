/** The layer of overlap.ts. */
import { tf } from '../../engine/tfjs.js';
import { z } from 'zod';
import type { Boundary } from '../../engine/fourier/pad-images.js';
import { defineLayer } from '../../engine/layer-definition.js';
import type {
  DescribedLayer,
  HardwareLayer,
  LayerDescription,
  PhysicalArray,
  PhysicalParameter,
} from '../../engine/layer-description.js';
import { boundaryKey, boundarySentence, kernelProblem } from '../blur/boundary-key.js';
import { frameSize } from '../blur/frame-size.js';
import {
  kernelLogits,
  kernelStarts,
  overlapKernels,
  overlapScenes,
  type OverlapKernelOptions,
} from './overlap.js';

export interface OverlapOptions extends OverlapKernelOptions {
  readonly name?: string;
  readonly boundary: Boundary;
  readonly pixelPitch: number;
  /** True: the kernels are trained. */
  readonly isLearned?: boolean;
}

const source = 'Uttam et al., Opt. Express 17, 1691 (2009), doi:10.1364/OE.17.001691';

/** Scenes overlapped on one sensor; [batch, height, width, scenes] to [batch, height, width, 1]. */
export class Overlap extends tf.layers.Layer implements DescribedLayer, HardwareLayer {
  static readonly className = 'Overlap';

  private readonly options: Omit<OverlapOptions, 'name'>;
  private scenes = 0;
  /** The fixed kernels, [kernelPixels, kernelPixels, scenes]; null where they are learned. */
  private fixed: tf.Tensor3D | null = null;
  /** Numbers whose softmax is a kernel, [scenes, kernelPixels²]; null where the kernels are fixed. */
  private logits: tf.LayerVariable | null = null;

  /** @throws RangeError if the size of the kernels or their width is out of range. */
  constructor(options: OverlapOptions) {
    super(options);
    const { kernel, kernelPixels, sigma, seed, stream, boundary, pixelPitch, isLearned = false } = options;
    if (!Number.isInteger(kernelPixels) || kernelPixels < 1) {
      throw new RangeError(`overlap: kernelPixels is ${kernelPixels}, must be a whole number from 1`);
    }
    if (!(sigma > 0)) throw new RangeError(`overlap: sigma is ${sigma} pixels, must be above 0`);
    this.options = { kernel, kernelPixels, sigma, seed, stream, boundary, pixelPitch, isLearned };
  }

  /** @throws RangeError if the frame has no fixed size. */
  override build(inputShape: tf.Shape): void {
    this.scenes = frameSize('overlap', inputShape)[2];
    const { kernelPixels, isLearned = false } = this.options;
    const kernels = overlapKernels(this.options, this.scenes);
    const shape: [number, number] = [this.scenes, kernelPixels ** 2];
    if (isLearned) {
      this.logits = this.addWeight('logits', shape, 'float32', tf.initializers.zeros());
      const start = tf.tensor2d(kernelLogits(kernels, kernelPixels), shape);
      this.logits.write(start);
      start.dispose();
    } else {
      this.fixed = tf.tidy(() => tf.keep(this.asImages(tf.tensor2d(kernels, shape))));
    }
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() =>
      overlapScenes([inputs].flat()[0] as tf.Tensor4D, this.kernels(), this.options.boundary),
    );
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    return [...inputShape.slice(0, 3), 1];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...(this.options as unknown as tf.serialization.ConfigDict) };
  }

  physicalParameters(): PhysicalParameter[] {
    return [];
  }

  /** The learned kernels as they are now; nothing where they are fixed. */
  physicalArrays(): PhysicalArray[] {
    if (this.logits === null) return [];
    const { kernelPixels } = this.options;
    const values = tf.tidy(() => this.kernels().transpose([2, 0, 1]).dataSync<'float32'>().slice());
    const shape = [this.scenes, kernelPixels, kernelPixels];
    return [{ name: 'kernels', unit: '', shape, values, kind: 'magnitude' }];
  }

  describe(): LayerDescription {
    const { kernel, kernelPixels, sigma, boundary, pixelPitch } = this.options;
    const micrometres = sigma * pixelPitch * 1e6;
    const forms = {
      delta: 'no blur',
      gaussian: `a Gaussian of ${micrometres.toPrecision(3)} µm standard deviation`,
      random: 'random shares of light',
    };
    const learned = this.logits === null ? 'with' : 'learned, non-negative and of sum 1, starting from';
    return {
      title: 'Overlapped scenes',
      text:
        `The images of ${this.scenes} scenes fell on one sensor, each with 1/${this.scenes} of its light and through a blur of its ` +
        `own of ${kernelPixels} × ${kernelPixels} pixels, ${learned} ${forms[kernel]}. ${boundarySentence(boundary)}`,
      parameters: [
        { name: 'scenes', value: this.scenes, unit: '' },
        { name: 'kernelPixels', value: kernelPixels, unit: 'pixels' },
        ...(kernel === 'gaussian' ? [{ name: 'sigma', value: micrometres, unit: 'µm' }] : []),
      ],
      source,
    };
  }

  protected override disposeWeights(): number {
    this.fixed?.dispose();
    return super.disposeWeights();
  }

  /** [kernelPixels, kernelPixels, scenes]. */
  private kernels(): tf.Tensor3D {
    return this.fixed ?? this.asImages(this.logits!.read().softmax() as tf.Tensor2D);
  }

  private asImages(kernels: tf.Tensor2D): tf.Tensor3D {
    const { kernelPixels } = this.options;
    return kernels.transpose().reshape<tf.Tensor3D>([kernelPixels, kernelPixels, this.scenes]).clone();
  }
}

tf.serialization.registerClass(Overlap);

export const overlap = defineLayer({
  layer: 'overlap',
  title: 'Overlapped scenes',
  summary: 'Several scenes, which come as channels, overlapped on one sensor; their blurs may be learned.',
  equation: 'y = (1/n) Σᵢ hᵢ ∗ xᵢ, hᵢ ≥ 0, Σ hᵢ = 1',
  source,
  takes: ['scene', 'photons'],
  canBeLearned: true,
  keys: {
    kernel: z
      .enum(kernelStarts)
      .default('delta')
      .describe(
        'Blur of each scene; where training starts if learned. delta: none. gaussian. random: random shares of light.',
      ),
    kernelPixels: z.number().int().min(1).max(255).default(5).describe('Side of the blurs, 1 to 255 pixels.'),
    sigmaUm: z
      .number()
      .positive()
      .max(1e6)
      .default(3.45)
      .describe('Standard deviation of gaussian blurs at the sensor, µm.'),
    boundary: boundaryKey,
  },
  problems: ({ kernelPixels, boundary }, { signal }) => [
    ...kernelProblem('kernelPixels', Math.floor(kernelPixels / 2), signal, boundary),
    ...(signal.wavelengths.length > 1 ? [{ key: 'kernel', must: 'behind scenes of one wavelength' }] : []),
  ],
  make: ({ kernel, kernelPixels, sigmaUm, boundary }, { name, isLearned, seed, stream, signal }) => {
    const { pixelPitch } = signal;
    const sigma = (sigmaUm * 1e-6) / pixelPitch;
    return new Overlap({
      ...{ name, kernel, kernelPixels, sigma, boundary, pixelPitch, isLearned, seed, stream },
    });
  },
});
