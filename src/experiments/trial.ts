/**
 * One trial: trains a camera and its network on a data set, tests the best epoch, and writes all that is kept of it.
 *
 * Everything but the time and the memory in metrics.arrow depends on (config, seed, data set) alone. Initial weights, noise
 * and batch order draw from the seed of the trial, the split from its own.
 */
import { join } from 'node:path';
import { memoryUsage } from 'node:process';
import { openMetrics } from '../analysis/metrics-stream.js';
import { writeDesign } from '../analysis/design-record.js';
import { writePredictions, writeResult, writeSaliency, writeSamples } from '../analysis/trial-record.js';
import type { Dataset } from '../data/dataset.js';
import { shuffled } from '../data/shuffle.js';
import { splitDataset, type Split } from '../data/split.js';
import type { LabelledImages } from '../networks/batch.js';
import { evaluate, type Evaluation } from '../networks/evaluate.js';
import { hardenLayers, isHardenable } from '../networks/layer-hooks.js';
import { saveModel } from '../networks/save-model.js';
import { trainModel, type EpochResult, type TrainingResult } from '../networks/train.js';
import { buildCamera, reseedNoise, type Camera } from './camera.js';
import type { AxisValue } from './config/expand.js';
import type { ExperimentConfig } from './config/schema.js';
import { designArrays } from './design-arrays.js';
import { fitStandardization } from './fit-standardization.js';
import { labelledImages } from './labelled-images.js';
import { trialResult } from './trial-result.js';
import { saliencyMaps, sampleImages, type Tested } from './trial-tables.js';

/** One training of a sweep. */
export interface Trial {
  readonly id: string;
  readonly config: ExperimentConfig;
  readonly seed: number;
  /** Counted from 0. */
  readonly repeat: number;
  /** Values of the swept keys. */
  readonly axes: Readonly<Record<string, AxisValue>>;
}

/** How far a trial is. */
export interface TrialProgress {
  /** From 1. */
  readonly epoch: number;
  /** At most; early stopping may end the trial before. */
  readonly epochs: number;
  /** Steps done in this epoch. */
  readonly step: number;
  readonly steps: number;
  /** Mean loss of the epoch so far, nats. */
  readonly trainLoss?: number;
  /** Of the last complete epoch, 0 to 1. */
  readonly validationAccuracy?: number;
}

/** Called after every step; who listens limits the rate. */
export type ProgressListener = (progress: TrialProgress) => void | Promise<void>;

/** Validation and test have steps of their own below 0, so that their noise is always the same. */
const exposures = { validation: -2, test: -3 };

/**
 * Runs a trial and writes metrics.arrow (epoch by epoch), model/, predictions.arrow, samples.arrow, saliency.arrow, design.arrow
 * where arrays are learned, and result.json into an existing folder.
 *
 * @param log Takes one line at a time.
 * @throws Error if the config contradicts itself or the data, or the loss becomes infinite.
 */
export async function runTrial(
  trial: Trial,
  dataset: Dataset,
  folder: string,
  report: ProgressListener,
  log: (line: string) => void,
): Promise<void> {
  const { config, seed } = trial;
  const { height, width, channels, classNames } = dataset;
  const split = splitDataset(dataset, splitOptions(config));
  const counts = `${split.train.length} training, ${split.validation.length} validation, ${split.test.length} test`;
  log(`data: ${dataset.name}, ${counts} images of ${height} x ${width} x ${channels}`);
  const images = labelledImages(dataset, split, config);
  const scene = { height, width, channels: images.channels, classes: classNames.length };
  const camera = buildCamera(config, scene, seed);
  const { model } = camera;
  try {
    const normalization = await fitStandardization({ config, camera, images, rows: split.train, log });
    const initial = designArrays(camera, 'initial');
    const trained = await train({ trial, camera, images, split, folder, report, log });
    const { batchSize } = config.training;
    const reseed = (place: number) => reseedNoise(model, exposures.test, place);
    const measure = () => evaluate(model, images, split.test, { batchSize, beforeBatch: reseed });
    const test = await measure();
    log(
      `test: accuracy ${test.accuracy.toFixed(4)}, loss ${test.loss.toFixed(4)} with epoch ${trained.best.epoch}`,
    );
    const hardTest = await testHardened(camera, measure, log);
    const { verdicts } = test;
    const tested = { config, camera, dataset, images, rows: split.test, verdicts, reseed };
    writeTables(tested, folder);
    if (initial.length > 0) writeDesign(folder, [...initial, ...designArrays(camera, 'final')]);
    await saveModel(model, join(folder, 'model'));
    writeResult(folder, trialResult({ config, camera, trained, test, hardTest, normalization }));
  } finally {
    model.dispose();
  }
}

/** Tests the design as it would be built; null where that is the trained one. */
async function testHardened(
  { model }: Camera,
  measure: () => Promise<Evaluation>,
  log: (line: string) => void,
): Promise<Evaluation | null> {
  if (!isHardenable(model)) return null;
  hardenLayers(model, true);
  try {
    const test = await measure();
    log(`test as built: accuracy ${test.accuracy.toFixed(4)}, loss ${test.loss.toFixed(4)}`);
    return test;
  } finally {
    hardenLayers(model, false);
  }
}

function splitOptions({ data }: ExperimentConfig) {
  const { split, trainImages, validationImages, testImages } = data;
  return { ...split, trainImages, validationImages, testImages };
}

interface TrainTask {
  readonly trial: Trial;
  readonly camera: Camera;
  readonly images: LabelledImages;
  readonly split: Split;
  readonly folder: string;
  readonly report: ProgressListener;
  readonly log: (line: string) => void;
}

/** Trains, and writes metrics.arrow as the epochs end. */
async function train({
  trial,
  camera: { model },
  images,
  split,
  folder,
  report,
  log,
}: TrainTask): Promise<TrainingResult> {
  const { training } = trial.config;
  const metrics = openMetrics(folder);
  let last: EpochResult | null = null;
  let epochStart = performance.now();
  try {
    return await trainModel(
      model,
      images,
      {
        ...training,
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
            ...(last && { validationAccuracy: last.validationAccuracy }),
          }),
        onEpoch: result => {
          const [seconds, residentMegabytes] = [
            (performance.now() - epochStart) / 1000,
            memoryUsage.rss() / 1e6,
          ];
          metrics.append({ ...result, seconds, residentMegabytes });
          log(epochLine(result, seconds));
          last = result;
          epochStart = performance.now();
        },
      },
    );
  } finally {
    metrics.close();
  }
}

function epochLine(result: EpochResult, seconds: number): string {
  const { epoch, trainLoss, trainAccuracy, validationLoss, validationAccuracy } = result;
  const train = `training loss ${trainLoss.toFixed(4)}, accuracy ${trainAccuracy.toFixed(4)}`;
  const validation = `validation loss ${validationLoss.toFixed(4)}, accuracy ${validationAccuracy.toFixed(4)}`;
  return `epoch ${epoch}: ${train}; ${validation}; ${seconds.toFixed(1)} s`;
}

function writeTables(tested: Tested, folder: string): void {
  const { dataset, rows, verdicts } = tested;
  const { classNames, sources, labels } = dataset;
  writePredictions(folder, {
    classNames,
    rows: verdicts.map(({ predicted, probabilities }, place) => {
      const index = rows[place]!;
      return { index, source: sources[index]!, label: labels[index]!, predicted, probabilities };
    }),
  });
  writeSamples(folder, { classNames, images: sampleImages(tested) });
  writeSaliency(folder, { classNames, maps: saliencyMaps(tested) });
}
