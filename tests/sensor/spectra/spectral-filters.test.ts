import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Signal } from '../../../src/engine/signal.js';
import { doseShares } from '../../../src/sensor/spectra/dose.js';
import { evenFilters, randomFilters } from '../../../src/sensor/spectra/filter-design.js';
import {
  SpectralFilters,
  type SpectralFiltersOptions,
} from '../../../src/sensor/spectra/spectral-filters.js';
import { spectralFilters } from '../../../src/sensor/spectra/spectral-filters-definition.js';
import { channelCentres } from '../../../src/spectra/channels.js';

const range = { shortest: 400e-9, longest: 700e-9 };
const wavelengths = channelCentres(range, 30);
const sharp: SpectralFiltersOptions = {
  ...{ ...evenFilters(range, 3), wavelengths, shape: 'flat-top', edge: 0.1e-9 },
  ...{ peakTransmission: 0.9, doses: [1, 1, 1] },
};

beforeAll(async () => {
  await tf.setBackend('cpu');
});
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

/** Colours of a pixel whose spectrum is `at` each wavelength, nm. */
function colours(options: SpectralFiltersOptions, at: (nanometres: number) => number): number[] {
  const spectrum = wavelengths.map(each => at(each * 1e9));
  const layer = new SpectralFilters(options);
  return [...(layer.apply(tf.tensor4d(spectrum, [1, 1, 1, spectrum.length])) as tf.Tensor).dataSync()];
}

describe('spectral filters', () => {
  it('pass their share of the light, and each only its part', () => {
    colours(sharp, () => 1).forEach(colour => expect(colour).toBeCloseTo(0.3, 3));
    const red = colours(sharp, nanometres => (nanometres > 600 ? 1 : 0));
    expect(red[2]).toBeCloseTo(0.3, 3);
    expect(red[0]! + red[1]!).toBeLessThan(1e-3);
  });

  it('share one dose, so that more of them see less light each', () => {
    const shared = colours({ ...sharp, doses: doseShares(3, 0) }, () => 1);
    shared.forEach(colour => expect(colour).toBeCloseTo(0.1, 3));
    const bleached = colours({ ...sharp, doses: doseShares(3, 0.5) }, () => 1);
    expect(bleached[0]).toBeGreaterThan(bleached[2]!);
    expect(bleached[2]! / bleached[0]!).toBeCloseTo(0.5 ** (2 / 3), 3);
  });

  it('that are learned start where fixed ones stay, whatever their shape', () => {
    for (const shape of ['flat-top', 'gaussian'] as const) {
      const bounds = { centreBounds: [400e-9, 700e-9], widthBounds: [10e-9, 300e-9] } as const;
      const ramp = (nanometres: number) => nanometres / 700;
      const [fixed, learned] = [false, true].map(isLearned =>
        colours({ ...sharp, ...bounds, shape, isLearned }, ramp),
      );
      learned!.forEach((colour, k) => expect(colour).toBeCloseTo(fixed![k]!, 5));
    }
  });

  it('name their bands where they have some, not where any transmission is learned', () => {
    const described = (options: Partial<SpectralFiltersOptions>) => {
      const layer = new SpectralFilters({ ...sharp, ...options });
      layer.apply(tf.zeros([1, 1, 1, 30]));
      return layer.describe().parameters.map(({ name }) => name);
    };
    expect(described({})).toContain('centre 3');
    expect(described({ shape: 'free' })).toContain('centre 3');
    expect(described({ shape: 'free', isLearned: true })).toEqual(['peakTransmission']);
  });

  it('draw centres and widths at random within bounds, the same for a seed', () => {
    const draw = (seed: number) => randomFilters(range, 50, [10e-9, 90e-9], { seed, stream: 1 });
    const { centres, widths } = draw(1);
    expect(Math.min(...centres)).toBeGreaterThan(400e-9);
    expect(Math.max(...centres)).toBeLessThan(700e-9);
    expect(Math.min(...widths)).toBeGreaterThan(10e-9);
    expect(Math.max(...widths)).toBeLessThan(90e-9);
    expect(draw(1)).toEqual(draw(1));
    expect(draw(2).centres).not.toEqual(centres);
  });

  it('are refused where they cannot be built', () => {
    expect(() => new SpectralFilters({ ...sharp, doses: [1] })).toThrow(
      'spectral filters: there are 3 centres, 3 widths and 1 doses, must be as many of each',
    );
    expect(() => new SpectralFilters({ ...sharp, isLearned: true })).toThrow('bounds are missing');
    expect(() => doseShares(3, 1)).toThrow('doseShares: bleached is 1, must be 0 or more and below 1');
    expect(() => new SpectralFilters(sharp).apply(tf.zeros([1, 1, 1, 4]))).toThrow(
      'there are 30 wavelengths, must be one for each of 4 channels',
    );
  });

  it.each([
    [{ wavelengths: [550e-9] }, {}, 'filters', 'behind a scene with two or more channels'],
    [{}, { filters: 3, centresNm: [500] }, 'centresNm', '3 of them'],
    [{}, { arrangement: 'random', widthNm: 50 }, 'widthNm', 'left out, because the arrangement is random'],
    [{}, { widthNmMin: 50, widthNmMax: 20 }, 'widthNmMin', 'below widthNmMax'],
    [{}, { filters: 1 }, 'widthNm', 'above widthNmMin 10 and below widthNmMax 200'],
    [{}, { filters: 2, centresNm: [500, 900] }, 'centresNm', 'above 400 and below 700 each'],
  ])('with %j and %j are a fault of %s', (signal, keys, key, must) => {
    const parsed = Object.fromEntries(
      Object.entries(spectralFilters.keys).map(([name, schema]) => [
        name,
        (schema as unknown as { parse(value: unknown): unknown }).parse(
          (keys as Record<string, unknown>)[name],
        ),
      ]),
    );
    const arriving: Signal = {
      unit: 'scene',
      height: 4,
      width: 4,
      channels: 30,
      pixelPitch: 1e-6,
      fullScale: Infinity,
      wavelengths,
      ...signal,
    };
    const place = { name: 'a', isLearned: true, seed: 1, stream: 1, signal: arriving };
    expect(spectralFilters.problems!(parsed, place)).toEqual([
      { key, must: expect.stringContaining(must) as string },
    ]);
  });
});
