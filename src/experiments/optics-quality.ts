/** Analyses the image of a point behind each layer of a camera that forms one. */
import * as tf from '@tensorflow/tfjs';
import type { OpticsRecord, RecordedMap } from '../analysis/optics-record.js';
import { isImagingLayer, type ImagingSystem } from '../optics/imaging-system.js';
import { incoherentPsf } from '../optics/psf/incoherent-psf.js';
import { samplingReport } from '../optics/psf/sampling-report.js';
import type { Pupil } from '../optics/pupil/pupil.js';
import {
  curveAt,
  frequencyAt,
  modulationTransfer,
  transferAlong,
  type FrequencyCurve,
} from '../optics/quality/optical-transfer.js';
import { encircledRadius, fullWidthHalfMaximum, originOf } from '../optics/quality/spot-size.js';
import { strehlRatio, wavefrontRms } from '../optics/quality/wavefront.js';
import type { CameraChain } from './camera-chain.js';

/** Samples in λN of the point spread functions that are drawn and measured: twice Nyquist. */
const samplesPerLambdaN = 4;
/** λN across them, or the width at which the field repeats if that is less. */
const widthInLambdaN = 32;
/** Side in samples of the part that is drawn. */
const drawnSide = 65;
/** Side of the kernel that is judged where the layer has none. */
const defaultKernel = 25;

/** One record for each image of each layer, in the order of the light. */
export function opticsRecords({ links }: CameraChain): OpticsRecord[] {
  return links.flatMap(({ layer, item, place: { signal } }) => {
    if (!isImagingLayer(layer)) return [];
    layer.apply(tf.input({ shape: [signal.height, signal.width, signal.channels] }));
    return layer.imagingSystems().map(system => recordOf(item.name, system));
  });
}

function recordOf(layer: string, system: ImagingSystem): OpticsRecord {
  const { wavelength, fNumber, pitch } = system;
  tf.engine().startScope();
  try {
    const pupil = system.pupil();
    const ideal: Pupil = { amplitude: pupil.amplitude, opd: tf.zerosLike(pupil.opd) };
    const finePitch = (wavelength * fNumber) / samplesPerLambdaN;
    const samples = pupil.amplitude.shape[0];
    const size = samplesPerLambdaN * Math.min(widthInLambdaN, samples);
    const fine = { wavelength, fNumber, pitch: finePitch, size };
    const [psf, idealPsf] = [pupil, ideal].map(each => incoherentPsf(each, fine));
    const peak = idealPsf!.max().dataSync()[0]!;
    const [transfer, limit] = [psf!, idealPsf!].map(modulationTransfer);
    const perMillimetre = 1e-3 / finePitch;
    const [x, y] = (['x', 'y'] as const).map(axis => transferAlong(transfer!, axis));
    const nyquist = 1e-3 / (2 * pitch);
    const kernel = {
      wavelength,
      fNumber,
      pitch,
      size: system.kernelPixels ?? defaultKernel,
      isPixelIntegrated: true,
    };
    const { sentences, warnings } = samplingReport(pupil, kernel);
    return {
      layer,
      label: system.label,
      amplitude: mapOf(pupil.amplitude),
      waves: mapOf(pupil.opd.div(wavelength)),
      psf: mapOf(middle(psf!, Math.min(drawnSide, size)).div(peak)),
      psfPitchUm: finePitch * 1e6,
      pixelPitchUm: pitch * 1e6,
      transfer: {
        frequencies: x!.frequencies.map(each => each * perMillimetre),
        x: x!.values,
        y: y!.values,
        limit: transferAlong(limit!, 'x').values,
      },
      nyquist,
      numbers: numbersOf({ pupil, psf: psf!, wavelength, finePitch, transfers: [x!, y!], nyquist }),
      sentences,
      warnings,
    };
  } finally {
    tf.engine().endScope();
  }
}

interface Measured {
  readonly pupil: Pupil;
  readonly psf: tf.Tensor2D;
  readonly wavelength: number;
  readonly finePitch: number;
  /** Along x and y, cycles per sample of `psf`. */
  readonly transfers: readonly [FrequencyCurve, FrequencyCurve];
  /** Cycles per mm. */
  readonly nyquist: number;
}

function numbersOf({
  pupil,
  psf,
  wavelength,
  finePitch,
  transfers,
  nyquist,
}: Measured): OpticsRecord['numbers'] {
  const fineUm = finePitch * 1e6;
  const energy = psf.sum().dataSync()[0]!;
  const { row, column } = originOf(psf);
  const [across, down] = [
    psf.slice([row, 0], [1, -1]).dataSync(),
    psf.slice([0, column], [-1, 1]).dataSync(),
  ];
  const radius = (share: number) => encircledRadius(psf, share * energy) * fineUm;
  const perSample = nyquist * 1e3 * finePitch;
  const perMillimetre = 1e-3 / finePitch;
  const number = (name: string, value: number, unit: string) => ({ name, value, unit });
  return [
    number('Strehl ratio', strehlRatio(pupil, wavelength).dataSync()[0]!, ''),
    number('wavefront error', wavefrontRms(pupil).dataSync()[0]! / wavelength, 'waves rms'),
    number('full width at half maximum along x', fullWidthHalfMaximum(across) * fineUm, 'µm'),
    number('full width at half maximum along y', fullWidthHalfMaximum(down) * fineUm, 'µm'),
    number('radius of 50 % encircled energy', radius(0.5), 'µm'),
    number('radius of 80 % encircled energy', radius(0.8), 'µm'),
    number('MTF at the Nyquist frequency of the pixels, along x', curveAt(transfers[0], perSample), ''),
    number('MTF at the Nyquist frequency of the pixels, along y', curveAt(transfers[1], perSample), ''),
    number('MTF50 along x', frequencyAt(transfers[0], 0.5) * perMillimetre, 'cycles/mm'),
    number('MTF50 along y', frequencyAt(transfers[1], 0.5) * perMillimetre, 'cycles/mm'),
  ];
}

/** The square of `side` samples around element floor(size / 2). */
function middle(plane: tf.Tensor2D, side: number): tf.Tensor2D {
  const { row, column } = originOf(plane);
  const half = Math.floor(side / 2);
  return plane.slice([row - half, column - half], [side, side]);
}

function mapOf(plane: tf.Tensor): RecordedMap {
  const [rows, columns] = plane.shape as [number, number];
  return { rows, columns, values: plane.dataSync<'float32'>().slice() };
}
