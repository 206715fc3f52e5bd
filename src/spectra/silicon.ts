/**
 * Absorption of light in silicon at 300 K, and the share of photons that a layer of it absorbs.
 *
 *   α(E) = Σᵢⱼ Cᵢ Aⱼ [ (E − Eⱼ + Pᵢ)² / (e^(Pᵢ/kT) − 1) + (E − Eⱼ − Pᵢ)² / (1 − e^(−Pᵢ/kT)) ] + A_d √(E − E_d)
 *   absorbed share = e^(−α z₀) (1 − e^(−α d)),   dead layer z₀ in front of d
 *
 * with gaps E that shrink with temperature, phonons P, and terms of negative brackets left out.
 * Source: Rajkanan, Singh & Shewchun, Solid-State Electron. 22, 793 (1979), doi:10.1016/0038-1101(79)90128-X.
 */
import { photonEnergy } from './blackbody.js';

const temperature = 300;
/** eV/K. */
const boltzmann = 8.617e-5;
/** J. */
const electronvolt = 1.602176634e-19;
/** By how much every gap is smaller than at 0 K, eV. */
const shrinkage = (7.021e-4 * temperature ** 2) / (temperature + 1108);
/** Indirect gaps, eV, and their strengths, 1/(cm eV²). */
const indirect = [
  [1.1557 - shrinkage, 323.1],
  [2.5 - shrinkage, 7237],
] as const;
/** Energies of phonons, eV, and their weights. */
const phonons = [
  [1.827e-2, 5.5],
  [5.773e-2, 4],
] as const;
/** Direct gap, eV, and its strength, 1/(cm √eV). */
const [directGap, directStrength] = [3.2 - shrinkage, 1.052e6];

/** α, 1/m. @param wavelength m, 310 nm or longer. */
export function siliconAbsorption(wavelength: number): number {
  const energy = photonEnergy(wavelength) / electronvolt;
  let perCentimetre = directStrength * Math.sqrt(Math.max(0, energy - directGap));
  for (const [gap, strength] of indirect) {
    for (const [phonon, weight] of phonons) {
      const absorbed =
        Math.max(0, energy - gap + phonon) ** 2 / Math.expm1(phonon / (boltzmann * temperature));
      const emitted =
        Math.max(0, energy - gap - phonon) ** 2 / -Math.expm1(-phonon / (boltzmann * temperature));
      perCentimetre += weight * strength * (absorbed + emitted);
    }
  }
  return 100 * perCentimetre;
}

/**
 * Share of the photons that free an electron which is collected, 0 to 1; reflection at the surface is not in it.
 *
 * @param wavelength m.
 * @param depth Of the silicon from which electrons are collected, m.
 * @param deadLayer Of the silicon in front of it, m.
 */
export function siliconResponse(wavelength: number, depth: number, deadLayer: number): number {
  const absorption = siliconAbsorption(wavelength);
  return Math.exp(-absorption * deadLayer) * -Math.expm1(-absorption * depth);
}
