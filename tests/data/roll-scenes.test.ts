import { expect, it } from 'vitest';
import { rollScenes } from '../../src/data/roll-scenes.js';

const size = { height: 2, width: 3, channels: 2 };
/** Two images of samples that tell themselves apart. */
const scenes = Float32Array.from({ length: 24 }, (_, i) => i);
const samples = (image: Float32Array) =>
  Array.from({ length: 6 }, (_, pixel) => Array.from(image.subarray(2 * pixel, 2 * pixel + 2)).join());

it('A rolled scene has all samples of the scene, neighbours still side by side, channels together', () => {
  for (const row of [0, 1, 2, 3, 4, 5]) {
    const [before, after] = [
      samples(scenes.subarray(0, 12)),
      samples(rollScenes(scenes, Uint32Array.of(row, row), size, 1)),
    ];
    expect([...after].sort()).toEqual([...before].sort());
    const place = after.indexOf(before[0]!);
    const right = 3 * Math.floor(place / 3) + ((place + 1) % 3);
    expect(after[right]).toBe(before[1]);
    expect(after[(place + 3) % 6]).toBe(before[3]);
  }
});

it('An image is rolled by the same shift wherever it stands, others by others', () => {
  const same = Float32Array.from([...scenes.subarray(0, 12), ...scenes.subarray(0, 12)]);
  const shifts = Array.from({ length: 40 }, (_, row) => {
    const first = rollScenes(same, Uint32Array.of(row, 99), size, 7).slice(0, 12);
    const second = rollScenes(same, Uint32Array.of(99, row), size, 7).slice(12);
    expect(first).toEqual(second);
    return first.join();
  });
  // 6 shifts are possible: all of them occur.
  expect(new Set(shifts).size).toBe(6);
});
