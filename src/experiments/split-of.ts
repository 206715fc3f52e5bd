import type { Dataset } from '../data/dataset.js';
import { splitDataset, type Split } from '../data/split.js';
import type { ExperimentConfig } from './config/schema.js';

/** Divides a set as a config says. @throws DataError as `splitDataset` does. */
export function splitOf(dataset: Dataset, { data }: Pick<ExperimentConfig, 'data'>): Split {
  const { split, trainImages, validationImages, testImages } = data;
  return splitDataset(dataset, { ...split, trainImages, validationImages, testImages });
}
