/**
 * Patch-Wiener deconvolution as a network: the `tied` filter, its weights solved for in place of trained.
 *
 *   x(r, o) ≈ Σ_{d, c} w(d; c, o) y(r + d, c) + b(o),   w, b of the least squared error over all pixels of all pairs, with a ridge
 *
 * Sources: Wiener, Extrapolation, Interpolation, and Smoothing of Stationary Time Series (1949); Hoerl & Kennard, Technometrics 12, 55
 * (1970), doi:10.1080/00401706.1970.10488634.
 */
import { z } from 'zod';
import { boundaries } from '../../engine/fourier/pad-images.js';
import { RidgeSums } from '../classical/ridge-sums.js';
import {
  defineArchitecture,
  frameOf,
  refuseFaults,
  type KeyFault,
  type KnownPlace,
  type NetworkPlace,
  type Solver,
  type SolverPlace,
} from './architecture.js';
import { edgeFaults, tiedDeconvolution } from './deconvolution.js';

const source =
  'Hoerl & Kennard, Technometrics 12, 55 (1970), doi:10.1080/00401706.1970.10488634; Wiener, Extrapolation, Interpolation, and ' +
  'Smoothing of Stationary Time Series (1949)';

const keys = {
  kernelSize: z
    .int()
    .min(1)
    .max(31)
    .default(5)
    .describe('Side of the patches, pixels, 1 to 31; the time to solve grows with its fourth power.'),
  boundary: z
    .enum(boundaries)
    .default('replicate')
    .describe(`What the patches find beyond the edges of the frame: ${boundaries.join(', ')}.`),
  ridge: z
    .number()
    .min(1e-9)
    .max(1e6)
    .default(1e-6)
    .describe('Ridge over the mean variance of the standardized pixels of a patch, 1e-9 to 1e6.'),
};

type PatchWienerNetworkOptions = z.output<z.ZodObject<typeof keys>>;

/** Numbers of a patch: their covariances fill 134 MB, three times while they are solved. */
const mostTaps = 4096;

function faults(keys: PatchWienerNetworkOptions, place: KnownPlace): KeyFault[] {
  const { kernelSize } = keys;
  const { channels } = place.frame;
  const most = Math.floor(Math.sqrt(mostTaps / channels));
  if (kernelSize <= most) return edgeFaults(keys, place);
  const message = `found ${kernelSize}, must be at most ${most} for frames of ${channels} channels, as patches may have ${mostTaps} numbers`;
  return [{ path: ['kernelSize'], message }];
}

function patchWienerNetwork(options: PatchWienerNetworkOptions, place: NetworkPlace) {
  const { input, outputs } = place;
  refuseFaults('patch-wiener', faults(options, { frame: frameOf(input), outputs }));
  return tiedDeconvolution(options, place);
}

/**
 * Finds kernel and bias from frames continued by k − 1 pixels, [height + k − 1, width + k − 1, channels], and scenes,
 * [height, width, outputs].
 */
export function patchWienerSolver(
  { kernelSize, ridge }: Pick<PatchWienerNetworkOptions, 'kernelSize' | 'ridge'>,
  { height, width, channels, outputs }: SolverPlace,
): Solver {
  const run = kernelSize * channels;
  const taps = kernelSize * run;
  const stride = (width + kernelSize - 1) * channels;
  const sums = new RidgeSums(taps, outputs);
  const entry = new Float64Array(taps + outputs);
  return {
    add: (frame, scene) => {
      for (let pixel = 0; pixel < height * width; pixel++) {
        const corner = Math.floor(pixel / width) * stride + (pixel % width) * channels;
        for (let row = 0; row < kernelSize; row++) {
          const start = corner + row * stride;
          entry.set(frame.subarray(start, start + run), row * run);
        }
        entry.set(scene.subarray(pixel * outputs, (pixel + 1) * outputs), taps);
        sums.add(entry);
      }
    },
    weights: () => {
      const { weights, offsets } = sums.solve(ridge);
      return [Float32Array.from(weights), Float32Array.from(offsets)];
    },
  };
}

export const patchWienerArchitecture = defineArchitecture({
  network: 'patch-wiener',
  title: 'Patch-Wiener deconvolution',
  summary: 'The linear filter of least squared error, solved for in closed form and not trained.',
  source,
  gives: 'image',
  takesAnySize: true,
  keys,
  solve: patchWienerSolver,
  faults,
  connect: patchWienerNetwork,
  describe: ({ kernelSize, boundary, ridge }, outputs) => ({
    title: 'Patch-Wiener deconvolution',
    text:
      `A linear filter of ${kernelSize} x ${kernelSize} pixels for each of ${outputs} output channels, the same everywhere, and one ` +
      `offset for each channel read the standardized frames. Beyond their edges frames were continued (${boundary}). Filters and offsets ` +
      `are those of the least squared error over pairs of frames and scenes, with a ridge of ${ridge} times the mean variance of a pixel.`,
    parameters: [
      { name: 'kernelSize', value: kernelSize, unit: 'pixels' },
      { name: 'ridge', value: ridge, unit: '' },
    ],
    source,
  }),
});
