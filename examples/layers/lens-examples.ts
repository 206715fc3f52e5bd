/** Lenses: a star or a target, and the image of a point. */
import type { LayerExamples } from './example.js';
import { decades, image, middle } from './panels.js';
import { point, star, target } from './scenes.js';
import { through, type Settings } from './through.js';

const fine = star(96, 18);
const coarse = star(96, 10);
const spot = point(95);

/** The image of a point, 41 pixels wide. */
function spotOf(title: string, settings: Settings) {
  return decades(title, middle(through(spot, settings), 41));
}

const fNumbers = [4, 16, 32];
const waves = [0, 0.5, 1];
const cubic = { layer: 'lens', fNumber: 16, phase: 'cubic' };
const distances = [1, 0.5, 0.3];
const mask = {
  layer: 'depth-defocus',
  phaseMask: 'cubic',
  pupilSamples: 128,
  cubicWaves: 4,
  cubicWavesMax: 8,
};

export const lensExamples: LayerExamples = {
  diffraction: {
    caption:
      'A star of 18 spokes (96 × 96 pixels of 3.45 µm, 550 nm) and its images at f/4, f/16 and f/32, 0 to 1 of full scale; the ' +
      'spokes vanish inside of the radius where they are finer than the cut-off 1/(λN). Below, a bright pixel and its images ' +
      'over four decades, 41 pixels (141 µm) wide: at f/32 the first dark Airy ring lies at 1.22 λN = 21.5 µm.',
    rows: () => [
      [
        image('star', fine, 1),
        ...fNumbers.map(fNumber =>
          image(`f/${fNumber}`, through(fine, { layer: 'diffraction', fNumber }), 1),
        ),
      ],
      [
        decades('point', middle(spot, 41)),
        ...fNumbers.map(fNumber => spotOf(`point at f/${fNumber}`, { layer: 'diffraction', fNumber })),
      ],
    ],
  },
  lens: {
    caption:
      'A star of 10 spokes (96 × 96 pixels of 3.45 µm, 550 nm) through a lens of f/16 in focus, at 0.5 and 1 wave of defocus, and ' +
      'with a cubic phase of 1 wave, 0 to 1 of full scale; at 1 wave bright and dark change places towards the centre. Below, the images of ' +
      'a point over four decades, 41 pixels (141 µm) wide.',
    rows: () => [
      [
        image('star', coarse, 1),
        ...waves.map(defocusWaves =>
          image(
            defocusWaves === 0 ? 'in focus' : `${defocusWaves} wave defocus`,
            through(coarse, { layer: 'lens', fNumber: 16, defocusWaves }),
            1,
          ),
        ),
        image('cubic phase', through(coarse, cubic), 1),
      ],
      [
        decades('point', middle(spot, 41)),
        ...waves.map(defocusWaves => spotOf('its image', { layer: 'lens', fNumber: 16, defocusWaves })),
        spotOf('its image', cubic),
      ],
    ],
  },
  'depth-defocus': {
    caption:
      'A target (64 × 64 pixels of 3.45 µm, 550 nm) at 1 m, 0.5 m and 0.3 m from a lens of 8 mm and f/4 that is focused on 1 m, ' +
      '0 to 1 of full scale. Below, with a cubic phase mask of 4 waves: blurred everywhere, but much the same at all distances.',
    rows: () => [
      [
        image('target', target(64), 1),
        ...distances.map(objectDistanceM =>
          image(
            `at ${objectDistanceM} m`,
            through(target(64), { layer: 'depth-defocus', objectDistanceM }),
            1,
          ),
        ),
      ],
      [
        null,
        ...distances.map(objectDistanceM =>
          image(`cubic mask, ${objectDistanceM} m`, through(target(64), { ...mask, objectDistanceM }), 1),
        ),
      ],
    ],
  },
};
