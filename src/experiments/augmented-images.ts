/** The training images of a trial as augmentation changes them, step by step. */
import { moved, type Affine } from '../data/augmentation/affine.js';
import { EpochAugmentation } from '../data/augmentation/augment.js';
import { isAugmented, noAugmentation, type AugmentationOptions } from '../data/augmentation/options.js';
import type { LabelledImages } from '../networks/batch.js';
import { headsOf } from './config/head-schema.js';
import type { ExperimentConfig } from './config/schema.js';

/**
 * Makes the images of a step from those of some rows; the images that it gives are numbered by their place among the rows.
 *
 * @param epoch From 1.
 */
export type Augmentation = (rows: Uint32Array, epoch: number) => LabelledImages;

/**
 * The augmentation of a config; null where it changes nothing.
 *
 * @param seed Of the trial.
 * @throws RangeError as `augmentImages` does.
 */
export function augmentationOf(
  { training: { augmentation: options }, ...tasks }: Pick<ExperimentConfig, 'task' | 'heads' | 'training'>,
  images: LabelledImages,
  seed: number,
): Augmentation | null {
  if (!isAugmented(options)) return null;
  const isLocated = headsOf(tasks).some(({ task }) => task === 'locate');
  return augmented(options, images, seed, isLocated ? images.position : undefined);
}

/**
 * Images changed at random in each epoch, for `augment` of `trainModel`.
 *
 * Masks, positions and, as they are the scenes themselves, the references of reconstructions go with the scenes; a position that images
 * have stays in the frame. An image is blended with the next one of its step, as the order of an epoch is random, the last one with the
 * first.
 *
 * @param change What may happen to a scene; keys left out do nothing.
 * @param images Scenes of all rows of the set, fractions of full scale.
 * @param seed 0 to 2³² − 1; the same seed, epoch and row give the same image, whatever stands beside it.
 * @throws RangeError if scenes that are not square are to be turned by quarters.
 */
export function augmentImages(
  change: Partial<AugmentationOptions>,
  images: LabelledImages,
  seed: number,
): Augmentation {
  return augmented({ ...noAugmentation, ...change }, images, seed, images.position);
}

/** @param pointOf What must stay in the frame. */
function augmented(
  options: AugmentationOptions,
  images: LabelledImages,
  seed: number,
  pointOf: LabelledImages['position'],
): Augmentation {
  const { height, width } = images;
  if (options.quarterTurns && height !== width) {
    throw new RangeError(
      `training.augmentation.quarterTurns: found true, must be false for scenes of ${height} x ${width} pixels, which are not square`,
    );
  }
  return (rows, epoch) => {
    const augmentation = new EpochAugmentation(options, images, seed, epoch);
    const maps = Array.from(rows, row => augmentation.mapOf(row, pointOf?.(row)));
    const changed = changedScenes(images, rows, maps, augmentation);
    const shares = options.mixupAlpha > 0 ? Array.from(rows, row => augmentation.shareOf(row)) : null;
    const scenes = shares === null ? changed : blended(changed, shares);
    const { position, labelSet } = images;
    return {
      ...{ height, width, channels: images.channels },
      labels: Array.from(rows, row => images.labels[row]!),
      scenes: places => taken(scenes, places, scenes.length / rows.length),
      ...classReader(images, rows, maps, augmentation),
      ...(position && { position: place => moved(maps[place]!, position(rows[place]!)) }),
      ...(labelSet && { labelSet: place => labelSet(rows[place]!) }),
      ...(shares && {
        blend: place => ({ label: images.labels[rows[next(place, rows.length)]!]!, share: shares[place]! }),
      }),
    };
  };
}

function changedScenes(
  images: LabelledImages,
  rows: Uint32Array,
  maps: readonly Affine[],
  augmentation: EpochAugmentation,
): Float32Array {
  const scenes = images.scenes(rows);
  const length = scenes.length / rows.length;
  rows.forEach((row, place) => {
    augmentation.change(scenes.subarray(place * length, (place + 1) * length), row, maps[place]!);
  });
  return scenes;
}

/** (1 − s) times each scene and s times the next. */
function blended(scenes: Float32Array, shares: readonly number[]): Float32Array {
  const length = scenes.length / shares.length;
  const result = new Float32Array(scenes.length);
  shares.forEach((share, place) => {
    const [own, other] = [place * length, next(place, shares.length) * length];
    for (let i = 0; i < length; i++)
      result[own + i] = (1 - share) * scenes[own + i]! + share * scenes[other + i]!;
  });
  return result;
}

function next(place: number, count: number): number {
  return (place + 1) % count;
}

/** Classes of pixels, made when they are first asked for. */
function classReader(
  { pixelClasses, height, width }: LabelledImages,
  rows: Uint32Array,
  maps: readonly Affine[],
  augmentation: EpochAugmentation,
): Pick<LabelledImages, 'pixelClasses'> {
  if (pixelClasses === undefined) return {};
  const made = new Map<number, Uint8Array>();
  const classesOf = (place: number): Uint8Array => {
    const known = made.get(place);
    if (known !== undefined) return known;
    const own = pixelClasses(rows.subarray(place, place + 1));
    const classes = augmentation.classes(own, maps[place]!);
    made.set(place, classes);
    return classes;
  };
  return {
    pixelClasses: places => {
      const result = new Uint8Array(places.length * height * width);
      places.forEach((place, index) => result.set(classesOf(place), index * height * width));
      return result;
    },
  };
}

function taken(scenes: Float32Array, places: Uint32Array, length: number): Float32Array {
  const result = new Float32Array(places.length * length);
  places.forEach((place, index) => {
    result.set(scenes.subarray(place * length, (place + 1) * length), index * length);
  });
  return result;
}
