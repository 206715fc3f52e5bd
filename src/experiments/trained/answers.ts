/** Asks trained trials about images, from several views where that is wanted. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { tf } from '../../engine/tfjs.js';
import { batchRows, sceneBatch } from '../../networks/batch.js';
import { splitHeads } from '../../networks/heads.js';
import { reseedNoise, type Camera } from '../camera.js';
import { exposureOfView } from '../exposures.js';
import { averaged } from './combine.js';
import type { TestImages } from './test-images.js';
import { classesOf } from './trained-head.js';
import type { TrainedTrial } from './trained-trial.js';
import { mirrored, mirroredBack, viewSets, type ViewSet } from './views.js';

/** A trial and its camera, see `loadCamera`. */
export interface Member {
  readonly trial: TrainedTrial;
  readonly camera: Camera;
}

/** What is asked of whom. */
export interface Questions {
  /** At least one; all of the same heads and size of scenes. */
  readonly members: readonly Member[];
  readonly test: TestImages;
  readonly views: ViewSet;
}

/**
 * The answers of all members to each image, each averaged over the views.
 *
 * @param visit Gets, for each head, an answer of each member.
 */
export async function forEachAnswer(
  { members, test, views }: Questions,
  visit: (answers: readonly (readonly Float32Array[])[], row: number) => void,
): Promise<void> {
  const { images, rows } = test;
  const { heads, config } = members[0]!.trial;
  const size = Math.min(config.training.batchSize, rows.length);
  let firstRow = 0;
  for (const batch of batchRows(rows, size)) {
    const scenes = sceneBatch(images, batch, size);
    const asked = members.map(member =>
      viewSets[views].map((axes, view) =>
        answersTo(member, scenes, { axes, exposure: exposureOfView(view), firstRow }),
      ),
    );
    scenes.dispose();
    batch.forEach((row, place) => {
      const answers = heads.map((head, index) =>
        asked.map(ofViews => {
          const own = ofViews.map(ofHeads => ofHeads[index]![place]!);
          return averaged(own, head.task, classesOf(head));
        }),
      );
      visit(answers, row);
    });
    firstRow += batch.length;
    await nextTurn();
  }
}

/** How scenes are shown. */
interface View {
  /** Along which they are mirrored. */
  readonly axes: readonly number[];
  /** Number of the exposure, and place of the first scene in it: they choose the noise. */
  readonly exposure: number;
  readonly firstRow: number;
}

/**
 * What each head answers to each scene of a batch, mirrored back to the scenes as they are: [heads][scenes].
 *
 * Mirroring is read before the model runs, so that all views and all models of one kind share one compiled graph.
 */
export function answersTo(
  { trial: { heads }, camera: { model } }: Member,
  scenes: tf.Tensor4D,
  { axes, exposure, firstRow }: View,
): Float32Array[][] {
  reseedNoise(model, exposure, firstRow);
  const seen = tf.tidy(() => mirrored(scenes, axes));
  seen.dataSync();
  const made = tf.tidy(() => model.apply(seen, { training: false }) as tf.Tensor);
  made.dataSync();
  const shapes = heads.map(({ shape }) => shape);
  const back = tf.tidy(() =>
    splitHeads(made, shapes).map((part, place) => mirroredBack(part, axes, heads[place]!.task)),
  );
  const answers = back.map(part => {
    const values = part.dataSync<'float32'>();
    const length = values.length / scenes.shape[0];
    return Array.from({ length: scenes.shape[0] }, (_, place) =>
      values.subarray(place * length, (place + 1) * length),
    );
  });
  tf.dispose([seen, made, ...back].filter(tensor => tensor !== scenes));
  return answers;
}
