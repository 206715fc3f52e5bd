/** The plan of a sweep, which its folder holds as sweep.json; equal plans give equal bytes. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readJsonFile, writeJsonFile } from './json-file.js';
import { RecordError, SWEEP_REMEDY } from './record-error.js';
import { RECORD_FORMAT } from './record-file.js';

export type AxisValue = number | string | boolean;

/** One swept key of the config and its values, in the order of the config. */
export interface SweepAxis {
  readonly path: string;
  readonly values: readonly AxisValue[];
}

export interface PlannedTrial {
  readonly id: string;
  /** From 0. */
  readonly repeat: number;
  /** The fold of a cross-validation that it tests, from 1; absent without one. */
  readonly fold?: number;
  readonly seed: number;
  /** Value of each axis, by its path. */
  readonly axes: Readonly<Record<string, AxisValue>>;
}

export interface SweepPlan {
  readonly format: 1;
  readonly name: string;
  readonly configFile: string;
  readonly configText: string;
  /** `path=value` arguments of the command line, in their order. */
  readonly overrides: readonly string[];
  readonly axes: readonly SweepAxis[];
  readonly repeats: number;
  /** Folds of a cross-validation that are tested; absent without one. */
  readonly folds?: number;
  readonly trials: readonly PlannedTrial[];
  readonly codeVersion: string;
  readonly dataFingerprint: string;
  /** The resolved config without its sweep. */
  readonly config: Readonly<Record<string, unknown>>;
}

export const axisValueSchema = z.union([z.number(), z.string(), z.boolean()]);
const PLAN: z.ZodType<SweepPlan> = z.object({
  format: z.literal(RECORD_FORMAT, `is not ${RECORD_FORMAT}, the format this version of physlayer reads`),
  name: z.string(),
  configFile: z.string(),
  configText: z.string(),
  overrides: z.array(z.string()).readonly(),
  axes: z
    .array(z.object({ path: z.string(), values: z.array(axisValueSchema).min(1).readonly() }))
    .readonly(),
  repeats: z.int().min(1),
  folds: z.int().min(1).exactOptional(),
  trials: z
    .array(
      z.object({
        // An id names a folder, so it must not lead out of the sweep.
        id: z.string().regex(/^[\w-]+$/, 'is not a trial id'),
        repeat: z.int().min(0),
        fold: z.int().min(1).exactOptional(),
        seed: z.int(),
        axes: z.record(z.string(), axisValueSchema),
      }),
    )
    .readonly(),
  codeVersion: z.string(),
  dataFingerprint: z.string(),
  config: z.record(z.string(), z.unknown()),
});

/** Folder of one trial. */
export function trialFolder(folder: string, trial: string): string {
  return join(folder, 'trials', trial);
}

/** @throws RangeError if the plan does not have the declared form. */
export function writePlan(folder: string, plan: SweepPlan): void {
  writeJsonFile(join(folder, 'sweep.json'), PLAN, plan);
}

/** @throws RecordError if the folder is not that of a sweep, or sweep.json is damaged or of another format. */
export function readPlan(folder: string): SweepPlan {
  const path = join(folder, 'sweep.json');
  if (!existsSync(path)) {
    const problem = existsSync(folder)
      ? 'is not the folder of a sweep (it holds no sweep.json)'
      : 'does not exist';
    throw new RecordError(
      folder,
      problem,
      'give the folder that `npx physlayer sweep ... --out FOLDER` wrote',
    );
  }
  return readJsonFile(path, PLAN, SWEEP_REMEDY);
}
