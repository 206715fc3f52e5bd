/** What a trial does of its own where the network segments scenes. */
import { tf } from '../engine/tfjs.js';
import {
  writeMaskScores,
  writeSegmentations,
  type SegmentationImage,
} from '../analysis/segmentation-record.js';
import { applyLayers } from '../networks/apply-layers.js';
import { sceneBatch } from '../networks/batch.js';
import { segmentation, type PixelVerdict } from '../networks/tasks/segmentation.js';
import type { Task } from '../networks/tasks/task.js';
import { cameraLayers } from './camera.js';
import { pixelMetrics } from './test-metrics.js';
import { shownPlaces, storedImage, type Tested } from './trial-tables.js';
import type { TrialTask } from './trial-task.js';

/** @param classNames Of pixels, the ground first. */
export function segmentTrial(classNames: readonly string[]): TrialTask<PixelVerdict> {
  const task = segmentation(classNames.length);
  return {
    classes: classNames.length,
    training: withoutMaps(task),
    test: task,
    ssim: () => null,
    metrics: ({ verdicts, dataset, rows }) =>
      pixelMetrics(
        verdicts,
        Array.from(rows, row => dataset.groups[row]!),
        classNames,
      ),
    writeTables: (tested, folder) => {
      const scores = tested.verdicts.flatMap(({ counts }, place) => {
        const index = tested.rows[place]!;
        const { sources, groups } = tested.dataset;
        const of = { index, source: sources[index]!, group: groups[index]! };
        return counts.slice(1).map((each, object) => ({ ...of, class: object + 1, ...each }));
      });
      writeMaskScores(folder, { classNames, rows: scores });
      writeSegmentations(folder, { classNames, images: segmentationImages(tested) });
    },
  };
}

/** Of all images of an epoch, the predicted classes would fill the memory. */
function withoutMaps(task: Task<PixelVerdict>): Task<PixelVerdict> {
  const predicted = new Uint8Array(0);
  return { ...task, judge: (...image) => ({ ...task.judge(...image), predicted }) };
}

/** Scene, frame, true and predicted classes of the test images of the strip, with the noise they were measured with. */
function segmentationImages(tested: Tested<PixelVerdict>): SegmentationImage[] {
  const { camera, images, rows, verdicts } = tested;
  return shownPlaces(tested).flatMap(place => {
    tested.reseed(place);
    const row = rows.subarray(place, place + 1);
    const { predicted, score: iou } = verdicts[place]!;
    return tf.tidy(() => {
      const scene = sceneBatch(images, row);
      const frame = applyLayers(cameraLayers(camera), scene) as tf.Tensor4D;
      const shape = [1, images.height, images.width, 1] as const;
      const map = (classes: Uint8Array) => tf.tensor4d(Float32Array.from(classes), [...shape]);
      const parts = [
        ['scene', scene],
        ['frame', frame],
        ['truth', map(images.pixelClasses!(row))],
        ['predicted', map(predicted)],
      ] as const;
      // Labels are those of scenes, of which there may be more than classes of pixels.
      return parts.map(([part, tensor]) => ({ ...storedImage(tested, place, tensor), label: 0, part, iou }));
    });
  });
}
