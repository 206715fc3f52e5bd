/** Physics checks of pixels of different sizes and of binning by blocks (D16, D17), with fixed seeds. */
import { tf } from '../../engine/tfjs.js';
import { hostRandom } from '../../engine/host-random.js';
import { hardenLayer } from '../../engine/layer-parts.js';
import type { PhysicsCheck } from '../../engine/physics-check.js';
import { Binning } from '../binning.js';
import { BlockBinning } from '../layouts/block-binning.js';
import { bordersOfFree, sharesBetween } from '../layouts/borders.js';
import { LayoutToGrid } from '../layouts/layout-to-grid.js';
import { PixelLayout } from '../layouts/pixel-layout.js';
import { randomWidths, uniformWidths, type PixelAxis } from '../layouts/widths.js';
import { Pixels } from '../pixels.js';
import { ReadNoise } from '../read-noise.js';
import { ShotNoise } from '../shot-noise.js';

const noise = { seed: 6, stream: 2 };
const side = 28;
const axis: PixelAxis = { samples: side, pixels: 9, smallest: 0.5 };

/** A layout of 9 × 9 pixels on 28 × 28 samples. */
function layoutOf(widthsOf: (axis: PixelAxis) => number[]): PixelLayout {
  const [heights, widths] = [widthsOf(axis), widthsOf(axis)];
  return new PixelLayout({ layout: 'random', heights, widths, smallest: axis.smallest, pixelPitch: 3e-6 });
}

function photons(): tf.Tensor4D {
  return tf.randomUniform<tf.Rank.R4>([1, side, side, 1], 0, 100, 'float32', 1);
}

function total(frame: tf.Tensor): number {
  return frame.dataSync<'float32'>().reduce((sum, value) => sum + value, 0);
}

function largestGap(found: tf.Tensor, expected: tf.Tensor): number {
  return found.sub(expected).abs().max().div(expected.max()).dataSync()[0]!;
}

/** Derivative of the light of a pixel, over 5 rows, as its left border moves; the samples there hold 3 and 7 photons. */
function borderSlope(place: number): number {
  const row = tf.tensor1d([1, 3, 7, 2, 5]);
  const light = (borders: tf.Tensor) =>
    sharesBetween(borders as tf.Tensor1D, 5)
      .dot(row)
      .gather([1])
      .sum()
      .mul(5);
  return tf
    .grad(light)(tf.tensor1d([0, place, 4.5, 5]))
    .dataSync()[1]!;
}

/** Mean over noise of 4 × 4 samples of 5 electrons, read with 10 electrons rms: as one pixel, or one by one and added up. */
function ratio(readout: 'one pixel' | 'added up'): number {
  const samples = 256;
  const widths = uniformWidths({ samples, pixels: samples / 4, smallest: 1 });
  const layout = new PixelLayout({
    layout: 'uniform',
    heights: widths,
    widths,
    smallest: 1,
    pixelPitch: 3e-6,
  });
  const detect = new ShotNoise({ quantumEfficiency: 1, ...noise });
  const read = new ReadNoise({ readNoise: 10, ...noise });
  const add = new Binning({ factor: 4, reading: 'sum' });
  const chain = readout === 'one pixel' ? [layout, detect, read] : [detect, read, add];
  const light: tf.Tensor = tf.fill([4, samples, samples, 1], 5);
  const { mean, variance } = tf.moments(
    chain.reduce((signal, layer) => layer.apply(signal) as tf.Tensor, light),
  );
  return mean.dataSync()[0]! / Math.sqrt(variance.dataSync()[0]!);
}

function check(
  facts: Pick<PhysicsCheck, 'id' | 'title' | 'formula' | 'expected' | 'tolerance' | 'measure'>,
): PhysicsCheck {
  return { unit: '', ...facts };
}

export const layoutChecks: readonly PhysicsCheck[] = [
  check({
    id: 'D16',
    title: 'light of all pixels of a random layout, over that of the scene',
    formula: '1 for any borders',
    expected: 1,
    tolerance: 1e-6,
    measure: () => {
      const random = hostRandom(1, 0);
      const frame = layoutOf(each => randomWidths(each, random)).apply(photons()) as tf.Tensor;
      return total(frame) / total(photons());
    },
  }),
  check({
    id: 'D16',
    title:
      'largest relative difference of a layout of equal pixels from pixel integration, 28 / 9 samples a pixel',
    formula: 'the same integrals',
    expected: 0,
    tolerance: 1e-5,
    measure: () => {
      const pixels = new Pixels({ factor: side / 9, fillFactor: 1, reading: 'sum', pixelPitch: 3e-6 });
      const [frame, expected] = [layoutOf(uniformWidths), pixels].map(
        layer => layer.apply(photons()) as tf.Tensor,
      );
      return largestGap(frame!, expected!);
    },
  }),
  ...[
    { where: 'within a sample of 3 photons', place: 1.4, expected: -15 },
    { where: 'between samples of 3 and 7 photons', place: 2, expected: -25 },
  ].map(({ where, place, expected }) => ({
    id: 'D16',
    title: `light of a pixel of 5 rows as its left border moves, ${where}`,
    formula: '∂y / ∂border = −∫ x along the border',
    unit: 'photons / sample',
    expected,
    tolerance: 1e-5,
    measure: () => borderSlope(place),
  })),
  check({
    id: 'D16',
    title: 'narrowest pixel of a layout far from its start, over the smallest that can be built',
    formula: 'width = m + (L − n m) softplus(w) / Σ softplus(w) ≥ m',
    expected: 1,
    tolerance: 1e-4,
    measure: () => {
      const borders = bordersOfFree(tf.tensor1d([-40, 9, 30, -40, 2, 2, 1, 0, 5]), axis);
      return borders.slice(1, 1).sub(borders.slice(0, 1)).dataSync()[0]! / axis.smallest;
    },
  }),
  check({
    id: 'D16',
    title: 'total of the image that a random layout gives on a grid, over the total of its pixels',
    formula: '1 for any borders',
    expected: 1,
    tolerance: 1e-6,
    measure: () => {
      const random = hostRandom(2, 0);
      const layout = layoutOf(each => randomWidths(each, random));
      const { height, width, down, across } = layout.borders();
      const frame = layout.apply(photons()) as tf.Tensor;
      return (
        total(new LayoutToGrid({ height, width, down, across }).apply(frame) as tf.Tensor) / total(frame)
      );
    },
  }),
  ...(
    [
      ['one pixel', '16 S / √(16 S + σ_r²)', 80 / Math.sqrt(80 + 100)],
      ['added up', '16 S / √(16 S + 16 σ_r²)', 80 / Math.sqrt(80 + 1600)],
    ] as const
  ).map(([readout, formula, expected]) =>
    check({
      id: 'D17',
      title: `signal to noise of 4 × 4 samples of 5 electrons, 10 electrons rms a readout: ${readout}`,
      formula,
      expected,
      tolerance: 2e-2 * expected,
      measure: () => ratio(readout),
    }),
  ),
  check({
    id: 'D17',
    title: 'largest relative difference of binning learned by blocks, as built, from binning by 2',
    formula: 'π of the largest weight = 1',
    expected: 0,
    tolerance: 1e-6,
    measure: () => {
      const options = { readNoise: 0, budget: null, budgetWeight: 0, startWeight: 1, ...noise };
      const layer = new BlockBinning({ factor: 2, ...options, isLearned: true });
      hardenLayer(layer, true);
      const frame = layer.apply(photons()) as tf.Tensor4D;
      const binned = new Binning({ factor: 2, reading: 'sum' }).apply(photons()) as tf.Tensor4D;
      return largestGap(tf.avgPool(frame, 2, 2, 'valid').mul(4), binned);
    },
  }),
];
