/** Physics checks of the analogue-to-digital converter. */
import { tf } from '../../engine/tfjs.js';
import type { PhysicsCheck } from '../../engine/physics-check.js';
import { quantize, type QuantizerForm } from '../quantize.js';

/** Mean squared error of quantizing a signal. */
function errorOf(signal: tf.Tensor, bitDepth: number, form: QuantizerForm = 'end-point'): number {
  return quantize(signal, bitDepth, { form }).sub(signal).square().mean().dataSync()[0]!;
}

/** Cells hold a whole number of samples, at their middles, so that no cell has more than its share. */
function midRiseRamp(bitDepth: number): PhysicsCheck {
  return {
    id: 'D9',
    title: `${bitDepth}-bit mid-rise quantizer: signal to noise of a full-scale ramp`,
    formula: '20 log₁₀ 2ᵇ = 6.0206 b',
    unit: 'dB',
    expected: 6.0206 * bitDepth,
    tolerance: 0.05,
    measure: () => {
      const samples = 2 ** 18;
      const ramp = tf.linspace(0.5 / samples, 1 - 0.5 / samples, samples);
      return 10 * Math.log10(1 / 12 / errorOf(ramp, bitDepth, 'mid-rise'));
    },
  };
}

/** @param measured Of the list, below 6 bits, where the rule 6.0206 b + 1.7609 does not hold. */
function midRiseSine(bitDepth: number, measured?: number): PhysicsCheck {
  return {
    id: 'D8',
    title: `${bitDepth}-bit mid-rise quantizer: signal to noise of a full-scale sine`,
    formula:
      measured === undefined ? '6.0206 b + 1.7609 for b ≥ 6' : 'measured in the list of physics checks',
    unit: 'dB',
    expected: measured ?? 6.0206 * bitDepth + 1.7609,
    tolerance: measured === undefined ? 0.35 : 0.05,
    measure: () => 10 * Math.log10(1 / 8 / errorOf(fullSine(), bitDepth, 'mid-rise')),
  };
}

/** One period from 0 to 1. */
function fullSine(): tf.Tensor {
  return tf
    .linspace(0, 2 * Math.PI, 50_001)
    .sin()
    .add(1)
    .div(2);
}

/** D10 is of the end-point form, D9 of the mid-rise form. */
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
    measure: () => 10 * Math.log10(1 / 8 / errorOf(fullSine(), bitDepth)),
  };
}

export const quantizerChecks: readonly PhysicsCheck[] = [
  ...[6, 8, 10, 12].map(sine),
  ...[1, 2, 3, 4, 8].map(ramp),
  ...[1, 2, 3, 4, 6, 8, 12].map(midRiseRamp),
  midRiseSine(1, 6.44),
  midRiseSine(2, 12.81),
  midRiseSine(3, 19.1),
  midRiseSine(4, 25.34),
  ...[6, 8, 10, 12].map(bitDepth => midRiseSine(bitDepth)),
];
