/** What makes the PSF of a lens change over its field. */
import type { PhysicalParameter } from '../../engine/layer-description.js';
import { gaussianField, type FieldGrid, type PsfField } from './psf-field.js';

/** A Gaussian whose width grows with the square of the field height; no lens in particular. */
export interface GaussianSource {
  readonly kind: 'gaussian';
  /** Standard deviations at the centre and the corners of the frame, m. */
  readonly sigmaCentre: number;
  readonly sigmaCorner: number;
}

export type FieldSource = GaussianSource;

/** @throws RangeError if a quantity of the source is out of range. */
export function makeField(
  grid: FieldGrid,
  source: FieldSource,
  { side, pixelPitch }: { readonly side: number; readonly pixelPitch: number },
): PsfField {
  const [centre, corner] = [source.sigmaCentre, source.sigmaCorner].map(sigma => sigma / pixelPitch);
  return gaussianField(grid, { centre: centre!, corner: corner! }, side);
}

export function describeField(source: FieldSource): {
  readonly sentence: string;
  readonly parameters: readonly PhysicalParameter[];
} {
  const [centre, corner] = [source.sigmaCentre, source.sigmaCorner].map(sigma => sigma * 1e6);
  return {
    sentence:
      `The scene was blurred by a Gaussian whose standard deviation grew with the square of the distance from the centre of the ` +
      `frame, from ${centre!.toPrecision(3)} µm there to ${corner!.toPrecision(3)} µm at the corners.`,
    parameters: [
      { name: 'sigmaCentre', value: centre!, unit: 'µm' },
      { name: 'sigmaCorner', value: corner!, unit: 'µm' },
    ],
  };
}
