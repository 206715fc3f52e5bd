/**
 * How a dose of light is split over exposures that follow each other, while what emits bleaches.
 *
 *   d_k = ∫ (1 − b)^t dt from k/K to (k + 1)/K,   Σ_k d_k = b / −ln(1 − b), whatever K is
 *
 * b is the share of fluorophores that the whole dose bleaches; each photon bleaches as many of those that are left. Without bleaching each
 * of K exposures gets 1/K of the light, and its own shot and read noise: colours are compared at one dose.
 * Source: Song et al., Biophys. J. 68, 2588 (1995), doi:10.1016/S0006-3495(95)80442-X (bleaching at a constant rate).
 */

/**
 * Light of each of K exposures over that of one exposure with the whole dose and no bleaching, [exposures].
 *
 * @param bleached Share that the whole dose bleaches, 0 or more and below 1.
 * @throws RangeError if it is outside of these.
 */
export function doseShares(exposures: number, bleached: number): number[] {
  if (!(bleached >= 0 && bleached < 1)) {
    throw new RangeError(`doseShares: bleached is ${bleached}, must be 0 or more and below 1`);
  }
  const rate = -Math.log1p(-bleached);
  return Array.from({ length: exposures }, (_, k) => {
    if (rate === 0) return 1 / exposures;
    return (Math.exp((-rate * k) / exposures) * -Math.expm1(-rate / exposures)) / rate;
  });
}
