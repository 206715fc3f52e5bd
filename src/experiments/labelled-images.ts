/** The images of a trial as the trainer takes them: each alone, rolled, or stacked with companions for the layer `overlap`. */
import type { Dataset } from '../data/dataset.js';
import { rollScenes } from '../data/roll-scenes.js';
import { toScene } from '../data/scene.js';
import type { Split } from '../data/split.js';
import { stackScenes, tuplesOf } from '../data/stack-scenes.js';
import type { LabelledImages } from '../networks/batch.js';

/** How scenes are arranged; the keys of `data` in a config. */
export interface SceneArrangement {
  /** Scenes on one another as channels, 1 or more. */
  readonly stackedScenes: number;
  /** Whether each scene is rolled circularly by a shift of its own. */
  readonly isRolled: boolean;
  /** Its seed draws shifts and companions. */
  readonly split: { readonly seed: number };
}

/**
 * The labelled images of a data set, with masks and positions where it has them.
 *
 * Companions come from the same part of the split, by its seed: so they are the same in all epochs and repeats, and no image of
 * training is seen in the test. The label set has the classes of all scenes of a stack. Masks and positions are those of the first
 * scene of a stack; masks are rolled with their scenes.
 *
 * @throws RangeError if images of several channels, or more than a part of the split has, are to be stacked.
 */
export function labelledImages(
  dataset: Dataset,
  split: Split,
  { data }: { readonly data: SceneArrangement },
): LabelledImages {
  const { height, width, channels, labels, position } = dataset;
  const n = data.stackedScenes;
  const rolled = (scenes: Float32Array, rows: Uint32Array, depth: number) =>
    data.isRolled ? rollScenes(scenes, rows, { height, width, channels: depth }, data.split.seed) : scenes;
  const scenesOf = (rows: Uint32Array) => rolled(toScene(dataset, rows), rows, channels);
  const truth = {
    ...maskReader(dataset, (masks, rows) => rolled(masks, rows, 1)),
    // A rolled object may lie on both edges and so has no one position.
    ...(position && !data.isRolled && { position }),
  };
  if (n === 1) return { height, width, channels, labels, scenes: scenesOf, ...truth };
  if (channels !== 1) {
    throw new RangeError(`data.stackedScenes: found ${n}, must be 1 for images of ${channels} channels`);
  }
  const tuples = tuplesOf([split.train, split.validation, split.test], n, data.split.seed);
  const scenes = (rows: Uint32Array) => {
    const members = tuples(rows);
    const places = members.map((_, place) => place);
    return stackScenes(scenesOf(members), height * width, places, n);
  };
  const labelSet = (row: number) =>
    [...new Set(Array.from(tuples(Uint32Array.of(row)), member => labels[member]!))].sort((a, b) => a - b);
  return { height, width, channels: n, labels, labelSet, scenes, ...truth };
}

function maskReader(
  { height, width, pixelClasses }: Dataset,
  rolled: (masks: Float32Array, rows: Uint32Array) => Float32Array,
): Pick<LabelledImages, 'pixelClasses'> {
  if (pixelClasses === undefined) return {};
  return {
    pixelClasses: rows => {
      const masks = new Float32Array(rows.length * height * width);
      rows.forEach((row, place) => masks.set(pixelClasses.of(row), place * height * width));
      return Uint8Array.from(rolled(masks, rows));
    },
  };
}
