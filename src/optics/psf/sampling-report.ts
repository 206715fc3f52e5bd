/**
 * Whether pixels, kernel and pupil samples suffice for a lens: the numbers, and what they mean in words.
 *
 *   Q = λN/p            samples per λN; 2 is Nyquist for irradiance: the cut-off 1/(λN) is then at half a cycle per pixel.
 *                       The pitch is that on which the image is computed; larger pixels behind it alias by their own
 *   kernel energy       share of the light of a point that a kernel of the given size holds
 *   period n λN         the field of n pupil samples repeats: the light beyond is folded back
 *   folded light        of a clear circular pupil about 2/(π² r) beyond r = n/2 λN
 *   step                largest change of the path difference between neighbouring samples; above λ/2 it is not sampled
 *
 * Source of the folded light: Born & Wolf, Principles of Optics, 7th ed. (1999), doi:10.1017/CBO9781139644181, section 8.5.2.
 */
import { tf } from '../../engine/tfjs.js';
import type { Pupil } from '../pupil/pupil.js';
import { pixelFraction, pupilSamples, rowsAndColumns, samplesPerLambdaN } from './focal-plane.js';
import { incoherentPsf, type PsfOptions } from './incoherent-psf.js';

export interface SamplingReport {
  /** λN, m. */
  readonly lambdaN: number;
  /** Pitch of Nyquist sampling, λN/2, m. */
  readonly nyquistPitch: number;
  /** Q. */
  readonly samplesPerLambdaN: number;
  /** Whether the pixels, at their own pitch, are coarser than Nyquist sampling. */
  readonly isUndersampled: boolean;
  /** Sum of the point spread function over the kernel; 1 is all light that passes the pupil. */
  readonly kernelEnergy: number;
  /** Distance after which the field repeats, in pixels. */
  readonly periodPixels: number;
  /** Share of the light that the repetition folds back into the period, if the pupil were a clear circle. */
  readonly foldedLight: number;
  /** Largest path difference between neighbouring samples that light passes, in waves. */
  readonly largestStepWaves: number;
  /** The numbers in sentences. */
  readonly sentences: readonly string[];
  /** What to change, and why; none where all is well. */
  readonly warnings: readonly string[];
}

/** Kernels that hold less are warned of: what is cut off is light that the image lacks, or that renormalizing moves. */
const leastEnergy = 0.9;

/**
 * Looks into the sampling of a pupil's image.
 *
 * @param pixelPitch Distance of the pixels that integrate the samples of the image, at least `options.pitch`, m; left out: each
 *   sample is a pixel.
 * @throws RangeError as `incoherentPsf` does, or if the pixels are smaller than the samples.
 */
export function samplingReport(
  pupil: Pupil,
  options: PsfOptions,
  pixelPitch: number = options.pitch,
): SamplingReport {
  if (!(pixelPitch >= options.pitch)) {
    throw new RangeError(
      `samplingReport: pixelPitch is ${pixelPitch} m, must be at least the ${options.pitch} m of the samples`,
    );
  }
  const samples = pupilSamples('samplingReport', pupil);
  const spacing = pixelFraction('samplingReport', options, samples);
  const q = samplesPerLambdaN(options);
  const lambdaN = options.wavelength * options.fNumber;
  const numbers = {
    lambdaN,
    nyquistPitch: lambdaN / 2,
    samplesPerLambdaN: q,
    isUndersampled: lambdaN < 2 * pixelPitch,
    kernelEnergy: tf.tidy(() => incoherentPsf(pupil, options).sum().dataSync()[0]!),
    periodPixels: 1 / spacing,
    foldedLight: 4 / (Math.PI ** 2 * samples),
    largestStepWaves: largestStep(pupil) / options.wavelength,
  };
  const facts = { ...numbers, pixelPitch, areSamplesPixels: pixelPitch === options.pitch };
  return { ...numbers, sentences: sentencesOf(facts, options), warnings: warningsOf(facts, options) };
}

interface Facts extends Omit<SamplingReport, 'sentences' | 'warnings'> {
  readonly pixelPitch: number;
  readonly areSamplesPixels: boolean;
}

function sentencesOf(facts: Facts, options: PsfOptions): string[] {
  const [rows, columns] = rowsAndColumns(options);
  const { lambdaN, pixelPitch, areSamplesPixels, samplesPerLambdaN: q } = facts;
  const point = areSamplesPixels ? 'pixels' : 'samples';
  const behind = areSamplesPixels
    ? ''
    : ` Pixels of ${micrometres(pixelPitch)} behind them sample it ${short(lambdaN / pixelPitch)} times.`;
  return [
    `λN is ${micrometres(lambdaN)} at ${(options.wavelength * 1e9).toFixed(0)} nm and f/${short(options.fNumber)}.`,
    `${areSamplesPixels ? 'Pixels' : 'Samples of the scene'} of ${micrometres(options.pitch)} sample it ${short(q)} times; ` +
      `Nyquist sampling, 2 times, takes ${micrometres(facts.nyquistPitch)}.${behind}`,
    `A kernel of ${rows} × ${columns} ${point} holds ${percent(facts.kernelEnergy)} of the light that passes the pupil.`,
    `The computed field repeats every ${short(facts.periodPixels)} ${point}, which folds about ${percent(facts.foldedLight)} of ` +
      'the light of a clear circular pupil back into the pattern.',
  ];
}

function warningsOf(facts: Facts, options: PsfOptions): string[] {
  const {
    samplesPerLambdaN: q,
    kernelEnergy,
    largestStepWaves,
    lambdaN,
    pixelPitch,
    areSamplesPixels,
  } = facts;
  const point = areSamplesPixels ? 'pixels' : 'samples';
  const warnings: string[] = [];
  if (facts.isUndersampled) {
    const ofPixels = lambdaN / pixelPitch;
    warnings.push(
      `λN/p is ${short(ofPixels)}${areSamplesPixels ? '' : ` at the pixels of ${micrometres(pixelPitch)}`}, below 2: the lens ` +
        `passes detail up to ${short(1 / ofPixels)} cycles per pixel, pixels resolve 0.5, the rest is aliased. Pixels of ` +
        `${micrometres(facts.nyquistPitch)} or f/${short((2 * pixelPitch) / options.wavelength)} would do.`,
    );
  }
  if (!areSamplesPixels && q < 2) {
    warnings.push(
      `λN/p is ${short(q)} at the samples of the scene, below 2: of the ${short(1 / q)} cycles per sample that the lens passes the ` +
        `scene holds 0.5. Samples of ${micrometres(facts.nyquistPitch)} would hold all.`,
    );
  }
  if (kernelEnergy < leastEnergy) {
    warnings.push(
      `The kernel holds ${percent(kernelEnergy)} of the light, less than ${percent(leastEnergy)}: more kernel ${point} would hold more.`,
    );
  }
  const size = Math.max(...rowsAndColumns(options));
  if (size > facts.periodPixels / 2) {
    warnings.push(
      `The kernel of ${size} ${point} spans more than half of the ${short(facts.periodPixels)} after which the field repeats: light ` +
        `from beyond counts as held. It takes ${Math.ceil((2 * size) / q - 1e-9)} pupil samples.`,
    );
  }
  if (largestStepWaves > 0.5) {
    warnings.push(
      `The path difference changes by ${short(largestStepWaves)} waves between neighbouring pupil samples, more than 0.5: the ` +
        `light wraps around. It takes ${Math.ceil(2 * largestStepWaves)} times as many pupil samples.`,
    );
  }
  return warnings;
}

/** Largest difference of neighbours along x and y where the amplitudes of both are above 0, m. */
function largestStep({ amplitude, opd }: Pupil): number {
  const samples = amplitude.shape[0];
  const [light, path] = [amplitude.dataSync(), opd.dataSync()];
  let largest = 0;
  for (let index = 0; index < light.length; index++) {
    if (light[index] === 0) continue;
    const neighbours = [(index + 1) % samples === 0 ? -1 : index + 1, index + samples];
    for (const next of neighbours) {
      if ((light[next] ?? 0) > 0) largest = Math.max(largest, Math.abs(path[next]! - path[index]!));
    }
  }
  return largest;
}

function micrometres(length: number): string {
  return `${short(length * 1e6)} µm`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function short(value: number): string {
  return value.toPrecision(3);
}
