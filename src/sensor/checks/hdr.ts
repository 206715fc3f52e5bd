/** Physics checks of merged exposures (D20), with fixed seeds. */
import { tf } from '../../engine/tfjs.js';
import type { PhysicsCheck } from '../../engine/physics-check.js';
import { ExposureBracket } from '../exposure-bracket.js';
import { FullWell } from '../full-well.js';
import { MergeExposures } from '../merge-exposures-layer.js';
import { mergeExposures } from '../merge-exposures.js';
import { ReadNoise } from '../read-noise.js';
import { ShotNoise } from '../shot-noise.js';

const fullWell = 1000;
const exposures = [1000, 125];

/** Mean and relative noise of the merged estimate of a scene, in exposures that give it a full well at 1 and at 8. */
function merged(scene: number): { mean: number; deviation: number } {
  const frames = exposures.map((exposure, index) => {
    const detect = new ShotNoise({ quantumEfficiency: 1, seed: 5, stream: index });
    const light = tf.fill([16, 64, 64, 1], scene * exposure);
    return new FullWell({ fullWell }).apply(detect.apply(light)) as tf.Tensor;
  });
  const { mean, variance } = tf.moments(mergeExposures(frames, exposures, fullWell));
  return { mean: mean.dataSync()[0]!, deviation: Math.sqrt(variance.dataSync()[0]!) };
}

function unbiased(scene: number): PhysicsCheck {
  return {
    id: 'D20',
    title: `estimate of a scene of ${scene} from exposures 8 times apart, the longer one saturated at 1`,
    formula: 'x̂ = Σ y_i / Σ t_i over unsaturated exposures: unbiased',
    unit: '',
    expected: scene,
    tolerance: 1e-2 * scene,
    measure: () => merged(scene).mean,
  };
}

/** Largest scene value that is still estimated, with these exposures, by noiseless light. */
function brightest(times: readonly number[]): number {
  const scenes = tf.linspace(0, 20, 20_001);
  const frames = times.map(exposure => tf.minimum(scenes.mul(exposure), fullWell));
  return mergeExposures(frames, times, fullWell).max().dataSync()[0]!;
}

/** Noise of 100 electrons read with 10 electrons rms in so many equal exposures, which are merged. */
function splitNoise(count: number): PhysicsCheck {
  const [electrons, readNoise] = [100, 10];
  const times = Array<number>(count).fill(1);
  const expected = Math.sqrt(electrons + count * readNoise ** 2);
  return {
    id: 'D20',
    title: `noise of 100 electrons in ${count} ${count === 1 ? 'exposure' : 'equal exposures'}, each read with 10 electrons rms`,
    formula: '√(S + n σ_r²): the same light, n times the variance of read noise',
    unit: 'e- rms',
    expected,
    tolerance: 2e-2 * expected,
    measure: () => {
      const chain = [
        new ExposureBracket({ times }),
        new ShotNoise({ quantumEfficiency: 1, seed: 5, stream: 0 }),
        new ReadNoise({ readNoise, seed: 5, stream: 1 }),
        new MergeExposures({ times, saturation: 1e4, black: 0, scale: 1 }),
      ];
      const light: tf.Tensor = tf.fill([16, 64, 64, 1], electrons);
      const output = chain.reduce((signal, layer) => layer.apply(signal) as tf.Tensor, light);
      return Math.sqrt(tf.moments(output).variance.dataSync()[0]!);
    },
  };
}

export const hdrChecks: readonly PhysicsCheck[] = [
  ...[0.02, 0.5, 2, 6].map(unbiased),
  ...[1, 4].map(splitNoise),
  {
    id: 'D20',
    title: 'noise of a scene of 0.5, merged from exposures 8 times apart',
    formula: '√(x / Σ t_i)',
    unit: '',
    expected: Math.sqrt(0.5 / 1125),
    tolerance: 2e-2 * Math.sqrt(0.5 / 1125),
    measure: () => merged(0.5).deviation,
  },
  {
    id: 'D20',
    title: 'dynamic range that a second exposure, 8 times shorter, adds',
    formula: '20 log₁₀ r',
    unit: 'dB',
    expected: 20 * Math.log10(8),
    tolerance: 1e-2,
    measure: () => 20 * Math.log10(brightest(exposures) / brightest(exposures.slice(0, 1))),
  },
];
