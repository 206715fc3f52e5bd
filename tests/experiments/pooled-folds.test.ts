import { mkdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { headFolder } from '../../src/analysis/head-folder.js';
import { readPooled, writePooled, type PooledCombination } from '../../src/analysis/pooled-record.js';
import { writePositions } from '../../src/analysis/position-record.js';
import { writeImageScores } from '../../src/analysis/reconstruction-record.js';
import { writeMaskScores } from '../../src/analysis/segmentation-record.js';
import { trialFolder } from '../../src/analysis/sweep-plan.js';
import type { SummaryRow } from '../../src/analysis/sweep-record.js';
import { writePredictions } from '../../src/analysis/trial-record.js';
import { pooledText } from '../../src/cli/pooled-text.js';
import type { ExperimentPlan } from '../../src/experiments/plan.js';
import { pooledFolds } from '../../src/experiments/pooled-folds.js';
import { temporaryFolder } from '../data/files.js';

/** Two folds of four images each, one training each. */
const ids = ['fold-1', 'fold-2'];
const images = ids.map((_, fold) => [0, 1, 2, 3].map(place => 4 * fold + place));

function planOf(
  task: string,
  { folds = 2, hitRadiusPixels = 2, heads = [] as readonly object[] } = {},
): ExperimentPlan {
  const config = { task, heads, data: { split: { folds } }, analysis: { hitRadiusPixels: 2 } };
  const trials = ids.map((id, place) => ({ id, repeat: 0, fold: place + 1, seed: 1, axes: {} }));
  return {
    record: { axes: [], repeats: 1, folds: 2, trials, config },
    trials: trials.map(trial => ({
      ...trial,
      config: { ...config, analysis: { hitRadiusPixels, topClasses: 3, specificity: 0.95 } },
    })),
  } as unknown as ExperimentPlan;
}

const finished = ids.map(trial => ({ trial })) as SummaryRow[];

/** Writes a table for each fold. */
function sweepFolder(write: (folder: string, rows: readonly number[]) => void): string {
  const folder = temporaryFolder();
  ids.forEach((id, fold) => {
    mkdirSync(trialFolder(folder, id), { recursive: true });
    write(trialFolder(folder, id), images[fold]!);
  });
  return folder;
}

/** The image and its neighbour show one original. */
const about = (index: number) => ({ index, source: `image ${index}`, group: `original ${index >> 1}` });

const predictions = (folder: string, rows: readonly number[]) =>
  writePredictions(folder, {
    classNames: ['a', 'b'],
    rows: rows.map(index => {
      const predicted = index < 6 ? index % 2 : 0;
      return {
        ...about(index),
        ...{ label: index % 2, predicted },
        probabilities: Float32Array.of(1 - predicted, predicted),
      };
    }),
  });

describe('measures over all folds together', () => {
  it('count each image once, and draw originals', () => {
    const [pooled] = pooledFolds(sweepFolder(predictions), planOf('classify'), finished);
    expect(pooled).toMatchObject({ axes: {}, trainings: 2, images: 8, originals: 4 });
    // The last of eight images is wrong; of four originals one is half right, so draws give 1 − k/8.
    const { value, low, high } = pooled!.metrics.find(({ name }) => name === 'accuracy')!;
    expect([value, high]).toEqual([7 / 8, 1]);
    expect([5 / 8, 6 / 8]).toContain(low);
    expect(pooled!.metrics.map(({ name }) => name)).toContain('balancedAccuracy');
  });

  it('stand behind them for further heads, from their own tables', () => {
    const folder = sweepFolder((at, rows) => {
      predictions(at, rows);
      const own = headFolder(at, 'locate');
      mkdirSync(own, { recursive: true });
      const found = { trueX: 1, trueY: 2, predictedX: 4, predictedY: 6 };
      writePositions(own, { height: 8, width: 8, rows: rows.map(index => ({ ...about(index), ...found })) });
    });
    const plan = planOf('classify', { heads: [{ task: 'locate', weight: 1 }] });
    const [pooled] = pooledFolds(folder, plan, finished);
    expect(pooled).toMatchObject({ images: 8, originals: 4 });
    expect(pooled!.metrics[0]).toMatchObject({ name: 'accuracy', value: 7 / 8 });
    expect(pooled!.metrics).toContainEqual({ name: 'rmse', value: 5, low: 5, high: 5 });
  });

  it('count the pixels of all images together', () => {
    const folder = sweepFolder((at, rows) =>
      writeMaskScores(at, {
        classNames: ['ground', 'x', 'y'],
        rows: rows.flatMap(index => [
          { ...about(index), class: 1, truePositives: index, falsePositives: 1, falseNegatives: 2 },
          { ...about(index), class: 2, truePositives: 5, falsePositives: 0, falseNegatives: 0 },
        ]),
      }),
    );
    const [{ metrics, images: count }] = pooledFolds(folder, planOf('segment'), finished) as [
      ReturnType<typeof pooledFolds>[number],
    ];
    const valueOf = (key: string, of: string) =>
      metrics.find(each => each.name === key && each.of === of)?.value;
    expect(count).toBe(8);
    expect(valueOf('pooledIou', 'x')).toBeCloseTo(28 / (28 + 8 + 16), 12);
    expect(valueOf('pooledDice', 'x')).toBeCloseTo(56 / (56 + 8 + 16), 12);
    expect(valueOf('pooledIou', 'y')).toBe(1);
  });

  it('are the mean over images for reconstructions, and the root of the mean square for positions', () => {
    const scenes = sweepFolder((at, rows) =>
      writeImageScores(
        at,
        rows.map(index => ({ ...about(index), psnr: 20 + index, ssim: null })),
      ),
    );
    expect(pooledFolds(scenes, planOf('reconstruct'), finished)[0]!.metrics[0]).toMatchObject({
      name: 'psnr',
      value: 23.5,
    });
    const positions = sweepFolder((height, rows) =>
      writePositions(height, {
        ...{ height: 8, width: 8 },
        rows: rows.map(index => ({
          ...about(index),
          ...{ trueX: 0, trueY: 0, predictedX: index, predictedY: 0 },
        })),
      }),
    );
    const found = pooledFolds(positions, planOf('locate'), finished)[0]!.metrics;
    expect(found.find(({ name }) => name === 'rmse')!.value).toBeCloseTo(Math.sqrt(140 / 8), 12);
    expect(found.find(({ name }) => name === 'hitRate')!.value).toBe(3 / 8);
    // The base of the sweep has 2; a variant may set it.
    const wide = planOf('locate', { hitRadiusPixels: 4 });
    const [{ metrics }] = pooledFolds(positions, wide, finished) as [PooledCombination];
    expect(metrics.find(({ name }) => name === 'hitRate')!.value).toBe(5 / 8);
  });

  it('wait for all folds', () => {
    const folder = sweepFolder(predictions);
    expect(pooledFolds(folder, planOf('classify'), finished.slice(1))).toEqual([]);
    expect(pooledFolds(folder, planOf('classify', { folds: 5 }), finished)).toEqual([]);
  });

  it('are kept in the folder of the sweep, and shown', () => {
    const folder = sweepFolder(predictions);
    const plan = planOf('classify');
    const pooled = pooledFolds(folder, plan, finished);
    expect(readPooled(folder)).toEqual([]);
    writePooled(folder, pooled);
    expect(readPooled(folder)).toEqual(pooled);
    expect(pooledText(plan.record, pooled).join()).toMatch(
      /test images +originals +Accuracy \(%\).*Sensitivity at specificity 0.95 \(%\)\n +8 +4 +87\.5 \(/,
    );
    expect(pooledText(plan.record, [])).toEqual([]);
    writePooled(folder, []);
    expect(readPooled(folder)).toEqual([]);
  });
});
