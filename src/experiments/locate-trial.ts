/** What a trial does of its own where the network locates an object. */
import { writePositions } from '../analysis/position-record.js';
import { localization, type PositionVerdict } from '../networks/tasks/localization.js';
import { positionMetrics } from './test-metrics.js';
import type { TrialTask } from './trial-task.js';

/** @param hitRadius Largest distance of a hit, pixels of the scene. */
export function locateTrial(hitRadius: number): TrialTask<PositionVerdict> {
  return {
    classes: 1,
    training: localization,
    test: localization,
    ssim: () => null,
    metrics: ({ verdicts, dataset, rows }) =>
      positionMetrics(
        verdicts,
        Array.from(rows, row => dataset.groups[row]!),
        hitRadius,
      ),
    writeTables: ({ dataset, images, rows, verdicts }, folder) => {
      const positions = verdicts.map(({ predicted, truth }, place) => {
        const index = rows[place]!;
        return {
          ...{ index, source: dataset.sources[index]!, group: dataset.groups[index]! },
          ...{ trueX: truth[0], trueY: truth[1], predictedX: predicted[0], predictedY: predicted[1] },
        };
      });
      writePositions(folder, { height: images.height, width: images.width, rows: positions });
    },
  };
}
