import { describe, expect, it } from 'vitest';
import { toScene } from '../../src/data/scene.js';
import { splitDataset } from '../../src/data/split.js';
import { labelledImages } from '../../src/experiments/labelled-images.js';
import { toyConfig, toyDataset } from './toy-trial.js';

const dataset = toyDataset();
const size = dataset.height * dataset.width;
const split = splitDataset(dataset, { seed: 1, validationFraction: 0.2, testFraction: 0.2 });

function stacked(stackedScenes: number) {
  const config = toyConfig();
  return labelledImages(dataset, split, { ...config, data: { ...config.data, stackedScenes } });
}

/** One channel of a stack. */
function channel(stack: Float32Array, channels: number, index: number): string {
  return stack.filter((_, place) => place % channels === index).join();
}

/** Which image of the data set each scene is. */
const known = new Map(
  [...dataset.labels.keys()].map(index => [toScene(dataset, [index]).join(), index] as const),
);

describe('labelledImages', () => {
  it('has different toy images, so that each can be told from its scene', () => {
    expect(known.size).toBe(dataset.labels.length);
  });

  it('stacks each image with others of its own part, the labelled one first', () => {
    const images = stacked(3);
    expect(images.channels).toBe(3);
    for (const part of [split.train, split.validation, split.test]) {
      for (const row of part) {
        const stack = images.scenes(Uint32Array.of(row));
        expect(stack).toHaveLength(3 * size);
        const members = [0, 1, 2].map(index => known.get(channel(stack, 3, index)));
        expect(members[0]).toBe(row);
        expect(new Set(members).size).toBe(3);
        for (const member of members) expect(part).toContain(member);
      }
    }
  });

  it('gives the same stacks at any time and in any batch', () => {
    const rows = split.test.subarray(0, 2);
    const both = stacked(2).scenes(rows);
    expect(stacked(2).scenes(rows)).toEqual(both);
    expect(stacked(2).scenes(rows.subarray(1))).toEqual(both.subarray(2 * size));
  });

  it('leaves single images as they are', () => {
    const rows = Uint32Array.of(5, 2);
    expect(stacked(1).channels).toBe(1);
    expect(stacked(1).scenes(rows)).toEqual(toScene(dataset, rows));
  });

  it('refuses to stack images of several channels', () => {
    const config = toyConfig();
    const data = { ...config.data, stackedScenes: 2 };
    expect(() => labelledImages({ ...dataset, channels: 3 }, split, { ...config, data })).toThrow(
      'data.stackedScenes: found 2, must be 1 for images of 3 channels',
    );
  });
});
