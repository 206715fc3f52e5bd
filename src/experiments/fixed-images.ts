/**
 * Images behind the leading layers of a camera that are the same in every step: computed once, in place of once for each step and epoch.
 *
 *   scene → fixed layers → │ kept │ → layers that are trained or draw noise → network
 *
 * The results of a trial do not depend on what is kept, bit for bit, as noise would make much of the last one: fixed layers are computed
 * apart from the step, and image by image where the companions of an image in a batch change how its numbers are rounded.
 */
import { tf } from '../engine/tfjs.js';
import { compileStep } from '../engine/compile.js';
import { isAnnealedLayer } from '../engine/layer-description.js';
import { applyLayers } from '../networks/apply-layers.js';
import { batchRows, sceneBatch, type LabelledImages, type PreparedImages } from '../networks/batch.js';
import { forEachOutput } from '../networks/evaluate.js';
import { connectGraph } from '../networks/graph.js';
import { isReseedable } from '../sensor/noise-key.js';
import type { Link } from './camera-chain.js';
import type { Camera } from './camera.js';
import type { ExperimentConfig } from './config/schema.js';

/** What stands for the whole: the rest of the camera and the network, and the images that they take. */
export interface Remaining {
  /** Shares its layers with the whole model. */
  readonly model: tf.LayersModel;
  /** The layers of optics and sensor that it has. */
  readonly links: readonly Link[];
  readonly images: LabelledImages;
}

export interface FixedTask {
  readonly config: ExperimentConfig;
  readonly camera: Camera;
  readonly images: LabelledImages;
  /** Images that are seen more than once. */
  readonly rows: Uint32Array;
  /** What these are, for the log. */
  readonly noun: string;
  readonly log: (line: string) => void;
}

const bytesPerValue = 4;

/**
 * Takes the fixed layers in front out of what is trained. Their images are kept as far as `training.cacheMegabytes` allows, or computed
 * for each step.
 *
 * @returns null where no layer in front is fixed.
 */
export async function withoutFixedLayers(task: FixedTask): Promise<Remaining | null> {
  const { camera, images } = task;
  const fixed = fixedLinks(camera.links);
  const last = fixed.at(-1);
  if (last === undefined) return null;
  const layers = fixed.map(({ layer }) => layer);
  const step = compileStep(scenes => [applyLayers(layers, scenes)]);
  const compute = (scenes: tf.Tensor4D) => step(scenes)[0]!;
  const { height, width, channels } = last.gives;
  const size = Math.min(task.config.training.batchSize, task.rows.length);
  const atOnce = areRoundedAlike(task, compute, size) ? size : 1;
  const of = (await keptImages(task, fixed, compute, atOnce)) ?? computedImages(images, compute, atOnce);
  const prepared = { height, width, channels, of };
  const links = camera.links.slice(fixed.length);
  return { model: modelBehind(camera, fixed), links, images: { ...images, prepared } };
}

type Compute = (scenes: tf.Tensor4D) => tf.Tensor;

/** Whether an image is the same, bit for bit, behind others in a batch of a size. */
function areRoundedAlike({ images, rows }: FixedTask, compute: Compute, size: number): boolean {
  const batch = Array.from(rows.subarray(0, size));
  if (batch.length < 2) return true;
  const [first, ...others] = batch as [number, ...number[]];
  const values = valuesOf(images, Uint32Array.from(batch), compute);
  const turned = valuesOf(images, Uint32Array.from([...others, first]), compute);
  const length = values.length / batch.length;
  return values.every((value, place) => value === turned[(place - length + values.length) % values.length]);
}

/** @param size Of the batch that is computed, at least as large as `rows`. */
function valuesOf(
  images: LabelledImages,
  rows: Uint32Array,
  compute: Compute,
  size = rows.length,
): Float32Array {
  const scenes = sceneBatch(images, rows, size);
  const made = compute(scenes);
  const values = made.dataSync<'float32'>();
  tf.dispose([scenes, made]);
  return values.subarray(0, (values.length / size) * rows.length);
}

/**
 * What the layers give of some images, computed when it is asked for, in batches of the one size in which images would be kept: numbers may
 * be rounded otherwise in others.
 */
function computedImages(images: LabelledImages, compute: Compute, atOnce: number): PreparedImages['of'] {
  return rows => {
    const parts = batchRows(rows, atOnce).map(batch => valuesOf(images, batch, compute, atOnce));
    if (parts.length === 1) return parts[0]!;
    const values = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
    let end = 0;
    for (const part of parts) {
      values.set(part, end);
      end += part.length;
    }
    return values;
  };
}

/** The same of all images beforehand; null where that is not wanted or takes too much memory. */
async function keptImages(
  { config, images, rows, noun, log }: FixedTask,
  links: readonly Link[],
  compute: Compute,
  batchSize: number,
): Promise<PreparedImages['of'] | null> {
  const { cacheMegabytes } = config.training;
  if (cacheMegabytes === 0) return null;
  const last = links.at(-1)!;
  const { height, width, channels } = last.gives;
  const size = height * width * channels;
  const names = links.map(({ item }) => item.name).join(', ');
  const megabytes = Number(((rows.length * size * bytesPerValue) / 1e6).toPrecision(3));
  if (megabytes > cacheMegabytes) {
    log(
      `cache: ${rows.length} ${noun} behind ${names} would take ${megabytes} MB, more than training.cacheMegabytes ` +
        `${cacheMegabytes}, so they are computed at each step`,
    );
    return null;
  }
  const start = performance.now();
  const kept = new Float32Array(rows.length * size);
  let end = 0;
  const keep = (values: Float32Array): void => {
    kept.set(values, end);
    end += size;
  };
  await forEachOutput(compute, images, rows, { batchSize }, keep);
  const seconds = (performance.now() - start) / 1000;
  log(
    `cache: ${counted(links.length)} (${names}) computed once for ${rows.length} ${noun} in ${seconds.toFixed(1)} s, ` +
      `${megabytes} MB`,
  );
  return readerOf(kept, rows, size);
}

/** The layers in front that give the same image in each step: neither learned nor annealed, and without noise. */
export function fixedLinks(links: readonly Link[]): Link[] {
  const changing = links.findIndex(
    ({ layer, place }) =>
      place.isLearned || layer.trainableWeights.length > 0 || isReseedable(layer) || isAnnealedLayer(layer),
  );
  return links.slice(0, changing < 0 ? links.length : changing);
}

function counted(layers: number): string {
  return layers === 1 ? '1 fixed layer' : `${layers} fixed layers`;
}

/** The kept images of some rows. */
function readerOf(
  kept: Float32Array,
  rows: Uint32Array,
  size: number,
): (wanted: Uint32Array) => Float32Array {
  const places = new Map(Array.from(rows, (row, place) => [row, place]));
  return wanted => {
    const values = new Float32Array(wanted.length * size);
    wanted.forEach((row, i) => {
      const place = places.get(row);
      if (place === undefined)
        throw new RangeError(`cache: image ${row} is asked for, must be one that was kept`);
      values.set(kept.subarray(place * size, (place + 1) * size), i * size);
    });
    return values;
  };
}

/** The model from what the links give on. */
function modelBehind({ model, links, network }: Camera, fixed: readonly Link[]): tf.LayersModel {
  const { height, width, channels } = fixed.at(-1)!.gives;
  const arriving = links.slice(fixed.length).reduce(frame => frame.inputs[0]!, network.input);
  const inputs = tf.input({ shape: [height, width, channels], name: 'fixed-images' });
  const outputs = connectGraph({ input: arriving, output: model.outputs[0]! }, inputs);
  return tf.model({ inputs, outputs, name: model.name });
}
