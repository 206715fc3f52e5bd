/** The mean of what arrives at each layer that learns a map over the frame. */
import type { MeanImage } from '../analysis/mean-images-record.js';
import { isHardwareLayer } from '../engine/layer-description.js';
import { applyLayers } from '../networks/apply-layers.js';
import { forEachOutput } from '../networks/evaluate.js';
import type { Link } from './camera-chain.js';
import { cameraLayers } from './camera.js';
import type { Tested } from './trial-tables.js';

/** Images that a mean is taken of, at most: enough for its error to be a fifteenth of the deviation. */
const mostImages = 256;

/** The means over the first test images, with their noise. */
export async function meanImages(tested: Tested): Promise<MeanImage[]> {
  const { camera, config, images, reseed } = tested;
  const layers = cameraLayers(camera);
  const rows = tested.rows.subarray(0, mostImages);
  const means: MeanImage[] = [];
  for (const [index, link] of camera.links.entries()) {
    if (!hasMap(link)) continue;
    const { height, width, channels } = link.place.signal;
    const sums = new Float64Array(height * width);
    await forEachOutput(
      scenes => applyLayers(layers.slice(0, index), scenes),
      images,
      rows,
      { batchSize: config.training.batchSize, beforeBatch: reseed },
      values => values.forEach((value, i) => (sums[Math.floor(i / channels)]! += value)),
    );
    const values = Float32Array.from(sums, sum => sum / (rows.length * channels));
    means.push({ layer: link.item.name, images: rows.length, height, width, values });
  }
  return means;
}

/** Whether what it learned has a place in the frame: a layout, or a number for each pixel that arrives. */
function hasMap({ layer, place: { signal } }: Link): boolean {
  const arrays = isHardwareLayer(layer) ? (layer.physicalArrays?.() ?? []) : [];
  return arrays.some(
    ({ kind, shape }) => kind === 'borders' || shape.join() === [signal.height, signal.width].join(),
  );
}
