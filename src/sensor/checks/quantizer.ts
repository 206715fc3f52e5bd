/** Physics checks of the analogue-to-digital converter, and of counting photons with 1 bit. */
import * as tf from '@tensorflow/tfjs';
import type { PhysicsCheck } from '../../engine/physics-check.js';
import { quantize, Quantizer } from '../quantizer.js';
import { ShotNoise } from '../shot-noise.js';

const pixels = 4096;

/** Mean squared error of quantizing a signal. */
function errorOf(signal: tf.Tensor, bitDepth: number): number {
  return quantize(signal, bitDepth).sub(signal).square().mean().dataSync()[0]!;
}

/** D10; the list's numbers for 2ᵇ equal cells (D9) are of another quantizer. */
function ramp(bitDepth: number): PhysicsCheck {
  return {
    id: 'D10',
    title: `${bitDepth}-bit end-point quantizer: signal to noise of a full-scale ramp`,
    formula: '20 log₁₀(2ᵇ − 1)',
    unit: 'dB',
    expected: 20 * Math.log10(2 ** bitDepth - 1),
    tolerance: 0.05,
    measure: () => 10 * Math.log10(1 / 12 / errorOf(tf.linspace(0, 1, 50_001), bitDepth)),
  };
}

function sine(bitDepth: number): PhysicsCheck {
  return {
    id: 'D8',
    title: `${bitDepth}-bit quantizer: signal to noise of a full-scale sine`,
    formula: '6.0206 b + 1.7609 for b ≥ 6',
    unit: 'dB',
    expected: 6.0206 * bitDepth + 1.7609,
    tolerance: 0.35,
    measure: () => {
      const wave = tf
        .linspace(0, 2 * Math.PI, 50_001)
        .sin()
        .add(1)
        .div(2);
      return 10 * Math.log10(1 / 8 / errorOf(wave, bitDepth));
    },
  };
}

/** 1-bit codes of electrons drawn around a mean, [images, 64, 64, 1]. */
function bits(mean: number, photoelectrons: number, images: number): tf.Tensor {
  const detector = new ShotNoise({ quantumEfficiency: 1, seed: 4, stream: 0 });
  const comparator = new Quantizer({ bitDepth: 1, fullScale: 2 * photoelectrons, threshold: 0.5 });
  return comparator.apply(detector.apply(tf.fill([images, 64, 64, 1], mean))) as tf.Tensor;
}

function countedFraction(mean: number, photoelectrons: number, expected: number): PhysicsCheck {
  const images = 16;
  return {
    id: 'D13',
    title: `1-bit photon counting: fraction of ones at ${Number(mean.toPrecision(3))} electrons, threshold ${photoelectrons}`,
    formula: '1 − Σ_{k<q} e^{−θ} θᵏ / k!; within 4 standard deviations of 65,536 pixels',
    unit: '',
    expected,
    tolerance: 4 * Math.sqrt((expected * (1 - expected)) / (images * pixels)),
    measure: () => bits(mean, photoelectrons, images).mean().dataSync()[0]!,
  };
}

function countedPrecision(light: number, expected: number): PhysicsCheck {
  const frames = 16;
  return {
    id: 'D14',
    title: `1-bit photon counting: precision of ${Number(light.toPrecision(3))} electrons per frame`,
    formula: 'θ / √(e^θ − 1), of √M; greatest at θ = 1.5936243',
    unit: '√M',
    expected,
    tolerance: 1e-2 * expected,
    measure: () => {
      const sums = bits(light, 1, 512).reshape([-1, frames]).sum(1);
      const { mean, variance } = tf.moments(sums);
      // Of a sum k the light is −ln(1 − k/M), so its noise is σ(k) / (M − k) to first order.
      return (light * (frames - mean.dataSync()[0]!)) / Math.sqrt(variance.dataSync()[0]! * frames);
    },
  };
}

export const quantizerChecks: readonly PhysicsCheck[] = [
  ...[6, 8, 10, 12].map(sine),
  ...[1, 2, 3, 4, 8].map(ramp),
  countedFraction(0.1, 1, 0.095163),
  countedFraction(Math.LN2, 1, 0.5),
  countedFraction(1, 1, 0.632121),
  countedFraction(2, 1, 0.864665),
  countedFraction(1, 2, 0.264241),
  countedFraction(2, 3, 0.323324),
  countedPrecision(1, 0.762861),
  countedPrecision(1.5936243, 0.8047423),
  countedPrecision(2, 0.791246),
];
