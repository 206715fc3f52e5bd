/**
 * Absorption and emission of fluorophores, from their published peaks and one shape.
 *
 *   e(λ) ∝ exp(−(λ − λₑ)² / 2σ²),   σ = 12 nm (λₑ / 511 nm)² below the peak, 23 nm (λₑ / 511 nm)² above
 *
 * The two halves of a band have the areas of the measured emission of mEmerald (peak 511 nm; FPbase, Lambert, Nat. Methods 16, 277 (2019),
 * doi:10.1038/s41592-019-0352-8), and bands are as wide in photon energy wherever they lie. Absorption is the mirror image of emission: the
 * longer half on the side of short wavelengths (Lakowicz, Principles of Fluorescence Spectroscopy (2006), doi:10.1007/978-0-387-46312-4,
 * section 1.3.2). Peaks are those of the named fluorophores; the shape is a model, not their measured spectra.
 * Peaks: proteins, Shaner, Steinbach & Tsien, Nat. Methods 2, 905 (2005), doi:10.1038/nmeth819, table 1; Alexa dyes,
 * Panchuk-Voloshina et al., J. Histochem. Cytochem. 47, 1179 (1999), doi:10.1177/002215549904700910.
 */

/** Peaks of absorption and of emission, nm. */
const peaks = {
  'Alexa 350': [346, 442],
  Cerulean: [433, 475],
  EGFP: [488, 507],
  'Alexa 488': [495, 519],
  Venus: [515, 528],
  'Alexa 532': [532, 554],
  mOrange: [548, 562],
  'Alexa 546': [556, 573],
  tdTomato: [554, 581],
  'Alexa 568': [578, 603],
  mCherry: [587, 610],
  'Alexa 594': [590, 617],
  mPlum: [590, 649],
} as const;

export type FluorophoreName = keyof typeof peaks;

export const fluorophoreNames = Object.keys(peaks) as [FluorophoreName, ...FluorophoreName[]];

export const fluorophoreSource =
  'Shaner et al., Nat. Methods 2, 905 (2005), doi:10.1038/nmeth819; Panchuk-Voloshina et al., J. Histochem. Cytochem. 47, 1179 (1999), ' +
  'doi:10.1177/002215549904700910';

/** Metres. */
const [nearHalf, farHalf, reference] = [12e-9, 23e-9, 511e-9];

/** Density of emitted photons over wavelength, 1/m; the integral is 1. */
export function emission(name: FluorophoreName, wavelength: number): number {
  const peak = peaks[name][1] * 1e-9;
  const [near, far] = widths(peak);
  return skewed(wavelength - peak, near, far) / (Math.sqrt(Math.PI / 2) * (near + far));
}

/** Absorption relative to that at its peak, 0 to 1. */
export function absorption(name: FluorophoreName, wavelength: number): number {
  const peak = peaks[name][0] * 1e-9;
  const [near, far] = widths(peak);
  return skewed(wavelength - peak, far, near);
}

/** Standard deviations of the steep and of the gentle half of a band, m. */
function widths(peak: number): [near: number, far: number] {
  const scale = (peak / reference) ** 2;
  return [nearHalf * scale, farHalf * scale];
}

function skewed(distance: number, below: number, above: number): number {
  return Math.exp(-((distance / (distance < 0 ? below : above)) ** 2) / 2);
}
