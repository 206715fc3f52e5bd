/** What a trained trial says of images whose truth nobody told it. */
import { tf } from '../../engine/tfjs.js';
import { forEachConcurrently } from '../../data/concurrent.js';
import { DataError } from '../../data/data-error.js';
import { concurrency } from '../../data/image-files.js';
import { exposures } from '../exposures.js';
import { answersTo, type Member } from './answers.js';
import { softmax } from './combine.js';
import { readScene, type SceneFile } from './read-scene.js';
import type { SceneSize, TrainedHead } from './trained-head.js';
import type { TrainedTrial } from './trained-trial.js';

/** The answer of a head to one image. */
export type Prediction =
  /** All classes, the likeliest first. */
  | {
      readonly kind: 'classes';
      readonly ranked: readonly { readonly name: string; readonly probability: number }[];
    }
  /** Class of each pixel of the scene. */
  | { readonly kind: 'mask'; readonly height: number; readonly width: number; readonly classes: Uint8Array }
  /** A scene, [height, width, channels], as it was answered: not clipped to 0 to 1. */
  | {
      readonly kind: 'scene';
      readonly height: number;
      readonly width: number;
      readonly channels: number;
      readonly values: Float32Array;
    }
  /** Pixels of the image in the file, from its upper left corner. */
  | { readonly kind: 'position'; readonly x: number; readonly y: number };

/** An image and the answers of all heads to it, or why there are none. */
export type Predicted =
  | { readonly path: string; readonly predictions: readonly Prediction[] }
  | { readonly path: string; readonly fault: string };

/**
 * Predicts images, a batch of files at a time. Each is seen with noise of its own, by its place among all.
 *
 * @param visit Gets what was found of each file, in their order.
 */
export async function predictFiles(
  member: Member,
  paths: readonly string[],
  visit: (predicted: Predicted) => void,
): Promise<void> {
  const { trial } = member;
  const size = Math.min(trial.config.training.batchSize, paths.length);
  let firstRow = 0;
  for (let start = 0; start < paths.length; start += size) {
    const chunk = paths.slice(start, start + size);
    const read = await readScenes(trial, chunk);
    const scenes = read.flatMap(file => (typeof file === 'string' ? [] : file.scenes));
    const outputs = answers(member, scenes, { size, firstRow });
    firstRow += scenes.length;
    let place = 0;
    for (const [index, file] of read.entries()) {
      if (typeof file === 'string') {
        visit({ path: chunk[index]!, fault: file });
        continue;
      }
      const [from, to] = [place, (place += file.scenes.length)];
      const predictions = trial.heads.map((head, index) =>
        predictionOf(trial, head, file, outputs[index]!.slice(from, to)),
      );
      visit({ path: file.path, predictions });
    }
  }
}

/** The scenes of files, or what is wrong with them. */
async function readScenes(trial: TrainedTrial, paths: readonly string[]): Promise<(SceneFile | string)[]> {
  const read = new Array<SceneFile | string>(paths.length);
  await forEachConcurrently(paths.length, concurrency, async index => {
    try {
      read[index] = await readScene(trial, paths[index]!);
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      read[index] = error.message;
    }
  });
  return read;
}

/** What each head answers to each scene, [heads][scenes]. */
function answers(
  member: Member,
  scenes: readonly Float32Array[],
  { size, firstRow }: { readonly size: number; readonly firstRow: number },
): Float32Array[][] {
  const { scene, heads } = member.trial;
  const { height, width, channels } = scene;
  const found: Float32Array[][] = heads.map(() => []);
  for (let start = 0; start < scenes.length; start += size) {
    const values = new Float32Array(size * height * width * channels);
    const own = scenes.slice(start, start + size);
    own.forEach((each, place) => values.set(each, place * each.length));
    const batch = tf.tensor4d(values, [size, height, width, channels]);
    const view = { axes: [], exposure: exposures.test, firstRow: firstRow + start };
    const made = answersTo(member, batch, view);
    batch.dispose();
    found.forEach((ofHead, place) => ofHead.push(...made[place]!.slice(0, own.length)));
  }
  return found;
}

function predictionOf(
  { scene }: TrainedTrial,
  head: TrainedHead,
  file: SceneFile,
  outputs: readonly Float32Array[],
): Prediction {
  const [first] = outputs as [Float32Array];
  const names = head.classNames ?? [];
  switch (head.task) {
    case 'classify':
      return { kind: 'classes', ranked: ranked(names, softmax(first, names.length)) };
    case 'multi-label':
      return {
        kind: 'classes',
        ranked: ranked(
          names,
          first.map(logit => 1 / (1 + Math.exp(-logit))),
        ),
      };
    case 'segment': {
      const labels = outputs.map(logits => Float32Array.from(largestClasses(logits, names.length)));
      const whole = joined(scene, file, labels, 1);
      return {
        kind: 'mask',
        height: whole.height,
        width: whole.width,
        classes: Uint8Array.from(whole.values),
      };
    }
    case 'reconstruct':
      return { kind: 'scene', channels: scene.channels, ...joined(scene, file, outputs, scene.channels) };
    case 'locate': {
      const [u, v] = first as unknown as [number, number];
      const { originX, originY, stepX, stepY } = file.grid;
      const [x, y] = [((u + 1) * scene.width) / 2, ((v + 1) * scene.height) / 2];
      return { kind: 'position', x: originX + stepX * x, y: originY + stepY * y };
    }
  }
}

function ranked(names: readonly string[], probabilities: ArrayLike<number>) {
  return names
    .map((name, label) => ({ name, probability: probabilities[label]! }))
    .sort((a, b) => b.probability - a.probability);
}

function largestClasses(logits: Float32Array, classes: number): number[] {
  return Array.from({ length: logits.length / classes }, (_, pixel) => {
    const own = logits.subarray(pixel * classes, (pixel + 1) * classes);
    return own.indexOf(Math.max(...own));
  });
}

/** Tiles put together, [height, width, channels]. */
function joined(
  { height, width }: SceneSize,
  { across }: SceneFile,
  tiles: readonly Float32Array[],
  channels: number,
): { readonly height: number; readonly width: number; readonly values: Float32Array } {
  const whole = { height: (height * tiles.length) / across, width: width * across };
  const values = new Float32Array(whole.height * whole.width * channels);
  const line = width * channels;
  tiles.forEach((tile, place) => {
    const [top, left] = [Math.floor(place / across) * height, (place % across) * line];
    for (let row = 0; row < height; row++) {
      values.set(tile.subarray(row * line, (row + 1) * line), (top + row) * whole.width * channels + left);
    }
  });
  return { ...whole, values };
}
