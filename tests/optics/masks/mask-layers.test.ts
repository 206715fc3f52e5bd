import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { plainChoice } from '../../../src/engine/discrete/rules.js';
import { annealLayer, hardenLayer, penaltiesOf } from '../../../src/engine/layer-parts.js';
import { CodedMask, type CodedMaskOptions } from '../../../src/optics/masks/coded-mask.js';
import {
  lenslessMask,
  LenslessMask,
  type LenslessMaskOptions,
} from '../../../src/optics/masks/lensless-layer.js';
import { shadowPitch, shadowSize } from '../../../src/optics/masks/lensless-mask.js';
import { muraDecoder, muraMask } from '../../../src/optics/masks/mura.js';
import { inverseSMatrix } from '../../../src/optics/masks/s-matrix.js';
import { SinglePixel, type SinglePixelOptions } from '../../../src/optics/masks/single-pixel-layer.js';

/** Sums of some hundred float32 products. */
const tolerance = 1e-5;
const design = {
  ...plainChoice,
  constraint: 'grey',
  budget: 'penalty',
  openFraction: 0.5,
  budgetWeight: 0,
} as const;
const pattern = { pattern: 'random', muraPrime: 5, hadamardIndex: 1, seed: 1, stream: 0 } as const;
const coded: CodedMaskOptions = { ...design, ...pattern };
const bucket: SinglePixelOptions = {
  ...design,
  ...{ masks: 'random', measurements: 4, layout: 'grid', reading: 'sum', seed: 1, stream: 0 },
};
/** Shadows of elements are exactly one pixel. */
const lensless: LenslessMaskOptions = {
  ...{ ...design, ...pattern, pattern: 'mura', boundary: 'circular', wavelength: 550e-9 },
  ...{ elements: 5, elementPitch: 8e-6, maskDistance: 1e-3, sceneDistance: 4e-3, pixelPitch: 10e-6 },
};

beforeAll(async () => {
  await tf.setBackend('cpu');
});
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

const values = (tensor: tf.Tensor) => [...tensor.dataSync<'float32'>()];
const through = (layer: tf.layers.Layer, input: tf.Tensor) => layer.apply(input) as tf.Tensor;
const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);

/** A bright pixel in a dark frame of 11 × 11. */
function pointAt(row: number, column: number): tf.Tensor {
  const scene = tf.buffer([1, 11, 11, 1]);
  scene.set(1, 0, row, column, 0);
  return scene.toTensor();
}

function expectClose(found: readonly number[], expected: readonly number[]): void {
  expect(found).toHaveLength(expected.length);
  const gaps = found.map((value, index) => Math.abs(value - expected[index]!));
  expect(Math.max(...gaps)).toBeLessThan(tolerance * Math.max(1, ...expected));
}

describe('CodedMask', () => {
  it('passes the light of its open pixels and none of the others, alike in all channels', () => {
    const scene = tf.randomUniform([1, 4, 4, 2], 0.1, 1, 'float32', 1);
    const seen = values(
      through(new CodedMask({ ...coded, pattern: 'inner-disk', openFraction: 0.25 }), scene),
    );
    const inner = [5, 6, 9, 10];
    const expected = values(scene).map((value, index) => (inner.includes(Math.floor(index / 2)) ? value : 0));
    expect(seen).toEqual(expected);
  });

  it('learns, within its budget, to open the pixels that matter', () => {
    const layer = new CodedMask({
      ...{ ...coded, constraint: 'binary', schedule: 'exponential', isLearned: true, sharpening: 2 },
      ...{ pattern: 'grey', openFraction: 0.25, budgetWeight: 1 },
    });
    const matters = new CodedMask({ ...coded, pattern: 'inner-disk', openFraction: 0.25 });
    const optimizer = tf.train.adam(0.1);
    through(layer, tf.ones([1, 4, 4, 1]));
    for (let step = 0; step < 60; step++) {
      annealLayer(layer, step / 60);
      const scene = tf.randomUniform([8, 4, 4, 1], 0, 1, 'float32', step);
      // Light of the other pixels does no harm here: the budget alone closes them.
      const missed = () =>
        through(matters, scene.sub(through(layer, scene)))
          .square()
          .mean();
      optimizer.minimize(() => missed().add(penaltiesOf(layer)[0]!));
    }
    hardenLayer(layer, true);
    const open = values(through(layer, tf.ones([1, 4, 4, 1])));
    expect(open).toEqual(values(through(matters, tf.ones([1, 4, 4, 1]))));
    expect([...layer.physicalArrays()[0]!.values]).toEqual(open);
  });

  it('says how much light it passes', () => {
    const layer = new CodedMask({ ...coded, openFraction: 0.25 });
    through(layer, tf.ones([1, 4, 4, 1]));
    expect(layer.describe().text).toBe(
      'A mask of 4 × 4 elements, one for each pixel, had the pattern "random"; it passed 25.0 % of the light (-6.02 dB).',
    );
  });
});

describe('SinglePixel', () => {
  it('adds up what each mask passes, as a slow sum does', () => {
    const layer = new SinglePixel({
      ...bucket,
      masks: 'grey',
      measurements: 3,
      layout: 'row',
      isLearned: true,
    });
    const scene = tf.randomUniform<tf.Rank.R4>([2, 3, 4, 2], 0, 9, 'float32', 1);
    const seen = through(layer, scene);
    expect(seen.shape).toEqual([2, 1, 3, 2]);
    const { values: masks, shape } = layer.physicalArrays()[0]!;
    expect(shape).toEqual([3, 3, 4]);
    const expected = [0, 1].flatMap(row =>
      [0, 1, 2].flatMap(mask =>
        [0, 1].map(channel =>
          sum(
            Array.from(
              { length: 12 },
              (_, i) => masks[mask * 12 + i]! * values(scene)[row * 24 + i * 2 + channel]!,
            ),
          ),
        ),
      ),
    );
    expectClose(values(seen), expected);
  });

  it('reads the light of the quadrants of photons, and their mean irradiance over the frame of a scene', () => {
    const scene = tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16], [1, 4, 4, 1]);
    const blocks = { ...bucket, masks: 'blocks' } as const;
    const seen = through(new SinglePixel(blocks), scene);
    expect(seen.shape).toEqual([1, 2, 2, 1]);
    expect(values(seen)).toEqual([14, 22, 46, 54]);
    expectClose(values(through(new SinglePixel({ ...blocks, reading: 'mean' }), scene)), [
      14 / 16,
      22 / 16,
      46 / 16,
      54 / 16,
    ]);
  });

  it('measures through an S-matrix what its inverse decodes', () => {
    const scene = tf.tensor4d([3, 1, 4, 1, 5, 9, 2], [1, 1, 7, 1]);
    const layer = new SinglePixel({ ...bucket, masks: 's-matrix', measurements: 7, layout: 'row' });
    const measured = tf.tensor2d(values(through(layer, scene)), [7, 1]);
    const decoded = tf.matMul(tf.tensor2d(inverseSMatrix(7), [7, 7]), measured);
    expectClose(values(decoded), values(scene));
  });

  it('names a number of measurements that does not fit', () => {
    expect(() => new SinglePixel({ ...bucket, measurements: 5 })).toThrow(
      new RangeError('single-pixel: measurements is 5, must be a square number for a grid'),
    );
    const blocks = new SinglePixel({ ...bucket, masks: 'blocks', measurements: 5, layout: 'row' });
    expect(() => blocks.apply(tf.ones([1, 4, 4, 1]))).toThrow(
      new RangeError('single-pixel: measurements is 5, must be a square number for blocks'),
    );
    const hadamard = new SinglePixel({ ...bucket, masks: 'hadamard', measurements: 36 });
    expect(() => hadamard.apply(tf.ones([1, 4, 4, 1]))).toThrow(
      'single-pixel: measurements is 36, must be at most 16 for 4 × 4 pixels',
    );
  });
});

describe('LenslessMask', () => {
  it('shows the mask, upright and centred, where the scene is one point', () => {
    expect(shadowPitch(lensless)).toBeCloseTo(1, 12);
    expect(shadowSize(lensless)).toBe(5);
    const point = pointAt(5, 6);
    const seen = through(new LenslessMask({ ...lensless, boundary: 'zero' }), point);
    const around = seen.slice([0, 3, 4, 0], [1, 5, 5, 1]).mul(25);
    expectClose(values(around), [...muraMask(5)]);
    expect(sum(values(seen))).toBeCloseTo(12 / 25, 6);
  });

  it('is decoded by the array of the MURA (C10), where shadows are pixels and the scene repeats', () => {
    const scene = tf.randomUniform([1, 5, 5, 1], 0, 1, 'float32', 1);
    const frame = values(through(new LenslessMask(lensless), scene));
    const decoder = muraDecoder(5);
    const decoded = Array.from({ length: 25 }, (_, index) => {
      const [row, column] = [Math.floor(index / 5), index % 5];
      const places = Array.from(decoder, (weight, place) => {
        // The middle of the mask is element (2, 2).
        const [i, j] = [Math.floor(place / 5) - 2, (place % 5) - 2];
        return weight * frame[((row + i + 5) % 5) * 5 + ((column + j + 5) % 5)]!;
      });
      return (sum(places) * 25) / 12;
    });
    expectClose(decoded, values(scene));
  });

  it('casts shadows magnified by 1 + d/z, whose light does not depend on how they cut pixels', () => {
    const far = { ...lensless, boundary: 'zero', pattern: 'open', elements: 2 } as const;
    const point = pointAt(5, 5);
    const widths = [4e-3, 1e-3].map(sceneDistance => {
      const seen = through(new LenslessMask({ ...far, sceneDistance }), point);
      expect(sum(values(seen))).toBeCloseTo(1, 6);
      return 1 / Math.sqrt(seen.max().dataSync()[0]!);
    });
    // Irradiance behind an open mask of 2 elements: 1 / (2 · shadow of an element)².
    expectClose(widths, [2 * 0.8 * 1.25, 2 * 0.8 * 2]);
  });

  it('refuses lengths that are not positive, and a circular frame smaller than the shadow', () => {
    expect(() => new LenslessMask({ ...lensless, maskDistance: 0 })).toThrow(
      new RangeError('lensless-mask: maskDistance is 0 m, must be above 0'),
    );
    const keys = { elements: 9, elementUm: 8, maskDistanceMm: 1, sceneDistanceMm: 4, boundary: 'circular' };
    const signal = { unit: 'scene', height: 8, width: 12, channels: 1, pixelPitch: 10e-6 } as const;
    const place = { name: 'mask', isLearned: false, seed: 1, stream: 0 };
    const [problem] = lenslessMask.problems!(
      { ...keys, pattern: 'open' },
      { ...place, signal: { ...signal, wavelengths: [550e-9], fullScale: 1 } },
    );
    expect(problem).toEqual({
      key: 'elementUm',
      must: 'such that the shadow of the mask, 9 pixels, is at most 8, the frame, where the boundary is circular',
    });
  });
});
