/** Labels as files hold them, turned into indices of classes. */
import { DataError } from './data-error.js';

/** Where the labels of one part of a set came from. */
export interface LabelPart {
  readonly count: number;
  readonly path: string;
  /** What errors call the label of an item of the part, with the file; see `labelOfItem`. */
  readonly labelName: (item: number) => string;
}

/** The usual name of a label in errors. */
export function labelOfItem(path: string): (item: number) => string {
  return item => `${path}: the label of item ${item} (counted from 0)`;
}

/**
 * Turns the labels of all parts into indices of classes, in place, and names the classes by their numbers.
 *
 * @param parts The first holds the training labels: 0 or 1 up to the highest, none left out, unless `classes` is given.
 * @param labels Of all parts, one after the other.
 * @param classes Number of classes, if known; their labels are 0 to `classes` - 1.
 * @throws DataError naming the file and the label.
 */
export function toClasses(parts: readonly LabelPart[], labels: Uint8Array, classes?: number): string[] {
  const [first] = parts as readonly [LabelPart];
  const [lowest, highest] =
    classes === undefined ? labelRange(first, labels.subarray(0, first.count)) : [0, classes - 1];
  const wrong = labels.findIndex(label => label < lowest || label > highest);
  if (wrong !== -1) {
    throw new DataError(`${nameAt(parts, wrong)} is ${labels[wrong]!}, must be ${lowest} to ${highest}`);
  }
  if (lowest > 0) labels.forEach((label, index) => (labels[index] = label - lowest));
  return Array.from({ length: highest - lowest + 1 }, (_, index) => String(lowest + index));
}

function nameAt(parts: readonly LabelPart[], index: number): string {
  let item = index;
  for (const { count, labelName } of parts) {
    if (item < count) return labelName(item);
    item -= count;
  }
  throw new RangeError(`toClasses: index is ${index}, must be that of a label`);
}

/** Lowest and highest label of a part in which no label in between is missing. */
function labelRange({ path, labelName }: LabelPart, labels: Uint8Array): [number, number] {
  const item = new Int32Array(256).fill(-1);
  labels.forEach((label, index) => {
    if (item[label] === -1) item[label] = index;
  });
  const lowest = item[0] === -1 ? 1 : 0;
  const end = item.indexOf(-1, lowest);
  const highest = (end === -1 ? 256 : end) - 1;
  const stray = item.findIndex((first, label) => label > highest && first !== -1);
  if (stray !== -1) {
    const must =
      highest < lowest
        ? 'labels must number the classes from 0 or 1'
        : `must be ${lowest} to ${highest}, for no label is ${highest + 1} and labels must number the classes without a gap`;
    throw new DataError(`${labelName(item[stray]!)} is ${stray}, ${must}`);
  }
  if (highest === lowest) {
    throw new DataError(`${path}: every label is ${lowest}, must be at least 2 classes`);
  }
  return [lowest, highest];
}
