/**
 * Absorption of light in silicon at 300 K, and the share of photons that a layer of it absorbs.
 *
 *   absorbed share = e^(−α z₀) (1 − e^(−α d)),   dead layer z₀ in front of d
 *
 * α is measured; between entries its logarithm is linear in wavelength.
 * Source: Green & Keevers, Prog. Photovolt. 3, 189 (1995), doi:10.1002/pip.4670030303.
 */
import type { WavelengthRange } from './channels.js';

export const siliconSource =
  'Green & Keevers, Prog. Photovolt. 3, 189 (1995), doi:10.1002/pip.4670030303 (absorption of silicon)';

/** Where the table reaches, m. */
export const siliconRange: WavelengthRange = { shortest: 380e-9, longest: 1100e-9 };

/** Wavelength, nm, and α, 1/cm. */
const measured = [
  [380, 2.93e5],
  [390, 1.5e5],
  [400, 9.52e4],
  [410, 6.74e4],
  [420, 5e4],
  [440, 3.11e4],
  [460, 2.1e4],
  [480, 1.48e4],
  [500, 1.11e4],
  [550, 6.39e3],
  [600, 4.14e3],
  [650, 2.81e3],
  [700, 1.9e3],
  [750, 1.3e3],
  [800, 850],
  [850, 535],
  [900, 306],
  [950, 157],
  [1000, 64],
  [1050, 16.3],
  [1100, 3.5],
] as const;

/**
 * α, 1/m.
 *
 * @param wavelength 380 to 1100 nm, in m.
 * @throws RangeError outside of these.
 */
export function siliconAbsorption(wavelength: number): number {
  const nanometres = wavelength * 1e9;
  // A picometre beyond the ends is rounding of metres.
  if (!(nanometres > 379.999 && nanometres < 1100.001)) {
    throw new RangeError(`silicon: wavelength is ${nanometres.toFixed(1)} nm, must be from 380 to 1100`);
  }
  const found = measured.findIndex(([end]) => end >= nanometres);
  const next = found < 0 ? measured.length - 1 : Math.max(found, 1);
  const [[low, start], [high, end]] = [measured[next - 1]!, measured[next]!];
  return 100 * start * (end / start) ** ((nanometres - low) / (high - low));
}

/**
 * Share of the photons that free an electron which is collected, 0 to 1; reflection at the surface is not in it.
 *
 * @param wavelength 380 to 1100 nm, in m.
 * @param depth Of the silicon from which electrons are collected, m.
 * @param deadLayer Of the silicon in front of it, m.
 */
export function siliconResponse(wavelength: number, depth: number, deadLayer: number): number {
  const absorption = siliconAbsorption(wavelength);
  return Math.exp(-absorption * deadLayer) * -Math.expm1(-absorption * depth);
}
