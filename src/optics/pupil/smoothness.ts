/**
 * How rough a map is, to add to a loss: rough surfaces are hard to make and their models hard to sample.
 *
 *   slope     mean of (∂h/∂x)² and (∂h/∂y)² added, by differences of neighbours
 *   curvature mean of (∂²h/∂x² + ∂²h/∂y²)², by the five-point Laplacian inside of the edges
 *
 * For a map of heights in m and a pitch in m, the slope is a pure number and the curvature in 1/m².
 */
import { tf } from '../../engine/tfjs.js';

/**
 * Mean squared slope.
 *
 * @param map [rows, columns], at least 2 of each.
 * @param pitch Distance of neighbours, m.
 * @throws RangeError if the map is smaller.
 */
export function meanSquaredSlope(map: tf.Tensor2D, pitch: number): tf.Scalar {
  checkSize('meanSquaredSlope', map, 2);
  const [rows, columns] = map.shape;
  return tf.tidy(() => {
    const down = map.slice([1, 0], [rows - 1, columns]).sub(map.slice([0, 0], [rows - 1, columns]));
    const across = map.slice([0, 1], [rows, columns - 1]).sub(map.slice([0, 0], [rows, columns - 1]));
    return down.div(pitch).square().mean().add<tf.Scalar>(across.div(pitch).square().mean());
  });
}

/**
 * Mean squared Laplacian.
 *
 * @param map [rows, columns], at least 3 of each.
 * @throws RangeError if the map is smaller.
 */
export function meanSquaredCurvature(map: tf.Tensor2D, pitch: number): tf.Scalar {
  checkSize('meanSquaredCurvature', map, 3);
  const [rows, columns] = [map.shape[0] - 2, map.shape[1] - 2];
  return tf.tidy(() => {
    const part = (down: number, across: number) => map.slice([1 + down, 1 + across], [rows, columns]);
    const around = tf.addN([part(-1, 0), part(1, 0), part(0, -1), part(0, 1)]);
    // Divided before it is squared: the square of a pitch of a micrometre, squared, is near the least float32.
    return around
      .sub(part(0, 0).mul(4))
      .div(pitch ** 2)
      .square()
      .mean();
  });
}

function checkSize(where: string, { shape }: tf.Tensor2D, least: number): void {
  if (Math.min(...shape) < least) {
    throw new RangeError(
      `${where}: the map is [${shape.join()}], must have at least ${least} rows and columns`,
    );
  }
}
