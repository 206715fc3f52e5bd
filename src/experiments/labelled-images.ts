/** The images of a trial as the trainer takes them: each alone, rolled, or stacked with companions for the layer `overlap`. */
import type { Dataset } from '../data/dataset.js';
import { rollScenes } from '../data/roll-scenes.js';
import { toScene } from '../data/scene.js';
import type { Split } from '../data/split.js';
import { stackScenes, tuplesOf } from '../data/stack-scenes.js';
import type { LabelledImages } from '../networks/batch.js';
import type { ExperimentConfig } from './config/schema.js';

/**
 * The labelled images of a data set.
 *
 * Companions come from the same part of the split, by its seed: so they are the same in all epochs and repeats, and no image of
 * training is seen in the test.
 *
 * @throws RangeError if images of several channels, or more than a part of the split has, are to be stacked.
 */
export function labelledImages(dataset: Dataset, split: Split, { data }: ExperimentConfig): LabelledImages {
  const { height, width, channels, labels } = dataset;
  const n = data.stackedScenes;
  const scenesOf = (rows: Uint32Array) => {
    const scenes = toScene(dataset, rows);
    return data.isRolled ? rollScenes(scenes, rows, dataset, data.split.seed) : scenes;
  };
  if (n === 1) return { height, width, channels, labels, scenes: scenesOf };
  if (channels !== 1) {
    throw new RangeError(`data.stackedScenes: found ${n}, must be 1 for images of ${channels} channels`);
  }
  const tuples = tuplesOf([split.train, split.validation, split.test], n, data.split.seed);
  const scenes = (rows: Uint32Array) => {
    const members = tuples(rows);
    const places = members.map((_, place) => place);
    return stackScenes(scenesOf(members), height * width, places, n);
  };
  return { height, width, channels: n, labels, scenes };
}
