/** Cross-validation in a config: what its keys must be together, and which folds are tested. */
import { valueText, type Problem } from './problem.js';
import type { ExperimentConfig } from './schema.js';

type DataConfig = ExperimentConfig['data'];

/** Faults of folds whose keys are each valid. */
export function foldProblems(data: DataConfig): Problem[] {
  const { folds, fold, validationFraction } = data.split;
  const problem = (key: string, value: unknown, must: string, cause = 'folds'): Problem => ({
    path: ['data', 'split', key],
    part: 'value',
    message: `found ${valueText(value)}, must be ${must}`,
    cause: ['data', 'split', cause],
  });
  if (folds === undefined) {
    return fold === undefined ? [] : [problem('fold', fold, 'left out without data.split.folds', 'fold')];
  }
  if (hasTestPart(data)) {
    const must = `left out with data.source ${data.source}, as the set has a test part of its own, which alone is tested`;
    return [problem('folds', folds, must)];
  }
  const most = 1 - 1 / folds;
  return [
    ...(fold !== undefined && fold > folds ? [problem('fold', fold, `1 to ${folds}, the folds`)] : []),
    ...(validationFraction >= most
      ? [
          problem(
            'validationFraction',
            validationFraction,
            `below ${Number(most.toFixed(6))}, so that with ${folds} folds images are left to train`,
          ),
        ]
      : []),
  ];
}

/** Whether the images come with a test part of their own. */
export function hasTestPart(data: DataConfig): boolean {
  const isWhole = data.source === 'mnist' || data.source === 'cifar10';
  return isWhole || 'testImagesPath' in data || 'testPath' in data;
}

/**
 * The folds that trials test, each with a training of its own, counted from 1; none without cross-validation.
 *
 * @param isSingle One trial is asked for: it tests the first fold if the config names none.
 */
export function testedFolds({ split: { folds, fold } }: DataConfig, isSingle: boolean): number[] {
  if (folds === undefined) return [];
  if (fold !== undefined) return [fold];
  return Array.from({ length: isSingle ? 1 : folds }, (_, place) => place + 1);
}

/** The config of the trials that test a fold. */
export function withFold(config: ExperimentConfig, fold: number | undefined): ExperimentConfig {
  if (fold === undefined) return config;
  return { ...config, data: { ...config.data, split: { ...config.data.split, fold } } };
}
