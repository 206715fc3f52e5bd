/**
 * Saliency: which pixels of a frame speak for a class.
 *
 *   gradient   g(r) = max over channels of |∂logit_c / ∂frame(r)|
 *   Grad-CAM   L = ReLU(Σₖ αₖ Aₖ),   αₖ = mean over r of ∂logit_c / ∂Aₖ(r)
 *
 * A is the last map in front of the head, before pooling: the last convolution with its activation, the sum at the end of the last
 * residual block; where a network sees captures of a scene one by one, L is the sum of theirs. L is resized to the frame bilinearly,
 * pixel centres on pixel centres. The frame is what the sensor delivers: the gradient is taken behind the physical chain, so the surrogate
 * gradients of noise and rounding have no part in it. Maps are raw values; a map may be zero everywhere and then stays so.
 * Sources: Simonyan et al. (2013), doi:10.48550/arXiv.1312.6034; Selvaraju et al., ICCV 2017, doi:10.1109/ICCV.2017.74.
 */
import { tf } from '../engine/tfjs.js';
import { runGraph, tensorsOf, type NetworkGraph } from './graph.js';

/** What is explained: frames, and one class of each. */
export interface SaliencyTask {
  /** From frame to logits. */
  readonly network: NetworkGraph;
  /** [batch, height, width, channels], in the unit that the network takes. */
  readonly frames: tf.Tensor4D;
  /** Class index of each frame, [batch]. */
  readonly classes: readonly number[];
}

/**
 * Gradient maps.
 *
 * @returns One map per frame, [height, width] row by row, 0 or more.
 * @throws RangeError if classes and frames differ in number, a class has no logit, or a map is not finite.
 */
export function gradientMaps(task: SaliencyTask): Float32Array[] {
  checkTask(task);
  return tf.tidy(() => {
    const gradient = tf.grad(frames => classLogits(task, task.network, frames))(task.frames);
    return splitMaps('gradientMaps', gradient.abs().max<tf.Tensor3D>(3));
  });
}

/**
 * Grad-CAM maps.
 *
 * @returns One map per frame, [height, width] row by row, 0 or more.
 * @throws RangeError as `gradientMaps` does, or if the network has no convolution.
 */
export function gradCamMaps(task: SaliencyTask): Float32Array[] {
  checkTask(task);
  const { network, frames } = task;
  const last = lastFeatureMap(network);
  if (last === null) {
    const names = layersOf(network).map(layer => layer.name);
    throw new RangeError(`gradCamMaps: the layers are ${names.join(', ')}, must hold a 2-D convolution`);
  }
  return tf.tidy(() => {
    const features = runGraph({ input: network.input, output: last }, frames) as tf.Tensor4D;
    const head = { input: last, output: network.output };
    const gradient = tf.grad(x => classLogits(task, head, x))(features) as tf.Tensor4D;
    const map = features
      .mul(gradient.mean([1, 2], true))
      .sum(3, true)
      .relu<tf.Tensor4D>();
    const [, height, width] = frames.shape;
    // Captures that the network sees one by one are rows of the batch, all of one frame together.
    const [rows, mapHeight, mapWidth] = map.shape;
    const captures = rows / frames.shape[0];
    const whole = map
      .reshape<tf.Tensor<tf.Rank.R5>>([frames.shape[0], captures, mapHeight, mapWidth, 1])
      .sum<tf.Tensor4D>(1);
    return splitMaps('gradCamMaps', tf.image.resizeBilinear(whole, [height, width], false, true));
  });
}

/** The map that Grad-CAM explains; null where the network has no convolution. */
export function lastFeatureMap(network: NetworkGraph): tf.SymbolicTensor | null {
  const tensors = tensorsOf(network);
  const last = tensors.findLast(
    ({ shape, sourceLayer }) => shape.length === 4 && !/Pooling|Dropout/.test(sourceLayer.getClassName()),
  );
  if (last === undefined) return null;
  const before = layersOf({ input: network.input, output: last });
  return before.some(layer => layer.getClassName().includes('Conv')) ? last : null;
}

/** Layers of a part in the order of computation. */
function layersOf(network: NetworkGraph): tf.layers.Layer[] {
  return tensorsOf(network)
    .slice(1)
    .map(({ sourceLayer }) => sourceLayer);
}

function checkTask({ network, frames, classes }: SaliencyTask): void {
  if (classes.length !== frames.shape[0]) {
    throw new RangeError(
      `saliency: there are ${classes.length} classes, must be one for each of ${frames.shape[0]} frames`,
    );
  }
  const logits = network.output.shape.at(-1)!;
  for (const value of classes) {
    if (!Number.isInteger(value) || value < 0 || value >= logits) {
      throw new RangeError(`saliency: class is ${value}, must be 0 to ${logits - 1}`);
    }
  }
}

/** Sum over frames of the logit of each one's class; frames do not mix, so its gradient is that of each by itself. */
function classLogits({ classes }: SaliencyTask, network: NetworkGraph, input: tf.Tensor): tf.Scalar {
  const logits = runGraph(network, input);
  const count = logits.shape[1]!;
  const chosen = new Float32Array(classes.length * count);
  classes.forEach((value, row) => (chosen[row * count + value] = 1));
  return logits.mul(tf.tensor2d(chosen, [classes.length, count])).sum<tf.Scalar>();
}

function splitMaps(where: string, maps: tf.Tensor3D | tf.Tensor4D): Float32Array[] {
  const values = maps.dataSync<'float32'>();
  const count = maps.shape[0];
  const length = values.length / count;
  return Array.from({ length: count }, (_, index) => {
    const map = values.slice(index * length, (index + 1) * length);
    if (!map.every(Number.isFinite))
      throw new RangeError(`${where}: map ${index} has values that are not finite`);
    return map;
  });
}
