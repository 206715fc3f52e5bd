import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  emissionMatrix,
  FluorophoreMixture,
  type FluorophoreMixtureOptions,
} from '../../../src/optics/spectra/fluorophore-mixture.js';
import { Illuminant, sourceMatrix } from '../../../src/optics/spectra/illuminant.js';
import { channelCentres } from '../../../src/spectra/channels.js';
import { daylightPower } from '../../../src/spectra/daylight.js';

const wavelengths = channelCentres({ shortest: 420e-9, longest: 740e-9 }, 32);
const options: FluorophoreMixtureOptions = {
  ...{
    fluorophores: ['EGFP', 'mCherry'],
    wavelengths,
    excitation: [488e-9, 587e-9],
    shares: [1, 3],
    leak: 0,
  },
};

beforeAll(async () => {
  await tf.setBackend('cpu');
});
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

/** Spectrum of a pixel. */
function spectrum(given: FluorophoreMixtureOptions, amounts: number[]): number[] {
  const scene = tf.tensor4d(amounts, [1, 1, 1, amounts.length]);
  return [...(new FluorophoreMixture(given).apply(scene) as tf.Tensor).dataSync()];
}

describe('fluorophores', () => {
  it('emit in proportion to their amount and to what excites them', () => {
    const [green, red] = emissionMatrix(['EGFP', 'mCherry'], wavelengths);
    const found = spectrum(options, [0.2, 0.4]);
    // At its peak, EGFP gets 1/4 of the dose and mCherry 3/4; 488 nm excites mCherry by exp(−(99/30.3)²/2).
    const red488 = Math.exp(-((99 / (23 * (587 / 511) ** 2)) ** 2) / 2);
    found.forEach((value, c) => {
      const wanted = 0.2 * 0.25 * green![c]! + 0.4 * (0.75 + 0.25 * red488) * red![c]!;
      expect(value).toBeCloseTo(wanted, 5);
    });
  });

  it('swap their spectra when they are swapped (D22)', () => {
    const swapped = { ...options, fluorophores: ['mCherry', 'EGFP'] } as const;
    expect(spectrum(swapped, [0.4, 0.2])).toEqual(spectrum(options, [0.2, 0.4]));
  });

  it('scatter excitation into the channels of its lines alone', () => {
    const found = spectrum({ ...options, leak: 0.1 }, [0, 0]);
    const lit = found.flatMap((value, c) => (value > 0 ? [c] : []));
    expect(lit).toEqual([6, 16]);
    expect(found[6]! / found[16]!).toBeCloseTo(1 / 3, 5);
    expect(found.reduce((a, b) => a + b, 0) / 32).toBeCloseTo(0.1, 6);
  });

  it('are refused with shares that are no dose', () => {
    expect(() => new FluorophoreMixture({ ...options, shares: [1] })).toThrow(
      'fluorophores: there are 1 shares, must be one for each of 2 lines',
    );
    expect(() => new FluorophoreMixture({ ...options, shares: [0, 1], isLearned: true })).toThrow(
      'fluorophores: shares are 0, 1, must be above 0 each, because they are learned',
    );
    expect(() => spectrum(options, [1])).toThrow(
      'the scene has 1 channels, must have one for each of 2 fluorophores',
    );
  });
});

describe('illuminants', () => {
  it('multiply reflectances, and LEDs add up by their shares of the photons', () => {
    const light = { kind: 'led', peaks: [470e-9, 620e-9], width: 20e-9 } as const;
    const [blue, red] = sourceMatrix(light, wavelengths);
    const layer = new Illuminant({ light, wavelengths, shares: [1, 3] });
    const grey = tf.fill([1, 1, 1, 32], 0.5);
    const found = (layer.apply(grey) as tf.Tensor).dataSync();
    found.forEach((value, c) => expect(value).toBeCloseTo(0.5 * (0.25 * blue![c]! + 0.75 * red![c]!), 5));
  });

  it('count photons: of equal energy, red light has more of them than blue light', () => {
    const [photons] = sourceMatrix({ kind: 'daylight', temperature: 6500 }, wavelengths);
    const power = (channel: number) => daylightPower(wavelengths[channel]!, 6500);
    const ratio = (power(31) * wavelengths[31]!) / (power(0) * wavelengths[0]!);
    // Channels hold means over 10 nm, in which the power is nearly linear.
    expect(photons![31]! / photons![0]! / ratio).toBeCloseTo(1, 1);
  });

  it('are refused where they cannot be learned or shine beyond the channels', () => {
    const daylight = { kind: 'daylight', temperature: 6500 } as const;
    expect(() => new Illuminant({ light: daylight, wavelengths, isLearned: true })).toThrow(
      'illuminant: the light is daylight, must be LEDs to be learned',
    );
    const far = { kind: 'led', peaks: [1500e-9], width: 5e-9 } as const;
    expect(() => sourceMatrix(far, wavelengths)).toThrow(
      'illuminant: source 1 has no light within the channels',
    );
  });
});
