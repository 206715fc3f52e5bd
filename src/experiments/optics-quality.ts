/** Analyses the image of a point behind each layer of a camera that forms one. */
import { tf } from '../engine/tfjs.js';
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
import { pixelPitchBehind } from './image-sampling.js';

/** Samples in λN where contrast is computed: twice Nyquist, over the whole period of the field, so that no light is cut off. */
const samplesForContrast = 4;
/** Samples in λN where spots are measured and drawn, and λN across them. */
const samplesForSpots = 10;
const spotWidth = 12.1;
/** Side of the kernel that is judged where the layer has none. */
const defaultKernel = 25;

/** Whether a layer of the camera images a point. */
export function formsImages({ links }: CameraChain): boolean {
  return links.some(({ layer }) => isImagingLayer(layer));
}

/** One record for each image of each layer, in the order of the light. */
export function opticsRecords(chain: CameraChain): OpticsRecord[] {
  return chain.links.flatMap(link => {
    const { layer, item, place } = link;
    const { signal } = place;
    if (!isImagingLayer(layer)) return [];
    layer.apply(tf.input({ shape: [signal.height, signal.width, signal.channels] }));
    const pixelPitch = pixelPitchBehind(chain, link);
    return layer.imagingSystems().map(system => recordOf(item.name, system, pixelPitch));
  });
}

/** @param pixelPitch Of the pixels that record the image, m; at least the pitch on which it is computed. */
function recordOf(layer: string, system: ImagingSystem, pixelPitch: number): OpticsRecord {
  const { wavelength, fNumber, pitch } = system;
  tf.engine().startScope();
  try {
    const pupil = system.pupil();
    const ideal: Pupil = { amplitude: pupil.amplitude, opd: tf.zerosLike(pupil.opd) };
    const lambdaN = wavelength * fNumber;
    const across = (samples: number, size: number) => ({
      wavelength,
      fNumber,
      pitch: lambdaN / samples,
      size,
    });
    const contrast = across(samplesForContrast, samplesForContrast * pupil.amplitude.shape[0]);
    const spots = across(samplesForSpots, samplesForSpots * spotWidth);
    const [transfer, limit] = [pupil, ideal].map(each => modulationTransfer(incoherentPsf(each, contrast)));
    const [psf, idealPsf] = [pupil, ideal].map(each => incoherentPsf(each, spots));
    const perMillimetre = 1e-3 / contrast.pitch;
    const [x, y] = (['x', 'y'] as const).map(axis => transferAlong(transfer!, axis));
    const nyquist = 1e-3 / (2 * pixelPitch);
    const period = (lambdaN / pitch) * pupil.amplitude.shape[0];
    const kernel = {
      wavelength,
      fNumber,
      pitch,
      size: system.kernelPixels ?? Math.max(1, Math.min(defaultKernel, Math.floor(period))),
      isPixelIntegrated: true,
    };
    const { sentences, warnings } = samplingReport(pupil, kernel, pixelPitch);
    return {
      layer,
      label: system.label,
      amplitude: mapOf(pupil.amplitude),
      waves: mapOf(pupil.opd.div(wavelength)),
      psf: mapOf(psf!.div(idealPsf!.max())),
      psfPitchUm: spots.pitch * 1e6,
      pixelPitchUm: pixelPitch * 1e6,
      transfer: {
        frequencies: x!.frequencies.map(each => each * perMillimetre),
        x: x!.values,
        y: y!.values,
        limit: transferAlong(limit!, 'x').values,
      },
      nyquist,
      numbers: [
        ...wavefrontNumbers(pupil, wavelength),
        ...spotNumbers(psf!, spots.pitch),
        ...contrastNumbers([x!, y!], contrast.pitch, nyquist),
      ],
      sentences,
      warnings,
    };
  } finally {
    tf.engine().endScope();
  }
}

type Numbers = OpticsRecord['numbers'];

function wavefrontNumbers(pupil: Pupil, wavelength: number): Numbers {
  return [
    { name: 'Strehl ratio', value: strehlRatio(pupil, wavelength).dataSync()[0]!, unit: '' },
    { name: 'wavefront error', value: wavefrontRms(pupil).dataSync()[0]! / wavelength, unit: 'waves rms' },
  ];
}

/** @param pitch Of the samples of `psf`, m. */
function spotNumbers(psf: tf.Tensor2D, pitch: number): Numbers {
  const { row, column } = originOf(psf);
  const lines = { x: psf.slice([row, 0], [1, -1]), y: psf.slice([0, column], [-1, 1]) };
  const length = (name: string, samples: number) => ({ name, value: samples * pitch * 1e6, unit: 'µm' });
  return [
    ...(['x', 'y'] as const).map(axis =>
      length(`full width at half maximum along ${axis}`, fullWidthHalfMaximum(lines[axis].dataSync())),
    ),
    ...[0.5, 0.8].map(share =>
      length(`radius of ${100 * share} % encircled energy`, encircledRadius(psf, share)),
    ),
  ];
}

/**
 * @param pitch Of the samples whose frequencies the curves have, m.
 * @param nyquist Of the pixels, cycles per mm.
 */
function contrastNumbers(
  transfers: readonly [FrequencyCurve, FrequencyCurve],
  pitch: number,
  nyquist: number,
): Numbers {
  return transfers.flatMap((curve, index) => {
    const axis = index === 0 ? 'x' : 'y';
    const half = frequencyAt(curve, 0.5) * (1e-3 / pitch);
    return [
      {
        name: `MTF at the Nyquist frequency of the pixels, along ${axis}`,
        value: curveAt(curve, nyquist * 1e3 * pitch),
        unit: '',
      },
      { name: `MTF50 along ${axis}`, value: half, unit: 'cycles/mm' },
    ];
  });
}

function mapOf(plane: tf.Tensor): RecordedMap {
  const [rows, columns] = plane.shape as [number, number];
  return { rows, columns, values: plane.dataSync<'float32'>().slice() };
}
