/**
 * result.json: the summary of one trial. Its scores bear the name that they have in the task: testAccuracy, testPsnr.
 */
import { join } from 'node:path';
import { z } from 'zod';
import { readJsonFile, writeJsonFile } from './json-file.js';
import { TRIAL_REMEDY } from './record-error.js';
import { scoreKinds, type ScoreKind, type TaskName } from './score-kind.js';
import { testMetricSchema, type TestMetric } from './test-metrics.js';

/** A physical parameter after training, in the unit of the config. */
export interface PhysicalValue {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
}

/** Which weights training changed. */
export interface TrainedWeights {
  readonly trained: readonly string[];
  /** Weights of frozen layers. */
  readonly frozen: readonly string[];
  /** Where weights began that were not drawn: the file, and what of it was taken. */
  readonly start?: {
    readonly path: string;
    readonly matchedBy: 'name' | 'order';
    readonly taken: readonly string[];
    readonly notTaken: readonly { readonly weight: string; readonly reason: string }[];
  };
}

/** What a layer says of itself, for the Methods text. */
export interface MethodDescription {
  readonly title: string;
  readonly text: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly value: number | string | boolean | readonly number[];
    readonly unit: string;
  }[];
  readonly source: string;
}

/** What the lens passes, and what samples and pixels hold of it. */
export interface ImageSampling {
  /** Finest detail that the lens passes, 1/(λN), cycles per mm. */
  readonly cutoff: number;
  /** Distance of the samples on which the image of the lens was computed, µm. */
  readonly samplePitchUm: number;
  /** Distance of the pixels that recorded it, µm. */
  readonly pixelPitchUm: number;
}

export interface TrialResult {
  readonly task: TaskName;
  /** Accuracy or IoU as a fraction, PSNR in dB, or RMSE in pixels, see `ScoreKind`. */
  readonly testScore: number;
  /** Of the design as it would be built, with the same noise; absent where that is the trained one. */
  readonly hardTestScore?: number;
  readonly validationScore: number;
  /** Mean structural similarity of the test images; absent where none was measured. */
  readonly testSsim?: number;
  /** Other measures of the test; absent in results from before there were any. */
  readonly testMetrics?: readonly TestMetric[];
  /** The same of the design as it would be built; absent where that is the trained one, and in results from before there were any. */
  readonly hardTestMetrics?: readonly TestMetric[];
  /** Mean of the loss of the task. */
  readonly testLoss: number;
  readonly validationLoss: number;
  /** Epoch whose weights were kept, from 1. */
  readonly bestEpoch: number;
  /** Epochs that were run. */
  readonly epochs: number;
  readonly parameters: { readonly count: number; readonly trainable: number };
  /** Trainable hardware parameters; empty if none is learned. */
  readonly physical: readonly PhysicalValue[];
  /** Names of weights that were trained and that were not; absent in results from before there was a choice. */
  readonly training?: TrainedWeights;
  readonly methods: readonly MethodDescription[];
  /** Absent where no lens forms an image, and in results from before it was recorded. */
  readonly sampling?: ImageSampling;
  /** Standardization fitted on training frames. */
  readonly normalization: {
    readonly mean: number | readonly number[];
    readonly std: number | readonly number[];
  };
}

const count = z.int().min(0);
const oneOrMore = z.union([z.number(), z.array(z.number()).readonly()]);
const names = z.array(z.string()).readonly();
const common = z.object({
  testSsim: z.number().exactOptional(),
  testMetrics: z.array(testMetricSchema).readonly().exactOptional(),
  hardTestMetrics: z.array(testMetricSchema).readonly().exactOptional(),
  testLoss: z.number(),
  validationLoss: z.number(),
  bestEpoch: count,
  epochs: count,
  parameters: z.object({ count, trainable: count }),
  physical: z.array(z.object({ name: z.string(), unit: z.string(), value: z.number() })).readonly(),
  training: z
    .object({
      trained: names,
      frozen: names,
      start: z
        .object({
          path: z.string(),
          matchedBy: z.enum(['name', 'order']),
          taken: names,
          notTaken: z.array(z.object({ weight: z.string(), reason: z.string() })).readonly(),
        })
        .exactOptional(),
    })
    .exactOptional(),
  methods: z
    .array(
      z.object({
        title: z.string(),
        text: z.string(),
        parameters: z
          .array(
            z.object({
              name: z.string(),
              value: z.union([z.number(), z.string(), z.boolean(), z.array(z.number()).readonly()]),
              unit: z.string(),
            }),
          )
          .readonly(),
        source: z.string(),
      }),
    )
    .readonly(),
  sampling: z
    .object({ cutoff: z.number(), samplePitchUm: z.number(), pixelPitchUm: z.number() })
    .exactOptional(),
  normalization: z.object({ mean: oneOrMore, std: oneOrMore }),
});

/** The scores of a result, by their names in files. */
export const scoreFields = {
  testScore: ({ suffix }: ScoreKind) => `test${suffix}`,
  hardTestScore: ({ suffix }: ScoreKind) => `hardTest${suffix}`,
  validationScore: ({ suffix }: ScoreKind) => `validation${suffix}`,
} as const;

type StoredResult = { readonly task: TaskName } & Readonly<Record<string, unknown>>;

function schemaOf(kind: ScoreKind) {
  const score = z.number().min(kind.range[0]).max(kind.range[1]);
  return common.extend({
    task: z.literal(kind.task),
    [scoreFields.testScore(kind)]: score,
    [scoreFields.hardTestScore(kind)]: score.exactOptional(),
    [scoreFields.validationScore(kind)]: score,
  });
}

const RESULT = z.discriminatedUnion('task', [
  // Results without a task are those of classifiers.
  schemaOf(scoreKinds.classify).extend({ task: z.literal('classify').optional().default('classify') }),
  schemaOf(scoreKinds['multi-label']),
  schemaOf(scoreKinds.reconstruct),
  schemaOf(scoreKinds.segment),
  schemaOf(scoreKinds.locate),
]) as unknown as z.ZodType<StoredResult>;

/** @throws RangeError if a number is not finite or an accuracy lies outside 0 to 1. */
export function writeResult(folder: string, result: TrialResult): void {
  const kind = scoreKinds[result.task];
  const entries = Object.entries(result).map(([key, value]) => {
    const name = Object.hasOwn(scoreFields, key) ? scoreFields[key as keyof typeof scoreFields](kind) : key;
    return [name, value] as const;
  });
  writeJsonFile(join(folder, 'result.json'), RESULT, Object.fromEntries(entries) as StoredResult);
}

/** @throws RecordError if result.json is missing or damaged. */
export function readResult(folder: string): TrialResult {
  const stored = readJsonFile(join(folder, 'result.json'), RESULT, TRIAL_REMEDY);
  const kind = scoreKinds[stored.task];
  const keyOf = new Map(Object.entries(scoreFields).map(([key, nameOf]) => [nameOf(kind), key]));
  const entries = Object.entries(stored).map(([name, value]) => [keyOf.get(name) ?? name, value] as const);
  return Object.fromEntries(entries) as unknown as TrialResult;
}
