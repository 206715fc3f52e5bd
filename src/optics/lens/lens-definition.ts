/** How a config names the lens of lens.ts. */
import { z } from 'zod';
import { defineLayer, type KeyProblem, type LayerPlace } from '../../engine/layer-definition.js';
import type { Signal } from '../../engine/signal.js';
import { boundaryKey, kernelProblem } from '../blur/boundary-key.js';
import { materialNames, materials } from '../pupil/refractive-index.js';
import { Lens } from './lens.js';
import { lensApertures, lensFilms, lensPhases, phaseStarts } from './lens-options.js';
import { lensSource } from './lens-text.js';

const keys = {
  fNumber: z.number().min(0.5).max(128).default(4).describe('Working f-number, 0.5 to 128.'),
  aperture: z
    .enum(lensApertures)
    .default('circle')
    .describe('Pupil: circle; annulus: with a round obscuration; square: as wide; hexagon: corners on it.'),
  obscuration: z
    .number()
    .min(0)
    .max(0.95)
    .default(0.3)
    .describe('Radius of the obscuration of an annulus, 0 to 0.95 of the pupil radius.'),
  film: z
    .enum(lensFilms)
    .default('none')
    .describe(
      'What absorbs light in the pupil. none; gaussian: amplitude falls to edgeAmplitude; free-form: a map of amplitudes from 0 to ' +
        '1 that starts from there, learned where the lens is.',
    ),
  edgeAmplitude: z
    .number()
    .gt(0)
    .max(1)
    .default(0.5)
    .describe('Amplitude that a film passes at the edge of the pupil, above 0 to 1.'),
  defocusWaves: z
    .number()
    .min(-100)
    .max(100)
    .default(0)
    .describe(
      'Defocus W20, the path difference at the edge of the pupil, in waves of the first wavelength, −100 to 100.',
    ),
  zernikeNm: z
    .array(z.number().min(-1e5).max(1e5))
    .max(63)
    .default([])
    .describe(
      'Rms path differences of Zernike polynomials from Noll 4 (defocus) on, nm; learned where phase is zernike.',
    ),
  phase: z
    .enum(lensPhases)
    .default('none')
    .describe(
      'What is shaped in the pupil, and learned. none: nothing. zernike: the coefficients in zernikeNm. free-form: a smooth map ' +
        'of path differences. height-map: glass cells of own heights. cubic: x³ + y³, for a large depth of field.',
    ),
  initialization: z
    .enum(phaseStarts)
    .default('flat')
    .describe(
      'flat: the phase as the other keys give it. random: random numbers added, by the seed of the trial; not used where phase is ' +
        'none or cubic. A flat pupil has no gradient for symmetric aberrations: learn from random.',
    ),
  rmsNm: z
    .number()
    .min(0)
    .max(1e5)
    .default(50)
    .describe('Rms path difference of a random initialization, nm, 0 to 100000.'),
  maximumOpdNm: z
    .number()
    .min(1)
    .max(1e6)
    .default(1000)
    .describe(
      'Largest path difference that can be built, nm, either sign: of each coefficient where phase is zernike or cubic, of the ' +
        'map where it is free-form, from the lowest to the highest cell of a height map.',
    ),
  mapSamples: z
    .int()
    .min(2)
    .max(512)
    .default(16)
    .describe('Points of a free-form map or film, or cells of a height map, across the pupil, 2 to 512.'),
  material: z.enum(materialNames).default('fused-silica').describe('What a height map is made of.'),
  heightLevels: z
    .int()
    .min(2)
    .max(256)
    .default(16)
    .describe(
      'Heights that a height map can have, 2 to 256; while it is learned they are continuous, in the end rounded.',
    ),
  smoothnessWeight: z
    .number()
    .min(0)
    .max(1e6)
    .default(0)
    .describe('Price of squared differences, in waves, between neighbours of a learned map, 0 or more.'),
  cubicWaves: z
    .number()
    .min(-100)
    .max(100)
    .default(1)
    .describe('Strength of a cubic phase at the edge on the x axis, waves of the first wavelength.'),
  bandwidthNm: z
    .number()
    .min(0)
    .max(2000)
    .default(0)
    .describe(
      'Width of the even band of light around the wavelength of each channel, nm; 0: one wavelength.',
    ),
  spectralLines: z
    .int()
    .min(1)
    .max(64)
    .default(5)
    .describe('Wavelengths that stand for a band, 1 to 64; used where bandwidthNm is above 0.'),
  pupilSamples: z.int().min(8).max(1024).default(64).describe('Samples across the pupil, 8 to 1024.'),
  kernelPixels: z
    .int()
    .min(1)
    .max(1023)
    .exactOptional()
    .describe(
      'Side of the point spread function in pixels, 1 to 1023; left out: the largest odd one within the frame and within half of ' +
        'the field that the pupil samples hold, pupilSamples λN / 2.',
    ),
  isPixelIntegrated: z
    .boolean()
    .default(true)
    .describe('True: pixels of full fill factor. False: pixels that are points.'),
  boundary: boundaryKey,
};

type Keys = z.output<z.ZodObject<typeof keys>>;

export const lens = defineLayer({
  layer: 'lens',
  title: 'Lens',
  summary:
    'A lens with its aperture, defocus and aberrations; a phase in its pupil may be learned (Zernike, free-form, heights or cubic), and a film.',
  equation:
    'y = h ∗ x, h = ∫ |F{A exp(2πi W/λ)}|² over each pixel, Σh = 1 (a film in the pupil: Σ A² / Σ A₀²)',
  source: lensSource,
  takes: ['scene', 'photons'],
  canBeLearned: true,
  keys,
  problems: (given, place) => [
    ...phaseProblems(given, place),
    ...bandProblems(given, place.signal),
    ...kernelProblems(given, place.signal),
  ],
  make: (given, { name, isLearned, seed, stream, signal }) => {
    const first = signal.wavelengths[0]!;
    return new Lens({
      ...given,
      name,
      wavelength: signal.wavelengths,
      pixelPitch: signal.pixelPitch,
      bandwidth: given.bandwidthNm * 1e-9,
      defocus: given.defocusWaves * first,
      zernike: given.zernikeNm.map(each => each * 1e-9),
      cubic: given.cubicWaves * first,
      rms: given.rmsNm * 1e-9,
      maximumOpd: given.maximumOpdNm * 1e-9,
      kernelPixels: kernelSize(given, signal),
      isLearned,
      seed,
      stream,
    });
  },
});

function phaseProblems(given: Keys, { isLearned, signal }: LayerPlace): KeyProblem[] {
  const { phase, film, zernikeNm, cubicWaves, maximumOpdNm, mapSamples, pupilSamples } = given;
  const problems: KeyProblem[] = [];
  if (isLearned && phase === 'none' && film !== 'free-form') {
    problems.push({ key: 'phase', must: 'something to learn, not none, unless film is free-form' });
  }
  if (phase === 'zernike' && zernikeNm.length === 0) {
    problems.push({ key: 'zernikeNm', must: 'one coefficient or more, because phase is zernike' });
  }
  const within = `within ±maximumOpdNm, ${maximumOpdNm} nm, because phase is ${phase}`;
  if (phase === 'zernike' && zernikeNm.some(each => Math.abs(each) >= maximumOpdNm)) {
    problems.push({ key: 'zernikeNm', must: within });
  }
  if (phase === 'cubic' && Math.abs(cubicWaves * signal.wavelengths[0]! * 1e9) >= maximumOpdNm) {
    problems.push({ key: 'cubicWaves', must: within });
  }
  if (phase === 'height-map' && pupilSamples % mapSamples !== 0) {
    problems.push({
      key: 'mapSamples',
      must: `a divisor of pupilSamples, ${pupilSamples}, because phase is height-map`,
    });
  }
  return problems;
}

function bandProblems(given: Keys, { wavelengths }: Signal): KeyProblem[] {
  const { bandwidthNm, phase, material } = given;
  const half = (bandwidthNm * 1e-9) / 2;
  const [shortest, longest] = [Math.min(...wavelengths) - half, Math.max(...wavelengths) + half];
  if (shortest <= 0) {
    return [
      { key: 'bandwidthNm', must: 'below twice each wavelength, because light has a positive wavelength' },
    ];
  }
  const { range, name } = materials[material];
  if (phase !== 'height-map' || (shortest >= range[0] && longest <= range[1])) return [];
  return [
    {
      key: 'material',
      must:
        `one whose index is known from ${nanometres(shortest)} to ${nanometres(longest)} nm, the light that arrives; that of ` +
        `${name} is from ${nanometres(range[0])} to ${nanometres(range[1])} nm`,
    },
  ];
}

function kernelProblems(given: Keys, signal: Signal): KeyProblem[] {
  const size = kernelSize(given, signal);
  const span = size / shortestSampling(given, signal);
  const reach = kernelProblem('kernelPixels', Math.floor(size / 2), signal, given.boundary);
  if (span <= given.pupilSamples * (1 + 1e-9)) return reach;
  return [
    ...reach,
    {
      key: 'pupilSamples',
      must: `at least ${Math.ceil(span - 1e-9)}, because ${size} kernel pixels span ${span.toPrecision(3)} λN`,
    },
  ];
}

/** The key, else the largest odd number of pixels within the frame and within half of the period of the field. */
function kernelSize(given: Keys, signal: Signal): number {
  if (given.kernelPixels !== undefined) return given.kernelPixels;
  const halfPeriod = Math.floor((given.pupilSamples * shortestSampling(given, signal)) / 2 + 1e-9);
  const most = Math.max(1, Math.min(signal.height, signal.width, halfPeriod));
  return most % 2 === 1 ? most : most - 1;
}

/** Q = λN/p at the shortest wavelength. */
function shortestSampling({ fNumber, bandwidthNm }: Keys, { wavelengths, pixelPitch }: Signal): number {
  return ((Math.min(...wavelengths) - (bandwidthNm * 1e-9) / 2) * fNumber) / pixelPitch;
}

function nanometres(length: number): string {
  return String(Number((length * 1e9).toPrecision(4)));
}
