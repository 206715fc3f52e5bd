/** The training of a trial: what it reports, records and keeps as it goes on. */
import { memoryUsage } from 'node:process';
import { scoreKindOf } from '../analysis/score-kind.js';
import { shuffled } from '../data/shuffle.js';
import type { Split } from '../data/split.js';
import type { LabelledImages } from '../networks/batch.js';
import type { FrameMoments } from '../networks/frame-moments.js';
import type { Task } from '../networks/tasks/task.js';
import { trainModel } from '../networks/train.js';
import type {
  EpochResult,
  TrainingEvents,
  TrainingOptions,
  TrainingResult,
} from '../networks/training-options.js';
import { augmentationOf, type Augmentation } from './augmented-images.js';
import { reseedNoise, type Camera } from './camera.js';
import { isSolved } from './config/network-schema.js';
import type { ExperimentConfig } from './config/schema.js';
import { exposures } from './exposures.js';
import { fitStandardization } from './fit-standardization.js';
import { withoutFixedLayers, type Remaining } from './fixed-images.js';
import { headsText, openHeadMetrics } from './head-metrics.js';
import { keptTraining } from './kept-training.js';
import { solveNetwork } from './solve-network.js';
import { descentOptions, lossOf } from './training.js';
import type { Run } from './trial.js';

export interface TrialTraining {
  readonly task: Task;
  readonly camera: Camera;
  readonly images: LabelledImages;
  readonly split: Split;
  readonly classes: number;
}

/** What a trained camera comes from. */
export interface TrialTrained {
  readonly trained: TrainingResult;
  /** Statistics of the frames before training, to which the network's input was scaled. */
  readonly normalization: FrameMoments;
}

/** Fits the standardization and trains; writes metrics.arrow as the epochs end. */
export async function trainTrial(run: Run, training: TrialTraining): Promise<TrialTrained> {
  const { config, seed } = run.trial;
  const { camera, images, split } = training;
  const { log } = run;
  const augment = augmentationOf(config, images, seed);
  // Augmented scenes are never seen twice.
  const rows = augment ? split.validation : Uint32Array.from([...split.train, ...split.validation]);
  const noun = augment ? 'validation images' : 'images';
  const remaining = await withoutFixedLayers({ config, camera, images, rows, noun, log });
  const whole = { model: camera.model, links: camera.links, images };
  const parts = { trained: augment ? whole : (remaining ?? whole), validated: remaining ?? whole };
  try {
    const { links, images: fitted } = parts.trained;
    const normalization = await fitStandardization({
      config,
      camera,
      links,
      images: fitted,
      rows: split.train,
      log,
    });
    return { trained: await train(run, training, parts, augment), normalization };
  } finally {
    // It holds on to layers that it shares with the camera.
    remaining?.model.dispose();
  }
}

/** What is trained, and what is validated, with the same weights. */
interface Parts {
  readonly trained: Remaining;
  readonly validated: Remaining;
}

async function train(
  { trial, folder, report, log, keeping }: Run,
  { task, camera, images: scenes, split, classes }: TrialTraining,
  { trained, validated }: Parts,
  augment: Augmentation | null,
): Promise<TrainingResult> {
  const { config } = trial;
  const { training } = config;
  const own = lossOf(training, { task: config.task, classes, images: scenes, rows: split.train });
  const loss = own && (task.lossWith?.(own) ?? own);
  const kept = keeping && keptTraining(keeping, training.checkpoint, log);
  const metrics = openHeadMetrics(folder, config);
  for (const epoch of kept?.epochs ?? []) metrics.append(epoch);
  let last: EpochResult | null = kept?.epochs.at(-1) ?? null;
  const epochs = isSolved(config.network) ? 1 : training.epochs;
  let epochStart = performance.now();
  try {
    const options: TrainingOptions = {
      ...descentOptions(training),
      epochs,
      batchSize: training.batchSize,
      earlyStoppingPatience: training.earlyStoppingPatience,
      task,
      ...(loss && { loss }),
      ...(augment && { augment }),
      ...(kept && { checkpoints: kept.checkpoints }),
      train: split.train,
      validation: split.validation,
      validated,
      orderOf: (rows, epoch) => shuffled(rows, trial.seed, epoch),
      beforeStep: step => reseedNoise(camera.model, step, 0),
      beforeValidationBatch: firstRow => reseedNoise(camera.model, exposures.validation, firstRow),
    };
    const events: TrainingEvents = {
      onStep: step => report({ ...step, epochs, ...(last && { validationScore: last.validationScore }) }),
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
    };
    return isSolved(config.network)
      ? await solveNetwork({ config, camera, remaining: trained, options, events, log })
      : await trainModel(trained.model, trained.images, options, events);
  } finally {
    keeping?.onTrained?.();
    metrics.close();
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
