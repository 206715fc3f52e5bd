/** Light, contrast, noise and squares without content, in place. */
import type { HostRandom } from '../../engine/host-random.js';
import type { Cutout, Tone } from './draw.js';
import type { PlaneSize } from './resample.js';

/**
 * Changes the light of a scene:
 *
 *   y = b [m + c (x − m)] + σ n,   0 ≤ y ≤ max(1, largest x)
 *
 * m is the mean of the channel, n from the normal law. What is below or above is cut off there, so that scenes stay in their range, those
 * of high dynamic range in theirs.
 *
 * @param scene [height, width, channels] row by row.
 * @param noise σ, a fraction of full scale.
 * @param random Of the noise.
 */
export function changeTone(
  scene: Float32Array,
  channels: number,
  { brightness, contrast }: Tone,
  noise: number,
  random: HostRandom,
): void {
  let most = 1;
  for (const value of scene) if (value > most) most = value;
  const factor = brightness * contrast;
  for (let channel = 0; channel < channels; channel++) {
    const offset = contrast === 1 ? 0 : brightness * (1 - contrast) * meanOf(scene, channels, channel);
    for (let place = channel; place < scene.length; place += channels) {
      scene[place] = offset + factor * scene[place]!;
    }
  }
  if (noise > 0) addNoise(scene, noise, random);
  for (let place = 0; place < scene.length; place++) {
    const value = scene[place]!;
    if (value < 0) scene[place] = 0;
    else if (value > most) scene[place] = most;
  }
}

/** Both numbers of each pair of Box & Muller, Ann. Math. Stat. 29, 610 (1958), doi:10.1214/aoms/1177706645. */
function addNoise(scene: Float32Array, noise: number, random: HostRandom): void {
  for (let place = 0; place < scene.length; place += 2) {
    const radius = noise * Math.sqrt(-2 * Math.log(1 - random.uniform()));
    const angle = 2 * Math.PI * random.uniform();
    scene[place]! += radius * Math.cos(angle);
    if (place + 1 < scene.length) scene[place + 1]! += radius * Math.sin(angle);
  }
}

/** Fills a window of a scene with the mean of each channel. */
export function cutOut(scene: Float32Array, { height, width }: PlaneSize, window: Cutout): void {
  const channels = scene.length / (height * width);
  for (let channel = 0; channel < channels; channel++) {
    const mean = meanOf(scene, channels, channel);
    for (let y = window.top; y < window.bottom; y++) {
      for (let x = window.left; x < window.right; x++) scene[(y * width + x) * channels + channel] = mean;
    }
  }
}

function meanOf(scene: Float32Array, channels: number, channel: number): number {
  let sum = 0;
  for (let place = channel; place < scene.length; place += channels) sum += scene[place]!;
  return (sum * channels) / scene.length;
}
