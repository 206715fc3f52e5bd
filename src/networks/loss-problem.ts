import type { DescentOptions } from './descent.js';

/**
 * What is said of a loss that is not finite.
 *
 * @param lastFinite The loss before; null where there was none.
 * @param place `epoch 1, step 2 of 3`
 */
export function lossProblem(
  loss: number,
  lastFinite: number | null,
  place: string,
  { learningRate, physicalLearningRate }: Pick<DescentOptions, 'learningRate' | 'physicalLearningRate'>,
): string {
  const before =
    lastFinite === null ? 'there was no finite loss before' : `the last finite loss was ${lastFinite}`;
  return (
    `train: loss is ${loss} in ${place}, must be finite; ${before}; try a smaller training.learningRate ` +
    `(${learningRate}) or training.physicalLearningRate (${physicalLearningRate})`
  );
}
