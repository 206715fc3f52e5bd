/**
 * Several tasks at once: heads on one trunk, whose numbers stand side by side in the output.
 *
 *   loss = Σₕ wₕ lossₕ,   score = that of the first head
 *
 * Source: Caruana, Mach. Learn. 28, 41 (1997), doi:10.1023/A:1007379606734.
 */
import { tf } from '../../engine/tfjs.js';
import { splitHeads } from '../heads.js';
import type { Loss } from '../losses/loss.js';
import type { Task, Verdict } from './task.js';

export interface Head {
  readonly task: Task;
  /** Of its loss, above 0. */
  readonly weight: number;
  /** Of its numbers for one image, such as [classes] or [height, width, classes]. */
  readonly shape: readonly number[];
}

/** What the heads said of one image. */
export interface SeveralVerdict extends Verdict {
  readonly parts: readonly Verdict[];
}

/** @param heads Two at least; the first one has the score. */
export function severalTasks(heads: readonly Head[]): Task<SeveralVerdict> {
  const places = placesOf(heads);
  const [first, ...others] = heads as readonly [Head, ...Head[]];
  const lossWith = (firstLoss: Loss) => weightedSum(heads, firstLoss);
  const lossNameWith = (name: string) =>
    `weighted sum (${[name, ...others.map(({ task, weight }) => `${weight} × ${task.lossName}`)].join(' + ')})`;
  return {
    lossName: lossNameWith(first.task.lossName),
    lossNameWith,
    loss: lossWith(first.task.loss),
    lossWith,
    parts: heads.map(({ task }) => task),
    targets: (images, rows, size) =>
      tf.tidy(() =>
        tf.concat(
          heads.map(({ task }) => task.targets(images, rows, size).reshape<tf.Tensor2D>([size, -1])),
          1,
        ),
      ),
    judge: (output, images, row) => {
      const parts = heads.map(({ task }, place) => {
        const { start, size } = places[place]!;
        return task.judge(output.subarray(start, start + size), images, row);
      });
      const loss = parts.reduce((sum, part, place) => sum + heads[place]!.weight * part.loss, 0);
      return { parts, loss, score: parts[0]!.score };
    },
    ...(first.task.scoreOf && {
      scoreOf: (verdicts: readonly SeveralVerdict[]) =>
        first.task.scoreOf!(verdicts.map(({ parts }) => parts[0]!)),
    }),
  };
}

/** Where the numbers of a head stand in those of an image. */
interface Place {
  readonly start: number;
  readonly size: number;
}

function placesOf(heads: readonly Head[]): Place[] {
  let start = 0;
  return heads.map(({ shape }) => {
    const size = tf.util.sizeFromShape([...shape]);
    start += size;
    return { start: start - size, size };
  });
}

function weightedSum(heads: readonly Head[], firstLoss: Loss): Loss {
  const shapes = heads.map(({ shape }) => shape);
  return (outputs, targets, weights) =>
    tf.tidy(() => {
      const [answers, wanted] = [outputs, targets].map(joined => splitHeads(joined, shapes));
      const losses = heads.map(({ task, weight }, place) => {
        const loss = place === 0 ? firstLoss : task.loss;
        return loss(answers![place]!, wanted![place]!, weights).mul<tf.Scalar>(weight);
      });
      return losses.reduce((sum, loss) => sum.add(loss));
    });
}
