/**
 * One trial: trains a camera and its network on a data set, tests the best epoch, and writes all that is kept of it.
 *
 * Everything but the time and the memory in metrics.arrow depends on (config, seed, data set) alone. Initial weights, noise
 * and batch order draw from the seed of the trial, the split from its own.
 */
import { join } from 'node:path';
import { writeDesign } from '../analysis/design-record.js';
import { writeMeanImages } from '../analysis/mean-images-record.js';
import { writeSpectra } from '../analysis/spectra-record.js';
import { writeSamples } from '../analysis/trial-record.js';
import { writeResult } from '../analysis/trial-result-record.js';
import type { Dataset } from '../data/dataset.js';
import { evaluate, type Evaluation } from '../networks/evaluate.js';
import { hardenLayers, isHardenable } from '../networks/layer-hooks.js';
import { saveModel } from '../networks/save-model.js';
import { startFrom, type StartRecord } from '../networks/start-weights.js';
import type { Verdict } from '../networks/tasks/task.js';
import { buildCamera, reseedNoise, type Camera } from './camera.js';
import { headsOf, type HeadKind } from './config/head-schema.js';
import type { AxisValue } from './config/expand.js';
import type { ExperimentConfig } from './config/schema.js';
import { designArrays } from './design-arrays.js';
import { exposures } from './exposures.js';
import { headsTrial } from './heads-trial.js';
import type { Keeping } from './kept-training.js';
import { meanImages } from './mean-images.js';
import { labelledImages } from './labelled-images.js';
import { networkPrefix } from './network.js';
import { spectralCurves } from './spectral-curves.js';
import { splitOf } from './split-of.js';
import { trialResult } from './trial-result.js';
import { sampleImages } from './trial-tables.js';
import { forTask } from './trained/for-task.js';
import { scoresText, trainTrial } from './trial-training.js';
import type { TrialTask } from './trial-task.js';

/** One training of a sweep. */
export interface Trial {
  readonly id: string;
  readonly config: ExperimentConfig;
  readonly seed: number;
  /** Counted from 0. */
  readonly repeat: number;
  /** The fold that is tested, from 1; absent without cross-validation. */
  readonly fold?: number;
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
  /** Mean loss of the epoch so far. */
  readonly trainLoss?: number;
  /** Of the last complete epoch, see `ScoreKind`. */
  readonly validationScore?: number;
}

/** Called after every step; who listens limits the rate. */
export type ProgressListener = (progress: TrialProgress) => void | Promise<void>;

/**
 * Runs a trial and writes metrics.arrow (epoch by epoch), model/, samples.arrow, design.arrow where arrays are learned, means.arrow
 * where they are maps over the frame, spectra.arrow where there are wavelengths, result.json, and the tables of its task, into an
 * existing folder.
 *
 * @param log Takes one line at a time.
 * @param keeping Where the state of the training is kept; left out: nowhere.
 * @throws Error if the config contradicts itself or the data, or the loss becomes infinite.
 */
export async function runTrial(
  trial: Trial,
  dataset: Dataset,
  folder: string,
  report: ProgressListener,
  log: (line: string) => void,
  keeping?: Keeping,
): Promise<void> {
  const run = { trial, dataset, folder, report, log, keeping };
  checkMasks(headsOf(trial.config), dataset);
  if (trial.config.heads.length > 0) return runWith(headsTrial(trial.config, dataset), run);
  return forTask(trial.config, dataset, trialTask => runWith(trialTask, run));
}

function checkMasks(heads: readonly HeadKind[], { name, pixelClasses }: Dataset): void {
  if (pixelClasses !== undefined || heads.every(({ task }) => task !== 'segment')) return;
  throw new RangeError(`task: found segment, must be another one, as ${name} has no masks`);
}

/** A trial on its way. */
export interface Run {
  readonly trial: Trial;
  readonly dataset: Dataset;
  readonly folder: string;
  readonly report: ProgressListener;
  readonly log: (line: string) => void;
  readonly keeping: Keeping | undefined;
}

async function runWith<Found extends Verdict>(trialTask: TrialTask<Found>, run: Run): Promise<void> {
  const { trial, dataset, folder, log } = run;
  const { config, seed } = trial;
  const { height, width, channels, classNames } = dataset;
  const task = trialTask.training;
  const split = splitOf(dataset, config);
  const counts = `${split.train.length} training, ${split.validation.length} validation, ${split.test.length} test`;
  log(`data: ${dataset.name}, ${counts} images of ${height} x ${width} x ${channels}`);
  const images = labelledImages(dataset, split, config);
  const { classes, headClasses } = trialTask;
  const scene = { height, width, channels: images.channels, classes, ...(headClasses && { headClasses }) };
  const camera = buildCamera(config, scene, seed);
  const { model } = camera;
  try {
    const start = startWeights(config, camera, log);
    const initial = designArrays(camera, 'initial');
    const spectra = spectralCurves(camera, 'initial');
    const { trained, normalization } = await trainTrial(run, { task, camera, images, split, classes });
    const { batchSize } = config.training;
    const reseed = (place: number) => reseedNoise(model, exposures.test, place);
    const measure = () =>
      evaluate(model, trialTask.test, images, split.test, { batchSize, beforeBatch: reseed });
    const test = await measure();
    log(`test: ${scoresText(config, test.score, test.loss)} with epoch ${trained.best.epoch}`);
    const hardTest = await testHardened(camera, measure);
    if (hardTest) log(`test as built: ${scoresText(config, hardTest.score, hardTest.loss)}`);
    const { verdicts } = test;
    const tested = { config, camera, dataset, images, rows: split.test, verdicts, reseed };
    writeSamples(folder, { classNames, images: sampleImages(tested) });
    trialTask.writeTables(tested, folder);
    if (initial.length > 0) writeDesign(folder, [...initial, ...designArrays(camera, 'final')]);
    const means = await meanImages(tested);
    if (means.length > 0) writeMeanImages(folder, means);
    if (spectra.length > 0) writeSpectra(folder, [...spectra, ...spectralCurves(camera, 'final')]);
    await saveModel(model, join(folder, 'model'));
    const [ssim, testMetrics] = [trialTask.ssim(verdicts), trialTask.metrics(tested)];
    const hardTestMetrics = hardTest ? trialTask.metrics({ ...tested, verdicts: hardTest.verdicts }) : [];
    const outcome = {
      ...{ config, task, scene, camera, trained, normalization, start },
      ...{ test, hardTest, ssim, testMetrics, hardTestMetrics },
    };
    writeResult(folder, trialResult(outcome));
  } finally {
    model.dispose();
  }
}

/** Takes the weights that the config names; null where all are drawn. */
function startWeights(
  { training: { startPath } }: ExperimentConfig,
  { model }: Camera,
  log: (line: string) => void,
): StartRecord | null {
  if (startPath === undefined) return null;
  const record = startFrom(model, startPath, networkPrefix);
  const { taken, notTaken, matchedBy } = record;
  log(`start: ${taken.length} weights of ${startPath} taken by ${matchedBy}, ${notTaken.length} drawn`);
  for (const { weight, reason } of notTaken) log(`start: ${weight} was drawn: ${reason}`);
  return record;
}

/** Tests the design as it would be built; null where that is the trained one. */
async function testHardened<Found extends Verdict>(
  { model }: Camera,
  measure: () => Promise<Evaluation<Found>>,
): Promise<Evaluation<Found> | null> {
  if (!isHardenable(model)) return null;
  hardenLayers(model, true);
  try {
    return await measure();
  } finally {
    hardenLayers(model, false);
  }
}
