/** Everything the page speaks of, read from the folder of a sweep. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { confusionMatrix, type ConfusionMatrix } from '../analysis/confusion.js';
import { readLabelSets } from '../analysis/label-record.js';
import { readPooled, type PooledCombination } from '../analysis/pooled-record.js';
import { readImageScores, readReconstructions } from '../analysis/reconstruction-record.js';
import { readPositions } from '../analysis/position-record.js';
import { scoreKindOf, type ScoreKind, type TaskName } from '../analysis/score-kind.js';
import { readMaskScores, readSegmentations } from '../analysis/segmentation-record.js';
import { readPredictions, readSaliency } from '../analysis/trial-record.js';
import { readResult, type TrialResult } from '../analysis/trial-result-record.js';
import { trialFolder, type PlannedTrial } from '../analysis/sweep-plan.js';
import { readSweep, type Sweep, type SummaryRow } from '../analysis/sweep-record.js';
import { bestOf, combinationsOf, type Combination } from './combination.js';

/** What a trial recorded of its run, read without a fixed form. */
export type Provenance = Readonly<Record<string, unknown>>;

export interface UnfinishedTrial {
  readonly trial: PlannedTrial;
  readonly hasFailed: boolean;
  /** Last lines of the log of a failed trial; empty where there is none. */
  readonly logEnd: string;
}

/** Test images of the best combination, the trials of its repeats together. */
export interface TestEvidence {
  /** Images of the test set, those of all folds together. */
  readonly images: number;
  readonly combination: Combination;
  /** null where images were not classified. */
  readonly classes: ClassEvidence | null;
}

export interface ClassEvidence {
  readonly classNames: readonly string[];
  /** Share of the most frequent class among the test images, 0 to 1. */
  readonly largestShare: number;
  /** Count of images by label and predicted class, summed over repeats and folds. */
  readonly confusion: ConfusionMatrix;
}

export interface Evidence {
  readonly kind: ScoreKind;
  readonly sweep: Sweep;
  readonly combinations: readonly Combination[];
  /** Results of the finished trials, in the order of the plan. */
  readonly results: readonly TrialResult[];
  /** Provenance of the finished trials by their id; trials without a readable file are left out. */
  readonly provenance: ReadonlyMap<string, Provenance>;
  readonly unfinished: readonly UnfinishedTrial[];
  readonly test: TestEvidence | null;
  /** Measures over all folds together; none without cross-validation. */
  readonly pooled: readonly PooledCombination[];
  /** Finished trials in which a recorded frame has one value everywhere. */
  readonly blank: readonly SummaryRow[];
}

/** @throws RecordError if a file of the sweep or of a finished trial is missing or damaged. */
export function readEvidence(folder: string): Evidence {
  const sweep = readSweep(folder);
  const folders = sweep.rows.map(row => trialFolder(folder, row.trial));
  const combinations = combinationsOf(sweep);
  const kind = scoreKindOf(sweep.plan.config);
  return {
    kind,
    sweep,
    combinations,
    results: folders.map(readResult),
    provenance: new Map(sweep.rows.flatMap(({ trial }) => readProvenance(folder, trial))),
    unfinished: unfinishedTrials(sweep),
    test: readTest(folder, kind, combinations),
    pooled: readPooled(folder),
    blank: sweep.rows.filter(row => hasConstantFrame(trialFolder(folder, row.trial), kind)),
  };
}

function unfinishedTrials({ folder, plan, rows }: Sweep): UnfinishedTrial[] {
  const finished = new Set(rows.map(row => row.trial));
  return plan.trials
    .filter(trial => !finished.has(trial.id))
    .map(trial => {
      const failed = trialFolder(folder, `${trial.id}.failed`);
      return { trial, hasFailed: existsSync(failed), logEnd: endOfLog(failed) };
    });
}

const LOG_LINES = 6;

function endOfLog(folder: string): string {
  const path = join(folder, 'log.txt');
  if (!existsSync(path)) return '';
  return readFileSync(path, 'utf8').trimEnd().split('\n').slice(-LOG_LINES).join('\n');
}

function readProvenance(folder: string, trial: string): [string, Provenance][] {
  try {
    const text = readFileSync(join(trialFolder(folder, trial), 'provenance.json'), 'utf8');
    return [[trial, JSON.parse(text) as Provenance]];
  } catch {
    return [];
  }
}

function readTest(
  folder: string,
  kind: ScoreKind,
  combinations: readonly Combination[],
): TestEvidence | null {
  const combination = bestOf(kind, combinations);
  if (!combination) return null;
  const folders = combination.rows.map(row => trialFolder(folder, row.trial));
  const { task } = kind;
  if (task !== 'classify') {
    const rows = folders.flatMap(each => testRows(each, task));
    return { images: new Set(rows.map(({ index }) => index)).size, combination, classes: null };
  }
  const repeats = folders.map(readPredictions);
  const { classNames } = repeats[0]!;
  const all = repeats.flatMap(repeat => repeat.rows);
  const rows = [...new Map(all.map(row => [row.index, row])).values()];
  const counts = classNames.map((_, label) => rows.filter(row => row.label === label).length);
  const classes = {
    classNames,
    largestShare: Math.max(...counts) / rows.length,
    confusion: confusionMatrix(all, classNames.length),
  };
  return { images: rows.length, combination, classes };
}

/** Rows of the test images of a trial, one or more each. */
function testRows(
  folder: string,
  task: Exclude<TaskName, 'classify'>,
): readonly { readonly index: number }[] {
  switch (task) {
    case 'multi-label':
      return readLabelSets(folder).rows;
    case 'reconstruct':
      return readImageScores(folder);
    case 'segment':
      return readMaskScores(folder).rows;
    case 'locate':
      return readPositions(folder).rows;
  }
}

function hasConstantFrame(folder: string, { task }: ScoreKind): boolean {
  return framesOf(folder, task).some(({ values }) => values.every(value => value === values[0]));
}

/** What the network saw of some test images; nothing where that was not recorded. */
function framesOf(folder: string, task: TaskName): readonly { readonly values: Float32Array }[] {
  switch (task) {
    case 'classify':
      return readSaliency(folder).maps.filter(({ method }) => method === 'frame');
    case 'reconstruct':
      return readReconstructions(folder).images.filter(({ part }) => part === 'frame');
    case 'segment':
      return readSegmentations(folder).images.filter(({ part }) => part === 'frame');
    case 'multi-label':
    case 'locate':
      return [];
  }
}
