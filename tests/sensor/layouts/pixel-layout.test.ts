import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hostRandom } from '../../../src/engine/host-random.js';
import type { Signal } from '../../../src/engine/signal.js';
import type { LayerPlace } from '../../../src/engine/layer-definition.js';
import {
  bordersOfFree,
  freeOfWidths,
  sharesBetween,
  widthsBetween,
} from '../../../src/sensor/layouts/borders.js';
import { pixelLayout } from '../../../src/sensor/layouts/pixel-layout-definition.js';
import { PixelLayout } from '../../../src/sensor/layouts/pixel-layout.js';
import { foveatedWidths, randomWidths, uniformWidths } from '../../../src/sensor/layouts/widths.js';
import { Pixels } from '../../../src/sensor/pixels.js';
import { gap, numbers, plain, total } from './layouts.js';

/** Sums of some hundred float32 products. */
const tolerance = 1e-5;

beforeAll(async () => {
  await tf.setBackend('cpu');
});
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

const light = (height = 8, width = 9) =>
  tf.randomUniform<tf.Rank.R4>([2, height, width, 2], 0, 100, 'float32', 1);

/** Light between borders, counted in 1000 thin slices: the definition. */
function slowCell(row: readonly number[], from: number, to: number): number {
  const slices = 1000;
  const width = (to - from) / slices;
  const places = Array.from({ length: slices }, (_, slice) => from + (slice + 0.5) * width);
  return places.reduce((sum, place) => sum + row[Math.floor(place)]! * width, 0);
}

describe('PixelLayout', () => {
  it('integrates the light between its borders', () => {
    const row = [3, 1, 4, 1, 5, 9, 2, 6, 5];
    const layer = new PixelLayout({ ...plain, heights: [1] });
    const found = numbers(layer.apply(tf.tensor4d(row, [1, 1, 9, 1])) as tf.Tensor);
    const borders = [0, 3, 4.5, 5.25, 9];
    const expected = borders.slice(1).map((to, pixel) => slowCell(row, borders[pixel]!, to));
    found.forEach((value, pixel) => expect(value).toBeCloseTo(expected[pixel]!, 1));
    // 3 + 1 + 4;  1 + 5/2;  5/2 + 9/4;  3/4 · 9 + 2 + 6 + 5.
    expect(found).toEqual([8, 3.5, 4.75, 19.75]);
  });

  it.each([1, 2, 3, 4])('counts all light, whatever the borders (seed %d)', seed => {
    const random = hostRandom(seed, 0);
    const axis = { samples: 9, pixels: 1 + random.integer(8), smallest: 0.4 };
    const free = tf.tensor1d(Array.from({ length: axis.pixels }, () => 6 * random.normal()));
    const shares = sharesBetween(bordersOfFree(free, axis), 9);
    expect(numbers(shares.sum(0).sub(1).abs()).every(error => error < 1e-6)).toBe(true);
    const frame = new PixelLayout({
      ...plain,
      widths: randomWidths({ ...axis, smallest: 0.5 }, random),
    }).apply(light()) as tf.Tensor;
    expect(total(frame) / total(light())).toBeCloseTo(1, 6);
  });

  it('with pixels all alike is pixel integration', () => {
    for (const factor of [1, 2.25, 3, 4.5]) {
      const alike = uniformWidths({ samples: 9, pixels: 9 / factor, smallest: 1 });
      const layout = new PixelLayout({ ...plain, layout: 'uniform', heights: alike, widths: alike });
      const pixels = new Pixels({ factor, fillFactor: 1, reading: 'sum', pixelPitch: 2e-6 });
      expect(gap(layout.apply(light(9)) as tf.Tensor, pixels.apply(light(9)) as tf.Tensor)).toBeLessThan(
        tolerance,
      );
    }
  });

  it('tells rows from columns', () => {
    const layer = new PixelLayout({ ...plain, heights: [1, 7], widths: [2, 3, 4] });
    const spot = tf
      .oneHot(tf.tensor1d([8], 'int32'), 72)
      .reshape([1, 8, 9, 1])
      .cast('float32');
    // Row 0, column 8: the upper right pixel.
    expect(numbers(layer.apply(spot) as tf.Tensor)).toEqual([0, 0, 1, 0, 0, 0]);
  });
});

describe('the borders', () => {
  const axis = { samples: 9, pixels: 4, smallest: 0.5 };
  const row = [3, 1, 4, 1, 5, 9, 2, 6, 5];
  const cells = (borders: tf.Tensor1D) => sharesBetween(borders, 9).dot(tf.tensor1d(row)) as tf.Tensor1D;

  it('move the light of a pixel by the irradiance where they are, by the mean where it jumps', () => {
    const borders = tf.tensor1d([0, 2.4, 5, 7.7, 9]);
    const slope = (pixel: number) =>
      numbers(
        tf.grad(each =>
          cells(each as tf.Tensor1D)
            .gather([pixel])
            .sum(),
        )(borders),
      );
    // At 2.4 the irradiance is 4; at 5, between samples of 5 and 9, it is 7.
    expect(slope(1)).toEqual([0, -4, 7, 0, 0]);
    expect(slope(2)).toEqual([0, 0, -7, 6, 0]);
  });

  it('have the gradient of finite differences in their free numbers', () => {
    const free = tf.tensor1d([0.3, -0.8, 1.1, 0.2]);
    const score = (each: tf.Tensor) =>
      cells(bordersOfFree(each as tf.Tensor1D, axis))
        .square()
        .sum();
    const gradient = numbers(tf.grad(score)(free));
    const step = 1e-2;
    gradient.forEach((slope, index) => {
      const unit = tf.oneHot(index, 4).mul(step).cast('float32');
      const difference =
        score(free.add(unit))
          .sub(score(free.sub(unit)))
          .dataSync()[0]! /
        (2 * step);
      expect(Math.abs(difference - slope)).toBeLessThan(5e-3 * Math.max(...gradient.map(Math.abs)));
    });
  });

  it('leave no pixel narrower than can be built, and start where they are told to', () => {
    const wild = bordersOfFree(tf.tensor1d([-30, 30, -30, 5]), axis);
    expect(Math.min(...numbers(widthsBetween(wild)))).toBeGreaterThan(0.5 - tolerance);
    expect(numbers(wild).at(0)).toBe(0);
    expect(numbers(wild).at(-1)).toBe(9);
    const widths = [0.6, 3.4, 2, 3];
    const back = numbers(widthsBetween(bordersOfFree(tf.tensor1d(freeOfWidths(widths, axis, 'here')), axis)));
    back.forEach((width, index) => expect(width).toBeCloseTo(widths[index]!, 5));
    expect(() => freeOfWidths([0.5, 3, 2.5, 3], axis, 'here')).toThrow(
      new RangeError('here: a pixel is 0.5 samples wide, must be above the smallest, 0.5, to be learned'),
    );
  });
});

describe('widths', () => {
  it('of a foveated axis double at the given eccentricity, and fill the axis', () => {
    const widths = foveatedWidths({ samples: 1000, pixels: 1000, smallest: 0.01 }, 0.3);
    expect(widths.reduce((sum, width) => sum + width, 0)).toBeCloseTo(1000, 6);
    widths.forEach((width, index) => expect(width).toBeCloseTo(widths[999 - index]!, 6));
    const borders = widths.map((_, index) => widths.slice(0, index).reduce((sum, width) => sum + width, 0));
    const doubled = borders.findIndex(border => border >= 500 + 0.3 * 500);
    expect(widths[doubled]! / widths[500]!).toBeCloseTo(2, 1);
    expect(foveatedWidths({ samples: 9, pixels: 3, smallest: 1 }, 1e6)[1]).toBeCloseTo(3, 4);
  });

  it('at random have the mean of equal ones and differ', () => {
    const axis = { samples: 10, pixels: 4, smallest: 0.5 };
    const draws = Array.from({ length: 2000 }, (_, seed) => randomWidths(axis, hostRandom(seed, 3)));
    const first = draws.map(([width]) => width!);
    const mean = first.reduce((sum, width) => sum + width, 0) / first.length;
    // A gap is a Beta(1, 3) variate of the 8 free samples: standard deviation 8 √(3/80).
    const deviation = 8 * Math.sqrt(3 / 80);
    expect(Math.abs(mean - 2.5)).toBeLessThan((4 * deviation) / Math.sqrt(2000));
    const spread = Math.sqrt(first.reduce((sum, width) => sum + (width - mean) ** 2, 0) / first.length);
    expect(spread / deviation).toBeCloseTo(1, 1);
    expect(Math.min(...draws.flat())).toBeGreaterThan(0.5);
  });
});

describe('the definition of pixel-layout', () => {
  const signal: Signal = {
    ...{ height: 28, width: 28, channels: 1, pixelPitch: 2e-6, wavelengths: [550e-9] },
    unit: 'photons',
    fullScale: 100,
  };
  const place: LayerPlace = { name: 'layout', isLearned: false, seed: 1, stream: 0, signal };
  const keys = { layout: 'uniform', pixelsAcross: 4, foveaFraction: 0.5, smallestUm: 1 };

  it('says which keys leave no room for the pixels', () => {
    const problems = (given: object) => pixelLayout.problems!({ ...keys, ...given }, place);
    expect(problems({})).toEqual([]);
    expect(problems({ pixelsAcross: 60 })).toEqual([
      { key: 'smallestUm', must: 'below 0.933 µm, so that 60 pixels fit on the frame' },
    ]);
    expect(problems({ layout: 'foveated', foveaFraction: 0.01, pixelsAcross: 14 })).toEqual([
      { key: 'foveaFraction', must: 'larger: the narrowest pixel has 0.261 µm' },
    ]);
  });

  it('gives the mean pitch, the light of the largest pixel, and where its pixels lie', () => {
    const layer = pixelLayout.make(keys, place);
    const gives = pixelLayout.gives!(keys, signal, layer);
    expect([gives.pixelPitch, gives.fullScale]).toEqual([14e-6, 4900]);
    expect(gives.borders).toMatchObject({ height: 28, width: 28, rows: 4, columns: 4, smallestArea: 49 });
    const learned = pixelLayout.make(keys, { ...place, isLearned: true });
    expect(pixelLayout.gives!(keys, signal, learned).fullScale).toBeCloseTo(100 * 26.5 ** 2, 5);
  });

  it('refuses what cannot be built, and frames of another size', () => {
    expect(() => new PixelLayout({ ...plain, smallest: 1 })).toThrow(
      new RangeError('pixel layout: a pixel is 0.75 samples wide, must be at least 1'),
    );
    expect(() => new PixelLayout({ ...plain, smallest: 0 })).toThrow(
      new RangeError('pixel layout: smallest is 0 samples, must be above 0'),
    );
    expect(() => new PixelLayout({ ...plain, pixelPitch: 0 })).toThrow(
      new RangeError('pixel layout: pixelPitch is 0 m, must be above 0'),
    );
    expect(() => new PixelLayout(plain).apply(light(9))).toThrow(
      new RangeError('pixel layout: frame is 9 × 9, must be 8 × 9 as the layout'),
    );
  });
});
