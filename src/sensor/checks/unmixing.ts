/** Physics checks of colours at one dose of light (D22): what bleaching takes, and how well fluorophores are told apart. */
import { tf } from '../../engine/tfjs.js';
import type { PhysicsCheck } from '../../engine/physics-check.js';
import { channelMeans } from '../../spectra/channels.js';
import { emission } from '../../spectra/fluorophores.js';
import { ShotNoise } from '../shot-noise.js';
import { doseShares } from '../spectra/dose.js';

/** Photons of an amount of 1 of EGFP and Venus below and above 520 nm, [fluorophores][colours]. */
function twoColours(): number[][] {
  const halves = [
    { shortest: 420e-9, longest: 520e-9 },
    { shortest: 520e-9, longest: 740e-9 },
  ];
  return (['EGFP', 'Venus'] as const).map(name =>
    channelMeans(halves, wavelength => emission(name, wavelength)).map(
      (mean, half) => mean * (halves[half]!.longest - halves[half]!.shortest),
    ),
  );
}

/** Amounts of two fluorophores, photons each. */
const amounts = [300, 200];

/**
 * Variance of the amount of the first of two fluorophores, unmixed from two colours: A⁻¹ diag(A a) A⁻ᵀ, which for as many colours as
 * fluorophores is the Cramér-Rao bound.
 */
function unmixingVariance(): number {
  const [[a, c], [b, d]] = twoColours() as [[number, number], [number, number]];
  const [first, second] = [a * amounts[0]! + b * amounts[1]!, c * amounts[0]! + d * amounts[1]!];
  return (d ** 2 * first + b ** 2 * second) / (a * d - b * c) ** 2;
}

function simulatedVariance(): number {
  const [[a, c], [b, d]] = twoColours() as [[number, number], [number, number]];
  const colours = tf.tensor2d([
    [a, c],
    [b, d],
  ]);
  const mean = tf.matMul(tf.tensor2d([amounts]), colours);
  const noise = new ShotNoise({ quantumEfficiency: 1, seed: 7, stream: 1 });
  const frames = noise.apply(mean.tile([40_000, 1])) as tf.Tensor2D;
  const inverse = tf.tensor2d([
    [d, -c],
    [-b, a],
  ]);
  const found = tf.matMul(frames, inverse).div(a * d - b * c);
  return tf.moments(found.slice([0, 0], [-1, 1])).variance.dataSync()[0]!;
}

export const unmixingChecks: readonly PhysicsCheck[] = [
  {
    id: 'D22',
    title: 'light of 7 exposures over that of one, with 60 % bleached by the dose',
    formula: 'Σ_k d_k = b / −ln(1 − b) for any number of exposures',
    unit: '',
    expected: 0.6 / -Math.log(0.4),
    tolerance: 1e-12,
    measure: () => doseShares(7, 0.6).reduce((sum, each) => sum + each, 0),
  },
  {
    id: 'D22',
    title: 'variance of EGFP beside Venus, unmixed from two colours split at 520 nm, 40,000 Poisson frames',
    formula: 'A⁻¹ diag(A a) A⁻ᵀ, the Cramér-Rao bound',
    unit: 'photons²',
    expected: unmixingVariance(),
    // Four standard errors of a variance: 4 √(2 / n).
    tolerance: 4 * Math.sqrt(2 / 40_000) * unmixingVariance(),
    measure: simulatedVariance,
  },
];
