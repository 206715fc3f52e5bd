/**
 * Kernel of a camera or scene that moves at constant speed along a line while the shutter is open.
 *
 *   h(i, j) = ∫ Λ(i − t L sin θ / p) Λ(j − t L cos θ / p) dt,   t from −½ to ½,   Λ(u) = max(0, 1 − |u|)
 *
 * L is the length of the path, θ its angle from +x (right) towards +y (down), p the pixel pitch. A pixel of the scene is a
 * uniform square; Λ Λ is the share of it that lies over pixel (i, j) when it has moved that far. So the kernel is that of
 * area integration in both planes, sums to 1, and is the identity at L = 0. (The image of a mathematical point would not
 * change at all while it stays within a pixel.)
 *
 * Between lines through pixel centres the integrand is a product of two linear functions of t: the path is cut at those lines
 * and each piece integrated by two Gauss points, which is exact. The kernel is continuous in L and θ, and so is its
 * derivative, but for a kink where the path lies along a row or column of pixels (there it is that towards larger θ).
 * Source: Potmesil & Chakravarty, Comput. Graph. 17, 389 (1983), doi:10.1145/964967.801169.
 */
import { tf } from '../../engine/tfjs.js';

export interface MotionPath {
  /** Length of the path, pixels, 0 or more; a scalar tensor where it is learned. */
  readonly length: number | tf.Tensor;
  /** Angle from +x towards +y, radians. */
  readonly angle: number | tf.Tensor;
  /** Largest value that `length` can take, pixels: it sets the size of the kernel. */
  readonly longest: number;
}

/** Added to each component of the path, in pixels, so that none is divided by 0. */
const leastExtent = 1e-6;

/** Pixels on each side of the centre that a path of this length reaches. */
export function motionRadius(longest: number): number {
  return Math.ceil(longest / 2);
}

/**
 * Kernel of a straight path, its middle at the centre.
 *
 * @returns [2 radius + 1, 2 radius + 1, 1], non-negative, sum 1; differentiable in length and angle.
 */
export function motionKernel({ length, angle, longest }: MotionPath): tf.Tensor3D {
  const radius = Math.max(1, motionRadius(longest));
  return tf.tidy(() => {
    const theta = tf.add(angle, 0);
    const columns = tf.range(-radius, radius).add<tf.Tensor2D>(tf.zeros([2 * radius, 1]));
    const along = (direction: tf.Tensor, cells: tf.Tensor2D) =>
      crossings(direction.mul(length).add(leastExtent), cells);
    const down = along(theta.sin(), columns.transpose());
    const across = along(theta.cos(), columns);
    const enter = tf.maximum(down.enter, across.enter).clipByValue(-0.5, 0.5);
    const leave = tf.minimum(down.leave, across.leave).clipByValue(-0.5, 0.5);
    const duration = tf.relu(leave.sub(enter));
    const middle = enter.add(leave).div(2);
    const pieces = [-1, 1].map(side => {
      const time = middle.add(duration.mul(side / (2 * Math.sqrt(3))));
      const [below, right] = [down, across].map(({ extent, cells }) => time.mul(extent).sub(cells));
      return shareAmongCorners(below!, right!, duration.div(2));
    });
    return tf.addN(pieces).expandDims<tf.Tensor3D>(2);
  });
}

/** When a path is between neighbouring lines of pixel centres, for all cells between lines, [2 radius, 2 radius]. */
interface Crossings {
  /** Length of the path along the axis, pixels. */
  readonly extent: tf.Tensor;
  /** First of the two lines, pixels from the centre. */
  readonly cells: tf.Tensor2D;
  /** Times at which the path would enter and leave. */
  readonly enter: tf.Tensor;
  readonly leave: tf.Tensor;
}

function crossings(extent: tf.Tensor, cells: tf.Tensor2D): Crossings {
  const [first, second] = [cells.div(extent), cells.add(1).div(extent)];
  return { extent, cells, enter: tf.minimum(first, second), leave: tf.maximum(first, second) };
}

/**
 * Gives light in cells between pixel centres to the four pixels at their corners, by distance.
 *
 * @param below Distance from the upper corners, 0 to 1, [cells, cells].
 * @param right Distance from the left corners.
 * @param light What to share, 0 where the path misses the cell.
 * @returns [cells + 1, cells + 1].
 */
function shareAmongCorners(below: tf.Tensor, right: tf.Tensor, light: tf.Tensor): tf.Tensor {
  const corner = (row: 0 | 1, column: 0 | 1): tf.Tensor => {
    const [down, across] = [row ? below : tf.sub(1, below), column ? right : tf.sub(1, right)];
    return tf.pad(light.mul(down).mul<tf.Tensor2D>(across), [
      [row, 1 - row],
      [column, 1 - column],
    ]);
  };
  return tf.addN([corner(0, 0), corner(0, 1), corner(1, 0), corner(1, 1)]);
}
