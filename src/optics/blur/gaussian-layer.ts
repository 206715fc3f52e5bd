/**
 * A Gaussian blur as a layer; its width may be learned.
 *
 * Equation and source: see gaussian-blur.ts. The width is trained through a free number between bounds, see
 * engine/bounded-parameter.ts.
 */
import { tf } from '../../engine/tfjs.js';
import { z } from 'zod';
import { boundedValue, boundProblems, freeNumber, type Bounds } from '../../engine/bounded-parameter.js';
import type { Boundary } from '../../engine/fourier/pad-images.js';
import { defineLayer } from '../../engine/layer-definition.js';
import type { LayerDescription, PhysicalParameter } from '../../engine/layer-description.js';
import { boundaryKey, boundarySentence } from './boundary-key.js';
import { frameSize } from './frame-size.js';
import { blurGaussian, gaussianGrid, type GaussianGrid } from './gaussian-blur.js';

export interface GaussianBlurOptions {
  readonly name?: string;
  /** Standard deviation along each axis, m; where it is learned, its value before training. */
  readonly sigma: number;
  /** Distance of pixel centres and side of a pixel, m. */
  readonly pixelPitch: number;
  readonly boundary: Boundary;
  readonly isLearned?: boolean;
  /** Smallest and largest standard deviation, m; needed where it is learned. */
  readonly bounds?: Bounds;
}

const source = 'Smith et al., Nat. Methods 7, 373 (2010), doi:10.1038/nmeth.1449';

/** Gaussian blur; [batch, height, width, channels] to the same. */
export class GaussianBlur extends tf.layers.Layer {
  static readonly className = 'GaussianBlur';

  private readonly options: GaussianBlurOptions;
  /** Free number of the learned width; null where it is fixed. */
  private free: tf.LayerVariable | null = null;
  private grid: GaussianGrid | null = null;

  /** @throws RangeError if a length is not positive or the width is not within its bounds. */
  constructor(options: GaussianBlurOptions) {
    super(options);
    const { sigma, pixelPitch, boundary, isLearned = false, bounds } = options;
    for (const [name, value] of Object.entries({ sigma, pixelPitch })) {
      if (!(value > 0 && value < Infinity)) {
        throw new RangeError(`gaussian blur: ${name} is ${value} m, must be above 0`);
      }
    }
    this.options = { sigma, pixelPitch, boundary, isLearned, ...(bounds && { bounds }) };
    if (isLearned) freeNumber(sigma, this.bounds, 'gaussian blur: sigma');
  }

  /** @throws RangeError if the frame has no fixed size. */
  override build(inputShape: tf.Shape): void {
    const [height, width] = frameSize('gaussian blur', inputShape);
    const { sigma, pixelPitch, boundary, isLearned = false } = this.options;
    const largest = (isLearned ? this.bounds[1] : sigma) / pixelPitch;
    this.grid = gaussianGrid([height, width], largest, boundary);
    for (const tensor of gridTensors(this.grid)) tf.keep(tensor);
    if (isLearned) {
      const value = freeNumber(sigma, this.bounds, 'gaussian blur: sigma');
      this.free = this.addWeight('sigma', [], 'float32', tf.initializers.constant({ value }));
    }
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const images = [inputs].flat()[0] as tf.Tensor4D;
      const { sigma, pixelPitch } = this.options;
      const width = this.free === null ? sigma / pixelPitch : this.learnedSigma().div(pixelPitch);
      return blurGaussian(images, width, this.grid!);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...(this.options as unknown as tf.serialization.ConfigDict) };
  }

  /** The learned width as it is now; nothing where it is fixed. */
  physicalParameters(): PhysicalParameter[] {
    return this.free === null ? [] : [this.sigmaParameter()];
  }

  describe(): LayerDescription {
    const { pixelPitch, boundary } = this.options;
    const sigma = this.sigmaParameter();
    return {
      title: 'Gaussian blur',
      text:
        `The scene was blurred by a Gaussian of ${sigma.value.toPrecision(3)} µm standard deviation` +
        `${this.free === null ? '' : ' (learned)'}, integrated over square pixels of ${(pixelPitch * 1e6).toPrecision(3)} µm: ` +
        `a comparison that stands for no lens in particular. ${boundarySentence(boundary)}`,
      parameters: [sigma, { name: 'pixelPitch', value: pixelPitch * 1e6, unit: 'µm' }],
      source,
    };
  }

  protected override disposeWeights(): number {
    if (this.grid !== null) tf.dispose(gridTensors(this.grid));
    return super.disposeWeights();
  }

  private get bounds(): Bounds {
    const { bounds } = this.options;
    if (bounds === undefined) {
      throw new RangeError('gaussian blur: bounds are missing, must be given to learn sigma');
    }
    return bounds;
  }

  private learnedSigma(): tf.Tensor {
    return boundedValue(this.free!.read(), this.bounds);
  }

  private sigmaParameter(): PhysicalParameter {
    const sigma = this.free === null ? this.options.sigma : tf.tidy(() => this.learnedSigma().dataSync()[0]!);
    return { name: 'sigma', value: sigma * 1e6, unit: 'µm' };
  }
}

function gridTensors({ vertical, horizontal }: GaussianGrid): tf.Tensor[] {
  return [vertical.offsets, vertical.places, horizontal.offsets, horizontal.places];
}

tf.serialization.registerClass(GaussianBlur);

const sigmaUm = z.number().min(0.01).max(10_000);

export const gaussianBlur = defineLayer({
  layer: 'gaussian-blur',
  title: 'Gaussian blur',
  summary: 'A Gaussian point spread function, for comparison with that of a lens; its width may be learned.',
  equation: 'y = h ∗ x, h = Gaussian of standard deviation σ integrated over a pixel',
  source,
  takes: ['scene', 'photons'],
  canBeLearned: true,
  keys: {
    sigmaUm: sigmaUm
      .default(3)
      .describe('Standard deviation at the sensor in µm, 0.01 to 10000; where training starts if learned.'),
    sigmaUmMin: sigmaUm.default(0.3).describe('Smallest standard deviation in µm; used if learned.'),
    sigmaUmMax: sigmaUm.default(30).describe('Largest standard deviation in µm; used if learned.'),
    boundary: boundaryKey,
  },
  problems: (keys, { isLearned }) => (isLearned ? boundProblems(keys, 'sigmaUm') : []),
  make: (keys, { name, isLearned, signal }) =>
    new GaussianBlur({
      name,
      sigma: keys.sigmaUm * 1e-6,
      pixelPitch: signal.pixelPitch,
      boundary: keys.boundary,
      ...(isLearned && { isLearned, bounds: [keys.sigmaUmMin * 1e-6, keys.sigmaUmMax * 1e-6] as const }),
    }),
});
