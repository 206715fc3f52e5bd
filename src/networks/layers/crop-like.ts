/**
 * Cuts a map to the height and width of another one, at the bottom and on the right, whatever the sizes are in use.
 *
 *   y(row, column) = x(row, column),   row < height of the reference, column < width of the reference
 *
 * Pooling rounds odd sides up, so an enlarged map is at most one row and one column too large for the map that it stems from.
 * Source: Long et al., CVPR 2015, doi:10.1109/CVPR.2015.7298965, section 4, crops so.
 */
import { tf } from '../../engine/tfjs.js';

/** Cuts the first of two inputs, [batch, height, width, channels], to the size of the second. */
export class CropLike extends tf.layers.Layer {
  static readonly className = 'CropLike';

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [map, reference] = inputs as tf.Tensor[];
    const [, height, width] = reference!.shape;
    checkSides(map!.shape, reference!.shape);
    return map!.slice([0, 0, 0, 0], [-1, height!, width!, -1]);
  }

  /** @throws RangeError if the first input is smaller than the second. */
  override computeOutputShape(inputShapes: tf.Shape | tf.Shape[]): tf.Shape {
    const [map, reference] = inputShapes as [tf.Shape, tf.Shape];
    checkSides(map, reference);
    return [map[0]!, reference[1]!, reference[2]!, map[3]!];
  }
}

function checkSides(map: tf.Shape, reference: tf.Shape): void {
  const isSmaller = [1, 2].some(axis => (map[axis] ?? Infinity) < (reference[axis] ?? 0));
  if (!isSmaller) return;
  const size = (shape: tf.Shape) => `${shape[1] ?? 'any'} x ${shape[2] ?? 'any'}`;
  throw new RangeError(`cropLike: map is ${size(map)} pixels, must be at least ${size(reference)}`);
}

tf.serialization.registerClass(CropLike);
