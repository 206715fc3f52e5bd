/** One answer made of several: of several networks, or of one to several views of a scene. */
import type { TaskName } from '../../analysis/score-kind.js';

/** The least probability: its logarithm is a number. */
const leastProbability = 1e-300;

/**
 * The mean of several outputs for one image: of probabilities where classes are told apart, given as their logarithms, which are logits
 * as good as any; of the numbers themselves where scenes or positions are answered. One output alone is given back as it is.
 *
 * @param outputs Each [numbers]; logits of one scene, or pixel by pixel.
 * @param classes Logits of a scene or of a pixel; 1 where there are none.
 */
export function averaged(outputs: readonly Float32Array[], task: TaskName, classes: number): Float32Array {
  const [only] = outputs as readonly [Float32Array, ...Float32Array[]];
  if (outputs.length === 1) return only;
  const isChoice = task === 'classify' || task === 'segment';
  if (task === 'multi-label') return averagedSigmoids(outputs);
  const parts = isChoice ? outputs.map(logits => softmax(logits, classes)) : outputs;
  return only.map((_, place) => {
    const mean = parts.reduce((sum, part) => sum + part[place]!, 0) / parts.length;
    return isChoice ? Math.log(Math.max(mean, leastProbability)) : mean;
  });
}

/** Logits of the mean sigmoids. */
function averagedSigmoids(outputs: readonly Float32Array[]): Float32Array {
  return outputs[0]!.map((_, place) => {
    const [found, missed] = [-1, 1].map(sign =>
      outputs.reduce((sum, logits) => sum + 1 / (1 + Math.exp(sign * logits[place]!)), 0),
    );
    return Math.log(Math.max(found!, leastProbability)) - Math.log(Math.max(missed!, leastProbability));
  });
}

/** Probabilities from logits in groups of `classes`, in double precision. */
export function softmax(logits: Float32Array, classes: number): Float64Array {
  const shares = new Float64Array(logits.length);
  for (let start = 0; start < logits.length; start += classes) {
    let largest = -Infinity;
    for (let c = start; c < start + classes; c++) largest = Math.max(largest, logits[c]!);
    let sum = 0;
    for (let c = start; c < start + classes; c++) sum += shares[c] = Math.exp(logits[c]! - largest);
    for (let c = start; c < start + classes; c++) shares[c]! /= sum;
  }
  return shares;
}

/** What several networks chose together. */
export interface Vote {
  /** The class with most votes; of several with equally many, the one with the largest mean probability. */
  readonly predicted: number;
  /** Whether several had equally many. */
  readonly isTied: boolean;
}

/**
 * Majority vote.
 *
 * @param choices Class that each network chose, at least one.
 * @param mean Mean probabilities, or their logarithms.
 */
export function majority(choices: readonly number[], mean: ArrayLike<number>): Vote {
  const votes = Array.from(mean, (_, label) => choices.filter(choice => choice === label).length);
  const most = Math.max(...votes);
  const leading = votes.flatMap((count, label) => (count === most ? [label] : []));
  const predicted = leading.reduce((best, label) => (mean[label]! > mean[best]! ? label : best));
  return { predicted, isTied: leading.length > 1 };
}
