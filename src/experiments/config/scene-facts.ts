/** What a config alone says of its scenes: size, channels, wavelengths. */
import { fluorophoreChannels } from '../../data/procedural/fluorophores.js';
import { kindOf } from '../../data/procedural/procedural-set.js';
import { channelCentres, emissionRange } from '../../spectra/channels.js';
import type { ExperimentConfig } from './schema.js';

type Data = ExperimentConfig['data'];

interface Size {
  /** Samples. */
  readonly height: number;
  /** Samples. */
  readonly width: number;
}

/** Height and width of the digits of MNIST. */
const mnistSide = 28;
/** Height and width of the images of CIFAR-10. */
const cifarSide = 32;

/** Samples; null where only the files tell. */
export function sceneSize(data: Data): Size | null {
  switch (data.source) {
    case 'mnist':
      return { height: mnistSide, width: mnistSide };
    case 'cifar10':
      return { height: cifarSide, width: cifarSide };
    case 'csv':
    case 'procedural':
      return { height: data.heightPixels, width: data.widthPixels };
    case 'masks':
      if (data.tilePixels !== undefined) return { height: data.tilePixels, width: data.tilePixels };
      return resizedSize(data);
    case 'folder':
    case 'boxes':
      return resizedSize(data);
    default:
      return null;
  }
}

function resizedSize({ resize }: Extract<Data, { resize: unknown }>): Size | null {
  return resize.mode === 'none' ? null : { height: resize.heightPixels, width: resize.widthPixels };
}

/** Channels of one image; null where only the files tell. */
export function imageChannels(data: Data): number | null {
  switch (data.source) {
    case 'npy':
    case 'hdf5':
    case 'mat':
      return null;
    case 'folder':
    case 'masks':
    case 'boxes':
      return data.color === 'rgb' ? 3 : 1;
    case 'cifar10':
      return 3;
    case 'csv':
      return data.channels;
    case 'procedural':
      if (data.kind === 'fluorophores') return fluorophoreChannels(data);
      return data.kind === 'cells' || data.kind === 'dead-leaves' ? 3 : 1;
    case 'mnist':
    case 'idx':
      return 1;
  }
}

/** Digits of MNIST, and kinds of things in CIFAR-10. */
const tenClasses = 10;

/** Classes of scenes, with task segment of pixels; null where only the files tell. */
export function classCount({ task, data }: Pick<ExperimentConfig, 'task' | 'data'>): number | null {
  if (data.classes !== undefined && task !== 'segment') return data.classes.length;
  switch (data.source) {
    case 'mnist':
    case 'cifar10':
      return tenClasses;
    case 'masks':
      return task === 'segment' ? data.maskNames.length : null;
    case 'procedural': {
      const { classNames, pixelClassNames } = kindOf(data);
      return task === 'segment' ? (pixelClassNames?.length ?? null) : classNames.length;
    }
    default:
      return null;
  }
}

/** Wavelengths that the scenes themselves have, m, one for each channel; null where the config says them in `scene.wavelengthNm`. */
export function ownWavelengths(data: Data): number[] | null {
  if (data.source !== 'procedural' || data.kind !== 'fluorophores' || data.content !== 'spectra') return null;
  return channelCentres(emissionRange, data.spectralChannels);
}

/** Wavelengths of the scenes, m: one for all channels, or one for each. */
export function sceneWavelengths({ data, scene }: ExperimentConfig): number[] {
  return ownWavelengths(data) ?? [scene.wavelengthNm].flat().map(nanometres => nanometres * 1e-9);
}
