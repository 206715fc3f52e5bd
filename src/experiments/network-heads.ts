/** The network of a config with all its heads, and their Methods text. */
import type * as tf from '@tensorflow/tfjs';
import type { LayerDescription } from '../engine/layer-description.js';
import { addHead } from '../networks/heads.js';
import type { Camera } from './camera.js';
import { headsOf, trunkTaskOf } from './config/head-schema.js';
import { givesOfTask } from './config/network-schema.js';
import type { ExperimentConfig } from './config/schema.js';
import {
  connectNetwork,
  describeNetwork,
  expand,
  expandText,
  isExpanded,
  networkPrefix,
  outputsOf,
  type SceneShape,
} from './network.js';

type Tasks = Pick<ExperimentConfig, 'task' | 'heads' | 'network'>;

/**
 * Connects the network and its heads.
 *
 * @param frames Standardized frames.
 * @returns What each head gives, that of `task` first.
 * @throws RangeError as `connectNetwork` does.
 */
export function connectHeads(
  config: Tasks,
  frames: tf.SymbolicTensor,
  shape: SceneShape,
  seed: number,
): tf.SymbolicTensor[] {
  const [kinds, own] = [headsOf(config), trunkPlace(config)];
  const trunkConfig = { ...config, task: kinds[own]!.task };
  const made = connectNetwork(trunkConfig, frames, shapeOf(shape, own), seed);
  return kinds.map(({ task }, place) => {
    if (place === own) return made;
    const options = {
      gives: givesOfTask[task],
      outputs: outputsOf[task](shapeOf(shape, place)),
      asksPlaces: task === 'locate',
      ...{ seed, prefix: `${networkPrefix}${task}_` },
    };
    const head = addHead({ input: frames, output: made }, options, place + 1);
    return isExpanded(config.network, task) ? expand(config.network, head) : head;
  });
}

/** For the Methods text. */
export function describeHeads(config: Tasks, shape: SceneShape): LayerDescription {
  const [kinds, own] = [headsOf(config), trunkPlace(config)];
  const description = describeNetwork({ ...config, task: kinds[own]!.task }, shapeOf(shape, own));
  const isImage = givesOfTask[kinds[own]!.task] === 'image';
  const texts = kinds.flatMap(({ task }, place) => {
    if (place === own) return [];
    const outputs = outputsOf[task](shapeOf(shape, place));
    const back = isExpanded(config.network, task) ? `, ${expandText(config.network)}` : '';
    if (givesOfTask[task] === 'image')
      return `a 1 x 1 convolution of ${outputs} channels in front of the last layer (${task}${back})`;
    const features = isImage ? 'on its deepest features' : 'beside the last layer';
    return `a dense layer of ${outputs} outputs ${features} (${task})`;
  });
  if (texts.length === 0) return description;
  return { ...description, text: `${description.text} Further heads: ${texts.join('; ')}.` };
}

/** The camera as one head sees it: its network ends there. */
export function headCamera(camera: Camera, place: number): Camera {
  return { ...camera, network: { ...camera.network, output: camera.heads[place]! } };
}

/** Shape of what a head gives for one image. */
export function headShape(task: ExperimentConfig['task'], shape: SceneShape): readonly number[] {
  const outputs = outputsOf[task](shape);
  return givesOfTask[task] === 'image' ? [shape.height, shape.width, outputs] : [outputs];
}

function trunkPlace(config: Tasks): number {
  return headsOf(config).findIndex(({ task }) => task === trunkTaskOf(config));
}

function shapeOf(shape: SceneShape, place: number): SceneShape {
  return place === 0 ? shape : { ...shape, classes: shape.headClasses![place - 1]! };
}
