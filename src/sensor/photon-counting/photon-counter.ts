/**
 * A quanta image sensor: the exposure is split into frames, in each of which a pixel counts electrons up to 2ᵇ − 1.
 *
 *   y = Σ_frames code / (M (2ᵇ − 1)),   θ = η photons / M + dark counts,   code as in counting-law.ts
 *
 * The sum over the frames is drawn at once: of M frames binomially many have a code of 1 or more, of these binomially many 2 or
 * more, and so on; exact for up to 20 frames and within the distance stated in engine/random-binomial.ts beyond.
 * Gradient, a declared surrogate: that of the mean, ∂y/∂photons := (η / M) dE[y]/dθ (0 where photons are below 0).
 * Source: Fossum, IEEE J. Electron Devices Soc. 1, 166 (2013), doi:10.1109/JEDS.2013.2284054.
 */
import { tf } from '../../engine/tfjs.js';
import { z } from 'zod';
import { defineLayer } from '../../engine/layer-definition.js';
import type { LayerDescription, PhysicalParameter } from '../../engine/layer-description.js';
import { randomBinomial } from '../../engine/random-binomial.js';
import { NoiseKey, type Reseedable } from '../noise-key.js';
import { meanElectrons } from '../shot-noise.js';
import { checkCode, codeProbabilities, type CountingCode } from './counting-law.js';

export interface PhotonCounterOptions extends CountingCode {
  readonly name?: string;
  /** M: frames that the exposure is split into, 1 to 2²⁰. */
  readonly frames: number;
  /** η: electrons per photon, above 0 and at most 1. */
  readonly quantumEfficiency: number;
  /** Mean dark electrons of a pixel in a frame, 0 or more. */
  readonly darkCounts: number;
  readonly seed: number;
  readonly stream: number;
  /** False: mean of the sum, without noise. */
  readonly isNoisy?: boolean;
}

const source = 'Fossum, IEEE J. Electron Devices Soc. 1, 166 (2013), doi:10.1109/JEDS.2013.2284054';
const mostFrames = 2 ** 20;

/** Mean photons of the whole exposure to the mean code as a fraction of the highest; shape kept. */
export class PhotonCounter extends tf.layers.Layer implements Reseedable {
  static readonly className = 'PhotonCounter';

  private readonly options: Required<Omit<PhotonCounterOptions, 'name'>>;
  private readonly key: NoiseKey;

  /** @throws RangeError if a number is out of range. */
  constructor(options: PhotonCounterOptions) {
    super(options);
    const { frames, quantumEfficiency, darkCounts, isNoisy = true, ...rest } = options;
    const { bitDepth, threshold, seed, stream } = rest;
    checkCode(options);
    if (!Number.isInteger(frames) || frames < 1 || frames > mostFrames) {
      throw new RangeError(`photon counter: frames is ${frames}, must be 1 to ${mostFrames}`);
    }
    if (!(quantumEfficiency > 0 && quantumEfficiency <= 1)) {
      throw new RangeError(
        `photon counter: quantumEfficiency is ${quantumEfficiency} electrons per photon, must be above 0 and at most 1`,
      );
    }
    if (!(darkCounts >= 0 && darkCounts < Infinity)) {
      throw new RangeError(`photon counter: darkCounts is ${darkCounts} electrons, must be 0 or more`);
    }
    this.options = {
      ...{ frames, quantumEfficiency, darkCounts, isNoisy },
      bitDepth,
      threshold,
      seed,
      stream,
    };
    this.key = new NoiseKey(seed, stream);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const { frames, quantumEfficiency, darkCounts, isNoisy } = this.options;
      const electrons = meanElectrons([inputs].flat()[0]!, quantumEfficiency);
      const probabilities = codeProbabilities(electrons.div(frames).add(darkCounts), this.options);
      const mean = tf.addN(probabilities).div(probabilities.length);
      return isNoisy ? this.drawn(mean, probabilities) : mean;
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.options };
  }

  reseed(step: number, firstRow: number): void {
    this.key.reseed(step, firstRow);
  }

  /** Nothing here is learned. */
  physicalParameters(): PhysicalParameter[] {
    return [];
  }

  describe(): LayerDescription {
    const { frames, bitDepth, threshold, quantumEfficiency, darkCounts, isNoisy } = this.options;
    const highest = 2 ** bitDepth - 1;
    const percent = (100 * quantumEfficiency).toPrecision(3);
    return {
      title: 'Photon counter',
      text:
        `The exposure was split into ${frames} ${frames === 1 ? 'frame' : 'frames'}, in each of which a pixel counted electrons ` +
        `from number ${threshold} on with ${bitDepth} ${bitDepth === 1 ? 'bit' : 'bits'}, at most ${highest}; the counts were ` +
        `added up. The quantum efficiency was ${percent} %, with ${darkCounts} dark electrons per frame on average` +
        `${isNoisy ? '' : '; the mean counts were used, without noise'}.`,
      parameters: [
        { name: 'frames', value: frames, unit: '' },
        { name: 'bitDepth', value: bitDepth, unit: 'bit' },
        { name: 'threshold', value: threshold, unit: 'electrons' },
        { name: 'quantumEfficiency', value: quantumEfficiency, unit: 'electrons per photon' },
        { name: 'darkCounts', value: darkCounts, unit: 'electrons per frame' },
      ],
      source,
    };
  }

  private drawn(mean: tf.Tensor, probabilities: readonly tf.Tensor[]): tf.Tensor {
    const { frames } = this.options;
    const draw = tf.customGrad(() => {
      const key = this.key.tensor();
      let reached: tf.Tensor = tf.fill(mean.shape, frames);
      let before: tf.Tensor = tf.onesLike(mean);
      const counts = probabilities.map((probability, level) => {
        const share = probability.div(tf.maximum(before, smallestShare)).clipByValue(0, 1);
        before = probability;
        return (reached = randomBinomial(reached, share, frames, key, level));
      });
      return {
        value: tf.addN(counts).div(frames * counts.length),
        gradFunc: (upstream: tf.Tensor) => upstream,
      };
    });
    return draw(mean);
  }
}

/** Keeps the ratio of two probabilities finite where both are 0. */
const smallestShare = 1e-30;

tf.serialization.registerClass(PhotonCounter);

export const photonCounter = defineLayer({
  layer: 'photon-counter',
  title: 'Photon counter',
  summary: 'A quanta image sensor, which counts single electrons with 1 to 3 bits in many short frames.',
  equation:
    'y = Σ_frames code / (frames (2^bitDepth − 1)), code = clip(k − threshold + 1, 0, 2^bitDepth − 1), ' +
    'k ~ Poisson(quantumEfficiency × photons / frames + dark)',
  source,
  takes: ['photons'],
  canBeLearned: false,
  keys: {
    frames: z
      .int()
      .min(1)
      .max(mostFrames)
      .default(16)
      .describe('Frames that the exposure is split into, 1 to 1048576.'),
    bitDepth: z.int().min(1).max(3).default(1).describe('Bits per pixel and frame, 1 to 3.'),
    thresholdElectrons: z
      .int()
      .min(1)
      .max(16)
      .default(1)
      .describe('Electrons from which on a pixel counts, 1 to 16.'),
    quantumEfficiency: z
      .number()
      .gt(0)
      .max(1)
      .default(0.65)
      .describe('Electrons per photon, above 0, at most 1.'),
    darkCountsPerFrame: z
      .number()
      .min(0)
      .max(100)
      .default(0)
      .describe('Mean dark electrons of a pixel in a frame, 0 to 100.'),
    isNoisy: z.boolean().default(true).describe('False: mean counts, without noise.'),
  },
  make: (keys, { name, seed, stream, isNoisy = true }) =>
    new PhotonCounter({
      name,
      frames: keys.frames,
      bitDepth: keys.bitDepth,
      threshold: keys.thresholdElectrons,
      quantumEfficiency: keys.quantumEfficiency,
      darkCounts: keys.darkCountsPerFrame,
      isNoisy: keys.isNoisy && isNoisy,
      seed,
      stream,
    }),
  gives: () => ({ unit: 'digital', fullScale: 1 }),
});
