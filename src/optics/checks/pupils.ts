/** Physics checks of pupils, defocus and diffractive elements (B5, B7 to B12, C15, C16). */
import * as tf from '@tensorflow/tfjs';
import { dft2 } from '../../engine/fourier/dft.js';
import type { PhysicsCheck } from '../../engine/physics-check.js';
import {
  apertureDiameter,
  blurDiameter,
  depthOfField,
  hyperfocalDistance,
  workingFNumber,
} from '../depth/depth-of-field.js';
import { incoherentPsf } from '../psf/incoherent-psf.js';
import { apertureAmplitude, type ApertureEdge } from '../pupil/aperture.js';
import { defocusBasis, defocusRms, focalShift, thinLensW20, w20FromDistances } from '../pupil/defocus.js';
import { diffractiveFocalLength, foldingLevels, foldOpd } from '../pupil/diffractive.js';
import { heightOpd, roundHeight } from '../pupil/height-map.js';
import { makePupil } from '../pupil/pupil.js';
import { fraunhoferLines, materials, refractiveIndex } from '../pupil/refractive-index.js';
import { zernikeMode } from '../pupil/zernike-index.js';
import { zernike, zernikeBasis, zernikeRadial } from '../pupil/zernike.js';

/** f = 50 mm at f/2, focused at 2 m. */
const lens = { focalLength: 50e-3, fNumber: 2, focusDistance: 2 };
const objectDistance = 4;
const sharpBlur = 30e-6;

const defocusChecks: readonly PhysicsCheck[] = [
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

/** Largest |G − I| of the first 15 polynomials on sampled discs, as measured in float64; 1.5 times as much is accepted. */
const gramErrors: readonly (readonly [samples: number, hard: number, antiAliased: number])[] = [
  [32, 4.6e-2, 3.2e-2],
  [64, 2.5e-2, 8.3e-3],
  [128, 8.3e-3, 2.3e-3],
  [256, 2.2e-3, 6.6e-4],
  [512, 7e-4, 1.4e-4],
];

const zernikeChecks: readonly PhysicsCheck[] = [
  ...gramErrors.flatMap(([samples, hard, antiAliased]) =>
    [['hard', hard] as const, ['anti-aliased', antiAliased] as const].map(([edge, error]) => ({
      id: 'B10',
      title: `orthonormality of the first 15 Zernike polynomials, ${edge} disc of ${samples} samples`,
      formula: 'max |Σ A Zᵢ Zⱼ / Σ A − δᵢⱼ| = 0',
      unit: '',
      expected: 0,
      tolerance: 1.5 * error,
      measure: () => gramError(samples, edge),
    })),
  ),
  {
    id: 'B10',
    title: 'orthonormality of the first 36 Zernike polynomials by quadrature',
    formula: 'max |(1/π) ∫ Zᵢ Zⱼ − δᵢⱼ| = 0',
    unit: '',
    expected: 0,
    tolerance: 1e-12,
    measure: () => quadratureError(36),
  },
  {
    id: 'B11',
    title: 'Zernike radial polynomials at the edge of the pupil, all up to n = 60',
    formula: 'max |R(1) − 1| = 0',
    unit: '',
    expected: 0,
    tolerance: 1e-6,
    measure: () => {
      const modes = Array.from({ length: (61 * 62) / 2 }, (_, index) => zernikeMode(index, 'osa'));
      return Math.max(...modes.map(mode => Math.abs(zernikeRadial(mode, 1) - 1)));
    },
  },
];

const diffractiveChecks: readonly PhysicsCheck[] = [
  ...(
    [
      [2, 0.405285],
      [4, 0.810569],
      [8, 0.949641],
      [16, 0.987215],
    ] as const
  ).map(([levels, expected]) => ({
    id: 'C15',
    title: `light in the first order of a grating of ${levels} levels`,
    formula: 'sinc²(1/L)',
    unit: '',
    expected,
    tolerance: 1e-3,
    measure: () => gratingEfficiency(levels),
  })),
  {
    id: 'C16',
    title: 'focal length of a diffractive lens at 0.8 of its design wavelength',
    formula: 'f / f₀ = λ₀ / λ',
    unit: '',
    expected: 1.25,
    tolerance: 1.25e-3,
    measure: () => measuredFocalLength(0.8),
  },
  {
    id: 'C16',
    title: 'the same focal length as it is computed',
    formula: 'f = f₀ λ₀ / λ',
    unit: 'm',
    expected: 0.125,
    tolerance: 1e-12,
    measure: () => diffractiveFocalLength(0.1, 550e-9, 440e-9),
  },
  {
    id: 'C16',
    title: 'change of power of an N-BK7 lens from C to F, in powers at d',
    formula: '(n_F − n_C) / (n_d − 1) = 1/V, V = 64.17',
    unit: '',
    expected: 1 / 64.17,
    tolerance: 1e-3 / 64.17,
    measure: () => {
      const [blue, yellow, red] = [fraunhoferLines.f, fraunhoferLines.d, fraunhoferLines.c].map(
        line => refractiveIndex(materials['n-bk7'], line) - 1,
      ) as [number, number, number];
      return (blue - red) / yellow;
    },
  },
];

export const pupilChecks: readonly PhysicsCheck[] = [
  ...defocusChecks,
  ...fieldChecks,
  ...zernikeChecks,
  ...diffractiveChecks,
];

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

function gramError(samples: number, edge: ApertureEdge): number {
  const count = 15;
  const modes = Array.from({ length: count }, (_, index) => zernikeMode(index + 1));
  const basis = zernikeBasis(samples, modes).reshape<tf.Tensor2D>([count, samples ** 2]);
  const amplitude = apertureAmplitude(samples, { shape: 'circle' }, edge).reshape([1, samples ** 2]);
  const weighted = basis.mul<tf.Tensor2D>(amplitude.div(amplitude.sum()));
  const gram = tf.matMul(weighted, basis, false, true);
  return gram.sub(tf.eye(count)).abs().max().dataSync()[0]!;
}

/** By Fejér's first rule along ρ and equal steps along θ, exact for polynomials of this order. */
function quadratureError(count: number): number {
  const modes = Array.from({ length: count }, (_, index) => zernikeMode(index + 1));
  const [rings, spokes] = [24, 32];
  const gram = new Float64Array(count * count);
  for (let ring = 0; ring < rings; ring++) {
    const angle = ((2 * ring + 1) * Math.PI) / (2 * rings);
    const radius = (1 + Math.cos(angle)) / 2;
    const weight = (2 * radius * fejerWeight(angle, rings)) / rings / spokes;
    for (let spoke = 0; spoke < spokes; spoke++) {
      const theta = (2 * Math.PI * spoke) / spokes;
      const values = modes.map(mode => zernike(mode, radius * Math.sin(theta), radius * Math.cos(theta)));
      for (let index = 0; index < gram.length; index++) {
        gram[index]! += weight * values[Math.floor(index / count)]! * values[index % count]!;
      }
    }
  }
  return Math.max(...gram.map((value, index) => Math.abs(value - (index % (count + 1) === 0 ? 1 : 0))));
}

function fejerWeight(angle: number, nodes: number): number {
  let weight = 1;
  for (let k = 1; k <= nodes / 2; k++) weight -= (2 * Math.cos(2 * k * angle)) / (4 * k * k - 1);
  return weight;
}

/** Share of light in the first order of one period of a blazed grating, its heights rounded to levels. */
function gratingEfficiency(levels: number): number {
  const [points, wavelength, index] = [1024, 550e-9, 1.5];
  const rules = foldingLevels(levels, wavelength, index);
  const wave = wavelength / (index - 1);
  const start = (0.5 / points - 0.5 / levels) * wave;
  const ramp = tf.linspace(start, start + ((points - 1) / points) * wave, points);
  const opd = heightOpd(roundHeight(ramp.reshape([1, points]), rules), index);
  const phase = opd.mul((2 * Math.PI) / wavelength);
  const orders = dft2({ real: phase.cos(), imaginary: phase.sin() });
  const [real, imaginary] = [orders.real, orders.imaginary].map(part => part.dataSync()[1]!) as [
    number,
    number,
  ];
  return (real ** 2 + imaginary ** 2) / points ** 2;
}

/**
 * Focal length, in units of that at the design wavelength, at which a folded lens of 100 waves puts most light on its axis.
 *
 * Along u = ρ² the defocus is a tilt, so that the amplitude on the axis is a sum over u.
 */
function measuredFocalLength(wavelength: number): number {
  const [points, waves, step] = [2048, 100, 0.05];
  const u = tf.linspace(0.5 / points, 1 - 0.5 / points, points).reshape<tf.Tensor2D>([1, points]);
  const folded = foldOpd(u.mul(-waves), 1).dataSync();
  const lightOnAxis = (w20: number) => {
    let [real, imaginary] = [0, 0];
    folded.forEach((opd, index) => {
      const phase = (2 * Math.PI * (opd + (w20 * (index + 0.5)) / points)) / wavelength;
      real += Math.cos(phase);
      imaginary += Math.sin(phase);
    });
    return real ** 2 + imaginary ** 2;
  };
  const trials = Array.from({ length: waves / 2 / step }, (_, index) => waves / 2 + index * step);
  const light = trials.map(lightOnAxis);
  return waves / trials[light.indexOf(Math.max(...light))]!;
}
