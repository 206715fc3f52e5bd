/** Physics checks of colour filter arrays. */
import { tf } from '../../engine/tfjs.js';
import type { PhysicsCheck } from '../../engine/physics-check.js';
import { plainChoice } from '../../engine/discrete/rules.js';
import { ColourFilterArray, type ColourFilterArrayOptions } from '../colour-filters/colour-filter-array.js';
import { demosaicBilinear, demosaicMalvar } from '../colour-filters/demosaic.js';
import { mosaic } from '../colour-filters/mosaic.js';
import {
  filterCounts,
  tileOf,
  tileTransmission,
  type FilterName,
  type PatternName,
} from '../colour-filters/patterns.js';

function tile(name: PatternName) {
  return tileOf(name, { period: 1, filters: [], seed: 0, stream: 0 });
}

function share(name: PatternName, filter: FilterName, expected: number): PhysicsCheck {
  return {
    id: 'D18',
    title: `share of ${filter} pixels in ${name}`,
    formula: 'pixels of the tile behind that filter / pixels of the tile',
    unit: '',
    expected,
    tolerance: 1e-12,
    measure: () => filterCounts(tile(name))[filter]! / tile(name).flat().length,
  };
}

/** Largest difference between frames of a learned tile, started at Bayer, and of the Bayer tile. */
function gapFromBayer(image: tf.Tensor4D, options: Partial<ColourFilterArrayOptions>): number {
  const start = { tile: tile('bayer'), filters: ['R', 'G', 'B', 'W'] };
  const learned = new ColourFilterArray({ ...start, ...options, isLearned: true });
  const fixed = new ColourFilterArray(start);
  const frames = [learned, fixed].map(layer => layer.apply(image) as tf.Tensor);
  return frames[0]!.sub(frames[1]!).abs().max().dataSync()[0]!;
}

function flatField(method: string, restore: (frame: tf.Tensor4D) => tf.Tensor4D): PhysicsCheck {
  return {
    id: 'D18',
    title: `largest error of a flat grey image demosaicked by ${method}`,
    formula: '0: the weights of each estimate sum to 1',
    unit: '',
    expected: 0,
    tolerance: 1e-6,
    measure: () => {
      const grey = tf.fill<tf.Rank.R4>([1, 10, 12, 3], 0.5);
      const frame = mosaic(grey, tf.tensor3d(tileTransmission(tile('bayer'))));
      return restore(frame).sub(grey).abs().max().dataSync()[0]!;
    },
  };
}

export const colourFilterChecks: readonly PhysicsCheck[] = [
  share('bayer', 'R', 1 / 4),
  share('bayer', 'G', 1 / 2),
  share('bayer', 'B', 1 / 4),
  share('x-trans', 'R', 8 / 36),
  share('x-trans', 'G', 20 / 36),
  share('x-trans', 'B', 8 / 36),
  flatField('bilinear interpolation', frame => demosaicBilinear(frame, tile('bayer'))),
  flatField("Malvar's filters", frame => demosaicMalvar(frame, tile('bayer'))),
  {
    id: 'D19',
    title: 'largest difference of a learned tile, started at Bayer, from the Bayer tile',
    formula: 'softmax(α w) → one filter a pixel as α w grows',
    unit: '',
    expected: 0,
    tolerance: 1e-6,
    measure: () => {
      const image = tf.randomUniform<tf.Rank.R4>([1, 8, 8, 3], 0, 1, 'float32', 1);
      return gapFromBayer(image, { startWeight: 100 });
    },
  },
  {
    id: 'D19',
    title: 'largest difference of a tile learned straight through, started at Bayer, from the Bayer tile',
    formula: 'one filter a pixel from the start',
    unit: '',
    expected: 0,
    tolerance: 1e-6,
    measure: () => {
      const image = tf.randomUniform<tf.Rank.R4>([1, 8, 8, 3], 0, 1, 'float32', 1);
      return gapFromBayer(image, { choice: { ...plainChoice, relaxation: 'straight-through' } });
    },
  },
];
