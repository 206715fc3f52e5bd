/** Measures the frames that a camera gives before training, once, so that all later frames are scaled alike. */
import { applyLayers } from '../networks/apply-layers.js';
import type { LabelledImages } from '../networks/batch.js';
import { forEachOutput } from '../networks/evaluate.js';
import { FrameStatistics, type FrameMoments } from '../networks/frame-moments.js';
import { reseedNoise, standardizeLayer, type Camera } from './camera.js';
import type { ExperimentConfig } from './config/schema.js';
import { exposures } from './exposures.js';

/** Training images that are measured, at most. 28 x 28 pixels each give the mean to 0.1 % of the deviation. */
const standardizeImages = 2048;

export interface FitTask {
  readonly config: ExperimentConfig;
  readonly camera: Camera;
  /** What takes the images to frames: layers of the camera, all or those behind what the images already passed. */
  readonly links: Camera['links'];
  readonly images: LabelledImages;
  readonly rows: Uint32Array;
  readonly log: (line: string) => void;
}

/**
 * Fits the standardization of a model on frames of training images, taken by the camera as it is now.
 *
 * @returns The statistics that the model now has.
 */
export async function fitStandardization({
  config,
  camera,
  links,
  images,
  rows,
  log,
}: FitTask): Promise<FrameMoments> {
  const { model, frame, tone } = camera;
  const layers = [...links.map(({ layer }) => layer), ...(tone === null ? [] : [tone])];
  const statistics = new FrameStatistics(frame.channels);
  await forEachOutput(
    scenes => applyLayers(layers, scenes),
    images,
    // A split is in random order: its first images are a fair sample.
    rows.subarray(0, standardizeImages),
    {
      batchSize: config.training.batchSize,
      beforeBatch: firstRow => reseedNoise(model, exposures.fit, firstRow),
    },
    values => statistics.add(values),
  );
  const moments = statistics.moments(line => log(`warning: ${line}`));
  standardizeLayer(model).setMoments(moments);
  log(`standardize: mean ${moments.mean.join(', ')}, deviation ${moments.std.join(', ')}`);
  return moments;
}
