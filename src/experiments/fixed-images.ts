/**
 * Images behind the leading layers of a camera that are the same in every step: computed once, in place of once for each step and epoch.
 *
 *   scene → fixed layers → │ kept │ → layers that are trained or draw noise → network
 *
 * What is kept is bit for bit what the layers give in a step, so the results of a trial are the same without it.
 */
import { tf } from '../engine/tfjs.js';
import { isAnnealedLayer } from '../engine/layer-description.js';
import { applyLayers } from '../networks/apply-layers.js';
import type { LabelledImages } from '../networks/batch.js';
import { forEachOutput } from '../networks/evaluate.js';
import { connectGraph } from '../networks/graph.js';
import { isReseedable } from '../sensor/noise-key.js';
import type { Link } from './camera-chain.js';
import type { Camera } from './camera.js';
import type { ExperimentConfig } from './config/schema.js';

/** What is trained in place of the whole: the rest of the camera and the network, and the images that they take. */
export interface Remaining {
  /** Shares its layers with the whole model. */
  readonly model: tf.LayersModel;
  readonly images: LabelledImages;
}

export interface FixedTask {
  readonly config: ExperimentConfig;
  readonly camera: Camera;
  readonly images: LabelledImages;
  /** Images that are seen more than once. */
  readonly rows: Uint32Array;
  readonly log: (line: string) => void;
}

const bytesPerValue = 4;

/**
 * Computes what the fixed layers in front give of some images.
 *
 * @returns null where no layer in front is fixed, scenes change from epoch to epoch, or the images take more memory than
 *   `training.cacheMegabytes`.
 */
export async function keepFixedImages({
  config,
  camera,
  images,
  rows,
  log,
}: FixedTask): Promise<Remaining | null> {
  const { cacheMegabytes, batchSize } = config.training;
  const links = fixedLinks(camera.links);
  const last = links.at(-1);
  if (last === undefined || cacheMegabytes === 0) return null;
  const { height, width, channels } = last.gives;
  const size = height * width * channels;
  const names = links.map(({ item }) => item.name).join(', ');
  const megabytes = (rows.length * size * bytesPerValue) / 1e6;
  if (megabytes > cacheMegabytes) {
    log(
      `cache: ${rows.length} images behind ${names} would take ${megabytes.toFixed(0)} MB, more than training.cacheMegabytes ` +
        `${cacheMegabytes}, so they are computed at each step`,
    );
    return null;
  }
  const start = performance.now();
  const layers = links.map(({ layer }) => layer);
  const kept = new Float32Array(rows.length * size);
  let end = 0;
  const keep = (values: Float32Array): void => {
    kept.set(values, end);
    end += size;
  };
  await forEachOutput(scenes => applyLayers(layers, scenes), images, rows, { batchSize }, keep);
  const seconds = (performance.now() - start) / 1000;
  log(
    `cache: ${counted(links.length)} (${names}) computed once for ${rows.length} images in ${seconds.toFixed(1)} s, ` +
      `${megabytes.toFixed(megabytes < 10 ? 1 : 0)} MB`,
  );
  const prepared = { height, width, channels, of: readerOf(kept, rows, size) };
  return { model: modelBehind(camera, links), images: { ...images, prepared } };
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
