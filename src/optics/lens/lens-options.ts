/** What a lens is made of, in SI units. */
import type { Boundary } from '../../engine/fourier/pad-images.js';
import type { MaterialName } from '../pupil/refractive-index.js';

/** annulus: a circle with a central obscuration. square: as wide as the circle. hexagon: its corners on the circle. */
export const lensApertures = ['circle', 'annulus', 'square', 'hexagon'] as const;
export type LensAperture = (typeof lensApertures)[number];

/**
 * What is shaped in the pupil, and learned where the lens is.
 *
 * none: nothing. zernike: the coefficients of the aberrations. free-form: any optical path difference, from a map between whose
 * samples it runs straight. height-map: glass in square cells of their own heights. cubic: α (x³ + y³), which makes the blur
 * nearly the same over a range of depths.
 */
export const lensPhases = ['none', 'zernike', 'free-form', 'height-map', 'cubic'] as const;
export type LensPhase = (typeof lensPhases)[number];

/** none: the opening is clear. gaussian: amplitude falls to its value at the edge. free-form: a map of amplitudes, from there on. */
export const lensFilms = ['none', 'gaussian', 'free-form'] as const;
export type LensFilm = (typeof lensFilms)[number];

export const phaseStarts = ['flat', 'random'] as const;
export type PhaseStart = (typeof phaseStarts)[number];

/** The shaped part of the wavefront. */
export interface PhaseOptions {
  readonly phase: LensPhase;
  /** Samples across the diameter of the pupil. */
  readonly pupilSamples: number;
  readonly aperture: LensAperture;
  /** Coefficients of Zernike polynomials from Noll 4 on, rms optical path difference, m; fixed unless `phase` is zernike. */
  readonly zernike: readonly number[];
  /** α of a cubic phase, m. */
  readonly cubic: number;
  /** Where a shaped phase starts: from the numbers above or flat, or with random numbers added. */
  readonly initialization: PhaseStart;
  /** Rms optical path difference of the random numbers, m. */
  readonly rms: number;
  /** Largest coefficient or path difference that can be built, either sign, m; heights reach it at the first wavelength. */
  readonly maximumOpd: number;
  /** m: one for all channels, or one per channel. */
  readonly wavelength: readonly number[];
  /** Samples of a map across the diameter; cells of a height map, a divisor of `pupilSamples`. */
  readonly mapSamples: number;
  /** Of a height map. */
  readonly material: MaterialName;
  /** Heights that can be made, the lowest at 0; those of a learned height map are rounded to them when it is hardened. */
  readonly heightLevels: number;
  readonly seed: number;
  readonly stream: number;
}

export interface LensOptions extends PhaseOptions {
  readonly name?: string;
  /** Working f-number. */
  readonly fNumber: number;
  /** Width of the even band around each wavelength, m; 0 for one line. */
  readonly bandwidth: number;
  /** Lines that stand for a band. */
  readonly spectralLines: number;
  /** Distance of pixel centres, m. */
  readonly pixelPitch: number;
  /** Radius of the central obscuration of an annulus, in pupil radii. */
  readonly obscuration: number;
  /** What absorbs light in the pupil. */
  readonly film: LensFilm;
  /** Amplitude that a film passes at the edge of the pupil, above 0 to 1; where a learned one starts. */
  readonly edgeAmplitude: number;
  /** W₂₀, m; positive where the object is nearer than the focus. */
  readonly defocus: number;
  /** Side of the kernel. */
  readonly kernelPixels: number;
  /** True: pixels of full fill factor; false: pixels that are points. */
  readonly isPixelIntegrated: boolean;
  readonly boundary: Boundary;
  /** Price of differences between neighbours of a learned map, 0 or more. */
  readonly smoothnessWeight: number;
  /** True: what `phase` names is trained, and a free-form film. */
  readonly isLearned: boolean;
}

/** @throws RangeError naming the first option that is out of its range. */
export function checkLensOptions(options: LensOptions): void {
  const { wavelength, phase, zernike, maximumOpd, cubic } = options;
  for (const each of wavelength) checkPositive('wavelength', each, ' m');
  checkPositive('fNumber', options.fNumber, '');
  checkPositive('pixelPitch', options.pixelPitch, ' m');
  checkPositive('maximumOpd', maximumOpd, ' m');
  if (!(options.edgeAmplitude > 0 && options.edgeAmplitude <= 1)) {
    throw new RangeError(`lens: edgeAmplitude is ${options.edgeAmplitude}, must be above 0 and at most 1`);
  }
  checkWhole('pupilSamples', options.pupilSamples, 4);
  checkWhole('kernelPixels', options.kernelPixels, 1);
  checkWhole('mapSamples', options.mapSamples, 2);
  checkWhole('heightLevels', options.heightLevels, 2);
  checkWhole('spectralLines', options.spectralLines, 1);
  if (phase === 'height-map' && options.pupilSamples % options.mapSamples !== 0) {
    throw new RangeError(
      `lens: mapSamples is ${options.mapSamples}, must divide pupilSamples, ${options.pupilSamples}, where phase is height-map`,
    );
  }
  if (options.isLearned && phase === 'none' && options.film !== 'free-form') {
    throw new RangeError('lens: phase is none, must be something to learn');
  }
  if (phase === 'zernike' && zernike.length === 0) {
    throw new RangeError('lens: zernike has no coefficients, must have one or more where phase is zernike');
  }
  const bounded = phase === 'zernike' ? zernike : phase === 'cubic' ? [cubic] : [];
  for (const value of bounded) {
    if (Math.abs(value) < maximumOpd) continue;
    throw new RangeError(`lens: ${phase} is ${value} m, must be within ±maximumOpd, ${maximumOpd} m`);
  }
}

function checkPositive(name: string, value: number, unit: string): void {
  if (!(value > 0 && value < Infinity)) {
    throw new RangeError(`lens: ${name} is ${value}${unit}, must be above 0`);
  }
}

function checkWhole(name: string, value: number, least: number): void {
  if (!Number.isInteger(value) || value < least) {
    throw new RangeError(`lens: ${name} is ${value}, must be a whole number of at least ${least}`);
  }
}

/** The options of a layer without those of every layer, as its config holds them. */
export function lensOptionsOf(options: LensOptions): LensOptions {
  return Object.fromEntries(optionNames.map(name => [name, options[name]])) as unknown as LensOptions;
}

const optionNames = [
  'fNumber',
  'wavelength',
  'bandwidth',
  'spectralLines',
  'pixelPitch',
  'pupilSamples',
  'aperture',
  'obscuration',
  'film',
  'edgeAmplitude',
  'defocus',
  'phase',
  'zernike',
  'cubic',
  'initialization',
  'rms',
  'maximumOpd',
  'mapSamples',
  'material',
  'heightLevels',
  'smoothnessWeight',
  'kernelPixels',
  'isPixelIntegrated',
  'boundary',
  'isLearned',
  'seed',
  'stream',
] as const satisfies readonly (keyof LensOptions)[];
