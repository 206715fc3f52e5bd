/** Physics checks of the transfer, the transforms and the sampling of circular pupils (A9 to A14). Lengths are in λN. */
import type { PhysicsCheck } from '../../engine/physics-check.js';
import { incoherentPsf } from '../psf/incoherent-psf.js';
import { psfByFft } from '../psf/psf-by-fft.js';
import { samplingReport } from '../psf/sampling-report.js';
import {
  curveAt,
  frequencyAt,
  modulationTransfer,
  transferAlong,
  type FrequencyCurve,
} from '../quality/optical-transfer.js';
import { strehlRatio } from '../quality/wavefront.js';
import { darkRings } from './airy.js';
import { circle, extremeNear, numberOf, unit } from './unit-pupil.js';

const transferChecks: readonly PhysicsCheck[] = [
  ...(
    [
      [64, 2.3e-3],
      [128, 9e-4],
      [256, 4.5e-4],
    ] as const
  ).flatMap(([samples, tolerance]) =>
    (
      [
        [0.1, 0.872889],
        [0.25, 0.685038],
        [0.5, 0.391002],
        [0.75, 0.144294],
        [0.9, 0.037386],
      ] as const
    ).map(([frequency, contrast]) => ({
      id: 'A9',
      title: `contrast at ${frequency} of the cut-off, ${samples} pupil samples`,
      formula: '(2/π) (acos s − s √(1 − s²))',
      unit: '',
      expected: contrast,
      tolerance,
      measure: () => curveAt(contrastCurve(samples, 2), frequency / 2),
    })),
  ),
  {
    id: 'A10',
    title: 'largest contrast beyond the cut-off 1/(λN), 64 pupil samples',
    formula: 'MTF(s > 1 + 2/D) = 0',
    unit: '',
    expected: 0,
    tolerance: 1e-6,
    measure: () => {
      const { frequencies, values } = contrastCurve(64, 4);
      return Math.max(...values.filter((_, index) => 4 * frequencies[index]! > 1 + 2 / 64));
    },
  },
  ...(
    [
      [0.5, 0.403973],
      [0.1, 0.805384],
    ] as const
  ).map(([contrast, frequency]) => ({
    id: 'A10',
    title: `frequency of a contrast of ${contrast}`,
    formula: `(2/π) (acos s − s √(1 − s²)) = ${contrast}`,
    unit: 'of the cut-off',
    expected: frequency,
    tolerance: 1e-3,
    measure: () => 2 * frequencyAt(contrastCurve(256, 2), contrast),
  })),
];

const numericalChecks: readonly PhysicsCheck[] = [
  {
    id: 'A11',
    title: 'light behind a transform of the pupil over that in front of it (Parseval)',
    formula: 'Σ|FFT|² / (M² Σ|P|²) = 1',
    unit: '',
    expected: 1,
    tolerance: 1e-5,
    measure: () => numberOf(psfByFft(circle(100), { wavelength: 1, samplesPerLambdaN: 3 }).sum()),
  },
  ...(
    [
      [64, 2],
      [63, 3],
    ] as const
  ).map(([samples, q]) => ({
    id: 'A12',
    title: `matrix Fourier transform beside the fast one, ${samples * q} samples`,
    formula: 'max |h_MFT − h_FFT| / max h = 0',
    unit: '',
    expected: 0,
    tolerance: 5e-6,
    measure: () => {
      const pupil = circle(samples, 'hard', 0.7);
      const fast = psfByFft(pupil, { wavelength: 1, samplesPerLambdaN: q });
      const matrix = incoherentPsf(pupil, { ...unit, pitch: 1 / q, size: samples * q });
      return numberOf(matrix.sub(fast).abs().max().div(fast.max()));
    },
  })),
  {
    id: 'A13',
    title: 'first dark ring at twice the wavelength over that at the wavelength',
    formula: '1.2197 · 2λN / (1.2197 λN) = 2',
    unit: '',
    expected: 2,
    tolerance: 0.004,
    measure: () => {
      const at = (wavelength: number) =>
        extremeNear(darkRings[0] * wavelength, circle(128), 'dark', wavelength).radius;
      return at(2) / at(1);
    },
  },
  {
    id: 'A13',
    title: 'Strehl ratio of half a wave of defocus W20, at twice the wavelength',
    formula: 'sinc²(W₂₀ / 2λ), W₂₀ / λ = 1/2',
    unit: '',
    expected: 0.810569,
    tolerance: 1e-3,
    measure: () => numberOf(strehlRatio(circle(128, 'anti-aliased', 0.5), 2)),
  },
  {
    id: 'A14',
    title: 'sampling warnings for Q = λN/p of 1.5, 1.99, 2 and 3',
    formula: 'Q < 2 warns',
    unit: '',
    expected: 2,
    tolerance: 0,
    measure: () => {
      const reports = [1.5, 1.99, 2, 3].map(q =>
        samplingReport(circle(32), { ...unit, pitch: 1 / q, size: 31 }),
      );
      return reports.filter(({ warnings }) => warnings.some(text => text.includes('below 2'))).length;
    },
  },
];

export const psfTransferChecks: readonly PhysicsCheck[] = [...transferChecks, ...numericalChecks];

/** Contrast along x; frequencies in cycles per sample, of which there are `q` in λN. */
function contrastCurve(samples: number, q: number): FrequencyCurve {
  const psf = psfByFft(circle(samples), { wavelength: 1, samplesPerLambdaN: q });
  return transferAlong(modulationTransfer(psf), 'x');
}
