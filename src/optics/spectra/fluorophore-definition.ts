/** Fluorophores as a config names them. See fluorophore-mixture.ts. */
import { z } from 'zod';
import { defineLayer } from '../../engine/layer-definition.js';
import { channelCentres } from '../../spectra/channels.js';
import { fluorophoreNames } from '../../spectra/fluorophores.js';
import { FluorophoreMixture } from './fluorophore-mixture.js';

const wavelength = z.number().min(200).max(2000);

function centres(keys: {
  readonly shortestNm: number;
  readonly longestNm: number;
  readonly spectralChannels: number;
}): number[] {
  const range = { shortest: keys.shortestNm * 1e-9, longest: keys.longestNm * 1e-9 };
  return channelCentres(range, keys.spectralChannels);
}

export const fluorophoreMixture = defineLayer({
  layer: 'fluorophores',
  title: 'Fluorophores',
  summary:
    'Makes spectra of the amounts of fluorophores, excited by lines that share a dose, which may be learned.',
  equation: 'x(c) = Σ_f a_f E_f ē_f(c) + s Σ_l w_l δ_l(c), E_f = Σ_l w_l A_f(λ_l), Σ_l w_l = 1',
  source: 'Zimmermann et al., FEBS Lett. 546, 87 (2003), doi:10.1016/S0014-5793(03)00521-0',
  takes: ['scene'],
  canBeLearned: true,
  keys: {
    fluorophores: z
      .array(z.enum(fluorophoreNames))
      .min(1)
      .default(['Cerulean', 'EGFP', 'mOrange', 'mCherry'])
      .describe('What each channel of the scene is the amount of, in this order.'),
    spectralChannels: z.int().min(2).max(256).default(32).describe('Channels that leave, 2 to 256.'),
    shortestNm: wavelength.default(420).describe('Shortest wavelength of the channels in nm, 200 to 2000.'),
    longestNm: wavelength.default(740).describe('Longest wavelength of the channels in nm, 200 to 2000.'),
    excitationNm: z
      .array(wavelength)
      .min(1)
      .max(16)
      .default([405, 488, 561, 640])
      .describe('Wavelengths of the lines that excite in nm, 200 to 2000 each.'),
    excitationWeights: z
      .array(z.number().min(0).max(1e6))
      .max(16)
      .default([])
      .describe('Share of the dose of each line, 0 or more, divided by their sum; none: equal shares.'),
    leak: z
      .number()
      .min(0)
      .max(1000)
      .default(0)
      .describe('Scattered excitation light over the full emission of an amount of 1, 0 to 1000.'),
  },
  problems: (
    { fluorophores, shortestNm, longestNm, excitationNm, excitationWeights },
    { signal, isLearned },
  ) => {
    if (fluorophores.length !== signal.channels) {
      const must = `${signal.channels} of them, one for each channel of the scene`;
      return [{ key: 'fluorophores', must }];
    }
    if (shortestNm >= longestNm)
      return [{ key: 'shortestNm', must: `below longestNm, which is ${longestNm}` }];
    if (isLearned && excitationNm.length === 1) {
      return [{ key: 'excitationNm', must: 'two lines or more, because their shares are learned' }];
    }
    if (excitationWeights.length === 0) return [];
    if (excitationWeights.length !== excitationNm.length) {
      const must = `${excitationNm.length} of them, one for each line of excitationNm, or none`;
      return [{ key: 'excitationWeights', must }];
    }
    if (isLearned && excitationWeights.includes(0)) {
      return [{ key: 'excitationWeights', must: 'above 0 each, because they are learned' }];
    }
    return excitationWeights.some(weight => weight > 0)
      ? []
      : [{ key: 'excitationWeights', must: 'above 0 for one line at least' }];
  },
  make: (keys, { name, isLearned }) =>
    new FluorophoreMixture({
      name,
      isLearned,
      fluorophores: keys.fluorophores,
      wavelengths: centres(keys),
      excitation: keys.excitationNm.map(nanometres => nanometres * 1e-9),
      shares: keys.excitationWeights.length > 0 ? keys.excitationWeights : keys.excitationNm.map(() => 1),
      leak: keys.leak,
    }),
  gives: keys => ({ wavelengths: centres(keys) }),
});
