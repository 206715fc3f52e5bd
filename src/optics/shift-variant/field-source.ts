/** What makes the PSF of a lens change over its field. */
import type { PhysicalParameter } from '../../engine/layer-description.js';
import { aberratedField, type AberratedLens } from './aberrated-field.js';
import { gaussianField, type FieldGrid, type PsfField } from './psf-field.js';

/** A Gaussian whose width grows with the square of the field height; no lens in particular. */
export interface GaussianSource {
  readonly kind: 'gaussian';
  /** Standard deviations at the centre and the corners of the frame, m. */
  readonly sigmaCentre: number;
  readonly sigmaCorner: number;
}

/** Primary aberrations of a lens. */
export interface AberrationSource extends AberratedLens {
  readonly kind: 'aberrations';
}

export type FieldSource = GaussianSource | AberrationSource;

/** Computes the PSFs of a source at a grid of points, `side` pixels of `pixelPitch` m wide. */
export function makeField(
  grid: FieldGrid,
  source: FieldSource,
  { side, pixelPitch }: { readonly side: number; readonly pixelPitch: number },
): PsfField {
  if (source.kind === 'aberrations') return aberratedField(grid, source, side, pixelPitch);
  const widths = { centre: source.sigmaCentre / pixelPitch, corner: source.sigmaCorner / pixelPitch };
  return gaussianField(grid, widths, side);
}

/** What a Methods section says of a source. */
export interface SourceText {
  readonly sentence: string;
  readonly parameters: readonly PhysicalParameter[];
}

export function describeField(source: FieldSource): SourceText {
  return source.kind === 'gaussian' ? describeGaussian(source) : describeAberrations(source);
}

function describeGaussian({ sigmaCentre, sigmaCorner }: GaussianSource): SourceText {
  const [centre, corner] = [sigmaCentre * 1e6, sigmaCorner * 1e6];
  return {
    sentence:
      'The scene was blurred by a Gaussian whose standard deviation grew with the square of the distance from the centre of the ' +
      `frame, from ${centre.toPrecision(3)} µm there to ${corner.toPrecision(3)} µm at the corners.`,
    parameters: [
      { name: 'sigmaCentre', value: centre, unit: 'µm' },
      { name: 'sigmaCorner', value: corner, unit: 'µm' },
    ],
  };
}

const aberrationNames = {
  w040: 'spherical',
  w131: 'coma',
  w222: 'astigmatism',
  w220: 'fieldCurvature',
} as const;

function describeAberrations({
  wavelength,
  fNumber,
  aberrations,
  pupilSamples,
}: AberrationSource): SourceText {
  const terms = (Object.keys(aberrationNames) as (keyof typeof aberrationNames)[]).map(term => ({
    name: aberrationNames[term],
    value: (aberrations[term] ?? 0) * 1e9,
    unit: 'nm',
  }));
  const list = terms.map(({ name, value }) => `${name} ${value.toPrecision(3)} nm`).join(', ');
  return {
    sentence:
      `The scene was seen through a lens of f/${fNumber} at ${(wavelength * 1e9).toFixed(0)} nm with primary aberrations (optical ` +
      `path difference at the edge of the pupil for the corners of the frame: ${list.replace('fieldCurvature', 'field curvature')}); ` +
      `spherical aberration was the same everywhere, coma grew with the distance from the centre, the others with its square. The ` +
      `pupil had ${pupilSamples} samples across.`,
    parameters: [
      { name: 'fNumber', value: fNumber, unit: '' },
      { name: 'wavelength', value: wavelength * 1e9, unit: 'nm' },
      ...terms,
    ],
  };
}
