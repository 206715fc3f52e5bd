/** What a layer says of the image that it forms of a point, for `physlayer optics`. */
import type { Pupil } from './pupil/pupil.js';

/** A pupil at one wavelength, and how its image is sampled. */
export interface ImagingSystem {
  /** What tells it from others of the layer, such as `550 nm` or `2 m`. */
  readonly label: string;
  /** m. */
  readonly wavelength: number;
  /** Working f-number. */
  readonly fNumber: number;
  /** Distance of pixel centres, m. */
  readonly pitch: number;
  /** Side of the kernel that the layer blurs with, pixels; null where nothing is cut off. */
  readonly kernelPixels: number | null;
  /** The pupil as it is now; the caller disposes of its tensors. */
  readonly pupil: () => Pupil;
}

export interface ImagingLayer {
  imagingSystems(): ImagingSystem[];
}

export function isImagingLayer(layer: object): layer is ImagingLayer {
  return 'imagingSystems' in layer;
}
