/** Asks trained trials about images, from several views where that is wanted. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { TaskName } from '../../analysis/score-kind.js';
import { tf } from '../../engine/tfjs.js';
import { batchRows, sceneBatch } from '../../networks/batch.js';
import { reseedNoise, type Camera } from '../camera.js';
import { exposures } from '../trial-training.js';
import { averaged } from './combine.js';
import type { TestImages } from './test-images.js';
import type { TrainedTrial } from './trained-trial.js';
import { mirrored, mirroredBack, viewSets, type ViewSet } from './views.js';

/** A trial and its camera, see `loadCamera`. */
export interface Member {
  readonly trial: TrainedTrial;
  readonly camera: Camera;
}

/** What is asked of whom. */
export interface Questions {
  /** Logits of a scene or of a pixel; 1 where there are none. */
  readonly classes: number;
  /** At least one; all of one task, classes and size of scenes. */
  readonly members: readonly Member[];
  readonly test: TestImages;
  readonly views: ViewSet;
}

/** The answers of all members to each image, each averaged over the views. */
export async function forEachAnswer(
  { classes, members, test, views }: Questions,
  visit: (answers: readonly Float32Array[], row: number) => void,
): Promise<void> {
  const { images, rows } = test;
  const { task, training } = members[0]!.trial.config;
  const size = Math.min(training.batchSize, rows.length);
  let firstRow = 0;
  for (const batch of batchRows(rows, size)) {
    const scenes = sceneBatch(images, batch, size);
    const outputs = members.map(({ camera: { model } }) =>
      viewSets[views].map((axes, view) => outputOf(model, scenes, { axes, view, firstRow, task })),
    );
    scenes.dispose();
    batch.forEach((row, place) => {
      const answers = outputs.map(ofViews => {
        const own = ofViews.map(values => {
          const length = values.length / size;
          return values.subarray(place * length, (place + 1) * length);
        });
        return averaged(own, task, classes);
      });
      visit(answers, row);
    });
    firstRow += batch.length;
    await nextTurn();
  }
}

interface View {
  readonly axes: readonly number[];
  /** Its place, from 0. Views draw their noise from exposures below that of the test, which is the one of the first. */
  readonly view: number;
  readonly firstRow: number;
  readonly task: TaskName;
}

/**
 * What a model answers to scenes in a view, row by row.
 *
 * Mirroring is read before the model runs, so that all views and all models of one kind share one compiled graph.
 */
function outputOf(
  model: tf.LayersModel,
  scenes: tf.Tensor4D,
  { axes, view, firstRow, task }: View,
): Float32Array {
  reseedNoise(model, exposures.test - view, firstRow);
  const seen = tf.tidy(() => mirrored(scenes, axes));
  seen.dataSync();
  const made = tf.tidy(() => model.apply(seen, { training: false }) as tf.Tensor);
  made.dataSync();
  const back = tf.tidy(() => mirroredBack(made, axes, task));
  const values = back.dataSync<'float32'>();
  tf.dispose([seen, made, back].filter(tensor => tensor !== scenes));
  return values;
}
