/** Light, contrast, noise and squares without content, in place. */
import { companionFactor, hashWord, uniformOf } from '../../engine/hash-uniform.js';
import type { Cutout, Tone } from './draw.js';
import type { PlaneSize } from './resample.js';

/** Two words. */
export type NoiseKey = readonly [number, number];

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
 * @param key Of the noise, two whole numbers of 32 bits.
 */
export function changeTone(
  scene: Float32Array,
  channels: number,
  { brightness, contrast }: Tone,
  noise: number,
  key: NoiseKey,
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
  if (noise > 0) addNoise(scene, noise, key);
  for (let place = 0; place < scene.length; place++) {
    const value = scene[place]!;
    if (value < 0) scene[place] = 0;
    else if (value > most) scene[place] = most;
  }
}

/**
 * Both numbers of each pair of Box & Muller, Ann. Math. Stat. 29, 610 (1958), doi:10.1214/aoms/1177706645, from one hashed word (see
 * engine/hash-uniform.ts), as a generator that keeps a state takes longer than all the rest.
 */
function addNoise(scene: Float32Array, noise: number, key: NoiseKey): void {
  for (let place = 0; place < scene.length; place += 2) {
    const word = hashWord(key, 0, place);
    const radius = noise * Math.sqrt(-2 * Math.log(uniformOf(word)));
    const turn = uniformOf(Math.imul(word, companionFactor));
    const cosine = Math.cos(2 * Math.PI * turn);
    const sine = Math.sqrt(1 - cosine * cosine);
    scene[place]! += radius * cosine;
    if (place + 1 < scene.length) scene[place + 1]! += turn < 0.5 ? radius * sine : -radius * sine;
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
