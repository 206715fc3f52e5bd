/**
 * Test-time augmentation: the scene is shown several times, mirrored, and the answers are averaged.
 *
 * The scene is mirrored in front of the camera, which takes a frame of each view with noise of its own; optics and sensor stay as they
 * are. What an answer says of places is mirrored back.
 */
import type { TaskName } from '../../analysis/score-kind.js';
import { tf } from '../../engine/tfjs.js';

/** Axes of [batch, height, width, channels] along which each view is mirrored. */
export const viewSets = {
  none: [[]],
  mirror: [[], [2]],
  flips: [[], [2], [1], [1, 2]],
} as const;

export type ViewSet = keyof typeof viewSets;

/** What a set of views is, in words. */
export const viewTexts: Readonly<Record<ViewSet, string>> = {
  none: 'the scene as it is',
  mirror: 'the scene as it is and with left and right exchanged',
  flips: 'the scene as it is, with left and right exchanged, upside down, and both',
};

/** The scene as a view shows it, [batch, height, width, channels]. */
export function mirrored(scenes: tf.Tensor4D, axes: readonly number[]): tf.Tensor4D {
  return axes.length === 0 ? scenes : tf.reverse4d(scenes, [...axes]);
}

/**
 * Brings the answer to a view back to the scene as it is.
 *
 * @param output [batch, classes], [batch, 2] or [batch, height, width, channels], as the task has it.
 */
export function mirroredBack(output: tf.Tensor, axes: readonly number[], task: TaskName): tf.Tensor {
  if (axes.length === 0) return output;
  switch (task) {
    case 'classify':
    case 'multi-label':
      return output;
    case 'segment':
    case 'reconstruct':
      return tf.reverse4d(output as tf.Tensor4D, [...axes]);
    case 'locate':
      // x and y run from -1 to 1 across the scene; x goes along axis 2.
      return output.mul(tf.tensor1d([2, 1].map(axis => (axes.includes(axis) ? -1 : 1))));
  }
}
