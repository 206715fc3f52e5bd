/**
 * What is left of the light of one pixel at each step of the sensor: signal, noise, signal-to-noise ratio and dynamic range.
 *
 *   photons     N                    √N
 *   electrons   S = η N              √S
 *   + dark      S                    √(S + D)            D dark electrons, their mean subtracted
 *   + read      S                    √(S + D + σ²)
 *   codes       S / g                √((S + D + σ²) / g² + 1/12),   g = full well / (2ᵇ − 1) electrons per code
 *
 *   signal-to-noise ratio = 20 log₁₀(signal / noise),   dynamic range = 20 log₁₀(largest signal / noise in the dark)
 *
 * Rounding counts as noise of variance 1/12 code, which holds where the other noise is about half a code or more.
 * Source: Janesick, Photon Transfer (2007), doi:10.1117/3.725073.
 */
import { dynamicRange } from './full-well.js';
import { checkBitDepth, codeSteps } from './quantize.js';

export interface PixelLight {
  /** N: mean photons of the exposure, above 0. */
  readonly photons: number;
  /** η: electrons per photon, above 0 and at most 1. */
  readonly quantumEfficiency: number;
  /** D: mean dark electrons of the exposure, 0 or more. */
  readonly darkElectrons: number;
  /** σ, electrons rms, 0 or more. */
  readonly readNoise: number;
  /** Electrons, above 0. */
  readonly fullWell: number;
  /** b, 1 to 16. */
  readonly bitDepth: number;
}

export interface BudgetStep {
  readonly name: 'photons' | 'electrons' | 'with dark current' | 'with read noise' | 'digital numbers';
  readonly signal: number;
  /** Standard deviation, unit of the signal. */
  readonly noise: number;
  /** dB. */
  readonly signalToNoise: number;
  /** dB; Infinity where there is no noise in the dark. */
  readonly dynamicRange: number;
}

/** @throws RangeError if a number is out of range, or more electrons are freed than the pixel holds. */
export function photonBudget(light: PixelLight): BudgetStep[] {
  const { photons, quantumEfficiency, darkElectrons, readNoise, fullWell, bitDepth } = light;
  checkBitDepth(bitDepth);
  for (const [name, value, isInRange, must] of [
    ['photons', photons, photons > 0, 'above 0'],
    [
      'quantumEfficiency',
      quantumEfficiency,
      quantumEfficiency > 0 && quantumEfficiency <= 1,
      'above 0 and at most 1',
    ],
    ['darkElectrons', darkElectrons, darkElectrons >= 0, '0 or more'],
    ['readNoise', readNoise, readNoise >= 0, '0 or more'],
    ['fullWell', fullWell, fullWell > 0 && fullWell < Infinity, 'above 0'],
  ] as const) {
    if (!isInRange) throw new RangeError(`photonBudget: ${name} is ${value}, must be ${must}`);
  }
  const electrons = photons * quantumEfficiency;
  if (electrons > fullWell) {
    throw new RangeError(
      `photonBudget: ${electrons} electrons are freed, must be at most full well ${fullWell}`,
    );
  }
  const gain = fullWell / codeSteps(bitDepth, 'end-point');
  const dark = Math.sqrt(darkElectrons);
  const read = Math.hypot(dark, readNoise);
  const rounding = Math.sqrt(1 / 12);
  const most = fullWell / quantumEfficiency;
  return [
    step('photons', photons, 0, most),
    step('electrons', electrons, 0, fullWell),
    step('with dark current', electrons, dark, fullWell),
    step('with read noise', electrons, read, fullWell),
    step('digital numbers', electrons / gain, Math.hypot(read / gain, rounding), fullWell / gain, gain),
  ];
}

/** @param gain Electrons per unit of the signal. */
function step(
  name: BudgetStep['name'],
  signal: number,
  darkNoise: number,
  most: number,
  gain = 1,
): BudgetStep {
  const noise = Math.hypot(Math.sqrt(signal / gain), darkNoise);
  return {
    name,
    signal,
    noise,
    signalToNoise: 20 * Math.log10(signal / noise),
    dynamicRange: dynamicRange(most, darkNoise),
  };
}
