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
import { tf } from '../engine/tfjs.js';
import type { Boundary } from '../engine/fourier/pad-images.js';
import type { LayerDescription } from '../engine/layer-description.js';
import { ContinueEdges } from './layers/continue-edges.js';
import { LocallyConnected2D } from './layers/locally-connected.js';

export interface TiedOptions {
  /** Side of the kernels, pixels, 1 or more. */
  readonly kernelSize: number;
  /** What lies beyond the edges of the frame. */
  readonly boundary: Boundary;
}

export interface LocallyConnectedNetworkOptions extends TiedOptions {
  /** Weight of the mean squared difference of kernels of neighbouring pixels, 0 or more. */
  readonly neighbourTying: number;
  /** Weight of the mean over pixels of the sum of squares of a kernel, 0 or more. */
  readonly ridge: number;
}

/** @param channels Of the scene. */
export function tiedDeconvolution(
  { kernelSize, boundary }: TiedOptions,
  channels: number,
): tf.layers.Layer[] {
  const options = { kernelSize, filters: channels, kernelInitializer: 'zeros' } as const;
  return [
    new ContinueEdges({ name: 'edges', kernelSize, boundary }),
    tf.layers.conv2d({ name: 'deconvolution', ...options }),
  ];
}

/** @param channels Of the scene. */
export function locallyConnectedDeconvolution(
  { kernelSize, boundary, neighbourTying, ridge }: LocallyConnectedNetworkOptions,
  channels: number,
): tf.layers.Layer[] {
  const options = { filters: channels, kernelSize, boundary, tying: neighbourTying, ridge } as const;
  return [new LocallyConnected2D({ name: 'deconvolution', ...options, start: 'zeros', seed: 1 })];
}

/** For the Methods text; the locally connected layer describes itself. */
export function describeTiedDeconvolution({ kernelSize, boundary }: TiedOptions): LayerDescription {
  return {
    title: 'Tied deconvolution',
    text:
      `The scene was restored from the standardized frames by one linear filter of ${kernelSize} x ${kernelSize} pixels, the same ` +
      `everywhere, and one offset for each channel. Beyond their edges frames were continued (${boundary}).`,
    parameters: [{ name: 'kernelSize', value: kernelSize, unit: 'pixels' }],
    source: 'Wiener, Extrapolation, Interpolation, and Smoothing of Stationary Time Series (1949)',
  };
}
