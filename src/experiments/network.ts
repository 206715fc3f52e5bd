/** The network of a config: how it is connected behind the camera, and its Methods text. */
import type * as tf from '@tensorflow/tfjs';
import type { TaskName } from '../analysis/score-kind.js';
import type { LayerDescription } from '../engine/layer-description.js';
import type { Signal } from '../engine/signal.js';
import { frameOf, type NetworkFrame } from '../networks/architectures/architecture.js';
import { connect } from '../networks/architectures/parts.js';
import { OneLogit } from '../networks/layers/one-logit.js';
import { ResizeFrames, type Resizing } from '../networks/layers/resize-frames.js';
import { CompressFrames, ExpandScenes } from '../networks/layers/tone.js';
import { coordinates } from '../networks/tasks/localization.js';
import type { SceneSize } from './camera-chain.js';
import {
  architectureOf,
  givesOfTask,
  hasOneLogit,
  isToned,
  sharedKeysOf,
  toneFault,
  type NetworkItem,
} from './config/network-schema.js';
import type { ExperimentConfig } from './config/schema.js';

/** In front of the names of its layers: names of layers of the camera have no underscore. */
export const networkPrefix = 'network_';

/** What the camera looks at, and what the network is asked. */
export interface SceneShape extends SceneSize {
  readonly classes: number;
  /** Of the further heads, in their order; absent where there are none. */
  readonly headClasses?: readonly number[];
}

/** Numbers that the network gives for each frame, or for each pixel. */
export const outputsOf: Readonly<Record<TaskName, (shape: SceneShape) => number>> = {
  classify: ({ classes }) => classes,
  'multi-label': ({ classes }) => classes,
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
  const isOne = hasOneLogit(network);
  if (isOne && shape.classes !== 2)
    throw new RangeError(`camera: network.logits: found one, must be each for ${shape.classes} classes`);
  const outputs = isOne ? 1 : outputsOf[task](shape);
  const place = { input, outputs, seed, prefix: networkPrefix };
  const made = definition.connect(ownKeys(network), place);
  if (isOne) return connect(new OneLogit({ name: `${networkPrefix}pair` }), made);
  if (definition.gives === 'image') checkSize(network, frameOf(made), shape);
  return isExpanded(network, task) ? expand(network, made) : made;
}

/** Whether what a head gives is on a logarithmic scale of its own, and brought back from there. */
export function isExpanded(network: NetworkItem, task: TaskName): boolean {
  return isToned(network) && task === 'reconstruct';
}

/** Scenes from the logarithmic scale of a head. */
export function expand(network: NetworkItem, made: tf.SymbolicTensor): tf.SymbolicTensor {
  return connect(new ExpandScenes({ name: `${networkPrefix}expand`, mu: network.toneMu as number }), made);
}

/**
 * The layer that brings frames to the logarithmic scale on which the network of a config works; null where it works on their own.
 *
 * @throws RangeError if nothing limits the frames.
 */
export function toneLayer(
  { network }: Pick<ExperimentConfig, 'network'>,
  frame: Signal,
): CompressFrames | null {
  if (!isToned(network)) return null;
  const { fullScale, black = 0 } = frame;
  if (fullScale === Infinity) throw new RangeError(`camera: network.tone: ${toneFault}`);
  return new CompressFrames({
    name: `${networkPrefix}compress`,
    mu: network.toneFrameMu as number,
    black,
    fullScale,
  });
}

/** For the Methods text. */
export function describeNetwork(
  { task, network }: Pick<ExperimentConfig, 'task' | 'network'>,
  shape: SceneShape,
): LayerDescription {
  const isOne = hasOneLogit(network);
  const outputs = isOne ? 1 : outputsOf[task](shape);
  const description = architectureOf(network).describe(ownKeys(network), outputs);
  const oneText = isOne ? ' The output is the logit of the second class; that of the first is 0.' : '';
  return {
    ...description,
    text: toneText(task, network) + resizeText(network, shape) + description.text + oneText,
  };
}

function resizeText({ resize = 'none' }: NetworkItem, { height, width }: SceneShape): string {
  if (resize === 'none') return '';
  const way = resize === 'nearest' ? 'their nearest pixels' : 'bilinear interpolation';
  return `Frames of another size than the scenes, ${height} x ${width} pixels, were brought to it by ${way}. `;
}

function toneText(task: TaskName, network: NetworkItem): string {
  if (!isToned(network)) return '';
  const back = isExpanded(network, task) ? `, and what it gave was ${expandText(network)}` : '';
  return (
    `The network worked on logarithmic scales, T(x) = ln(1 + µ |x|) / ln(1 + µ) with the sign of x: frames, as fractions of full scale ` +
    `above black, were brought to one with µ = ${String(network.toneFrameMu)} before they were standardized${back}. `
  );
}

/** `brought back from one with µ = 5000`: a logarithmic scale. */
export function expandText({ toneMu }: NetworkItem): string {
  return `brought back from one with µ = ${String(toneMu)}`;
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
  const others = new Set(['type', ...Object.keys(sharedKeysOf(architectureOf(network)))]);
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
