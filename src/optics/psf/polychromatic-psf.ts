/**
 * Point spread functions in light of several wavelengths.
 *
 *   h = Σ wₖ h(λₖ) / Σ wₖ
 *
 * The optical path difference stays, so the phase falls as 1/λ, and the pattern grows with λ on the same pixels. A pupil whose
 * path difference itself depends on the wavelength (a height of glass) is given as a function of it.
 */
import { tf } from '../../engine/tfjs.js';
import type { Pupil } from '../pupil/pupil.js';
import { incoherentPsf, type PsfOptions } from './incoherent-psf.js';

/** Light of one wavelength. */
export interface SpectralLine {
  /** m. */
  readonly wavelength: number;
  /** What the sensor makes of it, 0 or more: radiance times quantum efficiency, in photons. */
  readonly weight: number;
}

export type Spectrum = readonly SpectralLine[];

/** The pupil that light of a wavelength, m, meets. */
export type PupilAt = (wavelength: number) => Pupil;

export type PolychromaticOptions = Omit<PsfOptions, 'wavelength'>;

/**
 * The point spread function in light of a spectrum.
 *
 * @returns [rows, columns], shares of the light that passes the pupil.
 * @throws RangeError if the spectrum has no light, or `incoherentPsf` throws.
 */
export function polychromaticPsf(
  pupilAt: PupilAt,
  spectrum: Spectrum,
  options: PolychromaticOptions,
): tf.Tensor2D {
  const total = spectrum.reduce((sum, { weight }) => sum + weight, 0);
  if (!(total > 0 && spectrum.every(({ weight }) => weight >= 0))) {
    throw new RangeError(
      `polychromaticPsf: weights are ${spectrum.map(({ weight }) => weight).join(', ')}, must be 0 or more, one above 0`,
    );
  }
  return tf.tidy(() => {
    const parts = spectrum.map(({ wavelength, weight }) =>
      incoherentPsf(pupilAt(wavelength), { ...options, wavelength }).mul<tf.Tensor2D>(weight / total),
    );
    return tf.addN(parts);
  });
}

/**
 * The point spread function of each colour channel.
 *
 * @param spectra Light that each channel sees.
 * @returns [rows, columns, channels], shares of the light that passes the pupil.
 */
export function channelPsfs(
  pupilAt: PupilAt,
  spectra: readonly Spectrum[],
  options: PolychromaticOptions,
): tf.Tensor3D {
  return tf.tidy(
    () =>
      tf.stack(
        spectra.map(spectrum => polychromaticPsf(pupilAt, spectrum, options)),
        2,
      ) as tf.Tensor3D,
  );
}

/**
 * A band of even radiance, as the middles of equal parts.
 *
 * @param centre m.
 * @param width m, 0 or more and below 2 · centre; 0 gives one line.
 * @param lines 1 or more.
 */
export function evenBand(centre: number, width: number, lines: number): Spectrum {
  if (!(width >= 0 && width < 2 * centre)) {
    throw new RangeError(
      `evenBand: width is ${width} m, must be 0 or more and below twice the centre, ${centre} m`,
    );
  }
  if (width === 0) return [{ wavelength: centre, weight: 1 }];
  return Array.from({ length: lines }, (_, index) => ({
    wavelength: centre + width * ((index + 0.5) / lines - 0.5),
    weight: 1,
  }));
}
