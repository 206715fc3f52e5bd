/** What the checks of point spread functions measure on. Wavelength and f-number are 1: lengths in the image are in λN. */
import type * as tf from '@tensorflow/tfjs';
import { incoherentPsf } from '../psf/incoherent-psf.js';
import { apertureAmplitude, type ApertureEdge } from '../pupil/aperture.js';
import { defocusBasis } from '../pupil/defocus.js';
import { makePupil, type Pupil } from '../pupil/pupil.js';

export const unit = { wavelength: 1, fNumber: 1 } as const;

/** Distance of the samples of a line through a pattern. */
export const finePitch = 0.02;

export function numberOf(tensor: tf.Tensor): number {
  return tensor.dataSync()[0]!;
}

/** A circular pupil with a defocus W20 in waves. */
export function circle(samples: number, edge: ApertureEdge = 'hard', w20 = 0): Pupil {
  const amplitude = apertureAmplitude(samples, { shape: 'circle' }, edge);
  return makePupil({ amplitude, terms: [{ basis: defocusBasis(samples), coefficients: [w20] }] });
}

/** Irradiance on a line through the middle of the pattern, out to 5 λN, or 10 at twice the wavelength. */
export function lineThrough(pupil: Pupil, wavelength = 1): Float32Array {
  const size = 2 * Math.round((5 * wavelength) / finePitch) + 1;
  return incoherentPsf(pupil, {
    ...unit,
    wavelength,
    pitch: finePitch,
    size: [1, size],
  }).dataSync<'float32'>();
}

/** The extreme of the line nearest to a radius, by the parabola through its neighbours; the peak is 1. */
export function extremeNear(
  radius: number,
  pupil: Pupil,
  kind: 'dark' | 'bright',
  wavelength = 1,
): { radius: number; value: number } {
  const line = lineThrough(pupil, wavelength);
  const middle = (line.length - 1) / 2;
  const sign = kind === 'dark' ? 1 : -1;
  const near = middle + Math.round(radius / finePitch);
  const candidates = Array.from({ length: 21 }, (_, index) => near + index - 10);
  const at = candidates.reduce((best, each) => (sign * line[each]! < sign * line[best]! ? each : best));
  const [before, there, after] = [line[at - 1]!, line[at]!, line[at + 1]!];
  const [slope, bend] = [(after - before) / 2, after + before - 2 * there];
  return {
    radius: finePitch * (at - middle - slope / bend),
    value: (there - slope ** 2 / (2 * bend)) / line[middle]!,
  };
}
