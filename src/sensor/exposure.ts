/**
 * Exposure: how many photons reach a pixel where the scene is at full scale; may be learned.
 *
 *   photons = scene × photonsAtFullScale × timeFactor
 *
 * It simulates the product of illumination, aperture and exposure time, stated where it counts, at the pixel; the last factor
 * is the exposure time over the one that photonsAtFullScale is stated for.
 * Source: Janesick, Photon Transfer (2007), doi:10.1117/3.725073.
 */
import { tf } from '../engine/tfjs.js';
import { z } from 'zod';
import { boundedValue, boundProblems, freeNumber, type Bounds } from '../engine/bounded-parameter.js';
import { defineLayer } from '../engine/layer-definition.js';
import type { LayerDescription, PhysicalParameter } from '../engine/layer-description.js';

export interface ExposureOptions {
  readonly name?: string;
  /** Mean photons per pixel and exposure where the scene is 1; where learned, the value before training. */
  readonly photonsAtFullScale: number;
  /** Exposure time over the one that `photonsAtFullScale` is stated for, above 0; 1 if left out. */
  readonly timeFactor?: number;
  readonly isLearned?: boolean;
  /** Fewest and most photons at full scale; needed where it is learned. */
  readonly bounds?: Bounds;
}

/**
 * Mean photons of each pixel.
 *
 * @param scene Fraction of full scale, 0 to 1, any shape.
 * @param photonsAtFullScale Photons per pixel where the scene is 1; a scalar.
 */
export function expose(scene: tf.Tensor, photonsAtFullScale: number | tf.Tensor): tf.Tensor {
  return tf.mul(scene, photonsAtFullScale);
}

/** Scene (fraction of full scale) to mean photons per pixel; shape kept. */
export class Exposure extends tf.layers.Layer {
  static readonly className = 'Exposure';

  private readonly options: ExposureOptions;
  /** Free number of the learned exposure; null where it is fixed. */
  private free: tf.LayerVariable | null = null;

  /** @throws RangeError if the exposure is not positive or not within its bounds. */
  constructor(options: ExposureOptions) {
    super(options);
    const { photonsAtFullScale, timeFactor = 1, isLearned = false, bounds } = options;
    if (!(photonsAtFullScale > 0 && photonsAtFullScale < Infinity)) {
      throw new RangeError(`exposure: photonsAtFullScale is ${photonsAtFullScale} photons, must be above 0`);
    }
    if (!(timeFactor > 0 && timeFactor < Infinity)) {
      throw new RangeError(`exposure: timeFactor is ${timeFactor}, must be above 0`);
    }
    this.options = { photonsAtFullScale, timeFactor, isLearned, ...(bounds && { bounds }) };
    if (isLearned) freeNumber(photonsAtFullScale, this.bounds, 'exposure: photonsAtFullScale');
  }

  override build(inputShape: tf.Shape): void {
    const { photonsAtFullScale, isLearned = false } = this.options;
    if (isLearned) {
      const value = freeNumber(photonsAtFullScale, this.bounds, 'exposure: photonsAtFullScale');
      const initializer = tf.initializers.constant({ value });
      this.free = this.addWeight('photonsAtFullScale', [], 'float32', initializer);
    }
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const scene = [inputs].flat()[0]!;
      const { photonsAtFullScale, timeFactor = 1 } = this.options;
      if (this.free === null) return expose(scene, photonsAtFullScale * timeFactor);
      return expose(scene, this.learnedPhotons().mul(timeFactor));
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...(this.options as unknown as tf.serialization.ConfigDict) };
  }

  /** The learned exposure as it is now; nothing where it is fixed. */
  physicalParameters(): PhysicalParameter[] {
    if (this.free === null) return [];
    return [{ name: 'photonsAtFullScale', value: this.presentPhotons(), unit: 'photons' }];
  }

  describe(): LayerDescription {
    const photons = this.presentPhotons();
    const { timeFactor = 1 } = this.options;
    const time =
      timeFactor === 1
        ? ''
        : `: ${Number(photons.toPrecision(4))} times ${timeFactor}, for the exposure time`;
    return {
      title: 'Exposure',
      text:
        `The scene was exposed so that a pixel at full scale received ${Number((photons * timeFactor).toPrecision(4))} photons on average` +
        `${time}${this.free === null ? '' : ' (learned)'}.`,
      parameters: [
        { name: 'photonsAtFullScale', value: photons, unit: 'photons' },
        ...(timeFactor === 1 ? [] : [{ name: 'timeFactor', value: timeFactor, unit: '' }]),
      ],
      source: 'Janesick, Photon Transfer (2007), doi:10.1117/3.725073',
    };
  }

  private get bounds(): Bounds {
    const { bounds } = this.options;
    if (bounds === undefined) {
      throw new RangeError('exposure: bounds are missing, must be given to learn photonsAtFullScale');
    }
    return bounds;
  }

  private learnedPhotons(): tf.Tensor {
    return boundedValue(this.free!.read(), this.bounds);
  }

  private presentPhotons(): number {
    if (this.free === null) return this.options.photonsAtFullScale;
    return tf.tidy(() => this.learnedPhotons().dataSync()[0]!);
  }
}

tf.serialization.registerClass(Exposure);

const photons = z.number().min(0.01).max(1e9);

export const exposure = defineLayer({
  layer: 'exposure',
  title: 'Exposure',
  summary:
    'Illumination, aperture and exposure time: photons that reach a pixel; their number may be learned.',
  equation: 'photons = scene × photonsAtFullScale × timeFactor',
  source: 'Janesick, Photon Transfer (2007), doi:10.1117/3.725073',
  takes: ['scene'],
  canBeLearned: true,
  keys: {
    photonsAtFullScale: photons
      .default(4000)
      .describe('Photons per pixel and exposure where the scene is 1; where training starts if learned.'),
    timeFactor: z
      .number()
      .min(1e-6)
      .max(1e6)
      .default(1)
      .describe('Exposure time over the one that photonsAtFullScale is stated for, 1e-6 to 1e6.'),
    photonsAtFullScaleMin: photons.default(10).describe('Smallest photonsAtFullScale; used if learned.'),
    photonsAtFullScaleMax: photons.default(100_000).describe('Largest photonsAtFullScale; used if learned.'),
  },
  problems: (keys, { isLearned }) => (isLearned ? boundProblems(keys, 'photonsAtFullScale') : []),
  make: (keys, { name, isLearned }) =>
    new Exposure({
      name,
      photonsAtFullScale: keys.photonsAtFullScale,
      timeFactor: keys.timeFactor,
      ...(isLearned && {
        isLearned,
        bounds: [keys.photonsAtFullScaleMin, keys.photonsAtFullScaleMax] as const,
      }),
    }),
  gives: () => ({ unit: 'photons', fullScale: Infinity }),
});
