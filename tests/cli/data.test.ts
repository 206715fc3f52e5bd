import { expect, it } from 'vitest';
import { pixelText } from '../../src/cli/data.js';

const masks = [
  [0, 0, 0, 0],
  [0, 0, 1, 1],
  [1, 1, 1, 0],
];
const textOf = (samples: readonly number[]) =>
  pixelText({
    labels: Uint8Array.from(samples, () => 0),
    pixelClasses: { classNames: ['ground', 'cell'], of: sample => Uint8Array.from(masks[samples[sample]!]!) },
  });

it('The share of each class of pixels is told, and how many images have no object', () => {
  expect(textOf([0, 1, 2])).toEqual([
    '',
    'pixels: ground 58.3 %, cell 41.7 %; 1 of 3 images show ground alone',
  ]);
  expect(textOf([1])).toEqual(['', 'pixels: ground 50.0 %, cell 50.0 %']);
  expect(pixelText({ labels: Uint8Array.of(0) })).toEqual([]);
});
