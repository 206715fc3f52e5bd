/** A finished trial, opened to be used: its config, what it was trained on, and what was learned. */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { isDone } from '../../analysis/done-marker.js';
import { readJsonFile } from '../../analysis/json-file.js';
import { RecordError, TRIAL_REMEDY } from '../../analysis/record-error.js';
import { readResult, type TrialResult } from '../../analysis/trial-result-record.js';
import { readSavedModel, type SavedModel } from '../../networks/save-model.js';
import { loadConfig } from '../config/parse.js';
import type { ExperimentConfig } from '../config/schema.js';
import type { SceneShape } from '../network.js';
import { checkChanges, keptNotes } from './changes.js';
import { sceneOf, trainedHeads, type SceneSize, type TrainedHead } from './trained-head.js';

export interface TrainedTrial {
  /** Its folder, as it was given. */
  readonly folder: string;
  /** As it was trained, but for the changes. */
  readonly config: ExperimentConfig;
  /** `path=value` texts that the config was changed by. */
  readonly changes: readonly string[];
  /** What its camera looks at. */
  readonly scene: SceneShape;
  /** One at least, that of the task first. */
  readonly heads: readonly TrainedHead[];
  readonly result: TrialResult;
  readonly saved: SavedModel;
  /** Identity of the images that it was trained on, and of the code that trained it. */
  readonly origin: { readonly dataFingerprint: string; readonly codeVersion: string };
  /** What a person should know who uses it so. */
  readonly notes: readonly string[];
}

const originSchema = z.looseObject({ dataFingerprint: z.string(), codeVersion: z.string() });
const inputShape = z.tuple([z.null(), z.int().min(1), z.int().min(1), z.int().min(1)]);
const topologySchema = z.looseObject({
  config: z.looseObject({
    layers: z.tuple(
      [z.looseObject({ config: z.looseObject({ batch_input_shape: inputShape }) })],
      z.unknown(),
    ),
  }),
});

/**
 * Opens the folder of a trial; nothing is computed.
 *
 * @param changes `path=value` texts: other data, another camera, as far as the weights fit.
 * @param changesFolder Folder at which relative data paths of the changes start.
 * @throws RecordError if it is no folder of a finished trial, or a file in it is damaged; SavedModelError if that is a file of the model;
 *   ConfigError for changes that cannot be made.
 */
export async function openTrial(
  folder: string,
  changes: readonly string[] = [],
  changesFolder = '.',
): Promise<TrainedTrial> {
  checkFolder(folder);
  checkChanges(changes);
  const file = join(folder, 'config.yaml');
  const request = { file, overrideFolder: changesFolder, isSingle: true, isRecord: true };
  const original = (await loadConfig(request)).base;
  const config =
    changes.length === 0 ? original : (await loadConfig({ ...request, overrides: changes })).base;
  const result = readResult(folder);
  const saved = await readSavedModel(join(folder, 'model'));
  const size = sceneSize(folder, saved);
  const heads = trainedHeads(folder, config, size);
  return {
    ...{ folder, config, changes, heads, result, saved },
    scene: sceneOf(size, heads),
    origin: readJsonFile(join(folder, 'provenance.json'), originSchema, TRIAL_REMEDY),
    notes: keptNotes(changes, original),
  };
}

/** Of the scenes, as the trained model takes them. */
function sceneSize(folder: string, { modelTopology }: SavedModel): SceneSize {
  const parsed = topologySchema.safeParse(modelTopology);
  if (!parsed.success) {
    throw new RecordError(
      join(folder, 'model', 'model.json'),
      'has no layer that takes scenes',
      TRIAL_REMEDY,
    );
  }
  const [, height, width, channels] = parsed.data.config.layers[0].config.batch_input_shape;
  return { height, width, channels };
}

const remedy = 'give the folder of a finished trial, such as results/NAME/trials/ID';

function checkFolder(folder: string): void {
  if (!existsSync(folder)) throw new RecordError(folder, 'does not exist', remedy);
  if (!statSync(folder).isDirectory()) throw new RecordError(folder, 'is a file', remedy);
  if (existsSync(join(folder, 'sweep.json')) && existsSync(join(folder, 'trials'))) {
    throw new RecordError(
      folder,
      'is the folder of a whole sweep',
      `give one of its trials: ${folder}/trials/ID`,
    );
  }
  if (!existsSync(join(folder, 'config.yaml')) || !existsSync(join(folder, 'model'))) {
    throw new RecordError(folder, 'holds no trained model of a trial', remedy);
  }
  if (!isDone(folder)) {
    throw new RecordError(folder, 'is the folder of a trial that is unfinished or damaged', TRIAL_REMEDY);
  }
}
