/** The network of a config: how it is connected behind the camera, and its Methods text. */
import type * as tf from '@tensorflow/tfjs';
import type { TaskName } from '../analysis/score-kind.js';
import type { LayerDescription } from '../engine/layer-description.js';
import { frameOf, type NetworkFrame } from '../networks/architectures/architecture.js';
import { connect } from '../networks/architectures/parts.js';
import { ResizeFrames, type Resizing } from '../networks/layers/resize-frames.js';
import { coordinates } from '../networks/tasks/localization.js';
import type { SceneSize } from './camera-chain.js';
import { architectureOf, givesOfTask, imageKeys, type NetworkItem } from './config/network-schema.js';
import type { ExperimentConfig } from './config/schema.js';

/** In front of the names of its layers: names of layers of the camera have no underscore. */
export const networkPrefix = 'network_';

/** What the camera looks at, and what the network is asked. */
export interface SceneShape extends SceneSize {
  readonly classes: number;
}

/** Numbers that the network gives for each frame, or for each pixel. */
export const outputsOf: Readonly<Record<TaskName, (shape: SceneShape) => number>> = {
  classify: ({ classes }) => classes,
  reconstruct: ({ channels }) => channels,
  segment: ({ classes }) => classes,
  locate: () => coordinates,
};

/**
 * Connects the network of a config.
 *
 * @param frames Standardized frames.
 * @throws RangeError if the frames are too small, its keys contradict each other, or it gives images of another size than the scenes.
 */
export function connectNetwork(
  { task, network }: Pick<ExperimentConfig, 'task' | 'network'>,
  frames: tf.SymbolicTensor,
  shape: SceneShape,
  seed: number,
): tf.SymbolicTensor {
  const definition = architectureOf(network);
  const input = givesOfTask[task] === 'image' ? resized(network, frames, shape) : frames;
  const place = { input, outputs: outputsOf[task](shape), seed, prefix: networkPrefix };
  const made = definition.connect(ownKeys(network), place);
  if (definition.gives === 'image') checkSize(network, frameOf(made), shape);
  return made;
}

/** For the Methods text. */
export function describeNetwork(
  { task, network }: Pick<ExperimentConfig, 'task' | 'network'>,
  shape: SceneShape,
): LayerDescription {
  const description = architectureOf(network).describe(ownKeys(network), outputsOf[task](shape));
  const resize = network.resize ?? 'none';
  if (resize === 'none') return description;
  const way = resize === 'nearest' ? 'their nearest pixels' : 'bilinear interpolation';
  const brought = `Frames of another size than the scenes, ${shape.height} x ${shape.width} pixels, were brought to it by ${way}. `;
  return { ...description, text: brought + description.text };
}

function checkSize({ type }: NetworkItem, made: NetworkFrame, scene: SceneShape): void {
  if (made.height === scene.height && made.width === scene.width) return;
  const [found, must] = [made, scene].map(({ height, width }) => `${height!} x ${width!}`);
  throw new RangeError(
    `camera: network.type ${type} gives ${found!} pixels, must give those of the scene, ${must!}: network.resize brings frames to it`,
  );
}

/** Keys of the definition alone. */
function ownKeys(network: NetworkItem): Record<string, unknown> {
  const others = new Set(['type', ...Object.keys(imageKeys)]);
  return Object.fromEntries(Object.entries(network).filter(([key]) => !others.has(key)));
}

/** Frames as large as the scenes. */
function resized(network: NetworkItem, frames: tf.SymbolicTensor, scene: SceneShape): tf.SymbolicTensor {
  const { height, width } = frameOf(frames);
  const method = network.resize as 'none' | Resizing;
  if (method === 'none' || (height === scene.height && width === scene.width)) return frames;
  const options = { height: scene.height, width: scene.width, method };
  return connect(new ResizeFrames({ name: `${networkPrefix}resize`, ...options }), frames);
}
