/** How a config names the lens of depth-defocus.ts. */
import { z } from 'zod';
import { boundProblems } from '../../engine/bounded-parameter.js';
import { defineLayer, type KeyProblem, type LayerPlace } from '../../engine/layer-definition.js';
import { boundaryKey, kernelProblem } from '../blur/boundary-key.js';
import { DepthDefocus } from './depth-defocus.js';
import { blurReach, depthMasks, type DepthCamera } from './depth-options.js';
import { workingFNumber } from './depth-of-field.js';
import { depthSource } from './depth-text.js';

const distance = z.number().min(0.001).max(1e6);
const waves = z.number().min(-100).max(100);

const keys = {
  focalLengthMm: z.number().min(0.1).max(2000).default(8).describe('Focal length, mm, 0.1 to 2000.'),
  fNumber: z
    .number()
    .min(0.5)
    .max(128)
    .default(4)
    .describe('Focal length by diameter of the aperture, 0.5 to 128.'),
  focusDistanceM: distance
    .default(1)
    .describe('Distance in focus, m, 0.001 to 1000000; where training starts if learned.'),
  focusDistanceMMin: distance
    .default(0.25)
    .describe('Nearest distance that can be focused on, m; used if learned.'),
  focusDistanceMMax: distance
    .default(10)
    .describe('Farthest distance that can be focused on, m; used if learned.'),
  objectDistanceM: z
    .union([distance, z.array(distance).min(1).max(32)])
    .default(0.5)
    .describe(
      'Distance of all scenes, m, or a list: each image is at a random one, by the seed of the trial.',
    ),
  phaseMask: z
    .enum(depthMasks)
    .default('none')
    .describe('Phase mask in the pupil. cubic: α (x³ + y³), much the same blur over a range of distances.'),
  cubicWaves: waves
    .default(1)
    .describe(
      'Path difference of a cubic mask at the edge on the x axis, waves of the first wavelength, −100 to 100; where training starts if learned.',
    ),
  cubicWavesMax: z
    .number()
    .gt(0)
    .max(100)
    .default(2)
    .describe('Largest strength of a cubic mask, either sign, waves, above 0 to 100; used if learned.'),
  pupilSamples: z.int().min(8).max(1024).default(64).describe('Samples across the pupil, 8 to 1024.'),
  kernelPixels: z
    .int()
    .min(1)
    .max(1023)
    .exactOptional()
    .describe(
      'Side of the point spread function in pixels; left out: that of the frame, or more where the blur needs it.',
    ),
  boundary: boundaryKey,
};

type Keys = z.output<z.ZodObject<typeof keys>>;

export const depthDefocus = defineLayer({
  layer: 'depth-defocus',
  title: 'Depth defocus',
  summary:
    'A lens that looks at scenes nearer or farther than its focus; its focus and a cubic phase mask may be learned.',
  equation: 'y = h ∗ x, h = ∫ |F{A exp(2πi W/λ)}|² over each pixel, W = (A²/8)(1/z − 1/z₀) ρ² + α (x³ + y³)',
  source: depthSource,
  takes: ['scene', 'photons'],
  canBeLearned: true,
  keys,
  problems: (given, place) => {
    const problems = distanceProblems(given, place);
    return problems.length > 0 ? problems : kernelProblems(given, place);
  },
  make: (given, place) =>
    new DepthDefocus({
      ...cameraOf(given, place),
      name: place.name,
      boundary: given.boundary,
      isLearned: place.isLearned,
      focusBounds: [given.focusDistanceMMin, given.focusDistanceMMax],
      cubicMax: given.cubicWavesMax * place.signal.wavelengths[0]!,
      seed: place.seed,
      stream: place.stream,
    }),
});

function distanceProblems(given: Keys, { isLearned }: LayerPlace): KeyProblem[] {
  const { focalLengthMm, focusDistanceM, focusDistanceMMin, cubicWaves, cubicWavesMax, phaseMask } = given;
  const far: Readonly<Record<string, number>> = {
    focusDistanceM,
    objectDistanceM: Math.min(...[given.objectDistanceM].flat()),
    ...(isLearned && { focusDistanceMMin }),
  };
  const problems = Object.entries(far)
    .filter(([, metres]) => metres * 1e3 <= focalLengthMm)
    .map(([key]) => ({ key, must: `above the focal length, ${focalLengthMm / 1e3} m` }));
  if (!isLearned) return problems;
  if (phaseMask === 'cubic' && Math.abs(cubicWaves) >= cubicWavesMax) {
    problems.push({
      key: 'cubicWaves',
      must: `within ±cubicWavesMax, ${cubicWavesMax}, because it is learned`,
    });
  }
  return [...problems, ...boundProblems(given, 'focusDistanceM')];
}

function kernelProblems(given: Keys, place: LayerPlace): KeyProblem[] {
  const camera = cameraOf(given, place);
  const [size, reach] = [camera.kernelPixels, reachOf(given, camera, place)];
  const frame = kernelProblem('kernelPixels', Math.floor(size / 2), place.signal, given.boundary);
  const blur = `because ${place.isLearned ? 'within the bounds of what is learned ' : ''}the blur reaches ${reach.toPrecision(3)} pixels from its middle`;
  const isGiven = given.kernelPixels !== undefined;
  const span = isGiven ? size : 2 * reach;
  const samples = Math.ceil(span / shortestSampling(camera) - 1e-9);
  if (samples > given.pupilSamples) {
    const reason = isGiven ? `because the kernel has ${size} pixels` : blur;
    return [...frame, { key: 'pupilSamples', must: `at least ${samples}, ${reason}` }];
  }
  if (2 * reach <= size) return frame;
  return [...frame, { key: 'kernelPixels', must: `at least ${Math.ceil(2 * reach)}, ${blur}` }];
}

type Optics = Omit<DepthCamera, 'kernelPixels'>;

function cameraOf(given: Keys, place: LayerPlace): DepthCamera {
  const { signal } = place;
  const camera = {
    focalLength: given.focalLengthMm * 1e-3,
    fNumber: given.fNumber,
    focusDistance: given.focusDistanceM,
    objectDistances: [given.objectDistanceM].flat(),
    phaseMask: given.phaseMask,
    cubic: given.cubicWaves * signal.wavelengths[0]!,
    wavelength: signal.wavelengths,
    pixelPitch: signal.pixelPitch,
    pupilSamples: given.pupilSamples,
  };
  return { ...camera, kernelPixels: given.kernelPixels ?? wideKernel(given, camera, place) };
}

/** An odd number of pixels: those of the frame, or more where the blur needs them, within the period of the field. */
function wideKernel(given: Keys, camera: Optics, place: LayerPlace): number {
  const { height, width } = place.signal;
  const period = Math.floor(camera.pupilSamples * shortestSampling(camera) + 1e-9);
  const wanted = Math.max(Math.min(height, width), Math.ceil(2 * reachOf(given, camera, place)) + 1);
  const most = Math.max(1, Math.min(wanted, period));
  return most % 2 === 1 ? most : most - 1;
}

/** How far the blur reaches from its middle at the worst, pixels: anywhere within the bounds of what is learned. */
function reachOf(given: Keys, camera: Optics, { isLearned, signal }: LayerPlace): number {
  if (!isLearned) return blurReach(camera, [camera.focusDistance], camera.cubic);
  const bounds = [given.focusDistanceMMin, given.focusDistanceMMax];
  return blurReach(camera, bounds, given.cubicWavesMax * signal.wavelengths[0]!);
}

/** λN′/p at the shortest wavelength. */
function shortestSampling(camera: Optics): number {
  return (Math.min(...camera.wavelength) * workingFNumber(camera)) / camera.pixelPitch;
}
