/** What augmentation may do to a training scene; each key at its plain value does nothing. */
import type { Boundary } from '../../engine/fourier/pad-images.js';

export interface AugmentationOptions {
  /** Whether every second scene, at random, is mirrored left to right. */
  readonly horizontalFlip: boolean;
  /** Upside down. */
  readonly verticalFlip: boolean;
  /** Whether scenes are turned by 0, 90, 180 or 270 degrees; square scenes only. */
  readonly quarterTurns: boolean;
  /** Largest angle to either side, 0 to 180. */
  readonly rotationDegrees: number;
  /** Largest shift along each axis, whole pixels, which are copied as they are. */
  readonly shiftPixels: number;
  /** Largest shift along each axis over the side of the scene, 0 to 1. */
  readonly shiftFraction: number;
  /** Magnification, between these, above 0; even on a logarithmic scale. */
  readonly zoomMin: number;
  readonly zoomMax: number;
  /** Least side of a window over that of the scene, above 0 to 1; a window anywhere in the scene is enlarged to its size. */
  readonly cropFractionMin: number;
  /** What lies beyond the edges of a scene. */
  readonly boundary: Boundary;
  /** Light is multiplied by 1 ± up to this, 0 to below 1. */
  readonly brightnessFraction: number;
  /** Differences from the mean of a channel are multiplied by 1 ± up to this, 0 to below 1. */
  readonly contrastFraction: number;
  /** Standard deviation of Gaussian noise over full scale. */
  readonly noiseFraction: number;
  /** Side of a square without content over the shorter side of the scene, 0 to 1. */
  readonly cutoutFraction: number;
  /** α of the law of the shares of two blended scenes, Beta(α, α), of which the own one is the larger; 0: none are blended. */
  readonly mixupAlpha: number;
}

/** Does nothing. */
export const noAugmentation: AugmentationOptions = {
  horizontalFlip: false,
  verticalFlip: false,
  quarterTurns: false,
  rotationDegrees: 0,
  shiftPixels: 0,
  shiftFraction: 0,
  zoomMin: 1,
  zoomMax: 1,
  cropFractionMin: 1,
  boundary: 'replicate',
  brightnessFraction: 0,
  contrastFraction: 0,
  noiseFraction: 0,
  cutoutFraction: 0,
  mixupAlpha: 0,
};

/** Whether scenes are moved, turned or scaled. */
export function isGeometric(options: AugmentationOptions): boolean {
  const keys = [
    ...(['horizontalFlip', 'verticalFlip', 'quarterTurns', 'rotationDegrees', 'shiftPixels'] as const),
    ...(['shiftFraction', 'zoomMin', 'zoomMax', 'cropFractionMin'] as const),
  ];
  return keys.some(key => options[key] !== noAugmentation[key]);
}

/** Whether the values of scenes change where they are. */
export function isTonal({
  brightnessFraction,
  contrastFraction,
  noiseFraction,
}: AugmentationOptions): boolean {
  return brightnessFraction > 0 || contrastFraction > 0 || noiseFraction > 0;
}

/** Whether training images are changed at all. */
export function isAugmented(options: AugmentationOptions): boolean {
  const { cutoutFraction, mixupAlpha } = options;
  return isGeometric(options) || isTonal(options) || cutoutFraction > 0 || mixupAlpha > 0;
}
