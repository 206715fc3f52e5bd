/** What a report says of an LED microscope. */
import type { LayerDescription } from '../../engine/layer-description.js';
import { ledDirections } from './led-array.js';
import type { LedMicroscopeOptions } from './led-microscope-options.js';
import { imageSamplingWarning } from './objective.js';

/** @param drives Before training, [colours][LEDs]. */
export function describeMicroscope(
  options: LedMicroscopeOptions,
  drives: readonly (readonly number[])[],
): LayerDescription {
  const { numericalAperture, wavelengths, objectPitch, phaseRange, absorbance, isLearned } = options;
  const { ledRows, ledColumns, ledPitch, ledDistance, pattern, isColourSummed } = options;
  const { pupilModes, pupilRms, pupilLimit } = options;
  const directions = ledDirections({
    rows: ledRows,
    columns: ledColumns,
    pitch: ledPitch,
    distance: ledDistance,
  });
  const bright = directions.filter(([y, x]) => Math.hypot(y, x) <= numericalAperture).length;
  const lit = drives[0]!.filter(drive => drive > 0).length;
  const nanometres = wavelengths.map(each => (each * 1e9).toFixed(0)).join(', ');
  const warning = wavelengths
    .map(wavelength => imageSamplingWarning({ numericalAperture, wavelength }, objectPitch))
    .find(each => each !== null);
  return {
    title: 'LED microscope',
    text:
      `The scene was the map of a thin object with a phase delay of up to ${phaseRange.toPrecision(3)} rad at ` +
      `${(wavelengths[0]! * 1e9).toFixed(0)} nm and an optical density of up to ${absorbance}. ${ledRows} × ${ledColumns} LEDs ` +
      `(${nanometres} nm) ${millimetres(ledPitch)} apart, ${millimetres(ledDistance)} behind it, lit it with plane waves, ` +
      `${bright} of ${directions.length} within the numerical aperture of ${numericalAperture}. ` +
      (isLearned
        ? `The drive of each LED, 0 to 1, was learned, starting from the pattern "${pattern}". `
        : `The pattern was "${pattern}": ${lit} LEDs were lit. `) +
      (pupilModes === 0 ? '' : plateText(pupilModes, pupilRms, isLearned ? pupilLimit : null)) +
      'The images of the LEDs added in irradiance; the light sent out in one exposure was fixed. ' +
      `${isColourSummed ? 'One channel of the camera saw all colours' : 'Each colour had its own channel'}. ` +
      `Samples lay ${(objectPitch * 1e6).toPrecision(3)} µm apart at the object${warning ? `; ${warning}` : ''}.`,
    parameters: [
      { name: 'numericalAperture', value: numericalAperture, unit: '' },
      ...wavelengths.map(each => ({ name: 'wavelength', value: each * 1e9, unit: 'nm' })),
      { name: 'objectPitch', value: objectPitch * 1e6, unit: 'µm' },
      { name: 'ledPitch', value: ledPitch * 1e3, unit: 'mm' },
      { name: 'ledDistance', value: ledDistance * 1e3, unit: 'mm' },
      { name: 'phaseRange', value: phaseRange, unit: 'rad' },
      { name: 'absorbance', value: absorbance, unit: '' },
    ],
    source: 'Muthumbi et al., Biomed. Opt. Express 10, 6351 (2019), doi:10.1364/BOE.10.006351',
  };
}

/** @param limit Of a learned plate; null where it is fixed. */
function plateText(modes: number, rms: number, limit: number | null): string {
  const nanometres = (length: number) => `${(length * 1e9).toPrecision(3)} nm`;
  const start = `a random optical path difference of ${nanometres(rms)} rms`;
  const kind =
    limit === null ? `with ${start}` : `learned from ${start} on, each mode within ±${nanometres(limit)}`;
  return `A phase plate of ${modes} Zernike modes from defocus on stood in the pupil, ${kind}. `;
}

function millimetres(length: number): string {
  return `${(length * 1e3).toPrecision(3)} mm`;
}
