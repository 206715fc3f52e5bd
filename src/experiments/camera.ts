/**
 * The simulated camera and the network behind it, as one model from scenes to logits, or back to scenes:
 *
 *   optics → sensor → tone → standardize → network
 *
 * Each layer of the config bears its name here; one that is off is absent.
 */
import { tf } from '../engine/tfjs.js';
import { withParts } from '../engine/layer-parts.js';
import type { Signal } from '../engine/signal.js';
import type { NetworkGraph } from '../networks/graph.js';
import { joinHeads } from '../networks/heads.js';
import { Standardize } from '../networks/standardize.js';
import { isReseedable } from '../sensor/noise-key.js';
import { cameraChain, type Link } from './camera-chain.js';
import { shownPath } from './config/layer-paths.js';
import type { ExperimentConfig } from './config/schema.js';
import { networkPrefix, toneLayer, type SceneShape } from './network.js';
import { connectHeads } from './network-heads.js';

export interface Camera {
  readonly model: tf.LayersModel;
  /** The layers of optics and sensor in order; each takes what the one before it gives. */
  readonly links: readonly Link[];
  /** What leaves them: the frames that the network sees. */
  readonly frame: Signal;
  /** What brings frames to the scale on which the network works, in front of standardization; null where that is their own. */
  readonly tone: tf.layers.Layer | null;
  /** What takes frames to logits or scenes, tone and standardization included. */
  readonly network: NetworkGraph;
  /** What each head gives, that of the task first; the output of the model is theirs side by side where there are several. */
  readonly heads: readonly tf.SymbolicTensor[];
}

/**
 * Builds the model of a config; its standardization changes nothing until it is fitted.
 *
 * @param seed Seed of the initial weights and of the noise.
 * @throws RangeError if keys of the config contradict each other or the size of the scenes, or the frames are too small for the
 *   network.
 */
export function buildCamera(config: ExperimentConfig, shape: SceneShape, seed: number): Camera {
  const { height, width, channels } = shape;
  const { links, frame, problems } = cameraChain(config, { height, width, channels }, seed);
  const [problem] = problems;
  if (problem !== undefined) {
    throw new RangeError(`camera: ${shownPath(problem.path, config)}: ${problem.message}`);
  }
  const standardize = new Standardize({
    name: 'standardize',
    mean: Array<number>(frame.channels).fill(0),
    std: Array<number>(frame.channels).fill(1),
  });
  const scene = tf.input({ shape: [height, width, channels], name: 'scene' });
  const input = links.reduce((x, { layer }) => layer.apply(x) as tf.SymbolicTensor, scene);
  const tone = toneLayer(config, frame);
  const toned = tone === null ? input : (tone.apply(input) as tf.SymbolicTensor);
  const standardized = standardize.apply(toned) as tf.SymbolicTensor;
  const heads = connectHeads(config, standardized, shape, seed);
  const output = heads.length === 1 ? heads[0]! : joinHeads(heads, networkPrefix);
  const model = tf.model({ inputs: scene, outputs: output, name: 'camera' });
  return { model, links, frame, tone, heads, network: { input, output } };
}

/** The layers from scene to frame. */
export function cameraLayers({ links }: Camera): tf.layers.Layer[] {
  return links.map(({ layer }) => layer);
}

/** The layer that scales frames for the network. */
export function standardizeLayer(model: tf.LayersModel): Standardize {
  const layer: unknown = model.getLayer('standardize');
  if (!(layer instanceof Standardize))
    throw new TypeError(`camera: model ${model.name} has no standardization`);
  return layer;
}

/** Sets the noise of the next exposure, see `Reseedable`. */
export function reseedNoise(model: tf.LayersModel, step: number, firstRow: number): void {
  for (const part of model.layers.flatMap(withParts)) if (isReseedable(part)) part.reseed(step, firstRow);
}
