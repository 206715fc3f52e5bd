/** Merging of bracketed exposures as a layer behind the sensor, see merge-exposures.ts and exposure-bracket.ts. */
import { tf } from '../engine/tfjs.js';
import { z } from 'zod';
import { defineLayer, type KeyProblem } from '../engine/layer-definition.js';
import type { LayerDescription, PhysicalParameter } from '../engine/layer-description.js';
import type { Signal } from '../engine/signal.js';
import { exposureShares, exposureTimesKey } from './exposure-bracket.js';
import { mergeExposures } from './merge-exposures.js';

export interface MergeExposuresOptions {
  readonly name?: string;
  /** T_i, in the order of the exposures; only their ratios count. */
  readonly times: readonly number[];
  /** Value from which on a pixel counts as saturated, unit of the frames, above 0. */
  readonly saturation: number;
  /** What the frames show in the dark, unit of the frames, 0 or more; subtracted. */
  readonly black: number;
  /** Multiplies the estimate, above 0: 1 for electrons of the whole exposure. */
  readonly scale: number;
}

const source = 'Hasinoff et al., CVPR 2010, doi:10.1109/CVPR.2010.5540167';

/** [batch, height, width, exposures · c], exposure by exposure, to [batch, height, width, c]. */
export class MergeExposures extends tf.layers.Layer {
  static readonly className = 'MergeExposures';

  private readonly options: Omit<MergeExposuresOptions, 'name'>;
  private readonly shares: readonly number[];

  /** @throws RangeError if a time or the saturation is not above 0, or black not below saturation. */
  constructor(options: MergeExposuresOptions) {
    super(options);
    const { times, saturation, black, scale } = options;
    this.shares = exposureShares(times);
    if (!(saturation > 0 && saturation < Infinity)) {
      throw new RangeError(`merge exposures: saturation is ${saturation}, must be above 0`);
    }
    if (!(black >= 0 && black < saturation)) {
      throw new RangeError(`merge exposures: black is ${black}, must be 0 to below saturation ${saturation}`);
    }
    if (!(scale > 0 && scale < Infinity)) {
      throw new RangeError(`merge exposures: scale is ${scale}, must be above 0`);
    }
    this.options = { times, saturation, black, scale };
  }

  /** @throws RangeError if the channels are not a multiple of the exposures. */
  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    const [channels, exposures] = [inputShape.at(-1)!, this.shares.length];
    if (channels % exposures !== 0) {
      throw new RangeError(
        `merge exposures: there are ${channels} channels, must be a multiple of the ${exposures} exposures`,
      );
    }
    return [...inputShape.slice(0, -1), channels / exposures];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const { saturation, black, scale } = this.options;
      const frames = [inputs].flat()[0]!.sub(black);
      const exposures = tf.split(frames, this.shares.length, -1);
      return mergeExposures(exposures, this.shares, saturation - black).mul(scale);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.options, times: [...this.options.times] };
  }

  /** Nothing here is learned. */
  physicalParameters(): PhysicalParameter[] {
    return [];
  }

  describe(): LayerDescription {
    const { saturation, black } = this.options;
    const limit = Number(saturation.toPrecision(4));
    return {
      title: 'Merged exposures',
      text:
        `The ${this.shares.length} exposures were merged: each pixel is the light of those that stayed below ${limit}, over their time` +
        `${black === 0 ? '' : `, after ${Number(black.toPrecision(4))} was subtracted as the black level`}.`,
      parameters: [
        { name: 'saturation', value: saturation, unit: '' },
        { name: 'black', value: black, unit: '' },
      ],
      source,
    };
  }
}

tf.serialization.registerClass(MergeExposures);

/** Light of the whole exposure that fills the shortest one. */
function mergedScale(times: readonly number[]): number {
  return Math.min(...exposureShares(times));
}

function fullScaleIn({ unit, fullScale }: Signal): number {
  return unit === 'digital' ? 1 : fullScale;
}

/** What a full pixel shows, Infinity where nothing limits it; null where that is not one value. */
function saturatedIn(signal: Signal): number | null {
  const { saturated = fullScaleIn(signal) } = signal;
  return saturated;
}

/** Relative difference up to which two ratios of times are one: what is left of numbers with seven digits. */
const sameRatio = 1e-6;

/** Times are those of the bracket in front; without one, such as with exposures from files, there are as many as channels say. */
function timesProblems(times: readonly number[], { channels, exposureTimes: taken }: Signal): KeyProblem[] {
  const fault = (must: string) => [{ key: 'exposureTimes', must }];
  if (channels % times.length !== 0)
    return fault(`as many numbers as there are exposures; there are ${channels} channels`);
  if (taken === undefined) return [];
  const isSame =
    taken.length === times.length &&
    taken.every((time, index) => Math.abs((times[index]! * taken[0]!) / (time * times[0]!) - 1) <= sameRatio);
  return isSame
    ? []
    : fault(`in the ratios [${taken.join(', ')}], the times of the exposure-bracket layer before it`);
}

/** What is subtracted is what the converter in front added. */
function blackProblems(blackLevel: number, { unit, black = 0 }: Signal): KeyProblem[] {
  if (unit !== 'digital' || blackLevel === black) return [];
  return [{ key: 'blackLevel', must: `${black}, that of the converter before it` }];
}

function saturationProblems(saturation: number, blackLevel: number, signal: Signal): KeyProblem[] {
  const full = saturatedIn(signal);
  if (full === Infinity)
    return [{ key: 'saturation', must: 'behind a full-well layer, which limits the electrons' }];
  if (full === null) {
    const must =
      'behind gain and converter that are not learned and the same for all pixels, so that all full ones show one value';
    return [{ key: 'saturation', must }];
  }
  const share = full / fullScaleIn(signal);
  if (blackLevel < saturation * share) return [];
  if (blackLevel < share)
    return [
      { key: 'blackLevel', must: `below ${short(saturation * share)}, where pixels count as saturated` },
    ];
  const must = `behind a converter that makes more of a full pixel than its black level; it makes ${short(share)} of full scale`;
  return [{ key: 'saturation', must }];
}

function short(value: number): number {
  return Number(value.toPrecision(4));
}

export const mergeExposuresLayer = defineLayer({
  layer: 'merge-exposures',
  title: 'Merged exposures',
  summary: 'Estimates each pixel from the bracketed exposures that did not saturate there.',
  equation: 'x = Σ w_i y_i / Σ w_i t_i, w_i = 1 where y_i is below saturation, t_i = T_i / Σ T',
  source,
  takes: ['electrons', 'digital'],
  canBeLearned: false,
  keys: {
    exposureTimes: exposureTimesKey.describe('As of the layer exposure-bracket in front.'),
    saturation: z
      .number()
      .min(0.01)
      .max(1)
      .default(0.98)
      .describe(
        'Share of what a full pixel shows, behind full well and converter, from which on a pixel counts as saturated, 0.01 to 1.',
      ),
    blackLevel: z
      .number()
      .min(0)
      .max(0.9)
      .default(0)
      .describe('Share of full scale that frames show in the dark, which is subtracted, 0 to 0.9.'),
  },
  problems: ({ exposureTimes, saturation, blackLevel }, { signal }) => [
    ...timesProblems(exposureTimes, signal),
    ...blackProblems(blackLevel, signal),
    ...saturationProblems(saturation, blackLevel, signal),
  ],
  make: ({ exposureTimes, saturation, blackLevel }, { name, signal }) =>
    new MergeExposures({
      name,
      times: exposureTimes,
      saturation: saturation * (saturatedIn(signal) ?? Infinity),
      black: blackLevel * fullScaleIn(signal),
      // Digital codes stay between 0 and 1: full scale is now what fills the shortest exposure.
      scale: signal.unit === 'digital' ? mergedScale(exposureTimes) : 1,
    }),
  gives: ({ exposureTimes }, { unit, wavelengths, fullScale }) => ({
    fullScale: unit === 'digital' ? 1 : fullScale / mergedScale(exposureTimes),
    wavelengths: wavelengths.slice(0, Math.max(1, wavelengths.length / exposureTimes.length)),
    exposureTimes: undefined,
    black: undefined,
    saturated: undefined,
  }),
});
