/**
 * The image of a scene with depth, as a sum over layers of about one distance each.
 *
 *   y = Σ_d h_d ∗ (m_d x),   m_d = 1 where 1/z is nearest to 1/z_d, else 0
 *
 * Defocus is linear in 1/z, so layers are told apart there. What a near object hides of a far one is in the scene already; the
 * light of a far object that passes beside a near one's edge, seen from other places of the aperture, is left out.
 * Source: Hasinoff & Kutulakos, ICCV (2007), doi:10.1109/ICCV.2007.4408939 (layered model of defocus).
 */
import { tf } from '../../engine/tfjs.js';
import { convolveImages, type ConvolutionOptions } from '../../engine/fourier/convolve-images.js';

/** Scenes at one distance. */
export interface DepthLayer {
  /** z_d, m. */
  readonly distance: number;
  /** h_d, [kernelHeight, kernelWidth, channels or 1]. */
  readonly kernel: tf.Tensor3D;
}

/**
 * Blurs each part of images with the kernel of its distance.
 *
 * @param images x, [batch, height, width, channels].
 * @param distances z at each pixel, m, above 0, [batch, height, width, 1].
 * @returns As `images`; differentiable in images and kernels.
 * @throws RangeError if there is no layer, or a distance of one is not positive.
 */
export function blurLayers(
  images: tf.Tensor4D,
  distances: tf.Tensor4D,
  layers: readonly DepthLayer[],
  options: ConvolutionOptions,
): tf.Tensor4D {
  return tf.tidy(() => {
    const masks = layerMasks(
      distances,
      layers.map(({ distance }) => distance),
    );
    const parts = layers.map(({ kernel }, index) =>
      convolveImages(images.mul<tf.Tensor4D>(masks[index]!), kernel, options),
    );
    return tf.addN(parts);
  });
}

/**
 * m_d of each layer; one of them is 1 at each pixel.
 *
 * @param distances z, m, any shape.
 * @param layers z_d, m, each another one.
 * @throws RangeError if there is no layer, or a distance of one is not positive or stands twice.
 */
export function layerMasks(distances: tf.Tensor, layers: readonly number[]): tf.Tensor[] {
  if (layers.length === 0) throw new RangeError('layerMasks: there are 0 layers, must be 1 or more');
  const wrong = layers.find((each, index) => !(each > 0) || layers.indexOf(each) !== index);
  if (wrong !== undefined) {
    throw new RangeError(`layerMasks: a layer is at ${wrong} m, must be above 0 and unlike the others`);
  }
  const sorted = layers.toSorted((a, b) => a - b);
  return layers.map(each =>
    tf.tidy(() => {
      const place = sorted.indexOf(each);
      const [nearest, farthest] = [border(sorted[place - 1], each), border(each, sorted[place + 1])];
      return distances
        .greaterEqual(nearest ?? 0)
        .logicalAnd(farthest === null ? true : distances.less(farthest))
        .cast('float32');
    }),
  );
}

/** Where two neighbours are equally near in 1/z; null at an end. */
function border(near: number | undefined, far: number | undefined): number | null {
  return near === undefined || far === undefined ? null : 2 / (1 / near + 1 / far);
}
