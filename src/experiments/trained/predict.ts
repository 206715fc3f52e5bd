/** What a trained trial says of images whose truth nobody told it. */
import { tf } from '../../engine/tfjs.js';
import { forEachConcurrently } from '../../data/concurrent.js';
import { DataError } from '../../data/data-error.js';
import { concurrency } from '../../data/image-files.js';
import { reseedNoise, type Camera } from '../camera.js';
import { exposures } from '../trial-training.js';
import { softmax } from './combine.js';
import { readScene, type SceneFile } from './read-scene.js';
import type { TrainedTrial } from './trained-trial.js';

/** The answer to one image. */
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

/** An image and the answer to it, or why there is none. */
export type Predicted =
  | { readonly path: string; readonly prediction: Prediction }
  | { readonly path: string; readonly fault: string };

/**
 * Predicts images, a batch of files at a time. Each is seen with noise of its own, by its place among all.
 *
 * @param visit Gets what was found of each file, in their order.
 */
export async function predictFiles(
  trial: TrainedTrial,
  camera: Camera,
  paths: readonly string[],
  visit: (predicted: Predicted) => void,
): Promise<void> {
  const size = Math.min(trial.config.training.batchSize, paths.length);
  let firstRow = 0;
  for (let start = 0; start < paths.length; start += size) {
    const chunk = paths.slice(start, start + size);
    const read = await readScenes(trial, chunk);
    const scenes = read.flatMap(file => (typeof file === 'string' ? [] : file.scenes));
    const outputs = answers(trial, camera, scenes, { size, firstRow });
    firstRow += scenes.length;
    let place = 0;
    for (const [index, file] of read.entries()) {
      if (typeof file === 'string') {
        visit({ path: chunk[index]!, fault: file });
        continue;
      }
      const own = outputs.slice(place, (place += file.scenes.length));
      visit({ path: file.path, prediction: predictionOf(trial, file, own) });
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

/** What leaves the network for each scene. */
function answers(
  { scene: { height, width, channels } }: TrainedTrial,
  { model }: Camera,
  scenes: readonly Float32Array[],
  { size, firstRow }: { readonly size: number; readonly firstRow: number },
): Float32Array[] {
  const outputs: Float32Array[] = [];
  for (let start = 0; start < scenes.length; start += size) {
    const batch = new Float32Array(size * height * width * channels);
    const own = scenes.slice(start, start + size);
    own.forEach((scene, place) => batch.set(scene, place * scene.length));
    reseedNoise(model, exposures.test, firstRow + start);
    const made = tf.tidy(
      () =>
        model.apply(tf.tensor4d(batch, [size, height, width, channels]), { training: false }) as tf.Tensor,
    );
    const values = made.dataSync<'float32'>();
    made.dispose();
    const length = values.length / size;
    outputs.push(...own.map((_, place) => values.slice(place * length, (place + 1) * length)));
  }
  return outputs;
}

function predictionOf(trial: TrainedTrial, file: SceneFile, outputs: readonly Float32Array[]): Prediction {
  const { config, scene, classNames } = trial;
  const [first] = outputs as [Float32Array];
  switch (config.task) {
    case 'classify':
      return { kind: 'classes', ranked: ranked(classNames, softmax(first, scene.classes)) };
    case 'multi-label':
      return {
        kind: 'classes',
        ranked: ranked(
          classNames,
          first.map(logit => 1 / (1 + Math.exp(-logit))),
        ),
      };
    case 'segment': {
      const labels = outputs.map(logits => Float32Array.from(largestClasses(logits, scene.classes)));
      const whole = joined(trial, file, labels, 1);
      return {
        kind: 'mask',
        height: whole.height,
        width: whole.width,
        classes: Uint8Array.from(whole.values),
      };
    }
    case 'reconstruct':
      return { kind: 'scene', channels: scene.channels, ...joined(trial, file, outputs, scene.channels) };
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
  { scene: { height, width } }: TrainedTrial,
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
