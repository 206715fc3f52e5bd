/** The training of a trial: what it reports, records and keeps as it goes on. */
import { memoryUsage } from 'node:process';
import { scoreKindOf } from '../analysis/score-kind.js';
import { shuffled } from '../data/shuffle.js';
import type { Split } from '../data/split.js';
import type { LabelledImages } from '../networks/batch.js';
import type { Task } from '../networks/tasks/task.js';
import { trainModel, type EpochResult, type TrainingResult } from '../networks/train.js';
import { augmentationOf } from './augmented-images.js';
import { reseedNoise, type Camera } from './camera.js';
import type { ExperimentConfig } from './config/schema.js';
import { withoutFixedLayers } from './fixed-images.js';
import { headsText, openHeadMetrics } from './head-metrics.js';
import { keptTraining } from './kept-training.js';
import { descentOptions, lossOf } from './training.js';
import type { Run } from './trial.js';

/** Validation and test have steps of their own below 0, so that their noise is always the same. */
export const exposures = { validation: -2, test: -3 };

export interface TrialTraining {
  readonly task: Task;
  readonly camera: Camera;
  readonly images: LabelledImages;
  readonly split: Split;
  readonly classes: number;
}

/** Trains, and writes metrics.arrow as the epochs end. */
export async function trainTrial(
  { trial, folder, report, log, keeping }: Run,
  { task, camera, images: scenes, split, classes }: TrialTraining,
): Promise<TrainingResult> {
  const { config } = trial;
  const { training } = config;
  const own = lossOf(training, { task: config.task, classes, images: scenes, rows: split.train });
  const loss = own && (task.lossWith?.(own) ?? own);
  const augment = augmentationOf(config, scenes, trial.seed);
  const rows = Uint32Array.from([...split.train, ...split.validation]);
  const remaining = augment ? null : await withoutFixedLayers({ config, camera, images: scenes, rows, log });
  const { model, images } = remaining ?? { model: camera.model, images: scenes };
  const kept = keeping && keptTraining(keeping, training.checkpoint, log);
  const metrics = openHeadMetrics(folder, config);
  for (const epoch of kept?.epochs ?? []) metrics.append(epoch);
  let last: EpochResult | null = kept?.epochs.at(-1) ?? null;
  let epochStart = performance.now();
  try {
    return await trainModel(
      model,
      images,
      {
        ...descentOptions(training),
        epochs: training.epochs,
        batchSize: training.batchSize,
        earlyStoppingPatience: training.earlyStoppingPatience,
        task,
        ...(loss && { loss }),
        ...(augment && { augment }),
        ...(kept && { checkpoints: kept.checkpoints }),
        train: split.train,
        validation: split.validation,
        orderOf: (rows, epoch) => shuffled(rows, trial.seed, epoch),
        beforeStep: step => reseedNoise(model, step, 0),
        beforeValidationBatch: firstRow => reseedNoise(model, exposures.validation, firstRow),
      },
      {
        onStep: step =>
          report({
            ...step,
            epochs: training.epochs,
            ...(last && { validationScore: last.validationScore }),
          }),
        onEpoch: result => {
          const [seconds, residentMegabytes] = [
            (performance.now() - epochStart) / 1000,
            memoryUsage.rss() / 1e6,
          ];
          const row = { ...result, seconds, residentMegabytes };
          metrics.append(row);
          kept?.epochs.push(row);
          log(epochLine(config, result, seconds));
          last = result;
          epochStart = performance.now();
        },
      },
    );
  } finally {
    keeping?.onTrained?.();
    metrics.close();
    // It holds on to layers that it shares with the camera.
    remaining?.model.dispose();
  }
}

function epochLine(config: ExperimentConfig, result: EpochResult, seconds: number): string {
  const { epoch, trainLoss, trainScore, validationLoss, validationScore } = result;
  const train = `training ${scoresText(config, trainScore, trainLoss)}`;
  const validation = `validation ${scoresText(config, validationScore, validationLoss)}`;
  return `epoch ${epoch}: ${train}; ${validation}${headsText(config, result)}; ${seconds.toFixed(1)} s`;
}

/** `loss 0.1034, accuracy 0.9712`, `loss 0.004213, PSNR 24.3120`: as recorded. */
export function scoresText(config: ExperimentConfig, score: number, loss: number): string {
  const { name, lossUnit } = scoreKindOf(config);
  const lossText = lossUnit === '' ? loss.toPrecision(4) : loss.toFixed(4);
  return `loss ${lossText}, ${name} ${score.toFixed(4)}`;
}
