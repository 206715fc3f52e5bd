/**
 * Gradient of CropAndResize with respect to the image, which TensorFlow.js has not. A crop is linear in its image, one matrix
 * per box and axis, so the gradient is the product with the transposed matrices, added up over the boxes of each image.
 * The boxes get no gradient.
 */
import { tf } from '../tfjs.js';
import type { Tensor } from '@tensorflow/tfjs';
import { zerosLike, type Attributes, type Replacement } from './gradient.js';

export const cropAndResizeGradients: readonly Replacement[] = [
  {
    kernelName: 'CropAndResize',
    inputsToSave: ['image', 'boxes', 'boxInd'],
    gradFunc: (dy, saved, attrs) => {
      const [image, boxes, places] = saved as [Tensor, Tensor, Tensor];
      return {
        image: () => adjoint(dy as Tensor, image.shape, boxes, places, attrs),
        boxes: () => tf.zerosLike(boxes),
        boxInd: () => zerosLike(places),
      };
    },
  },
];

function adjoint(dy: Tensor, imageShape: number[], boxes: Tensor, places: Tensor, attrs: Attributes): Tensor {
  const [batch, height, width, channels] = imageShape as [number, number, number, number];
  const [count, rows, columns] = dy.shape as [number, number, number];
  const isNearest = attrs.method === 'nearest';
  const vertical = weights(boxes, 0, height, rows, isNearest);
  const horizontal = weights(boxes, 1, width, columns, isNearest);
  const strips = tf.matMul(vertical, dy.reshape([count, rows, columns * channels]), true);
  const across = tf.tile(horizontal.expandDims(1), [1, height, 1, 1]);
  const images = tf.matMul(across, strips.reshape([count, height, columns, channels]), true);
  const numbers = places.toInt() as tf.Tensor1D;
  return tf.unsortedSegmentSum(images, numbers, batch).reshape([batch, height, width, channels]);
}

/** Share of each pixel in each row (or column) of a crop, [boxes, crop length, length of the image]. */
function weights(boxes: Tensor, axis: 0 | 1, length: number, crop: number, isNearest: boolean): Tensor {
  const [first, second] = [axis, axis + 2].map(column => boxes.slice([0, column], [-1, 1]));
  const fractions = Array.from({ length: crop }, (_, index) => (crop > 1 ? index / (crop - 1) : 0.5));
  const towards = tf.tensor2d([fractions], [1, crop]);
  const blended = first!.mul(tf.sub(1, towards)).add(second!.mul(towards));
  const positions = blended.mul(length - 1);
  const isInside = positions.greaterEqual(0).logicalAnd(positions.lessEqual(length - 1));
  const target = isNearest ? positions.add(0.5).floor() : positions;
  const distance = target.expandDims(2).sub(tf.range(0, length)).abs();
  return tf.relu(tf.sub(1, distance)).mul(isInside.cast('float32').expandDims(2));
}
