/**
 * Pixels larger than the samples of the scene: each one integrates the light on its square active area.
 *
 *   photons, electrons: y = ∫ x dA over the active area;   scene: y = the mean of x over the active area
 *
 * This is what fewer pixels on the same sensor do to an image; a resize simulates nothing. The active area is a centred square
 * with a side of `fillFactor` times the pixel pitch p, so that contrast at frequency ν falls to sinc(ν p fillFactor) and all
 * that the lens passes above 1/(2p) is aliased. Light is counted, so with full fill none is lost over the area that is covered.
 * A scene is irradiance: its pixels hold means, and the exposure after it says how many photons that is for the larger pixel.
 * Source: Boreman, Modulation Transfer Function in Optical and Electro-Optical Systems (2001), doi:10.1117/3.419857.
 */
import { tf } from '../engine/tfjs.js';
import { z } from 'zod';
import { integrateAreas, overlapLengths } from '../engine/area-integration.js';
import { defineLayer } from '../engine/layer-definition.js';
import type { LayerDescription, PhysicalParameter } from '../engine/layer-description.js';
import type { Signal } from '../engine/signal.js';

export interface PixelsOptions {
  readonly name?: string;
  /** Samples of the input across a pixel, 1 or more; need not be whole. */
  readonly factor: number;
  /** Side of the active area as a fraction of the pixel pitch, above 0 and at most 1. */
  readonly fillFactor: number;
  /** `sum` for counts of photons or electrons, `mean` for irradiance. */
  readonly reading: 'sum' | 'mean';
  /** Pixel pitch of the output, m. */
  readonly pixelPitch: number;
}

const source =
  'Boreman, Modulation Transfer Function in Optical and Electro-Optical Systems (2001), doi:10.1117/3.419857';

/** Above what division of whole numbers leaves behind, below any number of pixels. */
const rounding = 1e-9;

/** Pixels of `factor` samples that fit on an axis of `samples`. */
export function pixelsAlong(samples: number, factor: number): number {
  return Math.floor(samples / factor + rounding);
}

/** Pixel integration; [batch, height, width, channels] to [batch, ⌊height / factor⌋, ⌊width / factor⌋, channels]. */
export class Pixels extends tf.layers.Layer {
  static readonly className = 'Pixels';

  private readonly options: Omit<PixelsOptions, 'name'>;
  /** Lengths of samples in pixels, down and across. */
  private sampleShares: [tf.Tensor2D, tf.Tensor2D] | null = null;

  /** @throws RangeError if the factor, the fill factor or the pitch is out of range. */
  constructor(options: PixelsOptions) {
    super(options);
    const { factor, fillFactor, reading, pixelPitch } = options;
    if (!(factor >= 1 && factor < Infinity)) {
      throw new RangeError(`pixels: factor is ${factor} samples, must be 1 or more`);
    }
    if (!(fillFactor > 0 && fillFactor <= 1)) {
      throw new RangeError(`pixels: fillFactor is ${fillFactor}, must be above 0 and at most 1`);
    }
    if (!(pixelPitch > 0)) throw new RangeError(`pixels: pixelPitch is ${pixelPitch} m, must be above 0`);
    this.options = { factor, fillFactor, reading, pixelPitch };
  }

  /** @throws RangeError if the frame has no fixed size or not one pixel fits on it. */
  override build(inputShape: tf.Shape): void {
    const { factor, fillFactor, reading } = this.options;
    const aperture = factor * fillFactor;
    const made = this.sides(inputShape).map(samples => {
      const cells = pixelsAlong(samples, factor);
      const lengths = overlapLengths({ samples, cells, pitch: factor, aperture });
      const shares = reading === 'sum' ? lengths : lengths.map(length => length / aperture);
      return tf.keep(tf.tensor2d(shares, [cells, samples]));
    });
    this.sampleShares = [made[0]!, made[1]!];
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return integrateAreas([inputs].flat()[0] as tf.Tensor4D, ...this.sampleShares!);
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    const [down, across] = this.sides(inputShape).map(side => pixelsAlong(side, this.options.factor));
    return [inputShape[0]!, down!, across!, inputShape[3]!];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.options };
  }

  physicalParameters(): PhysicalParameter[] {
    return [];
  }

  describe(): LayerDescription {
    const { factor, fillFactor, reading, pixelPitch } = this.options;
    const [rows, columns] = this.sampleShares?.map(({ shape }) => shape[0]) ?? [0, 0];
    const microns = pixelPitch * 1e6;
    return {
      title: 'Pixel integration',
      text:
        `A sensor of ${rows} × ${columns} pixels with a pitch of ${microns.toPrecision(3)} µm integrated the image over the ` +
        `active area of each pixel, a centred square of ${(microns * fillFactor).toPrecision(3)} µm (linear fill factor ` +
        `${fillFactor}); a pixel took the ${reading === 'sum' ? 'sum' : 'mean'} over ${Number(factor.toPrecision(4))} × ` +
        `${Number(factor.toPrecision(4))} samples, weighted by area where pixel borders cut samples.`,
      parameters: [
        { name: 'factor', value: factor, unit: 'samples' },
        { name: 'fillFactor', value: fillFactor, unit: '' },
        { name: 'pixelPitch', value: microns, unit: 'µm' },
      ],
      source,
    };
  }

  protected override disposeWeights(): number {
    tf.dispose(this.sampleShares ?? []);
    return super.disposeWeights();
  }

  /** Height and width of the input. */
  private sides(inputShape: tf.Shape): [number, number] {
    const [, height, width] = inputShape;
    const { factor } = this.options;
    if (height == null || width == null) {
      throw new RangeError(`pixels: input is [${inputShape.join()}], must have height and width`);
    }
    if (pixelsAlong(Math.min(height, width), factor) === 0) {
      throw new RangeError(
        `pixels: factor is ${factor} samples, must be at most ${Math.min(height, width)} for ${height} × ${width}`,
      );
    }
    return [height, width];
  }
}

tf.serialization.registerClass(Pixels);

interface PixelKeys {
  readonly factor?: number | undefined;
  readonly pixelsAcross?: number | undefined;
}

function factorOf({ factor, pixelsAcross }: PixelKeys, { width }: Signal): number {
  return factor ?? width / (pixelsAcross ?? width);
}

export const pixels = defineLayer({
  layer: 'pixels',
  title: 'Pixel integration',
  summary: 'Pixels larger than the samples of the scene, which integrate light over their active area.',
  equation: 'y = ∫ x dA over the active area (photons, electrons), or the mean over it (scene)',
  source,
  takes: ['scene', 'photons', 'electrons'],
  canBeLearned: false,
  keys: {
    factor: z
      .number()
      .min(1)
      .max(4096)
      .optional()
      .describe('Samples across a pixel, 1 or more, not necessarily whole; either this or pixelsAcross.'),
    pixelsAcross: z
      .number()
      .int()
      .min(1)
      .max(65536)
      .optional()
      .describe(
        'Pixels across the width of the frame; they are square, so as many as fit stand below each other.',
      ),
    fillFactor: z
      .number()
      .positive()
      .max(1)
      .default(1)
      .describe('Side of the active area of a pixel as a fraction of its pitch, above 0 to 1.'),
  },
  problems: (keys, { signal }) => {
    if ((keys.factor === undefined) === (keys.pixelsAcross === undefined)) {
      return [{ key: 'factor', must: 'given if and only if pixelsAcross is not' }];
    }
    const factor = factorOf(keys, signal);
    if (factor < 1)
      return [{ key: 'pixelsAcross', must: `at most ${signal.width}, the samples that arrive` }];
    const smallest = Math.min(signal.height, signal.width);
    if (pixelsAlong(smallest, factor) > 0) return [];
    const key = keys.factor === undefined ? 'pixelsAcross' : 'factor';
    return [
      { key, must: `such that a pixel has at most ${smallest} samples, the smaller side of the frame` },
    ];
  },
  make: (keys, { name, signal }) =>
    new Pixels({
      name,
      factor: factorOf(keys, signal),
      fillFactor: keys.fillFactor,
      reading: signal.unit === 'scene' ? 'mean' : 'sum',
      pixelPitch: signal.pixelPitch * factorOf(keys, signal),
    }),
  gives: (keys, signal) => {
    const factor = factorOf(keys, signal);
    const samples = signal.unit === 'scene' ? 1 : (factor * keys.fillFactor) ** 2;
    return { pixelPitch: signal.pixelPitch * factor, fullScale: signal.fullScale * samples };
  },
});
