/**
 * pooled.json in the folder of a cross-validation: measures of each combination over the test images of all its folds together, in which
 * each image was tested once for each repeat.
 */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readJsonFile, writeJsonFile } from './json-file.js';
import { SWEEP_REMEDY } from './record-error.js';
import { axisValueSchema, type AxisValue } from './sweep-plan.js';
import { testMetricSchema, type TestMetric } from './test-metrics.js';

export interface PooledCombination {
  readonly axes: Readonly<Record<string, AxisValue>>;
  /** Trainings, one for each fold and repeat. */
  readonly trainings: number;
  /** Different test images. */
  readonly images: number;
  /** Different originals that they show, which the bootstrap draws. */
  readonly originals: number;
  readonly metrics: readonly TestMetric[];
}

const count = z.int().min(1);
const POOLED: z.ZodType<{ readonly combinations: readonly PooledCombination[] }> = z.object({
  combinations: z
    .array(
      z.object({
        axes: z.record(z.string(), axisValueSchema),
        ...{ trainings: count, images: count, originals: count },
        metrics: z.array(testMetricSchema).readonly(),
      }),
    )
    .readonly(),
});

/** Writes the file; removes it where there is nothing to write. @throws RangeError if a number is not finite. */
export function writePooled(folder: string, combinations: readonly PooledCombination[]): void {
  const path = join(folder, 'pooled.json');
  if (combinations.length === 0) rmSync(path, { force: true });
  else writeJsonFile(path, POOLED, { combinations });
}

/** Those of the file; none where there is no file. @throws RecordError if it is damaged. */
export function readPooled(folder: string): readonly PooledCombination[] {
  const path = join(folder, 'pooled.json');
  return existsSync(path) ? readJsonFile(path, POOLED, SWEEP_REMEDY).combinations : [];
}
