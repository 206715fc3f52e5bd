/** Physics checks of the analogue-to-digital converter. */
import * as tf from '@tensorflow/tfjs';
import type { PhysicsCheck } from '../../engine/physics-check.js';
import { quantize } from '../quantizer.js';

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

export const quantizerChecks: readonly PhysicsCheck[] = [
  ...[6, 8, 10, 12].map(sine),
  ...[1, 2, 3, 4, 8].map(ramp),
];
