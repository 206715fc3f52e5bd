/**
 * Counting photoelectrons with few bits, frame by frame: the law of the counts, and what light can be told from them.
 *
 *   code = clip(k − q + 1, 0, 2ᵇ − 1),   k ~ Poisson(θ),   P(code ≥ j) = 1 − Σ_{k < q + j − 1} e^{−θ} θᵏ / k!
 *
 * With 1 bit and q = 1 the code is 1 with the probability 1 − e^{−θ}. From the sum over M frames the light is estimated by
 * inverting the mean code μ(θ); to first order its signal-to-noise ratio is √M θ μ′(θ) / σ(θ), for 1 bit √M θ / √(e^θ − 1).
 * Sources: Fossum, IEEE J. Electron Devices Soc. 1, 166 (2013), doi:10.1109/JEDS.2013.2284054;
 * Fossum et al., Sensors 16, 1260 (2016), doi:10.3390/s16081260.
 */
import { tf } from '../../engine/tfjs.js';

export interface CountingCode {
  /** b, 1 to 3. */
  readonly bitDepth: number;
  /** q: electrons from which on the code is 1, 1 to 16. */
  readonly threshold: number;
}

/** @throws RangeError unless b is 1 to 3 and q is 1 to 16. */
export function checkCode({ bitDepth, threshold }: CountingCode): void {
  if (![1, 2, 3].includes(bitDepth)) {
    throw new RangeError(`photon counter: bitDepth is ${bitDepth}, must be 1, 2 or 3`);
  }
  if (!Number.isInteger(threshold) || threshold < 1 || threshold > 16) {
    throw new RangeError(`photon counter: threshold is ${threshold} electrons, must be 1 to 16`);
  }
}

/**
 * P(code ≥ 1), P(code ≥ 2), … P(code ≥ 2ᵇ − 1); differentiable.
 *
 * @param mean θ, electrons per frame, 0 or more, any shape.
 * @returns 2ᵇ − 1 tensors of the shape of `mean`, 0 to 1, each at most the one before it.
 */
export function codeProbabilities(mean: tf.Tensor, { bitDepth, threshold }: CountingCode): tf.Tensor[] {
  let share = mean.neg().exp();
  // 1 − e^{−θ} without the cancellation at small θ.
  let atLeast = mean.neg().expm1().neg();
  const probabilities: tf.Tensor[] = [];
  for (let count = 1; ; count++) {
    if (count >= threshold) probabilities.push(atLeast);
    if (probabilities.length === 2 ** bitDepth - 1) return probabilities.map(each => each.relu());
    share = share.mul(mean).div(count);
    atLeast = atLeast.sub(share);
  }
}

/**
 * Signal-to-noise ratio of the light estimated from the codes of many frames, to first order.
 *
 * @param mean θ, electrons per frame, above 0.
 * @param frames M.
 */
export function exposureReferredSnr(mean: number, frames: number, code: CountingCode): number {
  const highest = 2 ** code.bitDepth - 1;
  const share = poissonShares(mean, code.threshold + highest - 2);
  const shares = Array.from({ length: highest }, (_, value) =>
    value === 0 ? sum(share.slice(0, code.threshold)) : share[code.threshold + value - 1]!,
  );
  shares.push(Math.max(0, 1 - sum(shares)));
  const average = sum(shares.map((each, value) => each * value));
  const variance = sum(shares.map((each, value) => each * (value - average) ** 2));
  // dP(k ≥ m)/dθ = P(k = m − 1).
  const slope = sum(share.slice(code.threshold - 1));
  return (Math.sqrt(frames) * mean * slope) / Math.sqrt(variance);
}

export interface CountingRange {
  /** Least and largest θ with a signal-to-noise ratio of 1, electrons per frame. */
  readonly smallest: number;
  readonly largest: number;
  /** 20 log₁₀(largest / smallest). */
  readonly decibels: number;
}

/**
 * The light that can be told from its noise: signal-to-noise ratio of 1 or more.
 *
 * @throws RangeError if there is none.
 */
export function countingRange(frames: number, code: CountingCode): CountingRange {
  checkCode(code);
  const ratio = (logMean: number) => exposureReferredSnr(Math.exp(logMean), frames, code);
  const grid = Array.from({ length: 400 }, (_, index) => Math.log(1e-8) + (index / 399) * Math.log(4e9));
  const ratios = grid.map(ratio);
  const peak = ratios.indexOf(Math.max(...ratios));
  if (!(ratios[peak]! > 1)) {
    throw new RangeError(
      `countingRange: SNR is at most ${ratios[peak]} with ${frames} frames, must exceed 1`,
    );
  }
  const first = ratios.findIndex(each => each >= 1);
  const last = ratios.findLastIndex(each => each >= 1);
  const [smallest, largest] = [
    Math.exp(crossing(ratio, grid[first]!, grid[first - 1]!)),
    Math.exp(crossing(ratio, grid[last]!, grid[last + 1]!)),
  ];
  return { smallest, largest, decibels: 20 * Math.log10(largest / smallest) };
}

/** Where a function passes 1, between a place where it is larger and one where it is smaller. */
function crossing(f: (x: number) => number, above: number, below: number): number {
  for (let halving = 0; halving < 60; halving++) {
    const middle = (above + below) / 2;
    if (f(middle) >= 1) above = middle;
    else below = middle;
  }
  return above;
}

/** P(k) of a Poisson law for k = 0 to `last`. */
function poissonShares(mean: number, last: number): number[] {
  const shares = [Math.exp(-mean)];
  for (let count = 1; count <= last; count++) shares.push((shares.at(-1)! * mean) / count);
  return shares;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
