/** How a config names a blur that changes over the frame. */
import { z } from 'zod';
import { defineLayer, type KeyProblem, type LayerPlace } from '../../engine/layer-definition.js';
import type { Signal } from '../../engine/signal.js';
import { boundaryKey, kernelProblem } from '../blur/boundary-key.js';
import { leastPupilSamples } from './aberrated-field.js';
import { BlendedBlur } from './blended-blur.js';
import { FieldBlur, mostPoints } from './field-blur.js';
import type { AberrationSource, GaussianSource } from './field-source.js';

const sigmaUm = z.number().min(0.01).max(10_000);
const opdNm = z.number().min(-100_000).max(100_000).default(0);

const keys = {
  kernelPixels: z
    .int()
    .min(2)
    .max(255)
    .default(15)
    .describe('Side of the point spread functions in pixels, 2 to 255.'),
  rank: z
    .int()
    .min(1)
    .max(256)
    .default(4)
    .describe('Number of kernels that are mixed in each pixel, 1 to 256; 1 is shift-invariant.'),
  psf: z
    .enum(['gaussian', 'aberrations', 'random'])
    .default('gaussian')
    .describe(
      'Where learning starts, or the blur itself if fixed. gaussian: widens with the square of the distance from the centre. ' +
        'aberrations: of a lens, fixed only. random: speckle, mixed at random by the seed of the trial.',
    ),
  sigmaCentreUm: sigmaUm
    .default(1)
    .describe('Standard deviation of the Gaussian at the centre of the frame in µm, 0.01 to 10000.'),
  sigmaCornerUm: sigmaUm
    .default(6)
    .describe('Standard deviation of the Gaussian at the corners of the frame in µm, 0.01 to 10000.'),
  fNumber: z.number().min(0.5).max(128).default(4).describe('f-number of the aberrated lens, 0.5 to 128.'),
  sphericalNm: opdNm.describe(
    'Spherical aberration W040 in nm of optical path difference at the edge of the pupil, -100000 to 100000.',
  ),
  comaNm: opdNm.describe(
    'Coma W131 in nm at the edge of the pupil for the corners of the frame, -100000 to 100000; grows with the field.',
  ),
  astigmatismNm: opdNm.describe('Astigmatism W222 in nm, likewise; grows with the square of the field.'),
  fieldCurvatureNm: opdNm.describe(
    'Field curvature W220 in nm, likewise: defocus that grows with the square of the field.',
  ),
  pupilSamples: z
    .int()
    .min(8)
    .max(2048)
    .default(64)
    .describe('Samples across the pupil of the aberrated lens, 8 to 2048.'),
  gridPoints: z
    .int()
    .min(1)
    .max(64)
    .default(5)
    .describe('Points along each axis at which mixing weights are learned or drawn, 1 to 64.'),
  smoothness: z
    .number()
    .min(0)
    .max(1e6)
    .default(0.1)
    .describe(
      'Factor of the penalty on mixing weights that differ between neighbouring points; used if learned.',
    ),
  boundary: boundaryKey,
};

type Keys = z.output<z.ZodObject<typeof keys>>;

export const shiftVariantBlur = defineLayer({
  layer: 'shift-variant-blur',
  title: 'Shift-variant blur',
  summary: 'A lens whose point spread function changes over the frame; it may be learned.',
  equation: 'y(r) = Σ_k c_k(r) (h_k ∗ x)(r)',
  source: 'Denis et al., Int. J. Comput. Vis. 115, 253 (2015), doi:10.1007/s11263-015-0817-x',
  takes: ['scene', 'photons'],
  canBeLearned: true,
  keys,
  problems: (given, place) => [
    ...rankProblem(given, place),
    ...(given.psf === 'aberrations' ? aberrationProblems(given, place) : []),
    ...kernelProblem('kernelPixels', Math.floor(given.kernelPixels / 2), place.signal, given.boundary),
  ],
  make: (given, place) => {
    const { kernelPixels, rank, psf, gridPoints, smoothness, boundary } = given;
    const { name, isLearned, seed, stream, signal } = place;
    const shared = { name, kernelPixels, rank, pixelPitch: signal.pixelPitch, boundary };
    if (psf === 'aberrations') return new FieldBlur({ ...shared, field: lensOf(given, signal) });
    const gaussian: GaussianSource = {
      kind: 'gaussian',
      sigmaCentre: given.sigmaCentreUm * 1e-6,
      sigmaCorner: given.sigmaCornerUm * 1e-6,
    };
    if (!isLearned && psf === 'gaussian') return new FieldBlur({ ...shared, field: gaussian });
    const start = psf === 'gaussian' ? gaussian : ({ kind: 'random', seed, stream } as const);
    return new BlendedBlur({ ...shared, start, gridPoints, smoothness, isLearned });
  },
});

function lensOf(given: Keys, { wavelengths }: Signal): AberrationSource {
  return {
    kind: 'aberrations',
    wavelength: wavelengths[0]!,
    fNumber: given.fNumber,
    aberrations: {
      w040: given.sphericalNm * 1e-9,
      w131: given.comaNm * 1e-9,
      w222: given.astigmatismNm * 1e-9,
      w220: given.fieldCurvatureNm * 1e-9,
    },
    pupilSamples: given.pupilSamples,
  };
}

function aberrationProblems(given: Keys, { isLearned, signal }: LayerPlace): KeyProblem[] {
  const least = leastPupilSamples(lensOf(given, signal), given.kernelPixels, signal.pixelPitch);
  return [
    ...(isLearned ? [{ key: 'psf', must: 'gaussian or random, because it is learned' }] : []),
    ...(signal.wavelengths.length > 1
      ? [{ key: 'psf', must: 'gaussian or random where each channel has a wavelength of its own' }]
      : []),
    ...(given.pupilSamples < least
      ? [
          {
            key: 'pupilSamples',
            must: `at least ${least}, so that PSFs of ${given.kernelPixels} pixels do not repeat`,
          },
        ]
      : []),
  ];
}

function rankProblem({ rank, kernelPixels, psf }: Keys, { signal }: LayerPlace): KeyProblem[] {
  const along = (size: number) => Math.min(size, psf === 'random' ? size : mostPoints[psf]);
  const most = Math.min(kernelPixels ** 2, along(signal.height) * along(signal.width));
  if (rank <= most) return [];
  return [
    { key: 'rank', must: `at most ${most}, the smaller of elements of a kernel and points of the field` },
  ];
}
