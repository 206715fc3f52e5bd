/** The illuminant as a config names it. See illuminant.ts. */
import { z } from 'zod';
import { defineLayer } from '../../engine/layer-definition.js';
import { areOrdered, channelEdges } from '../../spectra/channels.js';
import { daylightRange, daylightTemperatures } from '../../spectra/daylight.js';
import { Illuminant, type LightSource } from './illuminant.js';

interface Keys {
  readonly light: 'daylight' | 'blackbody' | 'led';
  readonly temperatureK: number;
  readonly ledPeaksNm: readonly number[];
  readonly ledWidthNm: number;
}

export const illuminant = defineLayer({
  layer: 'illuminant',
  title: 'Illuminant',
  summary: 'Lights a scene of reflectances with daylight, a black body, or LEDs whose shares may be learned.',
  equation: 'x(c) = r(c) s(c), mean of s over the channels 1, in photons',
  source: 'Judd, MacAdam & Wyszecki, J. Opt. Soc. Am. 54, 1031 (1964), doi:10.1364/JOSA.54.001031',
  takes: ['scene'],
  canBeLearned: true,
  keys: {
    light: z
      .enum(['daylight', 'blackbody', 'led'])
      .default('daylight')
      .describe(
        'CIE daylight, a black body (such as a halogen lamp at 3000 K), or LEDs, which may be learned.',
      ),
    temperatureK: z
      .number()
      .min(1000)
      .max(25_000)
      .default(6500)
      .describe('Temperature of daylight (4000 to 25000) or black body (1000 to 25000) in K.'),
    ledPeaksNm: z
      .array(z.number().min(200).max(2000))
      .min(1)
      .max(16)
      .default([460, 530, 620])
      .describe(
        'With light led: peaks of the LEDs in nm, 200 to 2000; equal shares of photons at the start.',
      ),
    ledWidthNm: z
      .number()
      .min(1)
      .max(300)
      .default(25)
      .describe('With light led: full width at half maximum of each in nm, 1 to 300.'),
  },
  problems: (keys, { signal, isLearned }) => {
    const { channels, wavelengths } = signal;
    if (wavelengths.length !== channels || !areOrdered(wavelengths)) {
      return [
        { key: 'light', must: 'behind a scene with two or more channels of known wavelengths in order' },
      ];
    }
    if (isLearned && keys.light !== 'led') return [{ key: 'light', must: 'led, because it is learned' }];
    if (isLearned && keys.ledPeaksNm.length === 1) {
      return [{ key: 'ledPeaksNm', must: 'two or more, because their shares are learned' }];
    }
    const ends = channelEdges(wavelengths).flatMap(({ shortest, longest }) => [shortest, longest]);
    const [shortest, longest] = [Math.min(...ends), Math.max(...ends)];
    const far = keys.ledPeaksNm.find(
      peak => peak + keys.ledWidthNm < shortest * 1e9 || peak - keys.ledWidthNm > longest * 1e9,
    );
    if (keys.light === 'led' && far !== undefined) {
      const range = `${(shortest * 1e9).toFixed(0)} to ${(longest * 1e9).toFixed(0)} nm`;
      return [{ key: 'ledPeaksNm', must: `within a width of the channels, ${range}, all of them` }];
    }
    if (keys.light !== 'daylight') return [];
    if (keys.temperatureK < daylightTemperatures.coldest) {
      return [{ key: 'temperatureK', must: `${daylightTemperatures.coldest} or more for daylight` }];
    }
    return shortest < daylightRange.shortest - 1e-12 || longest > daylightRange.longest + 1e-12
      ? [{ key: 'light', must: 'blackbody or led, because channels lie beyond 380 to 780 nm' }]
      : [];
  },
  make: (keys, { name, isLearned, signal }) =>
    new Illuminant({ name, isLearned, light: sourceOf(keys), wavelengths: signal.wavelengths }),
});

function sourceOf({ light, temperatureK, ledPeaksNm, ledWidthNm }: Keys): LightSource {
  if (light !== 'led') return { kind: light, temperature: temperatureK };
  return { kind: light, peaks: ledPeaksNm.map(peak => peak * 1e-9), width: ledWidthNm * 1e-9 };
}
