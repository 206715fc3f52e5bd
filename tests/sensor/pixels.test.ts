import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LayerPlace } from '../../src/engine/layer-definition.js';
import type { Signal } from '../../src/engine/signal.js';
import { pixels, Pixels, type PixelsOptions } from '../../src/sensor/pixels.js';

/** Sums of some hundred float32 products. */
const tolerance = 1e-5;
const options: PixelsOptions = { factor: 2, fillFactor: 1, reading: 'sum', pixelPitch: 7e-6 };

beforeAll(async () => {
  await tf.setBackend('cpu');
});
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

const values = (tensor: tf.Tensor) => [...tensor.dataSync<'float32'>()];
const sum = (tensor: tf.Tensor) => values(tensor).reduce((a, b) => a + b, 0);
const read = (given: Partial<PixelsOptions>, image: tf.Tensor) =>
  new Pixels({ ...options, ...given }).apply(image) as tf.Tensor;

function expectClose(found: readonly number[], expected: readonly number[]): void {
  expect(found).toHaveLength(expected.length);
  const gaps = found.map((value, index) => Math.abs(value - expected[index]!));
  expect(Math.max(...gaps)).toBeLessThan(tolerance * Math.max(1, ...expected));
}

function placeOf(signal: Partial<Signal>): LayerPlace {
  const arriving: Signal = {
    ...{ unit: 'scene', height: 6, width: 9, channels: 1, pixelPitch: 3e-6, wavelengths: [550e-9] },
    ...{ fullScale: 1, ...signal },
  };
  return { name: 'pixels', isLearned: false, seed: 1, stream: 0, signal: arriving };
}

describe('Pixels', () => {
  const image = () => tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8], [1, 2, 4, 1]);

  it('adds up photons and averages irradiance over blocks of samples', () => {
    expect(values(read({}, image()))).toEqual([14, 22]);
    expect(values(read({ reading: 'mean' }, image()))).toEqual([3.5, 5.5]);
  });

  it('divides samples that pixel borders cut by their area', () => {
    const line = tf.tensor4d([1, 2, 4], [1, 1, 3, 1]).tile([1, 3, 1, 1]);
    // Two pixels of 1.5 samples: 1 + 2/2 and 2/2 + 4, each over 1.5 rows.
    expectClose(values(read({ factor: 1.5 }, line)), [3, 7.5, 3, 7.5]);
  });

  it.each([1, 1.7, 2.25, 4, 4.5])('counts all light of the area that pixels of %d samples cover', factor => {
    const side = Math.floor(9 / factor) * factor;
    const even = tf.ones([1, 9, 9, 2]);
    expect(sum(read({ factor }, even)) / (2 * side ** 2)).toBeCloseTo(1, 6);
  });

  it.each([1, 1.125, 2.25, 3, 4.5])('keeps all light where pixels of %d samples cover the frame', factor => {
    const photons = tf.randomUniform([1, 9, 9, 2], 0, 100, 'float32', 1);
    expect(sum(read({ factor }, photons)) / sum(photons)).toBeCloseTo(1, 6);
  });

  it('takes a sample for a square of constant value: finer samples of it change nothing', () => {
    const coarse = tf.randomUniform([1, 3, 3, 1], 0, 1, 'float32', 1);
    const fine = tf.image.resizeNearestNeighbor(coarse as tf.Tensor4D, [12, 12]);
    const [whole, finer] = [
      read({ factor: 1.5, reading: 'mean' }, coarse),
      read({ factor: 6, reading: 'mean' }, fine),
    ];
    expectClose(values(finer), values(whole));
  });

  it('counts the light on its active area, in the middle of the pixel', () => {
    const spots = tf.range(0, 16).reshape([1, 4, 4, 1]);
    // Of a pixel of 4 × 4 samples the middle 2 × 2.
    expectClose(values(read({ factor: 4, fillFactor: 0.5 }, spots)), [5 + 6 + 9 + 10]);
    expectClose(values(read({ factor: 4, fillFactor: 0.5, reading: 'mean' }, spots)), [7.5]);
  });

  it('leaves what no pixel covers out on both sides alike', () => {
    const line = tf.tensor4d([1, 2, 4, 8, 16], [1, 1, 5, 1]).tile([1, 2, 1, 1]);
    // Each row gives 1/2 + 2 + 4/2 and 4/2 + 8 + 16/2.
    expectClose(values(read({ factor: 2 }, line)), [9, 36]);
  });

  it('lets a wave at 1 cycle per pixel vanish, and shows one above Nyquist as a slower one', () => {
    const wave = (cycles: number) =>
      tf.tensor4d(
        Array.from({ length: 256 }, (_, i) => Math.cos((2 * Math.PI * cycles * (i + 0.5)) / 16)),
        [1, 1, 256, 1],
      );
    const seen = (cycles: number) =>
      values(read({ factor: 16, reading: 'mean' }, wave(cycles).tile([1, 16, 1, 1])));
    expect(Math.max(...seen(1).map(Math.abs))).toBeLessThan(tolerance);
    // sinc(1.25) / sinc(0.25) = −1/5, on the same sampled places up to the sign of aliasing.
    const [fast, slow] = [seen(1.25), seen(0.25)];
    const ratios = fast.map((value, index) => value / slow[index]!);
    for (const ratio of ratios) expect(Math.abs(ratio)).toBeCloseTo(0.2, 2);
  });

  it.each([
    [{ factor: 0.5 }, 'pixels: factor is 0.5 samples, must be 1 or more'],
    [{ fillFactor: 1.2 }, 'pixels: fillFactor is 1.2, must be above 0 and at most 1'],
    [{ pixelPitch: 0 }, 'pixels: pixelPitch is 0 m, must be above 0'],
  ])('refuses %j', (wrong, message) => {
    expect(() => new Pixels({ ...options, ...wrong })).toThrow(new RangeError(message));
  });

  it('refuses a frame that is smaller than a pixel', () => {
    expect(() => read({ factor: 3 }, image())).toThrow(
      new RangeError('pixels: factor is 3 samples, must be at most 2 for 2 × 4'),
    );
  });
});

describe('the definition of pixels', () => {
  const problems = (keys: object, signal: Partial<Signal> = {}) =>
    pixels.problems!({ fillFactor: 1, ...keys }, placeOf(signal));

  it('takes either a factor or a number of pixels', () => {
    const must = 'given if and only if pixelsAcross is not';
    expect(problems({})).toEqual([{ key: 'factor', must }]);
    expect(problems({ factor: 2, pixelsAcross: 4 })).toEqual([{ key: 'factor', must }]);
    expect(problems({ pixelsAcross: 10 })).toEqual([
      { key: 'pixelsAcross', must: 'at most 9, the samples that arrive' },
    ]);
    expect(problems({ pixelsAcross: 1 })[0]!.must).toContain('at most 6 samples');
    expect([problems({ factor: 2 }), problems({ pixelsAcross: 7 })]).toEqual([[], []]);
  });

  it('makes as many pixels across as asked for, however the division rounds', () => {
    for (let pixelsAcross = 2; pixelsAcross <= 49; pixelsAcross++) {
      const place = placeOf({ width: 49, height: 49 });
      const layer = pixels.make({ fillFactor: 1, pixelsAcross }, place);
      expect(layer.computeOutputShape([1, 49, 49, 1])).toEqual([1, pixelsAcross, pixelsAcross, 1]);
    }
  });

  it('gives the pitch of its pixels, and the full scale of as many samples where light is counted', () => {
    const gives = (unit: Signal['unit']) =>
      pixels.gives!({ fillFactor: 0.5, factor: 3 }, placeOf({ unit, fullScale: 100 }).signal);
    expect(gives('scene')).toEqual({ pixelPitch: 3 * 3e-6, fullScale: 100 });
    expect(gives('photons')).toEqual({ pixelPitch: 3 * 3e-6, fullScale: 225 });
  });
});
