/**
 * Physics checks of aberrated images that are computed from sampled pupils (B1 to B4, B6, B13). Wavelength and f-number are 1, so
 * lengths in the image are in λN and path differences in waves.
 */
import { tf } from '../../engine/tfjs.js';
import type { PhysicsCheck } from '../../engine/physics-check.js';
import { incoherentPsf } from '../psf/incoherent-psf.js';
import { psfByFft } from '../psf/psf-by-fft.js';
import { apertureAmplitude, type ApertureEdge } from '../pupil/aperture.js';
import { defocusBasis } from '../pupil/defocus.js';
import { makePupil, type Pupil } from '../pupil/pupil.js';
import { zernikeMode } from '../pupil/zernike-index.js';
import { zernikeBasis } from '../pupil/zernike.js';
import { curveAt, opticalTransfer, transferAlong } from '../quality/optical-transfer.js';
import { marechalStrehl, strehlRatio } from '../quality/wavefront.js';

const unit = { wavelength: 1, fNumber: 1 };

const tiltChecks: readonly PhysicsCheck[] = [
  {
    id: 'B1',
    title: 'shift of the image by a tilt of 1 wave rms, Noll Z2',
    formula: '4 a λN',
    unit: 'λN',
    expected: 4,
    tolerance: 0.01,
    measure: () => peakPlace(aberrated(2, 1), 'x'),
  },
  ...(['x', 'y'] as const).map((axis, index) => ({
    id: 'B13',
    title: `shift towards +${axis} by a path difference of 1 wave that rises from −${axis} to +${axis}`,
    formula: 'd(OPD)/d(pupil diameter) λN/λ',
    unit: 'λN',
    expected: 1,
    tolerance: 0.01,
    measure: () => peakPlace(aberrated(2 + index, 1 / 4), axis),
  })),
];

const strehlChecks: readonly PhysicsCheck[] = [
  ...(
    [
      [64, 1e-3],
      [256, 2e-4],
    ] as const
  ).flatMap(([samples, tolerance]) =>
    (
      [
        [0.25, 0.810569],
        [0.5, 0.405285],
        [0.75, 0.090063],
        [1, 0],
      ] as const
    ).map(([waves, ratio]) => ({
      id: 'B2',
      title: `Strehl ratio of a defocus W20 of ${waves} waves, ${samples} pupil samples`,
      formula: 'sinc²(W₂₀/λ)',
      unit: '',
      expected: ratio,
      tolerance,
      measure: () => tf.tidy(() => strehlRatio(defocused(waves, samples), 1).dataSync()[0]!),
    })),
  ),
  {
    id: 'B3',
    title: 'slope of the Strehl ratio with defocus, at W20 = 1/4 wave',
    formula: '2 sinc(w) (π w cos π w − sin π w) / (π w²)',
    unit: 'per wave',
    expected: -1.3915976,
    tolerance: 1e-3,
    measure: () => slopeAt(0.25, pupil => strehlRatio(pupil, 1)),
  },
  {
    id: 'B3',
    title: 'slope of the irradiance in the middle of the image with defocus, at W20 = 1/4 wave',
    formula: '2 sinc(w) (π w cos π w − sin π w) / (π w²)',
    unit: 'of the peak without defocus, per wave',
    expected: -1.3915976,
    tolerance: 1e-3,
    measure: () => slopeAt(0.25, pupil => middle(pupil).div(middle(defocused(0, 256)))),
  },
];

/** (4/π) ∫₀^{1−s} cos(8π W₂₀ s x) √(1 − (x + s)²) dx at s = 0.1, 0.25, 0.5 and 0.75. */
const defocusedTransfer = [
  [0.25, [0.83886, 0.575899, 0.287468, 0.122274]],
  [0.5, [0.742089, 0.317332, 0.084609, 0.069899]],
  [1, [0.426646, -0.068308, -0.020072, -0.010144]],
] as const;

const transferChecks: readonly PhysicsCheck[] = defocusedTransfer.flatMap(([waves, values]) =>
  [0.1, 0.25, 0.5, 0.75].map((frequency, index) => ({
    id: 'B4',
    title: `transfer at ${frequency} of the cut-off for a defocus W20 of ${waves} waves`,
    formula: '(4/π) ∫₀^(1−s) cos(8π W₂₀ s x) √(1 − (x + s)²) dx',
    unit: '',
    expected: values[index]!,
    tolerance: 3e-3,
    measure: () => transferAt(defocused(waves, 128, 'hard'), frequency),
  })),
);

/** Noll number, and the exact Strehl ratio for λ/14 rms. */
const aberrations = [
  ['defocus', 4, 0.814126],
  ['astigmatism', 6, 0.816757],
  ['coma', 8, 0.8162],
  ['trefoil', 10, 0.818857],
  ['spherical aberration', 11, 0.815201],
] as const;

const marechalChecks: readonly PhysicsCheck[] = [
  ...aberrations.map(([name, noll, ratio]) => ({
    id: 'B6',
    title: `Strehl ratio of λ/14 rms of ${name}`,
    formula: '|∫ exp(2πi W/λ)|² / π²',
    unit: '',
    expected: ratio,
    tolerance: 1e-3,
    measure: () => strehlRatio(aberrated(noll, 1 / 14), 1).dataSync()[0]!,
  })),
  ...(
    [
      [1 / 14, 4e-3],
      [0.05, 1e-3],
      [0.1, 1.2e-2],
    ] as const
  ).map(([rms, tolerance]) => ({
    id: 'B6',
    title: `largest difference of five aberrations of ${rms.toPrecision(2)} λ rms from Maréchal's Strehl ratio`,
    formula: 'S = exp(−(2πσ/λ)²)',
    unit: '',
    expected: 0,
    tolerance,
    measure: () =>
      Math.max(
        ...aberrations.map(([, noll]) =>
          Math.abs(strehlRatio(aberrated(noll, rms), 1).dataSync()[0]! - marechalStrehl(rms)),
        ),
      ),
  })),
];

export const aberrationPsfChecks: readonly PhysicsCheck[] = [
  ...tiltChecks,
  ...strehlChecks,
  ...transferChecks,
  ...marechalChecks,
];

/** A circular pupil with one Zernike polynomial, by its Noll number, in waves rms. */
function aberrated(noll: number, rms: number): Pupil {
  const samples = 128;
  const basis = zernikeBasis(samples, [zernikeMode(noll)]);
  const amplitude = apertureAmplitude(samples, { shape: 'circle' }, 'anti-aliased');
  return makePupil({ amplitude, terms: [{ basis, coefficients: [rms] }] });
}

function defocused(waves: number | tf.Tensor, samples: number, edge: ApertureEdge = 'anti-aliased'): Pupil {
  const coefficients = typeof waves === 'number' ? [waves] : waves.reshape([1]);
  const amplitude = apertureAmplitude(samples, { shape: 'circle' }, edge);
  return makePupil({ amplitude, terms: [{ basis: defocusBasis(samples), coefficients }] });
}

/** Derivative with the defocus W20, waves. */
function slopeAt(waves: number, value: (pupil: Pupil) => tf.Tensor): number {
  const slope = tf.grad(each => value(defocused(each, 256)).sum())(tf.scalar(waves));
  return slope.dataSync()[0]!;
}

/** Irradiance in the middle of the image. */
function middle(pupil: Pupil): tf.Tensor {
  return incoherentPsf(pupil, { ...unit, pitch: 0.1, size: 1 }).sum();
}

/** Where the image is brightest on a line through its middle, by the parabola through the neighbours, λN. */
function peakPlace(pupil: Pupil, axis: 'x' | 'y'): number {
  const [pitch, length] = [0.05, 241];
  const size = axis === 'x' ? ([1, length] as const) : ([length, 1] as const);
  const line = incoherentPsf(pupil, { ...unit, pitch, size }).dataSync<'float32'>();
  const at = line.indexOf(Math.max(...line));
  const [before, there, after] = [line[at - 1]!, line[at]!, line[at + 1]!];
  return pitch * (at - (length - 1) / 2 - (after - before) / 2 / (after + before - 2 * there));
}

/** Transfer along x, with its sign. */
function transferAt(pupil: Pupil, frequency: number): number {
  const { real } = opticalTransfer(psfByFft(pupil, { wavelength: 1, samplesPerLambdaN: 2 }));
  return curveAt(transferAlong(real as tf.Tensor2D, 'x'), frequency / 2);
}
