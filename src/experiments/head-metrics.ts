/** metrics.arrow of a trial and of each of its further heads. */
import { mkdirSync } from 'node:fs';
import { headFolder } from '../analysis/head-folder.js';
import { openMetrics, type EpochMetrics } from '../analysis/metrics-stream.js';
import { scoreKinds } from '../analysis/score-kind.js';
import type { EpochResult } from '../networks/training-options.js';
import type { ExperimentConfig } from './config/schema.js';

/** One epoch of training, of all heads. */
export type HeadedEpoch = EpochMetrics & Pick<EpochResult, 'parts'>;

/** Begins them anew; the loss in that of the trial is the weighted sum, in the others that of their head alone. */
export function openHeadMetrics(folder: string, { task, heads }: ExperimentConfig) {
  const own = openMetrics(folder, task);
  const others = heads.map(head => {
    const path = headFolder(folder, head.task);
    mkdirSync(path, { recursive: true });
    return openMetrics(path, head.task);
  });
  return {
    append: (row: HeadedEpoch) => {
      own.append(row);
      others.forEach((stream, index) => stream.append(ofHead(row, index + 1)));
    },
    close: () => [own, ...others].forEach(stream => stream.close()),
  };
}

function ofHead(row: HeadedEpoch, place: number): EpochMetrics {
  const { train, validation } = row.parts![place]!;
  return {
    ...row,
    ...{ trainLoss: train.loss, trainScore: train.score },
    ...{ validationLoss: validation.loss, validationScore: validation.score },
  };
}

/** `; classify: training accuracy 0.9712, validation accuracy 0.9611`, for the log. */
export function headsText({ heads }: ExperimentConfig, { parts }: Pick<EpochResult, 'parts'>): string {
  const texts = heads.map(({ task }, index) => {
    const { name } = scoreKinds[task];
    const { train, validation } = parts![index + 1]!;
    return `; ${task}: training ${name} ${train.score.toFixed(4)}, validation ${name} ${validation.score.toFixed(4)}`;
  });
  return texts.join('');
}
