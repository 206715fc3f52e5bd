/** Physics checks of counting photons with 1 bit (D13 to D15). Statistical ones use fixed seeds and state their spread. */
import { tf } from '../../engine/tfjs.js';
import type { PhysicsCheck } from '../../engine/physics-check.js';
import { countingRange } from '../photon-counting/counting-law.js';
import { PhotonCounter } from '../photon-counting/photon-counter.js';

const pixels = 65_536;

interface Light {
  /** Mean electrons of a pixel in a frame. */
  readonly electrons: number;
  readonly frames?: number;
  readonly threshold?: number;
  readonly darkCounts?: number;
}

function counterFor({ frames = 1, threshold = 1, darkCounts = 0 }: Light): PhotonCounter {
  const noise = { seed: 4, stream: 0 };
  return new PhotonCounter({ bitDepth: 1, frames, threshold, darkCounts, quantumEfficiency: 1, ...noise });
}

/** Fraction of ones of each pixel, [16, 64, 64, 1]. */
function fractions(light: Light): tf.Tensor {
  const { electrons, frames = 1, darkCounts = 0 } = light;
  return counterFor(light).apply(tf.fill([16, 64, 64, 1], (electrons - darkCounts) * frames)) as tf.Tensor;
}

function counted(light: Light, expected: number): PhysicsCheck {
  const { electrons, threshold = 1, darkCounts = 0 } = light;
  const dark = darkCounts === 0 ? '' : `, ${darkCounts} of them dark`;
  return {
    id: 'D13',
    title: `1-bit photon counting: fraction of ones at ${Number(electrons.toPrecision(3))} electrons${dark}, threshold ${threshold}`,
    formula: '1 − Σ_{k<q} e^{−θ} θᵏ / k!; within 4 standard deviations of 65,536 pixels',
    unit: '',
    expected,
    tolerance: 4 * Math.sqrt((expected * (1 - expected)) / pixels),
    measure: () => fractions(light).mean().dataSync()[0]!,
  };
}

function precision(electrons: number, expected: number): PhysicsCheck {
  const frames = 1024;
  return {
    id: 'D14',
    title: `1-bit photon counting: precision of ${Number(electrons.toPrecision(3))} electrons per frame`,
    formula: 'θ / √(e^θ − 1), of √M; greatest at θ = 1.5936243; from estimates −ln(1 − k/M)',
    unit: '√M',
    expected,
    tolerance: 1e-2 * expected,
    measure: () => {
      const estimates = tf.sub(1, fractions({ electrons, frames })).log().neg();
      const { mean, variance } = tf.moments(estimates);
      return mean.dataSync()[0]! / Math.sqrt(variance.dataSync()[0]! * frames);
    },
  };
}

function range(frames: number, expected: number): PhysicsCheck {
  return {
    id: 'D15',
    title: `1-bit photon counting: dynamic range of ${frames} frames`,
    formula: '20 log₁₀ of the ratio of the two θ with √M θ / √(e^θ − 1) = 1',
    unit: 'dB',
    expected,
    tolerance: 0.1,
    measure: () => countingRange(frames, { bitDepth: 1, threshold: 1 }).decibels,
  };
}

/** Slope of the mean over noise of the drawn counts, at one end of the dynamic range. */
function edge(frames: number, electrons: number): PhysicsCheck {
  return {
    id: 'D15',
    title: `1-bit photon counting: signal to noise of ${electrons} electrons in each of ${frames} frames`,
    formula: 'θ μ′(θ) / σ of drawn counts = 1 at the ends of the dynamic range',
    unit: '',
    expected: 1,
    tolerance: 2e-2,
    measure: () => {
      const layer = counterFor({ electrons, frames });
      const response = (light: tf.Tensor) => (layer.apply(light) as tf.Tensor).sum();
      const light = electrons * frames;
      const slope = tf
        .grad(response)(tf.fill([1, 1, 1, 1], light))
        .dataSync()[0]!;
      const { variance } = tf.moments(fractions({ electrons, frames }));
      return (light * slope) / Math.sqrt(variance.dataSync()[0]!);
    },
  };
}

export const photonCountingChecks: readonly PhysicsCheck[] = [
  counted({ electrons: 0.1 }, 0.095163),
  counted({ electrons: Math.LN2 }, 0.5),
  counted({ electrons: 1 }, 0.632121),
  counted({ electrons: 2 }, 0.864665),
  counted({ electrons: 1, darkCounts: 0.3 }, 0.632121),
  counted({ electrons: 1, threshold: 2 }, 0.264241),
  counted({ electrons: 2, threshold: 3 }, 0.323324),
  precision(1, 0.762861),
  precision(1.5936243, 0.8047423),
  precision(2, 0.791246),
  range(16, 40.1),
  range(256, 68.3),
  range(4096, 94.9),
  edge(16, 0.06456),
  edge(16, 6.5255),
];
