/** The score of each task: what it is called, in which unit it is recorded and shown, and which of two is better. */

export const taskNames = ['classify', 'multi-label', 'reconstruct', 'segment', 'locate'] as const;
/** As in the config. */
export type TaskName = (typeof taskNames)[number];

export interface ScoreKind {
  readonly task: TaskName;
  /** `accuracy`, `PSNR`, `IoU`, `RMSE` */
  readonly name: string;
  /** In which it is shown. */
  readonly unit: string;
  /** What is shown over what is recorded: accuracies are recorded as fractions. */
  readonly factor: number;
  /** Ends names in files: `testAccuracy`, `testPsnr`. */
  readonly suffix: string;
  /** Smallest and largest recorded value. */
  readonly range: readonly [number, number];
  /** Whether the larger of two is the better. */
  readonly isHigherBetter: boolean;
  /** `cross-entropy`; and its unit, empty where there is none. */
  readonly lossName: string;
  readonly lossUnit: string;
}

export const scoreKinds: Readonly<Record<TaskName, ScoreKind>> = {
  classify: {
    task: 'classify',
    name: 'accuracy',
    unit: '%',
    factor: 100,
    suffix: 'Accuracy',
    range: [0, 1],
    isHigherBetter: true,
    lossName: 'cross-entropy',
    lossUnit: 'nats',
  },
  'multi-label': {
    task: 'multi-label',
    name: 'exact match',
    unit: '%',
    factor: 100,
    suffix: 'ExactMatch',
    range: [0, 1],
    isHigherBetter: true,
    lossName: 'binary cross-entropy',
    lossUnit: 'nats',
  },
  reconstruct: {
    task: 'reconstruct',
    name: 'PSNR',
    unit: 'dB',
    factor: 1,
    suffix: 'Psnr',
    range: [-Infinity, Infinity],
    isHigherBetter: true,
    lossName: 'squared error',
    lossUnit: '',
  },
  segment: {
    task: 'segment',
    name: 'IoU',
    unit: '%',
    factor: 100,
    suffix: 'Iou',
    range: [0, 1],
    isHigherBetter: true,
    lossName: 'cross-entropy and Dice loss',
    lossUnit: '',
  },
  locate: {
    task: 'locate',
    name: 'RMSE',
    unit: 'pixels',
    factor: 1,
    suffix: 'Rmse',
    range: [0, Infinity],
    isHigherBetter: false,
    lossName: 'squared error',
    lossUnit: '',
  },
};

/** The measure of the test that is the score of a task, see test-metrics.ts. */
export const scoreMetrics = {
  classify: 'accuracy',
  'multi-label': 'exactMatch',
  reconstruct: 'psnr',
  segment: 'iou',
  locate: 'rmse',
} as const satisfies Readonly<Record<TaskName, string>>;

/** Tasks of the further heads of a config; none in those from before there were any. */
export function headTasksOf({ heads }: Readonly<Record<string, unknown>>): TaskName[] {
  if (!Array.isArray(heads)) return [];
  return heads.flatMap((head: { task?: unknown }) => taskNames.find(name => name === head.task) ?? []);
}

/** Score of the experiments of a config; those of configs without a task classify. */
export function scoreKindOf(config: Readonly<Record<string, unknown>>): ScoreKind {
  const { task, training } = config;
  const kind = scoreKinds[taskNames.find(name => name === task) ?? 'classify'];
  if (headTasksOf(config).length > 0)
    return { ...kind, lossName: 'weighted loss of all heads', lossUnit: '' };
  // The one loss that is recorded in place of that of its task.
  const isToned = (training as { loss?: { type?: unknown } } | undefined)?.loss?.type === 'mu-law';
  return isToned ? { ...kind, lossName: 'squared µ-law error' } : kind;
}

/** `Accuracy (%)`, `PSNR (dB)` */
export function scoreTitle({ name, unit }: ScoreKind): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)} (${unit})`;
}

/** `97.8`, `24.31`: a recorded score as shown, without its unit. */
export function scoreDigits({ factor, unit }: ScoreKind, score: number): string {
  return (factor * score).toFixed(unit === '%' ? 1 : 2);
}

/** Place of the best of some scores, the first of equals; -1 where there are none. */
export function bestPlace({ isHigherBetter }: ScoreKind, scores: readonly number[]): number {
  return scores.indexOf(isHigherBetter ? Math.max(...scores) : Math.min(...scores));
}
