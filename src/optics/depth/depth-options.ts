/** A camera that looks at objects in and out of focus, in SI units, and how far its blur reaches. */
import type { Bounds } from '../../engine/bounded-parameter.js';
import type { Boundary } from '../../engine/fourier/pad-images.js';
import { w20FromDistances } from '../pupil/defocus.js';
import { apertureDiameter, workingFNumber } from './depth-of-field.js';

export const depthMasks = ['none', 'cubic'] as const;
export type DepthMask = (typeof depthMasks)[number];

export interface DepthCamera {
  /** f, m. */
  readonly focalLength: number;
  /** f / A for an aperture of diameter A. */
  readonly fNumber: number;
  /** Distance in focus, m, more than f; where it is learned, before training. */
  readonly focusDistance: number;
  /** Distances at which scenes lie, m, more than f; each image is at one of them. */
  readonly objectDistances: readonly number[];
  /** Phase mask in the pupil. */
  readonly phaseMask: DepthMask;
  /** α of a cubic mask, path difference at the edge on the x axis, m; used where `phaseMask` is cubic. */
  readonly cubic: number;
  /** m: one for all channels, or one per channel. */
  readonly wavelength: readonly number[];
  /** Distance of pixel centres, m. */
  readonly pixelPitch: number;
  /** Samples across the pupil. */
  readonly pupilSamples: number;
  /** Side of the point spread function. */
  readonly kernelPixels: number;
}

export interface DepthDefocusOptions extends DepthCamera {
  readonly name?: string;
  readonly boundary: Boundary;
  /** True: the distance in focus is trained, and the strength of a cubic mask. */
  readonly isLearned: boolean;
  /** Nearest and farthest distance that can be focused on, m; used if learned. */
  readonly focusBounds: Bounds;
  /** Largest strength of a cubic mask, either sign, m; used if learned. */
  readonly cubicMax: number;
  /** Seed of the choice of a distance for each image; used where there are several. */
  readonly seed: number;
  readonly stream: number;
}

/** W₂₀ of an object while the camera is focused at a distance, m. */
export function depthW20(
  camera: Pick<DepthCamera, 'focalLength' | 'fNumber'>,
  objectDistance: number,
  focusDistance: number,
): number {
  return w20FromDistances({ apertureDiameter: apertureDiameter(camera), objectDistance, focusDistance });
}

/**
 * How far from its middle the geometric image of a point reaches, pixels: 2N′ (2 |W₂₀| + 3 |α|) / p at the worst.
 *
 * @param focusDistances Distances that may be in focus, m.
 * @param cubic Largest strength of a cubic mask, m.
 */
export function blurReach(
  camera: Omit<DepthCamera, 'kernelPixels'>,
  focusDistances: readonly number[],
  cubic: number,
): number {
  const defocus = camera.objectDistances.flatMap(object =>
    focusDistances.map(focus => Math.abs(depthW20(camera, object, focus))),
  );
  const slope = 2 * Math.max(...defocus) + (camera.phaseMask === 'cubic' ? 3 * Math.abs(cubic) : 0);
  return (2 * workingFNumber(camera) * slope) / camera.pixelPitch;
}

/** @throws RangeError naming the first option that is out of its range. */
export function checkDepthOptions(options: DepthDefocusOptions): void {
  const { focalLength, objectDistances, focusBounds, isLearned, phaseMask, cubic, cubicMax } = options;
  workingFNumber(options);
  if (objectDistances.length === 0) {
    throw new RangeError('depth-defocus: there are 0 objectDistances, must be 1 or more');
  }
  const distances = { objectDistance: objectDistances, ...(isLearned && { focusBounds }) };
  for (const [name, values] of Object.entries(distances)) {
    const wrong = values.find(each => !(each > focalLength));
    if (wrong === undefined) continue;
    throw new RangeError(
      `depth-defocus: ${name} is ${wrong} m, must be above the focal length, ${focalLength} m`,
    );
  }
  for (const [name, least] of [
    ['pupilSamples', 4],
    ['kernelPixels', 1],
  ] as const) {
    if (Number.isInteger(options[name]) && options[name] >= least) continue;
    throw new RangeError(
      `depth-defocus: ${name} is ${options[name]}, must be a whole number of at least ${least}`,
    );
  }
  if (isLearned && phaseMask === 'cubic' && !(Math.abs(cubic) < cubicMax)) {
    throw new RangeError(
      `depth-defocus: cubic is ${cubic} m, must be within ±cubicMax, ${cubicMax} m, to be learned`,
    );
  }
}
