/** What a trial does otherwise for each task: how test images are judged, what is measured of them, and which tables are kept. */
import { hdrPeakSignalToNoise } from '../analysis/metrics/hdr-error.js';
import { structuralSimilarity, windowSide } from '../analysis/image-metrics.js';
import { mean } from '../analysis/statistics.js';
import { writeImageScores, writeReconstructions } from '../analysis/reconstruction-record.js';
import type { TestMetric } from '../analysis/test-metrics.js';
import { writePredictions, writeSaliency } from '../analysis/trial-record.js';
import { classification, type ClassVerdict } from '../networks/tasks/classification.js';
import { hdrReconstruction, reconstruction } from '../networks/tasks/reconstruction.js';
import type { Task, Verdict } from '../networks/tasks/task.js';
import { classMetrics } from './class-metrics.js';
import type { ExperimentConfig } from './config/schema.js';
import { sceneMetrics } from './test-metrics.js';
import { reconstructionImages, saliencyMaps, type Tested } from './trial-tables.js';

export interface TrialTask<Found extends Verdict> {
  /** Classes that the network tells apart, of scenes or of pixels; 1 where there are none. */
  readonly classes: number;
  /** Those of further heads; absent where there are none. */
  readonly headClasses?: readonly number[];
  /** Trains, and chooses the epoch. */
  readonly training: Task;
  /** Judges the test images; the same loss and score, and perhaps more. */
  readonly test: Task<Found>;
  /** Mean structural similarity; null where there is none. */
  readonly ssim: (verdicts: readonly Found[]) => number | null;
  /** Other measures. */
  readonly metrics: (tested: Tested<Found>) => readonly TestMetric[];
  readonly writeTables: (tested: Tested<Found>, folder: string) => void;
}

export function classifyTrial(classes: number): TrialTask<ClassVerdict> {
  const task = classification(classes);
  const metrics = ({ config, verdicts, dataset, rows }: Tested<ClassVerdict>) => {
    const labels = Array.from(rows, row => dataset.labels[row]!);
    const groups = Array.from(rows, row => dataset.groups[row]!);
    return classMetrics(verdicts, labels, { groups, analysis: config.analysis });
  };
  return { classes, training: task, test: task, ssim: () => null, metrics, writeTables: writeClassTables };
}

interface SceneVerdict extends Verdict {
  /** null for images smaller than a window of the measure. */
  readonly ssim: number | null;
  /** PSNR-µ, dB. */
  readonly hdrPsnr: number;
}

export function reconstructTrial({
  loss,
}: Pick<ExperimentConfig['training'], 'loss'>): TrialTask<SceneVerdict> {
  const task = loss.type === 'mu-law' ? hdrReconstruction(loss.mu as number) : reconstruction;
  return {
    classes: 1,
    training: task,
    test: {
      ...task,
      judge: (output, images, row) => {
        const isLarge = Math.min(images.height, images.width) >= windowSide;
        const scene = images.scenes(Uint32Array.of(row));
        const ssim = isLarge ? structuralSimilarity(output, scene, images) : null;
        const hdrPsnr = hdrPeakSignalToNoise(output, scene, { peak: 1 });
        return { ...task.judge(output, images, row), ssim, hdrPsnr };
      },
    },
    ssim: verdicts => {
      const values = verdicts.flatMap(({ ssim }) => ssim ?? []);
      return values.length === 0 ? null : mean(values);
    },
    metrics: ({ verdicts }) => sceneMetrics(verdicts),
    writeTables: writeSceneTables,
  };
}

function writeClassTables(tested: Tested<ClassVerdict>, folder: string): void {
  const { dataset, rows, verdicts } = tested;
  const { classNames, sources, groups, labels } = dataset;
  writePredictions(folder, {
    classNames,
    rows: verdicts.map(({ predicted, probabilities }, place) => {
      const index = rows[place]!;
      const of = { index, source: sources[index]!, group: groups[index]!, label: labels[index]! };
      return { ...of, predicted, probabilities };
    }),
  });
  writeSaliency(folder, { classNames, maps: saliencyMaps(tested) });
}

function writeSceneTables(tested: Tested<SceneVerdict>, folder: string): void {
  const { dataset, rows, verdicts } = tested;
  const scores = verdicts.map(({ score, ssim }, place) => {
    const index = rows[place]!;
    return { index, source: dataset.sources[index]!, group: dataset.groups[index]!, psnr: score, ssim };
  });
  writeImageScores(folder, scores);
  writeReconstructions(folder, { classNames: dataset.classNames, images: reconstructionImages(tested) });
}
