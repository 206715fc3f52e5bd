/** Physics checks of light with a spectrum: fluorophores and illuminants (D21, D22). */
import { tf } from '../../engine/tfjs.js';
import type { PhysicsCheck } from '../../engine/physics-check.js';
import { absorption, emission } from '../../spectra/fluorophores.js';
import { channelCentres } from '../../spectra/channels.js';
import { FluorophoreMixture, lineMatrix } from '../spectra/fluorophore-mixture.js';
import { Illuminant, type LightSource } from '../spectra/illuminant.js';

const wavelengths = channelCentres({ shortest: 400e-9, longest: 780e-9 }, 38);

const mixture = {
  wavelengths,
  fluorophores: ['EGFP', 'mOrange'],
  excitation: [488e-9, 561e-9],
  shares: [3, 1],
  leak: 0,
} as const;

/** Light of all channels of 1 pixel. */
function light(
  options: typeof mixture | (Omit<typeof mixture, 'leak'> & { leak: number }),
  amounts: number[],
): number {
  const layer = new FluorophoreMixture(options);
  return (layer.apply(tf.tensor4d(amounts, [1, 1, 1, amounts.length])) as tf.Tensor).mean().dataSync()[0]!;
}

function photonsOfWhite(name: string, source: LightSource): PhysicsCheck {
  return {
    id: 'D21',
    title: `photons of ${name} on a white surface, over those of a flat spectrum`,
    formula: '1: mean of s over the channels',
    unit: '',
    expected: 1,
    tolerance: 1e-6,
    measure: () => {
      const white = tf.ones<tf.Rank.R4>([1, 1, 1, wavelengths.length]);
      const lit = new Illuminant({ light: source, wavelengths }).apply(white) as tf.Tensor;
      return lit.mean().dataSync()[0]!;
    },
  };
}

export const spectralLightChecks: readonly PhysicsCheck[] = [
  photonsOfWhite('daylight of 6500 K', { kind: 'daylight', temperature: 6500 }),
  photonsOfWhite('a black body of 3000 K', { kind: 'blackbody', temperature: 3000 }),
  photonsOfWhite('3 LEDs', { kind: 'led', peaks: [460e-9, 530e-9, 620e-9], width: 25e-9 }),
  {
    id: 'D21',
    title: 'photons of a black body of 3000 K at 700.5 nm over those at 499.5 nm',
    formula: '(λ₁/λ₂)⁴ (e^(hc/λ₁kT) − 1) / (e^(hc/λ₂kT) − 1): photons, not energy',
    unit: '',
    expected: (499.5 / 700.5) ** 4 * (Math.expm1(4795.923 / 499.5) / Math.expm1(4795.923 / 700.5)),
    tolerance: 1e-3,
    measure: () => {
      const narrow = [499.5e-9, 500.5e-9, 699.5e-9, 700.5e-9];
      const white = tf.ones<tf.Rank.R4>([1, 1, 1, 4]);
      const source = { kind: 'blackbody', temperature: 3000 } as const;
      const lit = new Illuminant({ light: source, wavelengths: narrow }).apply(white) as tf.Tensor;
      const [, , , last] = lit.dataSync();
      return last! / lit.dataSync()[0]!;
    },
  },
  {
    id: 'D22',
    title: 'light of EGFP in all channels, excited by 3/4 of the dose at its absorption peak',
    formula: '∫ excitation × absorption × ∫ emission',
    unit: '',
    expected: (3 * absorption('EGFP', 488e-9) + absorption('EGFP', 561e-9)) / 4,
    tolerance: 1e-3,
    measure: () => light(mixture, [1, 0]),
  },
  {
    id: 'D22',
    title: 'integral of the emission of mCherry over all wavelengths',
    formula: '1: a density of photons',
    unit: '',
    expected: 1,
    tolerance: 1e-6,
    measure: () => {
      let sum = 0;
      for (let nanometres = 300; nanometres < 1200; nanometres++) {
        sum += emission('mCherry', (nanometres + 0.5) * 1e-9) * 1e-9;
      }
      return sum;
    },
  },
  {
    id: 'D22',
    title: 'scattered excitation in the channels of 570 nm and more, lines at 488 and 561 nm',
    formula: '0: separated from the lines',
    unit: '',
    expected: 0,
    tolerance: 1e-12,
    measure: () => {
      const lines = lineMatrix(mixture.excitation, wavelengths);
      return lines
        .flatMap(line => line.filter((_, c) => wavelengths[c]! >= 570e-9))
        .reduce((a, b) => a + b, 0);
    },
  },
  {
    id: 'D22',
    title: 'scattered excitation in all channels, 0.2 of a full emission',
    formula: 's: all lines lie in channels',
    unit: '',
    expected: 0.2,
    tolerance: 1e-6,
    measure: () => light({ ...mixture, leak: 0.2 }, [0, 0]),
  },
];
