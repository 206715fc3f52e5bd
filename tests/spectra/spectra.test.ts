import { describe, expect, it } from 'vitest';
import {
  areOrdered,
  channelCentres,
  channelEdges,
  channelMeans,
  channelShares,
} from '../../src/spectra/channels.js';
import { daylightPower } from '../../src/spectra/daylight.js';
import { absorption, emission, fluorophoreNames } from '../../src/spectra/fluorophores.js';
import { siliconAbsorption, siliconResponse } from '../../src/spectra/silicon.js';

describe('channels', () => {
  it('divide a range evenly, and their edges meet', () => {
    const centres = channelCentres({ shortest: 400e-9, longest: 700e-9 }, 3);
    expect(centres.map(each => Math.round(each * 1e9))).toEqual([450, 550, 650]);
    const edges = channelEdges(centres).map(({ shortest, longest }) =>
      [shortest, longest].map(each => Math.round(each * 1e9)),
    );
    expect(edges).toEqual([
      [400, 500],
      [500, 600],
      [600, 700],
    ]);
  });

  it('may descend, as red, green and blue do', () => {
    const edges = channelEdges([620e-9, 540e-9, 460e-9]);
    expect(edges.map(({ shortest }) => Math.round(shortest * 1e9))).toEqual([580, 500, 420]);
    channelShares(edges).forEach(share => expect(share).toBeCloseTo(1 / 3, 12));
  });

  it('need at least two wavelengths in order', () => {
    expect(areOrdered([500e-9])).toBe(false);
    expect(() => channelEdges([500e-9, 600e-9, 550e-9])).toThrow(
      'channelEdges: wavelengths are 500, 600, 550 nm, must be at least two in order',
    );
  });

  it('have means that are exact for straight lines', () => {
    const edges = channelEdges([450e-9, 550e-9]);
    const means = channelMeans(edges, wavelength => 3 * wavelength);
    expect(means.map(each => each * 1e9)).toEqual([expect.closeTo(1350, 6), expect.closeTo(1650, 6)]);
  });
});

describe('daylight', () => {
  it('is that of the published D65 at every fifth entry', () => {
    // CIE standard illuminant D65.
    const published = {
      380: 49.98,
      430: 86.68,
      480: 115.92,
      530: 107.69,
      580: 95.79,
      630: 83.29,
      680: 78.28,
      730: 69.89,
      780: 63.38,
    };
    for (const [nanometres, power] of Object.entries(published)) {
      // M₁ and M₂ are rounded to three decimals.
      expect(daylightPower(Number(nanometres) * 1e-9, 6504)).toBeCloseTo(power, 1);
    }
  });

  it('turns bluer with its temperature', () => {
    const ratio = (temperature: number) =>
      daylightPower(450e-9, temperature) / daylightPower(650e-9, temperature);
    expect(ratio(5000)).toBeLessThan(ratio(6500));
    expect(ratio(6500)).toBeLessThan(ratio(10_000));
  });

  it('is known from 380 to 780 nm and from 4000 to 25000 K', () => {
    expect(() => daylightPower(370e-9, 6500)).toThrow(
      'daylight: wavelength is 370.0 nm, must be from 380 to 780',
    );
    expect(() => daylightPower(500e-9, 3000)).toThrow(
      'daylight: temperature is 3000 K, must be 4000 to 25000',
    );
  });
});

describe('fluorophores', () => {
  it.each(fluorophoreNames)(
    '%s absorbs shorter light than it emits, each steeper towards the other',
    name => {
      const nanometres = Array.from({ length: 700 }, (_, i) => 250 + i);
      const peak = (law: (wavelength: number) => number) =>
        nanometres.reduce((best, each) => (law(each * 1e-9) > law(best * 1e-9) ? each : best));
      const [absorbed, emitted] = [peak(w => absorption(name, w)), peak(w => emission(name, w))];
      expect(absorbed).toBeLessThan(emitted);
      expect(absorption(name, (absorbed + 20) * 1e-9)).toBeLessThan(absorption(name, (absorbed - 20) * 1e-9));
      expect(emission(name, (emitted - 20) * 1e-9)).toBeLessThan(emission(name, (emitted + 20) * 1e-9));
    },
  );
});

describe('silicon', () => {
  it('passes red light, and loses blue light in its dead layer', () => {
    const response = (nanometres: number, dead = 0) => siliconResponse(nanometres * 1e-9, 3e-6, dead);
    expect(response(450)).toBeGreaterThan(0.99);
    expect(response(800)).toBeCloseTo(1 - Math.exp(-850 * 3e-4), 6);
    expect(response(450, 50e-9) / response(450)).toBeCloseTo(
      Math.exp(-5e-6 * siliconAbsorption(450e-9) * 1e-2),
      6,
    );
  });

  it('is known from 380 to 1100 nm', () => {
    expect(() => siliconAbsorption(1200e-9)).toThrow(
      'silicon: wavelength is 1200.0 nm, must be from 380 to 1100',
    );
    expect(siliconAbsorption(1100e-9)).toBeCloseTo(350, 6);
  });
});
