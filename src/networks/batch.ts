/** Batches of labelled images, all of one size: the engine compiles a graph per shape, so the last one is filled up. */
import * as tf from '@tensorflow/tfjs';

/** Labelled images; a data set is one. */
export interface LabelledImages {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** [count, height, width, channels], codes 0 to fullScale. */
  readonly pixels: Uint8Array | Uint16Array;
  readonly fullScale: number;
  /** [count], class indices. */
  readonly labels: Uint8Array;
}

/**
 * The scenes of some images as fractions of full scale.
 *
 * @param rows Indices of images.
 * @param size Images in the batch; places beyond `rows` repeat its images from the first on.
 * @returns [size, height, width, channels], 0 to 1.
 */
export function sceneBatch(images: LabelledImages, rows: Uint32Array, size = rows.length): tf.Tensor4D {
  const { height, width, channels, pixels, fullScale } = images;
  const length = height * width * channels;
  const scene = new Float32Array(size * length);
  for (let place = 0; place < size; place++) {
    const start = rows[place % rows.length]! * length;
    for (let i = 0; i < length; i++) scene[place * length + i] = pixels[start + i]! / fullScale;
  }
  return tf.tensor4d(scene, [size, height, width, channels]);
}

/** The rows of each batch in order; the last one may be shorter. */
export function batchRows(rows: Uint32Array, size: number): Uint32Array[] {
  return Array.from({ length: Math.ceil(rows.length / size) }, (_, i) =>
    rows.subarray(i * size, (i + 1) * size),
  );
}
