/** Several scenes on one sensor, and several cameras on one scene. */
import type { LayerExamples } from './example.js';
import { image } from './panels.js';
import { digit, points, stacked, star, target } from './scenes.js';
import { channelOf, through, type Settings } from './through.js';

const scenes = [digit(64), star(64, 18), points(64, 4)];
const layouts: readonly [string, Settings][] = [
  ['grid', { layer: 'cameras' }],
  ['random', { layer: 'cameras', layout: 'random', spreadUm: 30, rotationDegrees: 30, zoom: 0.8 }],
];

export const sceneExamples: LayerExamples = {
  overlap: {
    caption:
      'Three scenes of 64 × 64 pixels and their image where they fall on one sensor, each with a third of its light: without ' +
      'blur, and each through random shares of light over 5 × 5 pixels. 0 to 1 of full scale.',
    rows: () => [
      [
        ...scenes.map((scene, i) => image(`scene ${i + 1}`, scene, 1)),
        image('overlap', through(stacked(scenes), { layer: 'overlap' }), 1),
        image('random blurs', through(stacked(scenes), { layer: 'overlap', kernel: 'random' }), 1),
      ],
    ],
  },
  cameras: {
    caption:
      'A target (96 × 96 samples of 3.45 µm) and the images of four cameras with pixels of 2 × 2 samples, 0 to 1 of full scale: ' +
      'on a grid, shifted by 5 µm to either side along x and y; below, at random, shifted by up to 30 µm, turned by up to 30° and ' +
      'at a magnification of 0.8.',
    rows: () =>
      layouts.map(([name, keys]) => {
        const images = through(target(96), keys);
        return [
          image('target', target(96), 1),
          ...[0, 1, 2, 3].map(k => image(`${name} ${k + 1}`, channelOf(images, k), 1)),
        ];
      }),
  },
};
