/**
 * Exposure bracketing: one exposure split into several of different length, each of which is read out on its own.
 *
 *   y_i = (T_i / Σ_j T_j) x,   so that Σ_i y_i = x
 *
 * The light of all exposures together is that of the one in whose place they stand: what is compared has the same number of photons.
 * Each exposure is a channel, so that shot noise, read noise, full well and converter behind it act on each on its own; a layer
 * merge-exposures puts them together again. n exposures of equal length carry n times the variance of read noise.
 * Source: Hasinoff et al., CVPR 2010, doi:10.1109/CVPR.2010.5540167.
 */
import { tf } from '../engine/tfjs.js';
import { z } from 'zod';
import { defineLayer } from '../engine/layer-definition.js';
import type { LayerDescription, PhysicalParameter } from '../engine/layer-description.js';

export interface ExposureBracketOptions {
  readonly name?: string;
  /** T_i, above 0; only their ratios count. */
  readonly times: readonly number[];
}

const source = 'Hasinoff et al., CVPR 2010, doi:10.1109/CVPR.2010.5540167';
const mostExposures = 16;

/** Ratios of exposure times, for a config. */
export const exposureTimesKey = z
  .array(z.number().min(1e-6).max(1e6))
  .min(2)
  .max(mostExposures)
  .default([8, 1]);

/**
 * Share of each exposure in the whole.
 *
 * @throws RangeError if there are none, or a time is not above 0.
 */
export function exposureShares(times: readonly number[]): number[] {
  const wrong = times.find(time => !(time > 0 && time < Infinity));
  if (wrong !== undefined || times.length === 0) {
    throw new RangeError(
      `exposure bracket: ${wrong === undefined ? 'there are no times' : `a time is ${wrong}`}, must be 1 or more, each above 0`,
    );
  }
  const whole = times.reduce((sum, time) => sum + time, 0);
  return times.map(time => time / whole);
}

/** Light of one exposure to that of several, [batch, height, width, c] to [batch, height, width, exposures · c], exposure by exposure. */
export class ExposureBracket extends tf.layers.Layer {
  static readonly className = 'ExposureBracket';

  private readonly times: readonly number[];
  private readonly shares: readonly number[];

  /** @throws RangeError if there are no times, or one is not above 0. */
  constructor(options: ExposureBracketOptions) {
    super(options);
    this.times = options.times;
    this.shares = exposureShares(options.times);
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    return [...inputShape.slice(0, -1), inputShape.at(-1)! * this.times.length];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const light = [inputs].flat()[0]!;
      return tf.concat(
        this.shares.map(share => light.mul(share)),
        -1,
      );
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), times: [...this.times] };
  }

  /** Nothing here is learned. */
  physicalParameters(): PhysicalParameter[] {
    return [];
  }

  describe(): LayerDescription {
    const shares = this.shares.map(share => Number(share.toPrecision(3)));
    return {
      title: 'Exposure bracketing',
      text:
        `The exposure was split into ${shares.length} with ${shares.join(', ')} of its time, each read out with noise of its own; ` +
        'their light together is that of the whole.',
      parameters: this.shares.map((value, index) => ({
        name: `exposure ${index + 1}`,
        value,
        unit: 'of the whole',
      })),
      source,
    };
  }
}

tf.serialization.registerClass(ExposureBracket);

export const exposureBracket = defineLayer({
  layer: 'exposure-bracket',
  title: 'Exposure bracketing',
  summary:
    'Splits one exposure into several of different length, each with noise of its own; the light stays the same.',
  equation: 'y_i = (T_i / Σ T) x, one channel for each exposure',
  source,
  takes: ['photons'],
  canBeLearned: false,
  keys: {
    exposureTimes: exposureTimesKey.describe(
      'Ratios of the exposure times, 2 to 16 numbers from 1e-6 to 1e6; the whole exposure is shared out by them.',
    ),
  },
  make: ({ exposureTimes }, { name }) => new ExposureBracket({ name, times: exposureTimes }),
  gives: ({ exposureTimes }, { wavelengths, exposureTimes: before = [1] }) => ({
    wavelengths: wavelengths.length === 1 ? wavelengths : exposureTimes.flatMap(() => wavelengths),
    exposureTimes: exposureTimes.flatMap(time => before.map(earlier => time * earlier)),
  }),
});
