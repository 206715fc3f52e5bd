/** How samples of the scene and pixels of the sensor stand to what the lenses of a camera pass. */
import type { ImageSampling } from '../analysis/trial-result-record.js';
import { isImagingLayer } from '../optics/imaging-system.js';
import type { CameraChain, Link } from './camera-chain.js';

type Links = Pick<CameraChain, 'links'>;

/** Pitch of the pixels that record what leaves a layer, m: the largest from there on; of a layout of unequal pixels their mean one. */
export function pixelPitchBehind({ links }: Links, link: Link): number {
  return Math.max(...links.slice(links.indexOf(link)).map(({ gives }) => gives.pixelPitch));
}

/**
 * Where several lenses stand in a row, the one that passes least counts; of the wavelengths and depths of one, those that pass
 * most.
 *
 * @returns Null where no layer says which image of a point it forms.
 */
export function imageSampling(camera: Links): ImageSampling | null {
  const found = camera.links.flatMap(link => {
    const { layer } = link;
    if (!isImagingLayer(layer)) return [];
    const systems = layer.imagingSystems();
    return {
      cutoff: Math.max(...systems.map(({ wavelength, fNumber }) => 1e-3 / (wavelength * fNumber))),
      samplePitchUm: 1e6 * Math.max(...systems.map(({ pitch }) => pitch)),
      pixelPitchUm: 1e6 * pixelPitchBehind(camera, link),
    };
  });
  return found.toSorted((one, other) => one.cutoff - other.cutoff)[0] ?? null;
}
