/** The spectra in a camera as a trial records them. */
import type { RecordedCurve } from '../analysis/spectra-record.js';
import { isSpectralLayer } from '../engine/layer-description.js';
import type { Camera } from './camera.js';

/** The curves as they are now; nothing where no layer has wavelengths. */
export function spectralCurves(
  { links }: Pick<Camera, 'links'>,
  stage: RecordedCurve['stage'],
): RecordedCurve[] {
  return links.flatMap(({ layer, item }) =>
    isSpectralLayer(layer)
      ? layer.spectralCurves().map(({ name, kind, wavelengths, values }) => ({
          ...{ layer: item.name, name, kind, stage },
          wavelengthsNm: Float32Array.from(wavelengths, each => each * 1e9),
          values: Float32Array.from(values),
        }))
      : [],
  );
}
