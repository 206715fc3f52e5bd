/**
 * Scenes rolled by a random whole number of samples along both axes; what leaves on one side comes in on the other.
 *
 * Centred objects with dark borders let a network that treats each pixel by itself learn where light never falls. Rolled scenes are alike
 * everywhere, so that such a network can gain only from a camera that is not.
 */
import { hostRandom } from '../engine/host-random.js';

/**
 * @param scenes [rows, height, width, channels].
 * @param rows Indices of the images: each is always rolled by the same shift.
 * @param seed 0 to 2³² − 1.
 * @returns New scenes of the same shape.
 */
export function rollScenes(
  scenes: Float32Array,
  rows: Uint32Array,
  { height, width, channels }: { readonly height: number; readonly width: number; readonly channels: number },
  seed: number,
): Float32Array {
  const rolled = new Float32Array(scenes.length);
  const length = height * width * channels;
  rows.forEach((row, place) => {
    const random = hostRandom(seed, row);
    const [down, right] = [random.integer(height), random.integer(width)];
    for (let y = 0; y < height; y++) {
      const from = place * length + y * width * channels;
      const to = place * length + ((y + down) % height) * width * channels;
      const line = scenes.subarray(from, from + width * channels);
      const kept = (width - right) * channels;
      rolled.set(line.subarray(0, kept), to + right * channels);
      rolled.set(line.subarray(kept), to);
    }
  });
  return rolled;
}
