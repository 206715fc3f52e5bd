/** From codes of stored images to the scene in front of the simulated camera. */
import type { Dataset } from './dataset.js';

/**
 * The scene of some samples, as a fraction of full scale: code / fullScale, or what the set draws. A stored code is taken as proportional to the
 * light; a curve that the camera or the file format put on it is not undone.
 *
 * @param indices Samples, in the order wanted.
 * @returns [indices.length, height, width, channels] row-major, 0 to 1.
 * @throws RangeError if an index is not that of a sample.
 */
export function toScene(dataset: Dataset, indices: ArrayLike<number>): Float32Array {
  const { pixels, fullScale, labels, height, width, channels, draw } = dataset;
  const size = height * width * channels;
  const scene = new Float32Array(indices.length * size);
  for (let row = 0; row < indices.length; row++) {
    const index = indices[row]!;
    if (!Number.isInteger(index) || index < 0 || index >= labels.length) {
      throw new RangeError(
        `toScene: index is ${index}, must be a whole number from 0 to ${labels.length - 1}`,
      );
    }
    if (draw !== undefined) {
      scene.set(draw(index), row * size);
      continue;
    }
    const [from, to] = [index * size, row * size];
    for (let place = 0; place < size; place++) scene[to + place] = pixels[from + place]! / fullScale;
  }
  return scene;
}
