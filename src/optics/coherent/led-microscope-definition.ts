/** The LED microscope as a config names it. */
import { z } from 'zod';
import { hostRandom } from '../../engine/host-random.js';
import { defineLayer, type KeyProblem } from '../../engine/layer-definition.js';
import type { Signal } from '../../engine/signal.js';
import { ledDirections, ledPattern, ledPatterns } from './led-array.js';
import { LedMicroscope } from './led-microscope.js';

const count = z.int().min(1).max(32);

export const ledMicroscope = defineLayer({
  layer: 'led-microscope',
  title: 'LED microscope',
  summary:
    'A microscope objective images a thin phase or absorbing object lit by an array of LEDs; their drives may be learned.',
  equation: 'y = Σ_k d_k |F⁻¹{P(f) O(f − f_k)}|² / Σ_k d_k, O = F{10^(−A x / 2) exp(i φ x)}',
  source: 'Muthumbi et al., Biomed. Opt. Express 10, 6351 (2019), doi:10.1364/BOE.10.006351',
  takes: ['scene'],
  canBeLearned: true,
  keys: {
    numericalAperture: z
      .number()
      .min(0.01)
      .max(1)
      .default(0.25)
      .describe('Numerical aperture of the objective at the object, 0.01 to 1.'),
    magnification: z
      .number()
      .min(0.1)
      .max(200)
      .default(10)
      .describe('Magnification, 0.1 to 200: samples at the object lie a pixel pitch over it apart.'),
    ledRows: count.default(5).describe('Rows of the LED array, 1 to 32.'),
    ledColumns: count.default(5).describe('Columns of the LED array, 1 to 32.'),
    ledPitchMm: z.number().min(0.01).max(100).default(4).describe('Distance of neighbouring LEDs, mm.'),
    ledDistanceMm: z
      .number()
      .min(0.1)
      .max(10_000)
      .default(40)
      .describe('Distance from the LED array to the object, mm.'),
    phaseRangeRadians: z
      .number()
      .min(-100)
      .max(100)
      .default(1)
      .describe('Phase delay of the object where the scene is 1, at the first wavelength, rad.'),
    absorbance: z
      .number()
      .min(0)
      .max(6)
      .default(0)
      .describe('Optical density of the object where the scene is 1, 0 (transparent) to 6.'),
    pattern: z
      .enum(ledPatterns)
      .default('all')
      .describe(
        'LEDs that are lit, or with which training starts: centre, all, random drives, off-axis (right half of the bright field), or dark-field.',
      ),
    ledWavelengthsNm: z
      .array(z.number().min(100).max(20_000))
      .max(8)
      .default([])
      .describe('Wavelength of each LED colour, nm; empty: those of the scene.'),
    isColourSummed: z
      .boolean()
      .default(false)
      .describe('True: one channel of the camera sees all LED colours. False: one channel for each.'),
    pupilModes: z
      .int()
      .min(0)
      .max(33)
      .default(0)
      .describe(
        'Zernike modes of a phase plate in the pupil, from defocus on (Noll 4, 5, …), 0 (no plate) to 33.',
      ),
    pupilRmsNm: z
      .number()
      .min(0)
      .max(5000)
      .default(0)
      .describe('Rms optical path difference of the plate, random; where training starts if learned, nm.'),
    pupilNmMax: z
      .number()
      .min(1)
      .max(5000)
      .default(500)
      .describe('Largest coefficient of a learned plate, nm; used if learned.'),
  },
  problems: (keys, { signal, isLearned }) => {
    const found: KeyProblem[] = [];
    const shortest = Math.min(...wavelengthsOf(keys.ledWavelengthsNm, signal));
    const largest = (shortest * keys.magnification) / (2 * signal.pixelPitch);
    if (keys.numericalAperture > largest) {
      found.push({
        key: 'numericalAperture',
        must: `at most ${largest.toPrecision(3)}, λ · magnification / (2 pixel pitch), or the samples do not hold the pupil`,
      });
    }
    const colours = wavelengthsOf(keys.ledWavelengthsNm, signal).length;
    if (signal.channels !== 1 && signal.channels !== colours) {
      found.push({
        key: 'ledWavelengthsNm',
        must: `one for each of the ${signal.channels} channels that arrive`,
      });
    }
    const directions = ledDirections({
      rows: keys.ledRows,
      columns: keys.ledColumns,
      pitch: keys.ledPitchMm * 1e-3,
      distance: keys.ledDistanceMm * 1e-3,
    });
    const options = { numericalAperture: keys.numericalAperture, random: hostRandom(0, 0) };
    if (ledPattern(keys.pattern, directions, options).every(drive => drive === 0)) {
      found.push({ key: 'pattern', must: 'one of which the array has LEDs' });
    }
    if (isLearned && keys.pupilRmsNm >= keys.pupilNmMax) {
      found.push({ key: 'pupilRmsNm', must: `below pupilNmMax ${keys.pupilNmMax}, because it is learned` });
    }
    return found;
  },
  make: (keys, { name, isLearned, seed, stream, signal }) =>
    new LedMicroscope({
      name,
      numericalAperture: keys.numericalAperture,
      wavelengths: wavelengthsOf(keys.ledWavelengthsNm, signal),
      objectPitch: signal.pixelPitch / keys.magnification,
      ledRows: keys.ledRows,
      ledColumns: keys.ledColumns,
      ledPitch: keys.ledPitchMm * 1e-3,
      ledDistance: keys.ledDistanceMm * 1e-3,
      phaseRange: keys.phaseRangeRadians,
      absorbance: keys.absorbance,
      pattern: keys.pattern,
      isColourSummed: keys.isColourSummed,
      pupilModes: keys.pupilModes,
      pupilRms: keys.pupilRmsNm * 1e-9,
      pupilLimit: keys.pupilNmMax * 1e-9,
      isLearned,
      seed,
      stream,
    }),
  gives: (keys, signal) => {
    const wavelengths = wavelengthsOf(keys.ledWavelengthsNm, signal);
    const mean = wavelengths.reduce((sum, each) => sum + each) / wavelengths.length;
    return { wavelengths: keys.isColourSummed ? [mean] : wavelengths };
  },
});

/** One wavelength of a scene of several channels stands for all of them. */
function wavelengthsOf(ledWavelengthsNm: readonly number[], { wavelengths, channels }: Signal): number[] {
  if (ledWavelengthsNm.length > 0) return ledWavelengthsNm.map(nanometres => nanometres * 1e-9);
  return wavelengths.length === 1 ? Array<number>(channels).fill(wavelengths[0]!) : [...wavelengths];
}
