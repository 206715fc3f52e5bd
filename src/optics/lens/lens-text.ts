/** What a lens says of itself: sentences for a Methods section, and its numbers. */
import type { LayerDescription, PhysicalParameter } from '../../engine/layer-description.js';
import { boundarySentence } from '../blur/boundary-key.js';
import { samplesPerLambdaN } from '../psf/focal-plane.js';
import { materials } from '../pupil/refractive-index.js';
import { marechalStrehl } from '../quality/wavefront.js';
import type { LensOptions } from './lens-options.js';

/** What was computed of a lens. */
export interface LensFacts {
  /** Light that the kernel of each channel held before its sum was made 1, 0 to 1. */
  readonly energy: readonly number[];
  /** Wavefront error at the first wavelength, m. */
  readonly rms: number;
  /** Share of the light that a film passes. */
  readonly transmission: number;
}

export const lensSource =
  'Goodman, Introduction to Fourier Optics, 3rd ed. (2005), chapter 6; Sitzmann et al., ACM Trans. Graph. 37, 114 (2018), ' +
  'doi:10.1145/3197517.3201333 (learned pupils)';

/** Up to this error of the wavefront, in waves, Maréchal's approximation holds within 4e-3. */
const marechalLimit = 1 / 14;

export function lensText(options: LensOptions, facts: LensFacts): LayerDescription {
  return {
    title: 'Lens',
    text: [
      pupilSentence(options),
      ...filmSentence(options, facts.transmission),
      wavefrontSentence(options, facts.rms),
      kernelSentence(options, facts.energy),
      boundarySentence(options.boundary),
    ].join(' '),
    parameters: parametersOf(options, facts),
    source: lensSource,
  };
}

function pupilSentence(options: LensOptions): string {
  const { fNumber, wavelength, bandwidth, spectralLines, aperture, obscuration, pupilSamples } = options;
  const shape = {
    circle: 'a circular',
    annulus: `an annular (inner radius ${short(obscuration)} of the outer)`,
    square: 'a square',
    hexagon: 'a hexagonal',
  }[aperture];
  const band = bandwidth === 0 ? '' : ` in bands of ${nanometres([bandwidth])} (${spectralLines} lines each)`;
  return (
    `A lens at f/${short(fNumber)} with ${shape} pupil of ${pupilSamples} × ${pupilSamples} samples formed the image in ` +
    `incoherent light of ${nanometres(wavelength)}${band}.`
  );
}

function filmSentence(options: LensOptions, transmission: number): string[] {
  const { film, edgeAmplitude, mapSamples, isLearned } = options;
  if (film === 'none') return [];
  const what =
    film === 'gaussian'
      ? `A Gaussian film passed ${short(edgeAmplitude)} of the amplitude at its edge`
      : `A film with a map of ${mapSamples} × ${mapSamples} amplitudes from 0 to 1${isLearned ? ' (learned)' : ''} lay in it`;
  return [`${what}; ${percent(transmission)} of the light came through.`];
}

function wavefrontSentence(options: LensOptions, rms: number): string {
  const { phase, isLearned, defocus, zernike, maximumOpd, heightLevels, material, mapSamples } = options;
  const wavelength = options.wavelength[0]!;
  const waves = rms / wavelength;
  const limit = `within ±${nanometres([maximumOpd])}`;
  const map = `${mapSamples} × ${mapSamples}`;
  const learned = isLearned ? ' (learned)' : '';
  const parts = [
    ...(defocus === 0 ? [] : [`${short(defocus / wavelength)} waves of defocus (W20)`]),
    ...(zernike.length === 0 || phase === 'zernike'
      ? []
      : [`fixed aberrations of ${zernike.length} Zernike polynomials`]),
    ...{
      none: [],
      zernike: [`${zernike.length} Zernike coefficients from Noll 4 on${learned}, ${limit} each`],
      'free-form': [`a free-form phase of ${map} points${learned}, ${limit}`],
      'height-map': [
        `a plate of ${materials[material].name} with ${map} cells of ${heightLevels} heights${learned}, up to ` +
          `${nanometres([maximumOpd])} of path difference`,
      ],
      cubic: [`a cubic phase${learned}, ${limit}`],
    }[phase],
  ];
  const strehl =
    waves <= marechalLimit ? `, a Strehl ratio of about ${short(marechalStrehl(waves))} (Maréchal)` : '';
  const cause = parts.length === 0 ? 'It had no aberrations' : `Its wavefront had ${parts.join(' and ')}`;
  return `${cause}: the wavefront error was ${short(waves)} waves rms at ${nanometres([wavelength])}${strehl}.`;
}

function kernelSentence(options: LensOptions, energy: readonly number[]): string {
  const { kernelPixels: size, isPixelIntegrated, wavelength, fNumber, pixelPitch: pitch } = options;
  const sampling = wavelength.map(each => samplesPerLambdaN({ wavelength: each, fNumber, pitch }));
  const samples = isPixelIntegrated ? 'integrated over square samples' : 'taken at the centres of samples';
  return (
    `Its point spread function was ${samples} of ${short(pitch * 1e6)} µm, λN/p = ${sampling.map(short).join(', ')}` +
    `${
      sampling.some(each => each < 2)
        ? ', below the 2 of Nyquist sampling: the lens passes finer detail than the samples hold'
        : ''
    }; a kernel of ${size} × ${size} samples held ${energy.map(percent).join(', ')} of the light and ` +
    'was scaled to hold all. Negative values of rounding were cut to 0.'
  );
}

function parametersOf(options: LensOptions, { energy, rms }: LensFacts): PhysicalParameter[] {
  const { fNumber, pixelPitch, defocus, wavelength, kernelPixels, pupilSamples } = options;
  return [
    { name: 'fNumber', value: fNumber, unit: '' },
    { name: 'defocusWaves', value: defocus / wavelength[0]!, unit: 'waves' },
    { name: 'wavefrontErrorNm', value: rms * 1e9, unit: 'nm' },
    { name: 'pixelPitch', value: pixelPitch * 1e6, unit: 'µm' },
    { name: 'pupilSamples', value: pupilSamples, unit: '' },
    { name: 'kernelPixels', value: kernelPixels, unit: 'pixels' },
    ...energy.map((value, channel) => ({
      name: energy.length === 1 ? 'kernelEnergy' : `kernelEnergy${channel + 1}`,
      value,
      unit: '',
    })),
  ];
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function nanometres(lengths: readonly number[]): string {
  return `${lengths.map(each => Number((each * 1e9).toPrecision(4))).join(', ')} nm`;
}

function short(value: number): string {
  return value.toPrecision(3);
}
