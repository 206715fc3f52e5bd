/**
 * Daylight of a correlated colour temperature T, 4000 to 25000 K, as the CIE defines it: relative spectral power.
 *
 *   S(λ) = S₀(λ) + M₁ S₁(λ) + M₂ S₂(λ)
 *
 * with the chromaticity of daylight of T in M₁ and M₂. The power is 100 at 560 nm. Between entries, 10 nm apart, it is linear.
 * Sources: Judd, MacAdam & Wyszecki, J. Opt. Soc. Am. 54, 1031 (1964), doi:10.1364/JOSA.54.001031; CIE 015:2018, doi:10.25039/TR.015.2018.
 */
import type { WavelengthRange } from './channels.js';

/** Where the table reaches, m. */
export const daylightRange: WavelengthRange = { shortest: 380e-9, longest: 780e-9 };

export const daylightTemperatures = { coldest: 4000, hottest: 25_000 } as const;

/** S₀, S₁, S₂ from 380 nm on, every 10 nm. */
// prettier-ignore
const components: readonly (readonly [number, number, number])[] = [
  [63.4, 38.5, 3.0], [65.8, 35.0, 1.2],
  [94.8, 43.4, -1.1], [104.8, 46.3, -0.5], [105.9, 43.9, -0.7], [96.8, 37.1, -1.2], [113.9, 36.7, -2.6],
  [125.6, 35.9, -2.9], [125.5, 32.6, -2.8], [121.3, 27.9, -2.6], [121.3, 24.3, -2.6], [113.5, 20.1, -1.8],
  [113.1, 16.2, -1.5], [110.8, 13.2, -1.3], [106.5, 8.6, -1.2], [108.8, 6.1, -1.0], [105.3, 4.2, -0.5],
  [104.4, 1.9, -0.3], [100.0, 0.0, 0.0], [96.0, -1.6, 0.2], [95.1, -3.5, 0.5], [89.1, -3.5, 2.1],
  [90.5, -5.8, 3.2], [90.3, -7.2, 4.1], [88.4, -8.6, 4.7], [84.0, -9.5, 5.1], [85.1, -10.9, 6.7],
  [81.9, -10.7, 7.3], [82.6, -12.0, 8.6], [84.9, -14.0, 9.8], [81.3, -13.6, 10.2], [71.9, -12.0, 8.3],
  [74.3, -13.3, 9.6], [76.4, -12.9, 8.5], [63.3, -10.6, 7.0], [71.7, -11.6, 7.6], [77.0, -12.2, 8.0],
  [65.2, -10.2, 6.7], [47.7, -7.8, 5.2], [68.6, -11.2, 7.4], [65.0, -10.4, 6.8],
];
const step = 10e-9;

/**
 * Relative spectral power, 100 at 560 nm.
 *
 * @param wavelength 380 to 780 nm, in m.
 * @param temperature Correlated colour temperature, 4000 to 25000 K.
 * @throws RangeError outside of these.
 */
export function daylightPower(wavelength: number, temperature: number): number {
  const { shortest, longest } = daylightRange;
  // A picometre beyond the ends is rounding of metres.
  if (!(wavelength > shortest - 1e-12 && wavelength < longest + 1e-12)) {
    throw new RangeError(
      `daylight: wavelength is ${(wavelength * 1e9).toFixed(1)} nm, must be from 380 to 780`,
    );
  }
  const [m1, m2] = mixture(temperature);
  const place = Math.min(Math.max((wavelength - shortest) / step, 0), components.length - 1);
  const before = Math.min(Math.floor(place), components.length - 2);
  const [low, high] = [before, before + 1].map(index => {
    const [s0, s1, s2] = components[index]!;
    return s0 + m1 * s1 + m2 * s2;
  });
  return low! + (place - before) * (high! - low!);
}

/** M₁ and M₂, rounded to three decimals as the CIE prescribes. */
function mixture(temperature: number): [m1: number, m2: number] {
  const { coldest, hottest } = daylightTemperatures;
  if (!(temperature >= coldest && temperature <= hottest)) {
    throw new RangeError(`daylight: temperature is ${temperature} K, must be ${coldest} to ${hottest}`);
  }
  const kilo = 1e3 / temperature;
  const x =
    temperature <= 7000
      ? 0.244063 + 0.09911 * kilo + 2.9678 * kilo ** 2 - 4.607 * kilo ** 3
      : 0.23704 + 0.24748 * kilo + 1.9018 * kilo ** 2 - 2.0064 * kilo ** 3;
  const y = -3 * x ** 2 + 2.87 * x - 0.275;
  const divisor = 0.0241 + 0.2562 * x - 0.7341 * y;
  const rounded = (value: number): number => Math.round(value * 1e3) / 1e3;
  return [
    rounded((-1.3515 - 1.7703 * x + 5.9114 * y) / divisor),
    rounded((0.03 - 31.4424 * x + 30.0717 * y) / divisor),
  ];
}
