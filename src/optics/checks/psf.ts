/** Physics checks of the Airy pattern of sampled circular pupils (A1 to A8). Lengths are in λN. */
import type * as tf from '@tensorflow/tfjs';
import type { PhysicsCheck } from '../../engine/physics-check.js';
import { incoherentPsf } from '../psf/incoherent-psf.js';
import type { Pupil } from '../pupil/pupil.js';
import { encircledEnergy, encircledRadius, fullWidthHalfMaximum } from '../quality/spot-size.js';
import { airy, darkRings, lightBeyond } from './airy.js';
import { circle, extremeNear, finePitch, lineThrough, numberOf, unit } from './unit-pupil.js';

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

export const psfChecks: readonly PhysicsCheck[] = [...profileChecks, ...ringChecks, ...energyChecks];

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

/** Pixels from the middle of a spot to its side. */
const halfSpot = 50;

/** The pattern out to a distance in λN along x and y. */
function spot(reach: number): tf.Tensor2D {
  const [pitch, size] = [reach / halfSpot, 2 * halfSpot + 1];
  return incoherentPsf(circle(256), { ...unit, pitch, size, isPixelIntegrated: true });
}
