/**
 * The images that cameras in different poses take of one scene.
 *
 *   y_k(r) = x(R(−θ_k) (r − s_k) / z_k),   R(θ) = [cos θ, −sin θ; sin θ, cos θ],   r = (x, y) from the middle of the frame
 *
 * The image of the scene is magnified by z, turned by θ from +x towards +y (with y downwards: clockwise), then moved by s. Between
 * samples the scene is interpolated bilinearly, outside the frame it is dark. The gradient by a pose is exact, but jumps where a
 * pixel passes a sample, as bilinear interpolation has corners there.
 * Source: Park, Park & Kang, IEEE Signal Process. Mag. 20, 21 (2003), doi:10.1109/MSP.2003.1203207 (eq. 1, warp matrices).
 */
import { tf } from '../../engine/tfjs.js';

/** One element for each camera. */
export interface Poses {
  /** Shift towards +x, samples. */
  readonly across: tf.Tensor1D;
  /** Shift towards +y, samples. */
  readonly down: tf.Tensor1D;
  /** Radians. */
  readonly rotation: tf.Tensor1D;
  /** Magnification, above 0. */
  readonly zoom: tf.Tensor1D;
}

/**
 * Takes the image of each camera.
 *
 * @param scenes [batch, height, width, channels].
 * @returns [batch, height, width, cameras · channels], all channels of the first camera first.
 */
export function samplePoses(scenes: tf.Tensor4D, poses: Poses): tf.Tensor4D {
  const [batch, height, width, channels] = scenes.shape;
  const cameras = poses.zoom.shape[0];
  return tf.tidy(() => {
    const { rows, columns } = seenPlaces(poses, height, width);
    const [down, across] = [neighbours(rows, height), neighbours(columns, width)];
    // One dark row and column on each side stand for all that lies outside.
    const padded = tf.pad(scenes, [
      [0, 0],
      [1, 1],
      [1, 1],
      [0, 0],
    ]);
    const samples = padded.transpose([1, 2, 0, 3]).reshape<tf.Tensor2D>([-1, batch * channels]);
    const corners = [0, 1].flatMap(i =>
      [0, 1].map(j => {
        const places = down.first
          .add(i)
          .mul(width + 2)
          .add(across.first.add(j));
        const weights = tf.mul(down.weights[i]!, across.weights[j]!);
        return takeRows(samples, places.cast('int32').flatten()).mul(weights.reshape([-1, 1]));
      }),
    );
    const seen = tf.addN(corners).reshape([cameras, height, width, batch, channels]);
    return seen.transpose([3, 1, 2, 0, 4]).reshape([batch, height, width, cameras * channels]);
  });
}

/** Where in the scene each pixel of each camera looks, in samples from the first: [cameras, height · width] each. */
function seenPlaces({ across, down, rotation, zoom }: Poses, height: number, width: number) {
  const [middleRow, middleColumn] = [(height - 1) / 2, (width - 1) / 2];
  const pixels = Array.from({ length: height * width }, (_, index) => index);
  const x = tf.tensor1d(pixels.map(index => (index % width) - middleColumn)).sub(across.expandDims(1));
  const y = tf.tensor1d(pixels.map(index => Math.floor(index / width) - middleRow)).sub(down.expandDims(1));
  const cos = rotation.cos().div(zoom).expandDims(1);
  const sin = rotation.sin().div(zoom).expandDims(1);
  return {
    columns: x.mul(cos).add(y.mul(sin)).add(middleColumn),
    rows: y.mul(cos).sub(x.mul(sin)).add(middleRow),
  };
}

/** The two samples beside each place of an axis with one dark sample added at its start: the first, and the weights of both. */
function neighbours(places: tf.Tensor, size: number) {
  const inside = places.add(1).clipByValue(0, size + 1);
  const first = inside.floor().minimum(size);
  const fraction = inside.sub(first);
  return { first, weights: [tf.sub(1, fraction), fraction] };
}

/**
 * Rows of a matrix at places that carry no gradient.
 *
 * `tf.gather` hands its indices on as their own gradient, of a type that the backward pass refuses.
 */
function takeRows(matrix: tf.Tensor2D, places: tf.Tensor): tf.Tensor {
  const rows = matrix.shape[0];
  const take = tf.customGrad((...given) => {
    const [input, save] = given as [tf.Tensor, tf.GradSaveFunc];
    save([places]);
    return {
      value: tf.gather(input, places.cast('int32')),
      gradFunc: (upstream: tf.Tensor, saved: tf.Tensor[]) =>
        tf.unsortedSegmentSum(upstream, saved[0] as tf.Tensor1D, rows),
    };
  });
  return take(matrix);
}
