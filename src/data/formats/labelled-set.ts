/** A data set from what a file format gives: pixels and labels of one or two parts, the second published for testing. */
import { createHash } from 'node:crypto';
import { DataError } from '../data-error.js';
import type { Dataset } from '../dataset.js';

/** Samples of one part are called `<title> #0`, `<title> #1` and so on. */
export interface PartTitle {
  readonly title: string;
  readonly count: number;
}

type Content = Pick<
  Dataset,
  'name' | 'height' | 'width' | 'channels' | 'pixels' | 'fullScale' | 'labels' | 'classNames'
>;

/**
 * Completes a set.
 *
 * @param format Name of the file format, for the fingerprint.
 * @param parts One, or two where the second is the set's own test part.
 */
export function labelledSet(format: string, parts: readonly PartTitle[], content: Content): Dataset {
  const { height, width, channels, pixels, fullScale, labels, classNames } = content;
  const sources = parts.flatMap(({ title, count }) =>
    Array.from({ length: count }, (_, item) => `${title} #${item}`),
  );
  const [first, test] = parts as readonly [PartTitle, PartTitle?];
  const about = JSON.stringify({ format, parts, height, width, channels, fullScale, classNames });
  let fingerprint: string | undefined;
  return {
    ...content,
    groups: sources,
    sources,
    isPublishedTest: test === undefined ? null : new Uint8Array(labels.length).fill(1, first.count),
    // Hashing takes longer than reading, and not everyone who loads asks for it.
    get fingerprint() {
      fingerprint ??= createHash('sha256').update(about).update(pixels).update(labels).digest('hex');
      return fingerprint;
    },
  };
}

/** @throws DataError if two paths that come together are not both given. */
export function checkPair(
  names: readonly [string, string],
  paths: readonly [string | undefined, string | undefined],
): void {
  if ((paths[0] === undefined) === (paths[1] === undefined)) return;
  const [given, missing] = paths[1] === undefined ? names : [names[1], names[0]];
  throw new DataError(`data: ${given} is given without ${missing}, must be both or neither`);
}
