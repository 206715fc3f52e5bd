/** What a lens out of focus says of itself: sentences for a Methods section, and its numbers. */
import type { LayerDescription, PhysicalParameter } from '../../engine/layer-description.js';
import { boundarySentence } from '../blur/boundary-key.js';
import { depthW20, type DepthDefocusOptions } from './depth-options.js';
import { blurDiameter, workingFNumber } from './depth-of-field.js';

export const depthSource = 'Dowski & Cathey, Appl. Opt. 34, 1859 (1995), doi:10.1364/AO.34.001859';

/**
 * @param options With focus and mask as they are now.
 * @param energy Light that the kernel of each distance held before its sum was made 1, 0 to 1.
 */
export function depthText(options: DepthDefocusOptions, energy: readonly number[]): LayerDescription {
  return {
    title: 'Depth defocus',
    text: [
      lensSentence(options),
      sceneSentence(options),
      kernelSentence(options, energy),
      boundarySentence(options.boundary),
    ].join(' '),
    parameters: parametersOf(options, energy),
    source: depthSource,
  };
}

function lensSentence(options: DepthDefocusOptions): string {
  const { focalLength, fNumber, focusDistance, phaseMask, cubic, wavelength, isLearned } = options;
  const learned = isLearned ? ' (learned)' : '';
  const waves = short(cubic / wavelength[0]!);
  const mask =
    phaseMask === 'none' ? '' : `, with a cubic phase of ${waves} waves${learned} at the edge of its pupil`;
  return (
    `A thin lens of ${short(focalLength * 1e3)} mm at f/${short(fNumber)}, f/${short(workingFNumber(options))} at the sensor, was ` +
    `focused at ${short(focusDistance)} m${learned}${mask}.`
  );
}

function sceneSentence(options: DepthDefocusOptions): string {
  const { objectDistances, wavelength, focusDistance, pixelPitch } = options;
  const places = objectDistances.map(distance => {
    const waves = depthW20(options, distance, focusDistance) / wavelength[0]!;
    const blur = blurDiameter(options, distance) / pixelPitch;
    return `${short(distance)} m (${short(waves)} waves of defocus, a blur of ${short(blur)} pixels)`;
  });
  const isOne = places.length === 1;
  return isOne
    ? `Scenes lay at ${places.join()}.`
    : `Each scene lay at one of these distances, drawn at random: ${places.join(', ')}.`;
}

function kernelSentence(options: DepthDefocusOptions, energy: readonly number[]): string {
  const { kernelPixels: size, pixelPitch, wavelength, pupilSamples } = options;
  const light = energy.map(each => `${(100 * each).toFixed(1)} %`).join(', ');
  const colours = wavelength.map(each => (each * 1e9).toFixed(0)).join(', ');
  return (
    `The point spread function of a circular pupil of ${pupilSamples} × ${pupilSamples} samples in incoherent light of ${colours} nm ` +
    `was integrated over square samples of ${short(pixelPitch * 1e6)} µm; a kernel of ${size} × ${size} samples held ${light} of the ` +
    'light and was scaled to hold all.'
  );
}

function parametersOf(options: DepthDefocusOptions, energy: readonly number[]): PhysicalParameter[] {
  const { focalLength, fNumber, focusDistance, objectDistances, phaseMask, cubic, wavelength } = options;
  const numbered = (name: string, index: number) =>
    objectDistances.length === 1 ? name : `${name}${index + 1}`;
  return [
    { name: 'focalLength', value: focalLength * 1e3, unit: 'mm' },
    { name: 'fNumber', value: fNumber, unit: '' },
    { name: 'focusDistance', value: focusDistance, unit: 'm' },
    ...(phaseMask === 'none' ? [] : [{ name: 'cubicWaves', value: cubic / wavelength[0]!, unit: 'waves' }]),
    ...objectDistances.map((value, index) => ({ name: numbered('objectDistance', index), value, unit: 'm' })),
    ...energy.map((value, index) => ({ name: numbered('kernelEnergy', index), value, unit: '' })),
  ];
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}
