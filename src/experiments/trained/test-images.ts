/** The images that a trained trial is tested on: those of its own test split, or of another set. */
import { DataError } from '../../data/data-error.js';
import type { Dataset } from '../../data/dataset.js';
import type { Split } from '../../data/split.js';
import type { LabelledImages } from '../../networks/batch.js';
import { labelledImages } from '../labelled-images.js';
import { splitOf } from '../split-of.js';
import { changesData } from './changes.js';
import type { TrainedHead } from './trained-head.js';
import type { TrainedTrial } from './trained-trial.js';

export interface TestImages {
  /** Its classes are those of the trial. */
  readonly dataset: Dataset;
  readonly images: LabelledImages;
  /** Indices of the images to test on. */
  readonly rows: Uint32Array;
  /** What a person should know of them. */
  readonly notes: readonly string[];
}

/**
 * Takes test images from a set.
 *
 * @param isAll All images of the set rather than its test split.
 * @throws DataError if the images have another size than the trained camera takes, or classes that it does not know.
 */
export function testImages(trial: TrainedTrial, set: Dataset, isAll = false): TestImages {
  const dataset = withClassesOf(trial, set);
  const all = Uint32Array.from(dataset.labels, (_, index) => index);
  const none = new Uint32Array();
  const split: Split = isAll ? { train: none, validation: none, test: all } : splitOf(dataset, trial.config);
  const images = labelledImages(dataset, split, trial.config);
  checkSize(trial, set, images.channels);
  return { dataset, images, rows: split.test, notes: notesOn(trial, dataset, isAll) };
}

function checkSize({ scene, folder }: TrainedTrial, set: Dataset, channels: number): void {
  const text = (height: number, width: number, depth: number) =>
    `${width} x ${height} pixels (width x height) in ${depth} channel${depth === 1 ? '' : 's'}`;
  const found = text(set.height, set.width, channels);
  const must = text(scene.height, scene.width, scene.channels);
  if (found === must) return;
  throw new DataError(`${set.name}: found scenes of ${found}, must be ${must}, as ${folder} was trained on`);
}

/** @throws DataError for a class of scenes or of pixels that a head has no answer for. */
function withClassesOf({ folder, heads }: TrainedTrial, set: Dataset): Dataset {
  return heads.reduce((dataset, head) => withClasses(folder, head, dataset), set);
}

function withClasses(folder: string, { task, classNames }: TrainedHead, set: Dataset): Dataset {
  if (classNames === null) return set;
  if (task === 'segment') {
    const found = set.pixelClasses?.classNames ?? [];
    if (found.join('\n') === classNames.join('\n')) return set;
    const names = found.length === 0 ? 'no masks' : `classes of pixels ${found.join(', ')}`;
    throw new DataError(`${set.name}: found ${names}, must be ${classNames.join(', ')}, as in ${folder}`);
  }
  const places = set.classNames.map(name => classNames.indexOf(name));
  const unknown = places.indexOf(-1);
  if (unknown >= 0) {
    throw new DataError(
      `${set.name}: found the class ${set.classNames[unknown]!}, must be one of ${classNames.join(', ')}, as in ${folder}`,
    );
  }
  return { ...set, classNames, labels: set.labels.map(label => places[label]!) };
}

function notesOn({ changes, origin }: TrainedTrial, { fingerprint }: Dataset, isAll: boolean): string[] {
  if (changesData(changes)) return [];
  return [
    ...(fingerprint === origin.dataFingerprint
      ? []
      : ['the images are not those it was trained on: files changed']),
    ...(isAll ? ['all images: those of training and validation are among them'] : []),
  ];
}
