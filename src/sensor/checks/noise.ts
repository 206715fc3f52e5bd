/** Physics checks of exposure and noise. Statistical ones use fixed seeds and state their spread as the tolerance. */
import { tf } from '../../engine/tfjs.js';
import type { PhysicsCheck } from '../../engine/physics-check.js';
import { FixedPattern } from '../fixed-pattern.js';
import { dynamicRange, peakSignalToNoise } from '../full-well.js';
import { ReadNoise } from '../read-noise.js';
import { ShotNoise } from '../shot-noise.js';

const samples = 65_536;
/** 5 standard deviations of a variance over these many samples are within the 1 % of D6. */
const anscombeSamples = 8 * samples;

/** Electrons of a given mean, detected with an efficiency below 1: thinned Poisson light is Poisson again. */
function detected(electrons: number, count = samples): tf.Tensor {
  const quantumEfficiency = 0.65;
  const layer = new ShotNoise({ quantumEfficiency, seed: 1, stream: 1 });
  return layer.apply(tf.fill([count / 4096, 64, 64, 1], electrons / quantumEfficiency)) as tf.Tensor;
}

function momentsOf(values: tf.Tensor): { mean: number; variance: number } {
  const { mean, variance } = tf.moments(values);
  return { mean: mean.dataSync()[0]!, variance: variance.dataSync()[0]! };
}

function poisson(electrons: number): PhysicsCheck[] {
  const moments = [
    { name: 'mean', spread: Math.sqrt(electrons / samples) },
    { name: 'variance', spread: Math.sqrt((electrons + 2 * electrons ** 2) / samples) },
  ] as const;
  return moments.map(({ name, spread }) => ({
    id: 'D1',
    title: `${name} of shot noise at ${electrons} electrons`,
    formula: 'Poisson: mean = variance = λ; within 4 standard deviations of 65,536 samples',
    unit: 'e-',
    expected: electrons,
    tolerance: 4 * spread,
    measure: () => momentsOf(detected(electrons))[name],
  }));
}

function readout(electrons: number, readNoise: number): PhysicsCheck {
  const expected = Math.sqrt(electrons + readNoise ** 2);
  return {
    id: 'D2',
    title: `noise of ${electrons} electrons read with ${readNoise} electrons rms`,
    formula: 'σ² = S + σ_r²',
    unit: 'e- rms',
    expected,
    tolerance: 2e-2 * expected,
    measure: () => {
      // One seed and stream for both layers: their noise must still be independent.
      const read = new ReadNoise({ readNoise, seed: 1, stream: 1 }).apply(detected(electrons)) as tf.Tensor;
      return Math.sqrt(momentsOf(read).variance);
    },
  };
}

function anscombe(electrons: number, expected: number): PhysicsCheck {
  return {
    id: 'D6',
    title: `variance of the Anscombe transform at ${electrons} electrons`,
    formula: 'var[2√(k + 3/8)] of Poisson k',
    unit: '',
    expected,
    tolerance: 1e-2 * expected,
    measure: () =>
      momentsOf(
        detected(electrons, anscombeSamples)
          .add(3 / 8)
          .sqrt()
          .mul(2),
      ).variance,
  };
}

function nonUniformity(electrons: number, gainDeviation: number): PhysicsCheck {
  const expected = gainDeviation * electrons;
  return {
    id: 'D4',
    title: `spread of ${electrons} electrons over pixels whose gain differs by ${100 * gainDeviation} % rms`,
    formula: 'σ = ρ S, photon noise off',
    unit: 'e- rms',
    expected,
    tolerance: 2e-2 * expected,
    measure: () => {
      const sensor = new FixedPattern({ gainDeviation, offsetDeviation: 0, seed: 1, stream: 1 });
      return Math.sqrt(momentsOf(sensor.apply(tf.fill([1, 256, 256, 1], electrons)) as tf.Tensor).variance);
    },
  };
}

export const noiseChecks: readonly PhysicsCheck[] = [
  ...[1, 65, 5000].flatMap(poisson),
  readout(10, 3),
  readout(200, 10),
  readout(1000, 2),
  nonUniformity(1000, 0.01),
  nonUniformity(5000, 0.02),
  anscombe(1, 0.718),
  anscombe(2, 0.924),
  anscombe(4, 1.0),
  anscombe(10, 1.002),
  anscombe(20, 1.001),
  {
    id: 'D7',
    title: 'dynamic range of 10,000 electrons over 2 electrons rms',
    formula: '20 log₁₀(full well / σ_r)',
    unit: 'dB',
    expected: 20 * Math.log10(5000),
    tolerance: 1e-9,
    measure: () => dynamicRange(1e4, 2),
  },
  {
    id: 'D7',
    title: 'the same dynamic range, in bits',
    formula: 'log₂(full well / σ_r)',
    unit: 'bit',
    expected: Math.log2(5000),
    tolerance: 1e-9,
    measure: () => dynamicRange(1e4, 2) / (20 * Math.log10(2)),
  },
  {
    id: 'D7',
    title: 'peak signal to shot noise of 10,000 electrons',
    formula: '10 log₁₀(full well)',
    unit: 'dB',
    expected: 40,
    tolerance: 1e-9,
    measure: () => peakSignalToNoise(1e4),
  },
  {
    id: 'D7',
    title: 'signal to noise of 65,536 pixels that hold 10,000 electrons',
    formula: '10 log₁₀(full well)',
    unit: 'dB',
    expected: 40,
    tolerance: 0.1,
    measure: () => {
      const { mean, variance } = momentsOf(detected(1e4));
      return 20 * Math.log10(mean / Math.sqrt(variance));
    },
  },
];
