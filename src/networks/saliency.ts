/**
 * Saliency: which pixels of a frame speak for a class.
 *
 *   gradient   g(r) = max over channels of |∂logit_c / ∂frame(r)|
 *   Grad-CAM   L = ReLU(Σₖ αₖ Aₖ),   αₖ = mean over r of ∂logit_c / ∂Aₖ(r)
 *
 * A is the output of the last convolution with its activation; L is resized to the frame bilinearly, pixel centres on
 * pixel centres. The frame is what the sensor delivers: the gradient is taken behind the physical chain, so the surrogate
 * gradients of noise and rounding have no part in it. Maps are raw values; a map may be zero everywhere and then stays so.
 * Sources: Simonyan et al. (2013), doi:10.48550/arXiv.1312.6034; Selvaraju et al., ICCV 2017, doi:10.1109/ICCV.2017.74.
 */
import { tf } from '../engine/tfjs.js';
import { applyLayers } from './apply-layers.js';

/** What is explained: frames, and one class of each. */
export interface SaliencyTask {
  /** From frame to logits, in order, each on the output of the one before; built. */
  readonly layers: readonly tf.layers.Layer[];
  /** [batch, height, width, channels], in the unit that the first layer takes. */
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
    const gradient = tf.grad(frames => classLogits(task, task.layers, frames))(task.frames);
    return splitMaps('gradientMaps', gradient.abs().max<tf.Tensor3D>(3));
  });
}

/**
 * Grad-CAM maps.
 *
 * @returns One map per frame, [height, width] row by row, 0 or more.
 * @throws RangeError as `gradientMaps` does, or if no layer is a 2-D convolution.
 */
export function gradCamMaps(task: SaliencyTask): Float32Array[] {
  checkTask(task);
  const { layers, frames } = task;
  const last = layers.findLastIndex(layer => layer.getClassName() === 'Conv2D');
  if (last < 0) {
    const names = layers.map(layer => layer.name).join(', ');
    throw new RangeError(`gradCamMaps: the layers are ${names}, must hold a 2-D convolution`);
  }
  return tf.tidy(() => {
    const features = applyLayers(layers.slice(0, last + 1), frames) as tf.Tensor4D;
    const gradient = tf.grad(x => classLogits(task, layers.slice(last + 1), x))(features) as tf.Tensor4D;
    const map = features
      .mul(gradient.mean([1, 2], true))
      .sum(3, true)
      .relu<tf.Tensor4D>();
    const [, height, width] = frames.shape;
    return splitMaps('gradCamMaps', tf.image.resizeBilinear(map, [height, width], false, true));
  });
}

function checkTask({ layers, frames, classes }: SaliencyTask): void {
  if (classes.length !== frames.shape[0]) {
    throw new RangeError(
      `saliency: there are ${classes.length} classes, must be one for each of ${frames.shape[0]} frames`,
    );
  }
  const logits = (layers.at(-1)!.outputShape as tf.Shape).at(-1)!;
  for (const value of classes) {
    if (!Number.isInteger(value) || value < 0 || value >= logits) {
      throw new RangeError(`saliency: class is ${value}, must be 0 to ${logits - 1}`);
    }
  }
}

/** Sum over frames of the logit of each one's class; frames do not mix, so its gradient is that of each by itself. */
function classLogits(
  { classes }: SaliencyTask,
  layers: readonly tf.layers.Layer[],
  input: tf.Tensor,
): tf.Scalar {
  const logits = applyLayers(layers, input);
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
