/** Measures the frames that a camera gives before training, once, so that all later frames are scaled alike. */
import type * as tf from '@tensorflow/tfjs';
import { applyLayers } from '../networks/apply-layers.js';
import type { LabelledImages } from '../networks/batch.js';
import { forEachOutput } from '../networks/evaluate.js';
import { FrameStatistics, type FrameMoments } from '../networks/frame-moments.js';
import { cameraParts, reseedNoise, standardizeLayer } from './camera.js';
import type { ExperimentConfig } from './config/schema.js';

/** Training images that are measured, at most. 28 x 28 pixels each give the mean to 0.1 % of the deviation. */
const standardizeImages = 2048;

/** The step that noise belongs to: below those of training. */
const fitExposure = -1;

export interface FitTask {
  readonly config: ExperimentConfig;
  readonly model: tf.LayersModel;
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
  model,
  images,
  rows,
  log,
}: FitTask): Promise<FrameMoments> {
  const { optics, sensor, converter } = cameraParts(model);
  const camera = [...optics, ...sensor, ...converter];
  const statistics = new FrameStatistics(images.channels);
  await forEachOutput(
    scenes => applyLayers(camera, scenes),
    images,
    // A split is in random order: its first images are a fair sample.
    rows.subarray(0, standardizeImages),
    {
      batchSize: config.training.batchSize,
      beforeBatch: firstRow => reseedNoise(model, fitExposure, firstRow),
    },
    frame => statistics.add(frame),
  );
  const moments = statistics.moments(line => log(`warning: ${line}`));
  standardizeLayer(model).setMoments(moments);
  log(`standardize: mean ${moments.mean.join(', ')}, deviation ${moments.std.join(', ')}`);
  return moments;
}
