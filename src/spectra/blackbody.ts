/**
 * Light of a black body of temperature T.
 *
 *   B(λ) = 2hc² / λ⁵ / (e^(hc/λkT) − 1)     energy
 *   N(λ) = B(λ) λ / hc                       photons
 *
 * Sources: Planck, Ann. Phys. 309, 553 (1901), doi:10.1002/andp.19013090310; constants: CODATA 2018, exact since the SI of 2019.
 */

/** Planck's constant, J s. */
const planckConstant = 6.62607015e-34;
/** m/s. */
const speedOfLight = 299_792_458;
/** J/K. */
const boltzmannConstant = 1.380649e-23;

/** Energy of a photon, J. @param wavelength m. */
function photonEnergy(wavelength: number): number {
  return (planckConstant * speedOfLight) / wavelength;
}

/** Spectral radiance, W / (m² sr m). @param wavelength m. @param temperature K. */
export function blackbodyRadiance(wavelength: number, temperature: number): number {
  const ratio = photonEnergy(wavelength) / (boltzmannConstant * temperature);
  return (2 * planckConstant * speedOfLight ** 2) / wavelength ** 5 / Math.expm1(ratio);
}

/** Photons instead of energy, 1 / (s m² sr m). @param wavelength m. @param temperature K. */
export function blackbodyPhotons(wavelength: number, temperature: number): number {
  return blackbodyRadiance(wavelength, temperature) / photonEnergy(wavelength);
}
