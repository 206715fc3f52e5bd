/** Batches of labelled images, all of one size: the engine compiles a graph per shape, so the last one is filled up. */
import { tf } from '../engine/tfjs.js';

export interface LabelledImages {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Class index of each image. */
  readonly labels: ArrayLike<number>;
  /** All classes of an image, in ascending order, where several scenes lie on one another; absent where the label is all. */
  readonly labelSet?: (row: number) => readonly number[];
  /** The scenes of some images, fractions of full scale, [rows.length, height, width, channels] row by row. */
  readonly scenes: (rows: Uint32Array) => Float32Array;
  /** What the model takes in place of the scenes; absent where it takes them. */
  readonly prepared?: PreparedImages;
  /** Class of each pixel of some images, [rows.length, height, width] row by row; absent where none is known. */
  readonly pixelClasses?: (rows: Uint32Array) => Uint8Array;
  /** Where the object of an image is: x and y, pixels from the upper left corner; absent where none is known. */
  readonly position?: (row: number) => readonly [x: number, y: number];
  /** What an image is blended with: the class of the other, and its share, 0 to 1; absent where images are not blended. */
  readonly blend?: (row: number) => { readonly label: number; readonly share: number };
}

/** Images that were computed from the scenes beforehand. */
export interface PreparedImages {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** [rows.length, height, width, channels] row by row. */
  readonly of: (rows: Uint32Array) => Float32Array;
}

/**
 * What the model takes of some images: their scenes, or what was made of them; see `sceneBatch`.
 */
export function inputBatch(images: LabelledImages, rows: Uint32Array, size = rows.length): tf.Tensor4D {
  const { prepared } = images;
  return prepared === undefined
    ? sceneBatch(images, rows, size)
    : sceneBatch({ ...images, ...prepared, scenes: prepared.of }, rows, size);
}

/**
 * The scenes of some images.
 *
 * @param rows Indices of images, at least one.
 * @param size Images in the batch; places beyond `rows` repeat its images from the first on.
 * @returns [size, height, width, channels], 0 to 1.
 */
export function sceneBatch(images: LabelledImages, rows: Uint32Array, size = rows.length): tf.Tensor4D {
  const { height, width, channels } = images;
  const filled = Uint32Array.from({ length: size }, (_, place) => rows[place % rows.length]!);
  return tf.tensor4d(images.scenes(filled), [size, height, width, channels]);
}

/** The rows of each batch in order; the last one may be shorter. */
export function batchRows(rows: Uint32Array, size: number): Uint32Array[] {
  return Array.from({ length: Math.ceil(rows.length / size) }, (_, i) =>
    rows.subarray(i * size, (i + 1) * size),
  );
}
