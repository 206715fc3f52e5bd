/** What an LED microscope is made of, and the drives of its LEDs before training. */
import { hostRandom } from '../../engine/host-random.js';
import { ledDirections, ledPattern, type LedPattern } from './led-array.js';
import { checkObjective } from './objective.js';
import { randomCoefficients } from './pupil-plate.js';

export interface LedMicroscopeOptions {
  readonly name?: string;
  /** Of the objective at the object, above 0 and at most 1. */
  readonly numericalAperture: number;
  /** Wavelengths of the LED colours, m. */
  readonly wavelengths: readonly number[];
  /** Distance of samples at the object, m: the pixel pitch over the magnification. */
  readonly objectPitch: number;
  readonly ledRows: number;
  readonly ledColumns: number;
  /** m. */
  readonly ledPitch: number;
  /** From the LEDs to the object, m. */
  readonly ledDistance: number;
  /** Phase delay where the scene is 1, at the first wavelength, rad. */
  readonly phaseRange: number;
  /** Optical density where the scene is 1, 0 or more. */
  readonly absorbance: number;
  /** Which LEDs are lit; where drives are learned, before training. */
  readonly pattern: LedPattern;
  /** True: the camera has one channel, which sees all colours. */
  readonly isColourSummed: boolean;
  /** Zernike modes of the phase plate in the pupil, from defocus on; 0: no plate. */
  readonly pupilModes: number;
  /** Rms optical path difference of the plate, drawn at random; if learned, where training starts, m. */
  readonly pupilRms: number;
  /** No coefficient of a learned plate is larger, m. */
  readonly pupilLimit: number;
  /** True: drives and plate are trained. */
  readonly isLearned?: boolean;
  /** Seed and stream of random drives and the random plate, integers. */
  readonly seed: number;
  readonly stream: number;
}

/** The options alone, without what else a saved layer comes with. */
export function pickOptions(options: LedMicroscopeOptions): Omit<LedMicroscopeOptions, 'name'> {
  const { numericalAperture, wavelengths, objectPitch, phaseRange, absorbance } = options;
  const { ledRows, ledColumns, ledPitch, ledDistance, pattern } = options;
  const { isColourSummed, pupilModes, pupilRms, pupilLimit, isLearned = false, seed, stream } = options;
  return {
    ...{ numericalAperture, wavelengths, objectPitch, phaseRange, absorbance },
    ...{ ledRows, ledColumns, ledPitch, ledDistance, pattern },
    ...{ isColourSummed, pupilModes, pupilRms, pupilLimit, isLearned, seed, stream },
  };
}

/**
 * Drives of each colour, [colours][LEDs], 0 to 1.
 *
 * @throws RangeError if a quantity is out of range, the samples do not hold the pupil, or a colour has no lit LED.
 */
export function startDrives(options: LedMicroscopeOptions): number[][] {
  const { wavelengths, numericalAperture, objectPitch, absorbance, pattern, seed, stream } = options;
  if (wavelengths.length === 0)
    throw new RangeError('led-microscope: wavelengths is empty, must hold 1 or more');
  if (!(absorbance >= 0))
    throw new RangeError(`led-microscope: absorbance is ${absorbance}, must be 0 or more`);
  const directions = ledDirections({
    rows: options.ledRows,
    columns: options.ledColumns,
    pitch: options.ledPitch,
    distance: options.ledDistance,
  });
  const random = hostRandom(seed, stream);
  return wavelengths.map(wavelength => {
    checkObjective({ numericalAperture, wavelength }, objectPitch);
    const drives = ledPattern(pattern, directions, { numericalAperture, random });
    if (drives.every(each => each === 0)) {
      throw new RangeError(
        `led-microscope: pattern is ${pattern}, must be one of which the array has LEDs: they reach a sine of ` +
          `${Math.max(...directions.map(([down, across]) => Math.hypot(down, across))).toPrecision(3)}, the objective ` +
          `takes ${numericalAperture}`,
      );
    }
    return drives;
  });
}

/** Streams of plates lie apart from those of LED patterns. */
const plateStreams = 2 ** 31;

/**
 * Coefficients of the plate, m, [modes].
 *
 * @throws RangeError if the learned plate cannot start where it should.
 */
export function startCoefficients(options: LedMicroscopeOptions): number[] {
  const { pupilModes, pupilRms, pupilLimit, isLearned = false, seed, stream } = options;
  if (isLearned && pupilModes > 0 && !(pupilRms >= 0 && pupilRms < pupilLimit)) {
    throw new RangeError(
      `led-microscope: pupilRms is ${pupilRms} m, must be 0 or more and below ${pupilLimit} m`,
    );
  }
  return randomCoefficients(pupilModes, pupilRms, hostRandom(seed, plateStreams + stream));
}
