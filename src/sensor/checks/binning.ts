/** Physics checks of binning (D17), with fixed seeds. */
import { tf } from '../../engine/tfjs.js';
import type { PhysicsCheck } from '../../engine/physics-check.js';
import { Binning } from '../binning.js';
import { ReadNoise } from '../read-noise.js';
import { ShotNoise } from '../shot-noise.js';

const factor = 3;
const noise = { seed: 6, stream: 2 };

/** Mean and standard deviation of frames of 65,536 binned pixels, read with 10 electrons rms. */
function binned(
  electrons: number,
  place: 'charge' | 'digital' | 'no readout',
): [mean: number, deviation: number] {
  const detect = new ShotNoise({ quantumEfficiency: 1, ...noise });
  const read = new ReadNoise({ readNoise: 10, ...noise });
  const bin = new Binning({ factor, reading: 'sum' });
  const chain = { charge: [bin, read], digital: [read, bin], 'no readout': [bin] }[place];
  const light: tf.Tensor = tf.fill([16, 64 * factor, 64 * factor, 1], electrons);
  const output = [detect, ...chain].reduce((signal, layer) => layer.apply(signal) as tf.Tensor, light);
  const { mean, variance } = tf.moments(output);
  return [mean.dataSync()[0]!, Math.sqrt(variance.dataSync()[0]!)];
}

function check(
  title: string,
  formula: string,
  unit: string,
  expected: number,
  measure: () => number,
): PhysicsCheck {
  return { id: 'D17', title, formula, unit, expected, tolerance: 2e-2 * expected, measure };
}

export const binningChecks: readonly PhysicsCheck[] = [
  check('signal of 3 × 3 binned pixels of 50 electrons', 'k² S', 'e-', 450, () => binned(50, 'charge')[0]),
  check('shot-noise ratio of 3 × 3 binned pixels, over that of one', 'k', '', factor, () => {
    const [mean, deviation] = binned(50, 'no readout');
    return mean / deviation / Math.sqrt(50);
  }),
  check('noise of 3 × 3 dark pixels, charge binned', 'σ_r', 'e- rms', 10, () => binned(0, 'charge')[1]),
  check('noise of 3 × 3 dark pixels, digitally binned', 'k σ_r', 'e- rms', 30, () => binned(0, 'digital')[1]),
  check(
    'noise of 3 × 3 pixels of 50 electrons, charge binned',
    '√(k² S + σ_r²)',
    'e- rms',
    Math.sqrt(550),
    () => binned(50, 'charge')[1],
  ),
  check(
    'noise of 3 × 3 pixels of 50 electrons, digitally binned',
    'k √(S + σ_r²)',
    'e- rms',
    3 * Math.sqrt(150),
    () => binned(50, 'digital')[1],
  ),
];
