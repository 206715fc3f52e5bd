/** Physics checks of Zernike polynomials (B10, B11). */
import { tf } from '../../engine/tfjs.js';
import type { PhysicsCheck } from '../../engine/physics-check.js';
import { apertureAmplitude, type ApertureEdge } from '../pupil/aperture.js';
import { zernikeMode } from '../pupil/zernike-index.js';
import { zernike, zernikeBasis, zernikeRadial } from '../pupil/zernike.js';

/** Largest |G − I| of the first 15 polynomials on sampled discs, as measured in float64; 1.5 times as much is accepted. */
const gramErrors: readonly (readonly [samples: number, hard: number, antiAliased: number])[] = [
  [32, 4.6e-2, 3.2e-2],
  [64, 2.5e-2, 8.3e-3],
  [128, 8.3e-3, 2.3e-3],
  [256, 2.2e-3, 6.6e-4],
  [512, 7e-4, 1.4e-4],
];

export const zernikeChecks: readonly PhysicsCheck[] = [
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
