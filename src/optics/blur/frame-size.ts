import type * as tf from '@tensorflow/tfjs';

/**
 * Height, width and channels of what a layer is built for.
 *
 * @param where Names the layer in the error.
 * @throws RangeError if one of them is open.
 */
export function frameSize(where: string, inputShape: tf.Shape): [number, number, number] {
  const [, height, width, channels] = inputShape;
  if (height == null || width == null || channels == null) {
    throw new RangeError(`${where}: input is [${inputShape.join()}], must have height, width and channels`);
  }
  return [height, width, channels];
}
