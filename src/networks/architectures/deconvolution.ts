/**
 * Linear deconvolution: each sample of the scene is a weighted sum of the k × k frame pixels around it, plus an offset.
 *
 *   tied               x(r, o) ≈ Σ_{d, c} w(d; c, o) y(r + d, c) + b(o)         one kernel for all pixels
 *   locally connected  x(r, o) ≈ Σ_{d, c} w(r; d, c, o) y(r + d, c) + b(r, o)   a kernel of its own for each pixel
 *
 * With one kernel the best that training can find is the Wiener filter of k × k taps, which suits blur that is the same everywhere; with a
 * kernel for each pixel it is a Wiener filter for each pixel, which suits blur that differs over the frame, at H W times as many weights.
 * Weights start at 0: the loss of a linear layer has a single minimum, and directions that no frame shows then keep out of the result.
 * Source: Wiener, Extrapolation, Interpolation, and Smoothing of Stationary Time Series (1949); locally connected: Taigman et al., CVPR
 * 2014, doi:10.1109/CVPR.2014.220.
 */
import { tf } from '../../engine/tfjs.js';
import { z } from 'zod';
import { boundaries, largestMargin } from '../../engine/fourier/pad-images.js';
import { ContinueEdges, kernelMargin } from '../layers/continue-edges.js';
import { LocallyConnected2D } from '../layers/locally-connected.js';
import {
  defineArchitecture,
  fixedFrame,
  frameOf,
  refuseFaults,
  type KeyFault,
  type KnownPlace,
  type NetworkPlace,
} from './architecture.js';
import { connect, Parts } from './parts.js';

const wiener =
  'Wiener, Extrapolation, Interpolation, and Smoothing of Stationary Time Series (1949), doi:10.7551/mitpress/2946.001.0001';
const taigman = 'Taigman et al., CVPR 2014, doi:10.1109/CVPR.2014.220';

const keys = {
  kernelSize: z.int().min(1).max(63).default(5).describe('Side of the filters, pixels, 1 to 63.'),
  boundary: z
    .enum(boundaries)
    .default('symmetric')
    .describe(`What the filters find beyond the edges of the frame: ${boundaries.join(', ')}.`),
};

const strength = z.number().min(0).max(1e9).default(0);

const localKeys = {
  ...keys,
  neighbourTying: strength.describe(
    'Factor of the penalty on filters of neighbouring pixels that differ (their mean squared difference); 0: none.',
  ),
  ridge: strength.describe(
    'Factor of the penalty on large filters (mean over pixels of the sum of squares of a filter); 0: none.',
  ),
};

export type TiedOptions = z.output<z.ZodObject<typeof keys>>;
export type LocallyConnectedNetworkOptions = z.output<z.ZodObject<typeof localKeys>>;

/** Frames are continued by what filters find beyond their edges, as far as they have pixels for it. */
export function edgeFaults(
  { kernelSize, boundary }: TiedOptions,
  { frame: { height, width } }: Pick<KnownPlace, 'frame'>,
): KeyFault[] {
  const size = Math.min(height ?? Infinity, width ?? Infinity);
  const [most, margin] = [largestMargin(size, boundary), Math.max(...kernelMargin(kernelSize))];
  if (margin <= most) return [];
  const message =
    `found ${kernelSize}, must reach at most ${most} pixels beyond the edges, because a ${boundary} boundary continues a side of ` +
    `${size} pixels; it reaches ${margin}`;
  return [{ path: ['kernelSize'], message }];
}

/** @throws RangeError if frames are too small for the boundary. */
export function tiedDeconvolution(
  { kernelSize, boundary }: TiedOptions,
  { input, outputs, seed, prefix }: NetworkPlace,
): tf.SymbolicTensor {
  refuseFaults('tied', edgeFaults({ kernelSize, boundary }, { frame: frameOf(input) }));
  const parts = new Parts(seed, prefix);
  const options = { kernelSize, filters: outputs, kernelInitializer: 'zeros' } as const;
  const edges = new ContinueEdges({ name: parts.named('edges'), kernelSize, boundary });
  const filter = tf.layers.conv2d({ name: parts.named('deconvolution'), ...options });
  return connect(filter, connect(edges, input));
}

/** @throws RangeError if frames have no fixed size, or are too small for the boundary. */
export function locallyConnectedDeconvolution(
  { kernelSize, boundary, neighbourTying, ridge }: LocallyConnectedNetworkOptions,
  { input, outputs, seed, prefix }: NetworkPlace,
): tf.SymbolicTensor {
  const frame = fixedFrame('locally-connected', input);
  refuseFaults('locally-connected', edgeFaults({ kernelSize, boundary }, { frame }));
  const name = new Parts(seed, prefix).named('deconvolution');
  const options = { filters: outputs, kernelSize, boundary, tying: neighbourTying, ridge } as const;
  return connect(new LocallyConnected2D({ name, ...options, start: 'zeros', seed: 1 }), input);
}

export const tiedArchitecture = defineArchitecture({
  network: 'tied',
  title: 'Tied deconvolution',
  summary: 'One linear filter for the whole frame, which restores the scene.',
  source: wiener,
  gives: 'image',
  takesAnySize: true,
  keys,
  faults: edgeFaults,
  connect: tiedDeconvolution,
  describe: ({ kernelSize, boundary }, outputs) => ({
    title: 'Tied deconvolution',
    text:
      `A linear filter of ${kernelSize} x ${kernelSize} pixels for each of ${outputs} output channels, the same everywhere, and one ` +
      `offset for each channel read the standardized frames. Beyond their edges frames were continued (${boundary}).`,
    parameters: [{ name: 'kernelSize', value: kernelSize, unit: 'pixels' }],
    source: wiener,
  }),
});

export const locallyConnectedArchitecture = defineArchitecture({
  network: 'locally-connected',
  title: 'Locally connected deconvolution',
  summary: 'A linear filter of its own for each pixel of the frame.',
  source: taigman,
  gives: 'image',
  takesAnySize: false,
  keys: localKeys,
  faults: edgeFaults,
  connect: locallyConnectedDeconvolution,
  describe: ({ kernelSize, boundary, neighbourTying, ridge }, outputs) => ({
    title: 'Locally connected deconvolution',
    text:
      `A linear filter of ${kernelSize} x ${kernelSize} pixels of its own at each pixel, for each of ${outputs} output channels, and an ` +
      `offset for each read the standardized frames. Beyond their edges frames were continued (${boundary})` +
      (neighbourTying === 0
        ? ''
        : `; filters of neighbours were drawn together by ${neighbourTying} times their mean squared difference`) +
      `${ridge === 0 ? '' : `; ${ridge} times the mean over pixels of the sum of squares of a filter kept them small`}.`,
    parameters: [
      { name: 'kernelSize', value: kernelSize, unit: 'pixels' },
      { name: 'neighbourTying', value: neighbourTying, unit: '' },
      { name: 'ridge', value: ridge, unit: '' },
    ],
    source: taigman,
  }),
});
