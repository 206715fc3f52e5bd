/** A data set without the classes that are not asked for. */
import { createHash } from 'node:crypto';
import { DataError } from './data-error.js';
import type { Dataset } from './dataset.js';

/** Names of classes; those of digits may be given as numbers. */
export type ClassChoice = readonly (string | number)[];

/**
 * The samples of some classes, in the order they had.
 *
 * @param classes Two or more of `classNames`, each once; the new labels count in this order.
 * @throws DataError for a name that is no class of the set.
 */
export function chooseClasses(dataset: Dataset, classes: ClassChoice): Dataset {
  checkChoice(dataset, classes);
  const classNames = classes.map(String);
  const newLabels = dataset.classNames.map(name => classNames.indexOf(name));
  const rows = [...dataset.labels.keys()].filter(row => newLabels[dataset.labels[row]!]! >= 0);
  const { draw, pixelClasses, position, isPublishedTest } = dataset;
  const at = (index: number) => rows[index]!;
  return {
    ...dataset,
    pixels: chosenPixels(dataset, rows),
    ...(draw && { draw: index => draw(at(index)) }),
    ...(pixelClasses && { pixelClasses: { ...pixelClasses, of: index => pixelClasses.of(at(index)) } }),
    ...(position && { position: index => position(at(index)) }),
    labels: Uint8Array.from(rows, row => newLabels[dataset.labels[row]!]!),
    classNames,
    groups: rows.map(row => dataset.groups[row]!),
    sources: rows.map(row => dataset.sources[row]!),
    isPublishedTest: isPublishedTest && Uint8Array.from(rows, row => isPublishedTest[row]!),
    fingerprint: chosenFingerprint(dataset.fingerprint, classes),
  };
}

/** @throws DataError for a name that is no class of the set. */
export function checkChoice(
  { name, classNames }: Pick<Dataset, 'name' | 'classNames'>,
  classes: ClassChoice,
): void {
  const unknown = classes.map(String).find(each => !classNames.includes(each));
  if (unknown === undefined) return;
  throw new DataError(`data.classes: found ${unknown}, must be classes of ${name}: ${classNames.join(', ')}`);
}

/** The fingerprint that `chooseClasses` gives. */
export function chosenFingerprint(fingerprint: string, classes: ClassChoice): string {
  return createHash('sha256')
    .update(JSON.stringify([fingerprint, classes.map(String)]))
    .digest('hex');
}

function chosenPixels(
  { height, width, channels, pixels }: Dataset,
  rows: readonly number[],
): Dataset['pixels'] {
  if (pixels.length === 0) return pixels;
  const length = height * width * channels;
  const chosen = pixels.slice(0, rows.length * length);
  rows.forEach((row, place) => chosen.set(pixels.subarray(row * length, (row + 1) * length), place * length));
  return chosen;
}
