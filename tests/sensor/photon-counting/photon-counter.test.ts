import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { randomKey } from '../../../src/engine/random.js';
import { randomBinomial } from '../../../src/engine/random-binomial.js';
import { startEngine } from '../../../src/engine/start.js';
import { countingRange, exposureReferredSnr } from '../../../src/sensor/photon-counting/counting-law.js';
import {
  PhotonCounter,
  type PhotonCounterOptions,
} from '../../../src/sensor/photon-counting/photon-counter.js';

const samples = 1e5;
/** Of a statistic of fixed seeds. */
const fourSigma = 4;

const one: PhotonCounterOptions = {
  bitDepth: 1,
  threshold: 1,
  frames: 1,
  quantumEfficiency: 1,
  darkCounts: 0,
  seed: 1,
  stream: 1,
};

beforeAll(() => startEngine());
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

function binomial(trials: number, probability: number, count = samples): Float32Array {
  const shape = [100, count / 100];
  const key = randomKey({ seed: 2, stream: 1, step: 0, firstRow: 0 });
  const filled = [trials, probability].map(value => tf.fill(shape, value));
  return randomBinomial(filled[0]!, filled[1]!, trials, key).dataSync<'float32'>();
}

/** Probabilities of 0 … trials, by logarithms. */
function binomialLaw(trials: number, probability: number): number[] {
  let logShare = trials * Math.log(1 - probability);
  return Array.from({ length: trials + 1 }, (_, count) => {
    if (count > 0) logShare += Math.log(((trials - count + 1) / count) * (probability / (1 - probability)));
    return Math.exp(logShare);
  });
}

describe('randomBinomial', () => {
  it.each([
    [1, 0.3],
    [5, 0.9],
    [20, 0.5],
    [100, 0.05],
    [100, 0.101],
    [100, 0.6],
    [1000, 0.01],
    [1000, 0.999],
    [4096, 0.3],
  ])('follows the binomial law of %d trials of probability %d', (trials, probability) => {
    const counts = binomial(trials, probability);
    const law = binomialLaw(trials, probability);
    const tally = law.map(() => 0);
    for (const count of counts) tally[count]!++;
    // Bins of at least 20 expected counts.
    const bins: { observed: number; expected: number }[] = [{ observed: 0, expected: 0 }];
    law.forEach((share, count) => {
      if (bins.at(-1)!.expected >= 20) bins.push({ observed: 0, expected: 0 });
      const bin = bins.at(-1)!;
      bin.observed += tally[count]!;
      bin.expected += samples * share;
    });
    if (bins.length > 2 && bins.at(-1)!.expected < 20) {
      const rest = bins.pop()!;
      bins.at(-1)!.observed += rest.observed;
      bins.at(-1)!.expected += rest.expected;
    }
    expect(bins.reduce((sum, { observed }) => sum + observed, 0)).toBe(samples);
    const chiSquare = bins.reduce((sum, bin) => sum + (bin.observed - bin.expected) ** 2 / bin.expected, 0);
    const freedom = Math.max(1, bins.length - 1);
    expect((chiSquare - freedom) / Math.sqrt(2 * freedom)).toBeLessThan(fourSigma);
    const mean = counts.reduce((sum, count) => sum + count, 0) / samples;
    const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / samples;
    const expected = trials * probability * (1 - probability);
    expect(Math.abs(mean - trials * probability)).toBeLessThan(fourSigma * Math.sqrt(expected / samples));
    expect(Math.abs(variance / expected - 1)).toBeLessThan(
      fourSigma * Math.sqrt((2 + 1 / expected) / samples),
    );
  });

  it('gives none of impossible and all of certain outcomes', () => {
    expect(new Set(binomial(40, 0, 1000))).toEqual(new Set([0]));
    expect(new Set(binomial(40, 1, 1000))).toEqual(new Set([40]));
  });
});

describe('PhotonCounter', () => {
  it('answers light in M frames with 1 − e^−θ, dark counts added to θ', () => {
    const layer = new PhotonCounter({
      ...one,
      frames: 10,
      quantumEfficiency: 0.5,
      darkCounts: 0.2,
      isNoisy: false,
    });
    const responses = (layer.apply(tf.tensor2d([[0, 20, 200, -5]])) as tf.Tensor).dataSync();
    [0.2, 1.2, 10.2, 0.2].forEach((theta, index) =>
      expect(responses[index]).toBeCloseTo(1 - Math.exp(-theta), 6),
    );
  });

  it('has the mean of clipped counts, summed from the Poisson law, at every depth and threshold', () => {
    for (const [bitDepth, threshold] of [
      [1, 3],
      [2, 1],
      [2, 4],
      [3, 2],
    ] as const) {
      const highest = 2 ** bitDepth - 1;
      const layer = new PhotonCounter({ ...one, bitDepth, threshold, isNoisy: false });
      for (const theta of [0.01, 0.7, 3, 9]) {
        let [share, expected] = [Math.exp(-theta), 0];
        for (let count = 0; count < 80; count++) {
          expected += share * Math.min(Math.max(count - threshold + 1, 0), highest);
          share *= theta / (count + 1);
        }
        const found = (layer.apply(tf.tensor2d([[theta]])) as tf.Tensor).dataSync()[0]!;
        expect(found).toBeCloseTo(expected / highest, 6);
      }
    }
  });

  it('draws sums of 2-bit codes with the mean and variance of codes counted frame by frame', () => {
    const [theta, frames] = [1.3, 60];
    const layer = new PhotonCounter({ ...one, bitDepth: 2, frames });
    const sums = (layer.apply(tf.fill([100, samples / 100], theta * frames)) as tf.Tensor).mul(3 * frames);
    let [share, mean, square] = [Math.exp(-theta), 0, 0];
    for (let count = 0; count < 40; count++) {
      mean += share * Math.min(count, 3);
      square += share * Math.min(count, 3) ** 2;
      share *= theta / (count + 1);
    }
    const variance = square - mean ** 2;
    const moments = tf.moments(sums);
    const [foundMean, foundVariance] = [moments.mean, moments.variance].map(each => each.dataSync()[0]!);
    expect(Math.abs(foundMean! - frames * mean)).toBeLessThan(
      fourSigma * Math.sqrt((frames * variance) / samples),
    );
    expect(Math.abs(foundVariance! / (frames * variance) - 1)).toBeLessThan(
      fourSigma * Math.sqrt(2 / samples),
    );
  });

  it('has the gradient of the mean as its declared surrogate: (η / M) e^−θ at 1 bit, none below 0 photons', () => {
    const layer = new PhotonCounter({ ...one, frames: 4, quantumEfficiency: 0.5, darkCounts: 0.1 });
    const photons = [0.5, 4, 16, -1];
    const gradient = tf
      .grad(x => (layer.apply(x) as tf.Tensor).sum())(tf.tensor2d([photons]))
      .dataSync();
    photons.forEach((each, index) => {
      const theta = (0.5 * each) / 4 + 0.1;
      expect(gradient[index]).toBeCloseTo(each < 0 ? 0 : (0.5 / 4) * Math.exp(-theta), 6);
    });
  });

  it('says what is wrong with its options', () => {
    expect(() => new PhotonCounter({ ...one, bitDepth: 4 })).toThrow(
      'photon counter: bitDepth is 4, must be 1, 2 or 3',
    );
    expect(() => new PhotonCounter({ ...one, threshold: 0 })).toThrow(
      'photon counter: threshold is 0 electrons, must be 1 to 16',
    );
    expect(() => new PhotonCounter({ ...one, frames: 1.5 })).toThrow(
      'photon counter: frames is 1.5, must be 1 to 1048576',
    );
    expect(() => new PhotonCounter({ ...one, darkCounts: -1 })).toThrow(
      'photon counter: darkCounts is -1 electrons, must be 0 or more',
    );
    expect(() => new PhotonCounter({ ...one, quantumEfficiency: 0 })).toThrow(
      'photon counter: quantumEfficiency is 0 electrons per photon, must be above 0 and at most 1',
    );
  });
});

describe('exposureReferredSnr', () => {
  it('is √M θ / √(e^θ − 1) for 1 bit', () => {
    for (const theta of [0.01, 1, 1.5936243, 8]) {
      const found = exposureReferredSnr(theta, 100, { bitDepth: 1, threshold: 1 });
      expect(found / ((10 * theta) / Math.sqrt(Math.expm1(theta)))).toBeCloseTo(1, 9);
    }
  });

  it('approaches that of shot noise where few counts are clipped', () => {
    expect(exposureReferredSnr(0.3, 1, { bitDepth: 3, threshold: 1 }) / Math.sqrt(0.3)).toBeCloseTo(1, 5);
  });
});

describe('countingRange', () => {
  it('grows with bits, and says when there is no range', () => {
    const [one, two] = [1, 2].map(bitDepth => countingRange(64, { bitDepth, threshold: 1 }));
    expect(two!.largest).toBeGreaterThan(one!.largest);
    expect(one!.smallest).toBeLessThan(0.02);
    expect(() => countingRange(1, { bitDepth: 1, threshold: 1 })).toThrow(
      /^countingRange: SNR is at most 0\.80\d* with 1 frames, must exceed 1$/,
    );
  });
});
