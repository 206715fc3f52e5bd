/** Choices as they are built: things have a share of 1 or 0. Of equal weights the first counts as the larger. */
import { tf } from '../tfjs.js';

/** 1 at the largest weight of each row. @param weights [places, things]. */
export function largestOf(weights: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => tf.oneHot(weights.argMax(1), weights.shape[1]).cast('float32'));
}

/** 1 at the `count` largest weights of each row. @param weights [sets, things], at least `count` things. */
export function largestOfEach(weights: tf.Tensor2D, count: number): tf.Tensor2D {
  const [rows, columns] = weights.shape;
  return tf.tidy(() => {
    const { indices } = tf.topk(weights, count);
    const starts = tf.tensor2d(
      Array.from({ length: rows }, (_, row) => row * columns),
      [rows, 1],
      'int32',
    );
    const places = indices
      .cast('int32')
      .add(starts)
      .reshape([rows * count, 1]);
    return tf.scatterND(places, tf.ones([rows * count]), [rows * columns]).reshape(weights.shape);
  });
}

/**
 * 1 where a weight is 0 or more and among the `budget` largest of its row.
 *
 * @param weights [sets, things].
 * @param budget A whole number from 0, or Infinity.
 */
export function wantedWithin(weights: tf.Tensor2D, budget: number): tf.Tensor2D {
  return tf.tidy(() => {
    const wanted = weights.greaterEqual(0).cast<tf.Tensor2D>('float32');
    if (budget >= weights.shape[1]) return wanted;
    if (budget <= 0) return tf.zerosLike(wanted);
    return largestOfEach(weights, budget).mul<tf.Tensor2D>(wanted);
  });
}
