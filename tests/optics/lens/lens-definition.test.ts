import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Signal } from '../../../src/engine/signal.js';
import { lens } from '../../../src/optics/lens/lens-definition.js';
import { place } from '../place.js';

const signal = { height: 28, width: 32 };

function problems(
  keys: Readonly<Record<string, unknown>>,
  arriving: Partial<Signal> = {},
  isLearned = false,
) {
  const parsed = z.strictObject(lens.keys).parse(keys);
  return lens.problems!(parsed, { ...place({ ...signal, ...arriving }), isLearned });
}

function kernelOf(keys: Readonly<Record<string, unknown>>): number {
  const parsed = z.strictObject(lens.keys).parse(keys);
  const layer = lens.make(parsed, place(signal));
  return layer.getConfig().kernelPixels as number;
}

describe('the definition of the lens', () => {
  it('chooses the largest odd kernel within the frame and half of the period of the field', () => {
    // λN/p = 550 nm · 4 / 3 µm = 0.733: 128 pupil samples span 93.9 pixels, 32 span 23.5.
    expect(kernelOf({ pupilSamples: 128 })).toBe(27);
    expect(kernelOf({ pupilSamples: 32 })).toBe(11);
    expect(kernelOf({ kernelPixels: 6 })).toBe(6);
  });

  it('has no fault at its defaults', () => {
    expect(problems({})).toEqual([]);
  });

  it.each([
    [{}, {}, true, 'phase', 'something to learn, not none, unless film is free-form'],
    [{ phase: 'zernike' }, {}, false, 'zernikeNm', 'one coefficient or more, because phase is zernike'],
    [
      { phase: 'zernike', zernikeNm: [1000] },
      {},
      false,
      'zernikeNm',
      'within ±maximumOpdNm, 1000 nm, because phase is zernike',
    ],
    [
      { phase: 'cubic', cubicWaves: -2 },
      {},
      false,
      'cubicWaves',
      'within ±maximumOpdNm, 1000 nm, because phase is cubic',
    ],
    [
      { phase: 'height-map', mapSamples: 24 },
      {},
      false,
      'mapSamples',
      'a divisor of pupilSamples, 64, because phase is height-map',
    ],
    [
      { bandwidthNm: 1100 },
      {},
      false,
      'bandwidthNm',
      'below twice each wavelength, because light has a positive wavelength',
    ],
    [
      { phase: 'height-map', material: 'pmma' },
      { wavelengths: [400e-9] },
      false,
      'material',
      'one whose index is known from 400 to 400 nm, the light that arrives; that of PMMA is from 436.8 to 1052 nm',
    ],
    [
      { kernelPixels: 27, pupilSamples: 32 },
      {},
      false,
      'pupilSamples',
      'at least 37, because 27 kernel pixels span 36.8 λN',
    ],
    [
      { kernelPixels: 41 },
      { height: 12 },
      false,
      'kernelPixels',
      'such that the blur reaches at most 12 pixels, because a symmetric boundary continues 12 × 32 pixels; it reaches 20',
    ],
  ])('names the fault of %j', (keys, arriving, isLearned, key, must) => {
    expect(problems(keys, arriving, isLearned)).toContainEqual({ key, must });
  });
});
