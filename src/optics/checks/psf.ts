/**
 * Physics checks of point spread functions that are computed from sampled pupils: the Airy pattern (A1 to A14), and blur with it
 * (C1, C2). Wavelength and f-number are 1, so lengths in the image are in λN and path differences in waves.
 */
import * as tf from '@tensorflow/tfjs';
import { convolveImages } from '../../engine/fourier/convolve-images.js';
import type { PhysicsCheck } from '../../engine/physics-check.js';
import { randomKey, randomUniform } from '../../engine/random.js';
import { incoherentPsf, normalizePsf } from '../psf/incoherent-psf.js';
import { psfByFft } from '../psf/psf-by-fft.js';
import { samplingReport } from '../psf/sampling-report.js';
import { apertureAmplitude, type ApertureEdge } from '../pupil/aperture.js';
import { defocusBasis } from '../pupil/defocus.js';
import { makePupil, type Pupil } from '../pupil/pupil.js';
import { curveAt, frequencyAt, modulationTransfer, transferAlong } from '../quality/optical-transfer.js';
import { centroid, encircledEnergy, encircledRadius, fullWidthHalfMaximum } from '../quality/spot-size.js';
import { strehlRatio } from '../quality/wavefront.js';
import { airy, darkRings, lightBeyond } from './airy.js';

const unit = { wavelength: 1, fNumber: 1 };
/** Samples of a line through the pattern. */
const finePitch = 0.02;

const profileChecks: readonly PhysicsCheck[] = (
  [
    ['hard', 64, 2.6e-3],
    ['hard', 128, 1.12e-3],
    ['hard', 256, 6.6e-4],
    ['anti-aliased', 64, 2.6e-4],
    ['anti-aliased', 128, 9.8e-5],
    ['anti-aliased', 256, 3.6e-5],
  ] as const
).map(([edge, samples, tolerance]) => ({
  id: 'A1',
  title: `largest error of the Airy profile within 8 λN, ${edge} pupil of ${samples} samples`,
  formula: 'I(r) = (2 J₁(x) / x)², x = π r / (λN)',
  unit: 'of the peak',
  expected: 0,
  tolerance,
  measure: () => profileError(circle(samples, edge)),
}));

const ringChecks: readonly PhysicsCheck[] = [
  ...darkRings.map((ring, index) => ({
    id: 'A2',
    title: `radius of dark ring ${index + 1}, 256 pupil samples`,
    formula: 'J₁(π r) = 0',
    unit: 'λN',
    expected: ring,
    tolerance: 0.002,
    measure: () => extremeNear(ring, circle(256), 'dark').radius,
  })),
  {
    id: 'A2',
    title: 'radius of dark ring 1, 64 pupil samples',
    formula: 'J₁(π r) = 0',
    unit: 'λN',
    expected: darkRings[0],
    tolerance: 0.003,
    measure: () => extremeNear(darkRings[0], circle(64), 'dark').radius,
  },
  ...(
    [
      [1.63472, 0.0174979],
      [2.67929, 0.004158],
    ] as const
  ).map(([radius, brightness], index) => ({
    id: 'A3',
    title: `brightness of ring ${index + 1} around the Airy disk`,
    formula: '(2 J₁(x) / x)² where J₂(x) = 0',
    unit: 'of the peak',
    expected: brightness,
    tolerance: 1e-4,
    measure: () => extremeNear(radius, circle(256), 'bright').value,
  })),
  {
    id: 'A4',
    title: 'full width at half maximum of the Airy disk',
    formula: '(2 J₁(x) / x)² = 1/2',
    unit: 'λN',
    expected: 1.028994,
    tolerance: 0.003 * 1.028994,
    measure: () => finePitch * fullWidthHalfMaximum(lineThrough(circle(256))),
  },
];

const energyChecks: readonly PhysicsCheck[] = [
  ...[0.8377849, 0.9099305, 0.9376475].map((energy, index) => ({
    id: 'A5',
    title: `light within dark ring ${index + 1}`,
    formula: '1 − J₀²(π r) − J₁²(π r)',
    unit: 'of all light',
    expected: energy,
    tolerance: 1e-3,
    measure: () => encircledEnergy(spot(4), darkRings[index]! / (4 / halfSpot)),
  })),
  ...(
    [
      [0.5, 0.53483],
      [0.8, 0.89694],
      [0.9, 1.90069],
      [0.95, 3.91587],
    ] as const
  ).map(([energy, radius]) => ({
    id: 'A6',
    title: `radius that holds ${100 * energy} % of the light`,
    formula: `1 − J₀²(π r) − J₁²(π r) = ${energy}`,
    unit: 'λN',
    expected: radius,
    tolerance: 5e-3 * radius,
    measure: () => {
      const reach = radius < 1 ? 1 : 4;
      return (reach / halfSpot) * encircledRadius(spot(reach), energy);
    },
  })),
  ...[5, 8, 10, 16, 32].map(radius => ({
    id: 'A7',
    title: `light that a round kernel of radius ${radius} λN cuts off`,
    formula: 'J₀²(π r) + J₁²(π r), about 2 / (π² r)',
    unit: 'of all light',
    expected: lightBeyond(radius),
    tolerance: 1e-3,
    measure: () => {
      const size = 4 * radius + 1;
      const pupil = circle(radius < 32 ? 128 : 256);
      const psf = incoherentPsf(pupil, { ...unit, pitch: 0.5, size, isPixelIntegrated: true });
      return 1 - encircledEnergy(psf, 2 * radius);
    },
  })),
  ...(
    [
      [0.25, 0.04784],
      [0.5, 0.17733],
      [1, 0.52889],
      [2, 0.83385],
    ] as const
  ).map(([pitch, energy]) => ({
    id: 'A8',
    title: `light on the middle pixel, of side ${pitch} λN`,
    formula: '∫∫ I over the pixel',
    unit: 'of all light',
    expected: energy,
    tolerance: 2e-3,
    measure: () =>
      numberOf(incoherentPsf(circle(256), { ...unit, pitch, size: 1, isPixelIntegrated: true }).sum()),
  })),
];

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

const blurChecks: readonly PhysicsCheck[] = [
  {
    id: 'C1',
    title: 'largest change of an image by a point as kernel, 4 × 4 and 5 × 5 pixels',
    formula: 'δ ∗ x = x',
    unit: '',
    expected: 0,
    tolerance: 1e-6,
    measure: () => Math.max(...[4, 5].map(size => changeBy(pointAt(size, Math.floor(size / 2)), size))),
  },
  {
    id: 'C1',
    title: 'distance of the image of a point from it, images of 16 and 17, kernels of 8 and 7 pixels',
    formula: 'centroid of (h ∗ δ) within 3 pixels = place of δ',
    unit: 'pixels',
    expected: 0,
    tolerance: 1e-6,
    measure: () =>
      Math.max(...[16, 17].flatMap(image => [8, 7].map(size => offsetOfPoint(image, lensKernel(size))))),
  },
  ...(['circular', 'symmetric'] as const).map(boundary => ({
    id: 'C2',
    title: `light of a random image behind a lens, ${boundary} boundary`,
    formula: 'Σ out / Σ in = 1',
    unit: '',
    expected: 1,
    tolerance: 1e-6,
    measure: () => {
      const image = randomImage(32);
      return numberOf(convolveImages(image, lensKernel(9), { boundary }).sum().div(image.sum()));
    },
  })),
];

export const psfChecks: readonly PhysicsCheck[] = [
  ...profileChecks,
  ...ringChecks,
  ...energyChecks,
  ...transferChecks,
  ...numericalChecks,
  ...blurChecks,
];

function numberOf(tensor: tf.Tensor): number {
  return tensor.dataSync()[0]!;
}

/** A circular pupil with a defocus W20 in waves. */
function circle(samples: number, edge: ApertureEdge = 'hard', w20 = 0): Pupil {
  const amplitude = apertureAmplitude(samples, { shape: 'circle' }, edge);
  return makePupil({ amplitude, terms: [{ basis: defocusBasis(samples), coefficients: [w20] }] });
}

function profileError(pupil: Pupil): number {
  const [pitch, size] = [0.5, 33];
  const middle = Math.floor(size / 2);
  const psf = incoherentPsf(pupil, { ...unit, pitch, size }).dataSync();
  const peak = psf[middle * (size + 1)]!;
  let worst = 0;
  psf.forEach((value, index) => {
    const radius = pitch * Math.hypot(Math.floor(index / size) - middle, (index % size) - middle);
    if (radius < 8) worst = Math.max(worst, Math.abs(value / peak - airy(radius)));
  });
  return worst;
}

/** Irradiance on a line through the middle of the pattern, out to 5 λN, or 10 at twice the wavelength. */
function lineThrough(pupil: Pupil, wavelength = 1): Float32Array {
  const size = 2 * Math.round((5 * wavelength) / finePitch) + 1;
  return incoherentPsf(pupil, {
    ...unit,
    wavelength,
    pitch: finePitch,
    size: [1, size],
  }).dataSync<'float32'>();
}

/** The extreme of the line nearest to a radius, by the parabola through its neighbours; the peak is 1. */
function extremeNear(
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

/** Pixels from the middle of a spot to its side. */
const halfSpot = 50;

/** The pattern out to a distance in λN along x and y. */
function spot(reach: number): tf.Tensor2D {
  const [pitch, size] = [reach / halfSpot, 2 * halfSpot + 1];
  return incoherentPsf(circle(256), { ...unit, pitch, size, isPixelIntegrated: true });
}

/** Contrast along x; frequencies in cycles per sample, of which there are `q` in λN. */
function contrastCurve(samples: number, q: number) {
  const psf = psfByFft(circle(samples), { wavelength: 1, samplesPerLambdaN: q });
  return transferAlong(modulationTransfer(psf), 'x');
}

function randomImage(side: number): tf.Tensor4D {
  const key = randomKey({ seed: 1, stream: 1, step: 0, firstRow: 0 });
  return randomUniform([1, side, side, 1], key) as tf.Tensor4D;
}

/** [side, side], 1 at one element of the diagonal. */
function pointAt(side: number, index: number): tf.Tensor2D {
  return tf
    .oneHot(tf.tensor1d([index * (side + 1)], 'int32'), side ** 2)
    .reshape<tf.Tensor2D>([side, side])
    .toFloat();
}

function changeBy(kernel: tf.Tensor2D, size: number): number {
  const image = randomImage(12);
  const blurred = convolveImages(image, kernel.reshape([size, size, 1]), { boundary: 'zero' });
  return numberOf(blurred.sub(image).abs().max());
}

/** Sum 1, pixels of half λN. */
function lensKernel(size: number): tf.Tensor3D {
  const psf = incoherentPsf(circle(32), { ...unit, pitch: 0.5, size, isPixelIntegrated: true });
  return normalizePsf(psf).psf.expandDims<tf.Tensor3D>(2);
}

/** Distance of the centre of gravity of the 7 × 7 pixels around a point, in pixels: an even kernel has one more row at its start. */
function offsetOfPoint(side: number, kernel: tf.Tensor3D): number {
  const place = Math.floor(side / 2);
  const image = pointAt(side, place).reshape<tf.Tensor4D>([1, side, side, 1]);
  const blurred = convolveImages(image, kernel, { boundary: 'zero' }).reshape<tf.Tensor2D>([side, side]);
  const { row, column } = centroid(blurred.slice([place - 3, place - 3], [7, 7]));
  return Math.hypot(row - 3, column - 3);
}
