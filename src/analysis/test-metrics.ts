/**
 * Measures of a test beside its score: what each is called, and how it is shown. result.json lists those of a trial; how they are computed
 * is in metrics/ and confusion.ts.
 */
import { z } from 'zod';
import type { TaskName } from './score-kind.js';

export interface MetricKind {
  /** `Balanced accuracy` */
  readonly title: string;
  /** In which it is shown; empty for a plain number. */
  readonly unit: string;
  /** What is shown over what is recorded. */
  readonly factor: number;
  readonly decimals: number;
  /** What stands between title and number of a measure that is of a number, not of a class: `at specificity`. */
  readonly numbered?: string;
}

const percent = { unit: '%', factor: 100, decimals: 1 };
const plain = { unit: '', factor: 1, decimals: 3 };
const pixels = { unit: 'pixels', factor: 1, decimals: 2 };

export const metricKinds = {
  accuracy: { title: 'Accuracy', ...percent },
  psnr: { title: 'PSNR', unit: 'dB', factor: 1, decimals: 2 },
  ssim: { title: 'SSIM', unit: '', factor: 1, decimals: 4 },
  balancedAccuracy: { title: 'Balanced accuracy', ...percent },
  macroF1: { title: 'Macro-F1', ...percent },
  correlation: { title: "Matthews' correlation", ...plain },
  topAccuracy: { title: 'Top-k accuracy', numbered: 'with k =', ...percent },
  rocAuc: { title: 'ROC-AUC', ...plain },
  averagePrecision: { title: 'Average precision', ...plain },
  sensitivity: { title: 'Sensitivity', numbered: 'at specificity', ...percent },
  calibrationError: { title: 'Calibration error', ...percent },
  iou: { title: 'IoU', ...percent },
  pooledIou: { title: 'Pooled IoU', ...percent },
  pooledDice: { title: 'Pooled Dice', ...percent },
  meanIou: { title: 'Mean IoU of images', ...percent },
  meanDice: { title: 'Mean Dice of images', ...percent },
  emptyImages: { title: 'Images with both masks empty', unit: '', factor: 1, decimals: 0 },
  hdrPsnr: { title: 'PSNR-µ', unit: 'dB', factor: 1, decimals: 2 },
  rmse: { title: 'RMSE', ...pixels },
  meanDistance: { title: 'Mean distance', ...pixels },
  hitRate: { title: 'Hit rate', ...percent },
  exactMatch: { title: 'Exact match', ...percent },
  anyRight: { title: 'At least one label right', ...percent },
  labelAccuracy: { title: 'Accuracy of single labels', ...percent },
  labelRecall: { title: 'Labels found', ...percent },
} as const satisfies Readonly<Record<string, MetricKind>>;

export type MetricName = keyof typeof metricKinds;

/** What a test of each task measures; what is undefined on its images is left out. */
export const metricsOfTask: Readonly<Record<TaskName, readonly MetricName[]>> = {
  classify: [
    ...(['balancedAccuracy', 'macroF1', 'correlation', 'topAccuracy', 'rocAuc'] as const),
    ...(['averagePrecision', 'sensitivity', 'calibrationError'] as const),
  ],
  'multi-label': ['exactMatch', 'anyRight', 'labelAccuracy', 'labelRecall'],
  reconstruct: ['hdrPsnr'],
  segment: ['pooledIou', 'pooledDice', 'meanIou', 'meanDice', 'emptyImages'],
  locate: ['rmse', 'meanDistance', 'hitRate'],
};

export interface TestMetric {
  readonly name: MetricName;
  /** The class that it is of, or the number: k of top-k accuracy, the specificity; absent where it is of all. */
  readonly of?: string;
  /** Fractions, not percent; pixels of the scene. */
  readonly value: number;
  /** Ends of the 95 % bootstrap interval over test images; absent where none was made. */
  readonly low?: number;
  readonly high?: number;
}

export const testMetricSchema = z.object({
  name: z.enum(Object.keys(metricKinds) as [MetricName, ...MetricName[]]),
  of: z.string().exactOptional(),
  value: z.number(),
  low: z.number().exactOptional(),
  high: z.number().exactOptional(),
});

/** Identity of a metric within a trial, and its name in summary.arrow behind `metric.`: `pooledIou`, `pooledIou.nucleus`. */
export function metricKey({ name, of }: Pick<TestMetric, 'name' | 'of'>): string {
  return of === undefined ? name : `${name}.${of}`;
}

/** What a key stands for. @throws RangeError if it begins with no name of a metric. */
export function metricOfKey(key: string): Pick<TestMetric, 'name' | 'of'> {
  const dot = key.indexOf('.');
  const name = dot < 0 ? key : key.slice(0, dot);
  if (!Object.hasOwn(metricKinds, name)) throw new RangeError(`metric ${key} is unknown`);
  return { name: name as MetricName, ...(dot >= 0 && { of: key.slice(dot + 1) }) };
}

/** `Pooled IoU of nucleus (%)`, `Sensitivity at specificity 0.95 (%)` */
export function metricTitle({ name, of }: Pick<TestMetric, 'name' | 'of'>): string {
  const { title, unit, numbered = 'of' }: MetricKind = metricKinds[name];
  return `${title}${of === undefined ? '' : ` ${numbered} ${of}`}${unit === '' ? '' : ` (${unit})`}`;
}

/** A recorded value as shown, without its unit. */
export function metricDigits(name: MetricName, value: number): string {
  const { factor, decimals } = metricKinds[name];
  return (factor * value).toFixed(decimals);
}
