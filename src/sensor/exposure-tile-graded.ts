/**
 * Neutral-density filters of any transmission over the pixels of a repeated tile; all may be learned.
 *
 *   y(r) = t(r mod P) x(r),   t_min ≤ t ≤ t_max ≤ 1
 *
 * What exposure-tile.ts chooses from a few levels is continuous here, t = t_min (t_max / t_min)^σ(free): the limit of a process that
 * deposits any density. Transmissions may start apart: t = transmission · exp(spread · z) with a normal z for each pixel of the tile.
 * Source: Nayar & Mitsunaga, CVPR 2000, doi:10.1109/CVPR.2000.855857 (spatially varying exposures).
 */
import { tf } from '../engine/tfjs.js';
import { z } from 'zod';
import { boundProblems, type Bounds } from '../engine/bounded-parameter.js';
import { defineLayer } from '../engine/layer-definition.js';
import type { LayerDescription, PhysicalArray, PhysicalParameter } from '../engine/layer-description.js';
import { spreadTile } from './colour-filters/mosaic.js';
import { ValuesAbout } from './values-about.js';

export interface GradedExposureOptions {
  readonly name?: string;
  /** P: side of the tile, pixels, 1 or more. */
  readonly side: number;
  /** Of all pixels, or about which they are spread; where training starts. */
  readonly transmission: number;
  readonly bounds: Bounds;
  /** Standard deviation of log t over the pixels, 0 or more. */
  readonly spread: number;
  readonly isLearned?: boolean;
  readonly seed: number;
  readonly stream: number;
}

const source = 'Nayar & Mitsunaga, CVPR 2000, doi:10.1109/CVPR.2000.855857';

/** Light dimmed pixel by pixel; shape kept. */
export class GradedExposure extends tf.layers.Layer {
  static readonly className = 'GradedExposure';

  private readonly options: Required<Omit<GradedExposureOptions, 'name'>>;
  private readonly transmissions: ValuesAbout;

  /** @throws RangeError if a number is out of range. */
  constructor(options: GradedExposureOptions) {
    super(options);
    const { side, transmission, bounds, spread, isLearned = false, seed, stream } = options;
    if (!Number.isInteger(side) || side < 1) {
      throw new RangeError(`graded exposure: side is ${side} pixels, must be a whole number from 1`);
    }
    if (!(bounds[1] <= 1)) {
      throw new RangeError(`graded exposure: the largest transmission is ${bounds[1]}, must be at most 1`);
    }
    if (!(spread >= 0 && spread < Infinity)) {
      throw new RangeError(`graded exposure: spread is ${spread}, must be 0 or more`);
    }
    this.options = { side, transmission, bounds, spread, isLearned, seed, stream };
    this.transmissions = new ValuesAbout(
      { ...this.options, value: transmission },
      'graded exposure: transmission',
    );
  }

  override build(inputShape: tf.Shape): void {
    const { side } = this.options;
    const shape: [number, number, number] = [side, side, 1];
    this.transmissions.build(shape, () =>
      this.addWeight('transmissions', shape, 'float32', tf.initializers.zeros()),
    );
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const light = [inputs].flat()[0] as tf.Tensor4D;
      return light.mul(spreadTile(this.transmissions.read(), light.shape[1], light.shape[2]));
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.options, bounds: [...this.options.bounds] };
  }

  /** Nothing here is a single number. */
  physicalParameters(): PhysicalParameter[] {
    return [];
  }

  /** The learned transmissions as they are now, [rows, columns] of the tile. */
  physicalArrays(): PhysicalArray[] {
    const { side } = this.options;
    const values = this.transmissions.learned();
    return values === null
      ? []
      : [{ name: 'transmission', unit: '', shape: [side, side], values, kind: 'magnitude' }];
  }

  describe(): LayerDescription {
    const { side, transmission, bounds, spread, isLearned } = this.options;
    const apart =
      spread > 0 ? ` times exp(z), z normal with a standard deviation of ${spread} over the pixels` : '';
    return {
      title: 'Graded exposure',
      text:
        `Neutral-density filters dimmed the pixels of a tile of ${side} × ${side}, repeated over the sensor, to ` +
        `${isLearned ? `learned transmissions between ${bounds[0]} and ${bounds[1]}, which started at ` : ''}${transmission}${apart} ` +
        'of the light.',
      parameters: [
        { name: 'transmission', value: transmission, unit: '' },
        { name: 'spread', value: spread, unit: '' },
      ],
      source,
    };
  }

  protected override disposeWeights(): number {
    this.transmissions.dispose();
    return super.disposeWeights();
  }
}

tf.serialization.registerClass(GradedExposure);

const share = z.number().gt(0).max(1);

export const gradedExposure = defineLayer({
  layer: 'graded-exposure',
  title: 'Graded exposure',
  summary:
    'Neutral-density filters of any transmission over the pixels of a repeated tile; all may be learned.',
  equation: 'y(r) = t(r mod P) x(r), transmissionMin < t < transmissionMax',
  source,
  takes: ['scene', 'photons'],
  canBeLearned: true,
  keys: {
    tilePixels: z.int().min(1).max(1024).default(2).describe('P, side of the tile in pixels, 1 to 1024.'),
    transmission: share
      .default(0.35)
      .describe('Of all pixels, above 0, below 1; where training starts if learned.'),
    transmissionMin: share.default(0.05).describe('Smallest transmission of a pixel.'),
    transmissionMax: share.default(1).describe('Largest transmission of a pixel.'),
    spread: z
      .number()
      .min(0)
      .max(5)
      .default(0)
      .describe('Standard deviation of the logarithm of transmissions over the tile, 0 (all alike) to 5.'),
  },
  problems: (keys, { isLearned }) => boundProblems(keys, 'transmission', isLearned),
  make: (keys, { name, isLearned, seed, stream }) =>
    new GradedExposure({
      name,
      side: keys.tilePixels,
      transmission: keys.transmission,
      bounds: [keys.transmissionMin, keys.transmissionMax],
      ...{ spread: keys.spread, isLearned, seed, stream },
    }),
});
