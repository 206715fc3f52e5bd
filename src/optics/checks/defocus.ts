/** Physics checks of defocus and depth of field (B5, B7 to B9, B12). */
import { tf } from '../../engine/tfjs.js';
import type { PhysicsCheck } from '../../engine/physics-check.js';
import {
  apertureDiameter,
  blurDiameter,
  depthOfField,
  hyperfocalDistance,
  workingFNumber,
} from '../depth/depth-of-field.js';
import { incoherentPsf } from '../psf/incoherent-psf.js';
import { apertureAmplitude } from '../pupil/aperture.js';
import { defocusBasis, defocusRms, focalShift, thinLensW20, w20FromDistances } from '../pupil/defocus.js';
import { makePupil } from '../pupil/pupil.js';
import { zernikeMode } from '../pupil/zernike-index.js';
import { zernikeBasis } from '../pupil/zernike.js';

/** f = 50 mm at f/2, focused at 2 m. */
const lens = { focalLength: 50e-3, fNumber: 2, focusDistance: 2 };
const objectDistance = 4;
const sharpBlur = 30e-6;

const distanceChecks: readonly PhysicsCheck[] = [
  {
    id: 'B5',
    title: 'rms of a quarter wave of defocus',
    formula: 'σ = W₂₀ / (2√3)',
    unit: 'waves',
    expected: 0.0721688,
    tolerance: 1e-6,
    measure: () => defocusRms(0.25),
  },
  {
    id: 'B5',
    title: 'largest difference of ρ² and its Zernike terms',
    formula: 'max |ρ² − Z₄ / (2√3) − 1/2| = 0',
    unit: '',
    expected: 0,
    tolerance: 1e-6,
    measure: () => {
      const z4 = zernikeBasis(32, [zernikeMode(4)], 'square');
      const difference = defocusBasis(32)
        .sub(z4.div(2 * Math.sqrt(3)))
        .sub(0.5);
      return difference.abs().max().dataSync()[0]!;
    },
  },
  {
    id: 'B7',
    title: 'shift of the image by a quarter wave of defocus at f/4',
    formula: 'δz = 8N²W₂₀ = 2λN²',
    unit: 'λN²',
    expected: 2,
    tolerance: 1e-12,
    measure: () => focalShift(550e-9 / 4, 4) / (550e-9 * 16),
  },
  {
    id: 'B7',
    title: 'defocus of an object at 4 m by a lens of 25 mm aperture focused at 2 m',
    formula: 'W₂₀ = (A² / 8)(1/z − 1/z₀)',
    unit: 'µm',
    expected: -19.53125,
    tolerance: 1e-11,
    measure: () => defocusOf(objectDistance) * 1e6,
  },
  {
    id: 'B8',
    title: 'blur of an object at 4 m, f = 50 mm at f/2 focused at 2 m',
    formula: 'c = f² / (N (z₀ − f)) |z − z₀| / z',
    unit: 'mm',
    expected: 2.5 / (2 * 1.95) / 2,
    tolerance: 1e-9,
    measure: () => blurDiameter(lens, objectDistance) * 1e3,
  },
  {
    id: 'B8',
    title: 'the same blur from its defocus',
    formula: 'c = 8 N′ |W₂₀|',
    unit: 'mm',
    expected: 2.5 / (2 * 1.95) / 2,
    tolerance: 1e-9,
    measure: () => 8 * workingFNumber(lens) * Math.abs(defocusOf(objectDistance)) * 1e3,
  },
  {
    id: 'B8',
    title: 'rms radius of the image of a point at 10 waves of defocus, 256 samples across the pupil',
    formula: '√⟨r²⟩ = c / (2√2), c = 8 N W₂₀',
    unit: 'λN',
    expected: 80 / (2 * Math.SQRT2),
    tolerance: 8 / (2 * Math.SQRT2),
    measure: () => rmsRadius(10),
  },
  {
    id: 'B12',
    title: 'defocus that a lens of F = 10 m undoes, aperture 10 mm, 632.8 nm',
    formula: 'A² / (8F) = 1.975347661 waves',
    unit: 'waves',
    expected: 1.975347661,
    tolerance: 2e-5,
    measure: () => -thinLensW20(10e-3, 10) / 632.8e-9,
  },
];

const fieldChecks: readonly PhysicsCheck[] = (
  [
    ['hyperfocal distance', 'H = f² / (N c) + f', 125e3 / 3 + 50, () => hyperfocalDistance(lens, sharpBlur)],
    [
      'nearest sharp distance, focused at 3 m',
      's (H − f) / (H + s − 2f)',
      (3000 * 125e3) / 3 / (125e3 / 3 + 2950),
      () => depthOfField({ ...lens, focusDistance: 3 }, sharpBlur).near,
    ],
    [
      'farthest sharp distance, focused at 3 m',
      's (H − f) / (H − s)',
      (3000 * 125e3) / 3 / (125e3 / 3 - 2950),
      () => depthOfField({ ...lens, focusDistance: 3 }, sharpBlur).far,
    ],
  ] as const
).map(([title, formula, expected, measure]) => ({
  id: 'B9',
  title: `${title}, f = 50 mm at f/2, blur of 30 µm`,
  formula,
  unit: 'mm',
  expected,
  tolerance: 1e-9 * expected,
  measure: () => measure() * 1e3,
}));

export const defocusChecks: readonly PhysicsCheck[] = [...distanceChecks, ...fieldChecks];

function defocusOf(distance: number): number {
  const { focusDistance } = lens;
  return w20FromDistances({
    apertureDiameter: apertureDiameter(lens),
    objectDistance: distance,
    focusDistance,
  });
}

/** Of the light within twice the diameter of the geometric blur, λN; W₂₀ in waves. */
function rmsRadius(w20: number): number {
  const samples = 256;
  const amplitude = apertureAmplitude(samples, { shape: 'circle' });
  const terms = [{ basis: defocusBasis(samples), coefficients: [w20] }];
  const size = 2 * 8 * w20 + 1;
  const psf = incoherentPsf(makePupil({ amplitude, terms }), {
    wavelength: 1,
    fNumber: 1,
    pitch: 1,
    size,
    isPixelIntegrated: true,
  });
  const axis = tf.linspace(-(size - 1) / 2, (size - 1) / 2, size).square();
  const moment = psf.mul(axis.reshape([1, size]).add(axis.reshape([size, 1]))).sum();
  return Math.sqrt(moment.div(psf.sum()).dataSync()[0]!);
}
