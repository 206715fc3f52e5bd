/** Sends scenes through layers that are written as in a config, with the same defaults and checks. */
import * as tf from '@tensorflow/tfjs';
import { isHardwareLayer } from '../../src/engine/layer-description.js';
import { hardenLayer } from '../../src/engine/layer-parts.js';
import { cameraChain, type Link } from '../../src/experiments/camera-chain.js';
import { definitionOf } from '../../src/experiments/config/layer-schema.js';
import { experimentSchema } from '../../src/experiments/config/schema.js';
import type { PixelImage } from '../../src/figures/pixel-image.js';
import { applyLayers } from '../../src/networks/apply-layers.js';

/** A layer with the keys that differ from their defaults. */
export interface Settings {
  readonly layer: string;
  readonly [key: string]: unknown;
}

const SEED = 2;

/**
 * What the layers make of a scene, at 3.45 µm and 550 nm.
 *
 * @throws RangeError if a layer does not take what arrives at it.
 */
export function through(scene: PixelImage, ...settings: readonly Settings[]): PixelImage {
  const { height, width, channels, values } = scene;
  const layers = linksOf(scene, settings).map(({ layer }) => layer);
  const output = tf.tidy(() => applyLayers(layers, tf.tensor4d(values, [1, height, width, channels])));
  const [, rows, columns, depth] = output.shape as [number, number, number, number];
  const image = {
    ...{ height: rows, width: columns, channels: depth },
    values: output.dataSync<'float32'>().slice(),
  };
  output.dispose();
  for (const layer of layers) layer.dispose();
  return image;
}

/** The planes of an array of a layer as it would be built, where training starts. */
export function designOf(scene: PixelImage, settings: Settings, name: string): PixelImage[] {
  const [{ layer }] = linksOf(scene, [{ ...settings, mode: 'learned' }]) as [Link];
  tf.tidy(() => void layer.apply(tf.zeros([1, scene.height, scene.width, scene.channels])));
  hardenLayer(layer, true);
  const arrays = isHardwareLayer(layer) ? (layer.physicalArrays?.() ?? []) : [];
  const array = arrays.find(each => each.name === name);
  layer.dispose();
  if (array === undefined) throw new RangeError(`designOf: ${settings.layer} has no array ${name}`);
  const [planes, height, width] = [1, 1, ...array.shape].slice(-3) as [number, number, number];
  return Array.from({ length: planes }, (_, plane) => ({
    ...{ height, width, channels: 1 },
    values: Float32Array.from(array.values.subarray(plane * height * width, (plane + 1) * height * width)),
  }));
}

function linksOf({ height, width, channels }: PixelImage, settings: readonly Settings[]): readonly Link[] {
  const named = settings.map((each, index) => ({ name: `${each.layer}-${index}`, ...each }));
  const isOptics = ({ layer }: Settings) => definitionOf('optics', layer) !== undefined;
  const config = experimentSchema.parse({
    name: 'gallery',
    data: { source: 'mnist' },
    optics: named.filter(isOptics),
    sensor: named.filter(each => !isOptics(each)),
  });
  const { links, problems } = cameraChain(config, { height, width, channels }, SEED);
  const [problem] = problems;
  if (problem !== undefined) throw new RangeError(`${problem.path.join('.')}: ${problem.message}`);
  return links;
}

/** One channel of an image. */
export function channelOf({ height, width, channels, values }: PixelImage, channel: number): PixelImage {
  const own = Float32Array.from({ length: height * width }, (_, i) => values[i * channels + channel]!);
  return { height, width, channels: 1, values: own };
}
