/** The learned arrays of a camera as a trial records them. */
import type { DesignArray } from '../analysis/design-record.js';
import { isHardwareLayer } from '../engine/layer-description.js';
import type { Camera } from './camera.js';

/** The arrays as they are now; nothing where none is learned. */
export function designArrays({ links }: Camera, stage: DesignArray['stage']): DesignArray[] {
  return links.flatMap(({ layer, item }) => {
    const arrays = isHardwareLayer(layer) ? (layer.physicalArrays?.() ?? []) : [];
    // A copy: what the layer gave may be a view of numbers that training changes.
    return arrays.map(array => ({ ...array, layer: item.name, stage, values: array.values.slice() }));
  });
}
