/** Measures over the test images of all folds of a cross-validation together, with bootstrap intervals over originals. */
import { bootstrapInterval } from '../analysis/metrics/bootstrap.js';
import { readLabelSets } from '../analysis/label-record.js';
import { headFolder } from '../analysis/head-folder.js';
import type { MaskCounts } from '../analysis/metrics/mask-tally.js';
import { groupOf } from '../analysis/group-column.js';
import type { PooledCombination } from '../analysis/pooled-record.js';
import { distanceOf, readPositions } from '../analysis/position-record.js';
import { readImageScores } from '../analysis/reconstruction-record.js';
import { headTasksOf, scoreKindOf, type TaskName } from '../analysis/score-kind.js';
import { readMaskScores } from '../analysis/segmentation-record.js';
import { groupByAxes, mean } from '../analysis/statistics.js';
import { trialFolder } from '../analysis/sweep-plan.js';
import type { SummaryRow } from '../analysis/sweep-record.js';
import type { MetricName, TestMetric } from '../analysis/test-metrics.js';
import { readPredictions } from '../analysis/trial-record.js';
import type { ExperimentPlan } from './plan.js';
import { classMetrics } from './class-metrics.js';
import type { ExperimentConfig } from './config/schema.js';
import { labelMetrics } from './label-trial.js';
import { bootstrapSeed, interval, pixelMetrics, positionMetrics } from './test-metrics.js';

type Analysis = ExperimentConfig['analysis'];

/** What the trials of a combination say of each of their test images. */
interface PooledTest {
  readonly index: readonly number[];
  /** The original of each; its images and those of all repeats are drawn together. */
  readonly groups: readonly string[];
  readonly metrics: readonly TestMetric[];
}

/**
 * The combinations of which all folds and repeats have finished, in the order of the plan; none without cross-validation or where only
 * one fold of it is tested. Measures of further heads stand behind those of the task.
 *
 * @param rows Finished trials.
 * @throws RecordError if a table of a trial is missing or damaged.
 */
export function pooledFolds(
  folder: string,
  { record: plan, trials }: ExperimentPlan,
  rows: readonly SummaryRow[],
): PooledCombination[] {
  const { data } = plan.config as { data: { split: { folds?: number } } };
  if (plan.folds === undefined || plan.folds !== data.split.folds) return [];
  const { task } = scoreKindOf(plan.config);
  const finished = new Set(rows.map(({ trial }) => trial));
  const paths = plan.axes.map(({ path }) => path);
  return groupByAxes(trials, paths)
    .filter(({ items }) => items.every(({ id }) => finished.has(id)))
    .map(({ axes, items }) => {
      const folders = items.map(({ id }) => trialFolder(folder, id));
      // An axis or a variant may set it, so it is that of the trials, which is one within a combination.
      const { analysis } = items[0]!.config;
      const { index, groups, metrics } = pooledTest(folders, task, analysis);
      const others = headTasksOf(plan.config).flatMap(head => {
        const own = folders.map(each => headFolder(each, head));
        return pooledTest(own, head, analysis).metrics;
      });
      const [images, originals] = [new Set(index).size, new Set(groups).size];
      return { axes, trainings: items.length, images, originals, metrics: [...metrics, ...others] };
    });
}

function pooledTest(folders: readonly string[], task: TaskName, analysis: Analysis): PooledTest {
  switch (task) {
    case 'classify':
      return pooledClasses(folders, analysis);
    case 'multi-label':
      return pooledLabels(folders);
    case 'reconstruct':
      return pooledScenes(folders);
    case 'segment':
      return pooledMasks(folders);
    case 'locate':
      return pooledPositions(folders, analysis.hitRadiusPixels);
  }
}

function pooledClasses(folders: readonly string[], analysis: Analysis): PooledTest {
  const rows = folders.flatMap(folder => readPredictions(folder).rows);
  const labels = rows.map(({ label }) => label);
  const groups = rows.map(groupOf);
  const hits = rows.map(({ label, predicted }) => Number(label === predicted));
  const metrics = [
    ...meanWithInterval('accuracy', hits, groups),
    ...classMetrics(rows, labels, { groups, analysis }),
  ];
  return { index: rows.map(({ index }) => index), groups, metrics };
}

function pooledLabels(folders: readonly string[]): PooledTest {
  const rows = folders.flatMap(folder => readLabelSets(folder).rows);
  const groups = rows.map(groupOf);
  return { index: rows.map(({ index }) => index), groups, metrics: labelMetrics(rows, groups) };
}

function pooledScenes(folders: readonly string[]): PooledTest {
  const rows = folders.flatMap(readImageScores);
  const groups = rows.map(groupOf);
  const psnr = rows.map(row => row.psnr);
  return { index: rows.map(({ index }) => index), groups, metrics: meanWithInterval('psnr', psnr, groups) };
}

function pooledMasks(folders: readonly string[]): PooledTest {
  const tests = folders.map(readMaskScores);
  const { classNames } = tests[0]!;
  const ground = { truePositives: 0, falsePositives: 0, falseNegatives: 0 };
  const objects = classNames.length - 1;
  // A row for each class but the ground, those of an image one after the other.
  const images = tests.flatMap(({ rows }) =>
    Array.from({ length: rows.length / objects }, (_, place) => {
      const own = rows.slice(place * objects, (place + 1) * objects);
      const counts: MaskCounts[] = [ground, ...own];
      return { index: own[0]!.index, group: groupOf(own[0]!), counts };
    }),
  );
  const groups = images.map(({ group }) => group);
  const metrics = pixelMetrics(images, groups, classNames);
  return { index: images.map(({ index }) => index), groups, metrics };
}

function pooledPositions(folders: readonly string[], hitRadius: number): PooledTest {
  const rows = folders.flatMap(folder => readPositions(folder).rows);
  const groups = rows.map(groupOf);
  const verdicts = rows.map(row => ({
    predicted: [row.predictedX, row.predictedY] as const,
    truth: [row.trueX, row.trueY] as const,
    score: distanceOf(row),
  }));
  const metrics = positionMetrics(verdicts, groups, hitRadius);
  return { index: rows.map(({ index }) => index), groups, metrics };
}

function meanWithInterval(
  name: MetricName,
  values: readonly number[],
  groups: readonly string[],
): TestMetric[] {
  const meanOf = (rows: Uint32Array) => mean(Array.from(rows, row => values[row]!));
  return interval(name, bootstrapInterval(values.length, meanOf, { seed: bootstrapSeed, groups }));
}
