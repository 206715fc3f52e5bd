/**
 * Localization: where the object of the scene is, as two numbers.
 *
 *   u = 2 x / width − 1,   v = 2 y / height − 1        −1 to 1 from edge to edge of the scene
 *   loss = [(u' − u)² + (v' − v)²] / 2,   d = |r' − r| in pixels of the scene,   score = RMSE = √(mean d²)
 *
 * x goes to the right and y down, both from the upper left corner of the upper left pixel, whose centre is at (½, ½).
 */
import { tf } from '../../engine/tfjs.js';
import type { LabelledImages } from '../batch.js';
import { squaredError } from '../losses/regression.js';
import type { Task, Verdict } from './task.js';

/** Numbers that leave the network. */
export const coordinates = 2;

/** x and y in pixels of the scene. */
export type Position = readonly [x: number, y: number];

/** Where a network saw the object of one image; its score is the distance from the true place, pixels. */
export interface PositionVerdict extends Verdict {
  readonly predicted: Position;
  readonly truth: Position;
}

export const localization: Task<PositionVerdict> = {
  lossName: 'squared error of positions, in halves of the frame,',
  loss: squaredError,
  targets: (images, rows, size) => {
    const targets = new Float32Array(size * coordinates);
    rows.forEach((row, place) => targets.set(toHalves(truthOf(images, row), images), place * coordinates));
    return tf.tensor2d(targets, [size, coordinates]);
  },
  judge: (output, images, row) => {
    const { height, width } = images;
    const [u, v] = output as unknown as Position;
    const truth = truthOf(images, row);
    const [trueU, trueV] = toHalves(truth, images);
    const predicted = [((u + 1) * width) / 2, ((v + 1) * height) / 2] as const;
    const loss = ((u - trueU) ** 2 + (v - trueV) ** 2) / coordinates;
    return { predicted, truth, loss, score: Math.hypot(predicted[0] - truth[0], predicted[1] - truth[1]) };
  },
  scoreOf: verdicts => Math.sqrt(verdicts.reduce((sum, { score }) => sum + score ** 2, 0) / verdicts.length),
};

function truthOf({ position }: LabelledImages, row: number): Position {
  if (position === undefined) throw new TypeError('localization: the images have no positions, must have');
  return position(row);
}

function toHalves([x, y]: Position, { height, width }: LabelledImages): Position {
  return [(2 * x) / width - 1, (2 * y) / height - 1];
}
