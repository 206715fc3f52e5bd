/** Which images show the same original (copies turned, flipped or cut from one picture), class by class. */
import { DataError } from './data-error.js';
import type { Dataset } from './dataset.js';

/** Indices of the images that show one original. */
export type Original = readonly number[];

/** The images of one class. */
export interface ClassOriginals {
  readonly label: number;
  readonly className: string;
  /** Those outside the set's own test part, in the order of the set. */
  readonly originals: readonly Original[];
  /** Indices of those in the set's own test part; null: the set has none. */
  readonly published: Original | null;
}

/**
 * Sorts the images of a set by class and original.
 *
 * @throws DataError if one original is in two classes, or both inside and outside the set's own test part.
 */
export function originalsByClass(dataset: Dataset): ClassOriginals[] {
  const { classNames, labels, groups, isPublishedTest } = dataset;
  const groupMembers = new Map<string, number[]>();
  groups.forEach((group, index) => {
    const members = groupMembers.get(group);
    if (members === undefined) groupMembers.set(group, [index]);
    else members.push(index);
  });
  const originals = classNames.map((): Original[] => []);
  const published = classNames.map((): number[] => []);
  for (const members of groupMembers.values()) {
    checkTogether(dataset, members);
    const [first] = members as [number];
    if (isPublishedTest?.[first] === 1) published[labels[first]!]!.push(...members);
    else originals[labels[first]!]!.push(members);
  }
  return classNames.map((className, label) => ({
    label,
    className,
    originals: originals[label]!,
    published: isPublishedTest === null ? null : published[label]!,
  }));
}

function checkTogether(
  { labels, classNames, groups, sources, isPublishedTest }: Dataset,
  members: Original,
): void {
  const [first] = members as [number];
  for (const index of members) {
    if (labels[index] === labels[first] && isPublishedTest?.[index] === isPublishedTest?.[first]) continue;
    const pair = `split: ${sources[first]!} and ${sources[index]!} show the same original (${groups[first]!})`;
    if (labels[index] !== labels[first]) {
      const found = `${classNames[labels[first]!]!} and ${classNames[labels[index]!]!}`;
      throw new DataError(`${pair} but their classes are ${found}, must be of one class`);
    }
    throw new DataError(`${pair} but only one is in the set's own test part, must be both or neither`);
  }
}

/** The images of some originals, one after the other. */
export function imagesOf(originals: readonly Original[]): number[] {
  const images: number[] = [];
  for (const original of originals) for (const image of original) images.push(image);
  return images;
}

/**
 * Takes originals in order, each if that brings the number of images closer to `target` and leaves `reserved` originals;
 * at least one: the smallest, if all are too large.
 *
 * @returns What was taken and what is left.
 */
export function takeOriginals(
  originals: readonly Original[],
  target: number,
  reserved: number,
): [taken: Original[], left: Original[]] {
  const taken = new Set<Original>();
  let images = 0;
  for (const original of originals) {
    if (taken.size === originals.length - reserved) break;
    if (images + original.length / 2 > target) continue;
    taken.add(original);
    images += original.length;
  }
  if (taken.size === 0) taken.add(originals.reduce((a, b) => (b.length < a.length ? b : a)));
  return [[...taken], originals.filter(original => !taken.has(original))];
}
