/** Physics checks of diffractive elements and of dispersion (C15, C16). */
import { tf } from '../../engine/tfjs.js';
import { dft2 } from '../../engine/fourier/dft.js';
import type { PhysicsCheck } from '../../engine/physics-check.js';
import { diffractiveFocalLength, foldingLevels, foldOpd } from '../pupil/diffractive.js';
import { heightOpd, roundHeight } from '../pupil/height-map.js';
import { fraunhoferLines, materials, refractiveIndex } from '../pupil/refractive-index.js';

export const diffractiveChecks: readonly PhysicsCheck[] = [
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
