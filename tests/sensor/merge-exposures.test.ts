import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startEngine } from '../../src/engine/start.js';
import { mergeExposures } from '../../src/sensor/merge-exposures.js';

/* That the estimate is unbiased is D20 of the physics checks. */

beforeAll(() => startEngine());
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

describe('mergeExposures', () => {
  it('divides the light of the unsaturated exposures by their time, whatever their order', () => {
    const [long, short] = [tf.tensor1d([40, 98, 100, 100]), tf.tensor1d([12, 25, 60, 100])];
    const expected = [52 / 5, 123 / 5, 60, 100];
    for (const merged of [
      mergeExposures([long, short], [4, 1], 100),
      mergeExposures([short, long], [1, 4], 100),
    ]) {
      merged.dataSync().forEach((value, index) => expect(value).toBeCloseTo(expected[index]!, 4));
    }
  });

  it('passes gradients to the exposures that it uses', () => {
    const [long, short] = [tf.tensor1d([40, 100]), tf.tensor1d([12, 60])];
    const gradients = tf.grads((a, b) => mergeExposures([a, b], [4, 1], 100).sum())([long, short]);
    [
      [0.2, 0],
      [0.2, 1],
    ].forEach((expected, frame) =>
      gradients[frame]!.dataSync().forEach((value, index) => expect(value).toBeCloseTo(expected[index]!, 6)),
    );
  });

  it('says what is wrong', () => {
    const frame = tf.tensor1d([1]);
    expect(() => mergeExposures([frame], [1, 2], 1)).toThrow(
      'mergeExposures: there are 1 frames and 2 exposures, must be as many, and some',
    );
    expect(() => mergeExposures([frame], [0], 1)).toThrow(
      'mergeExposures: an exposure is 0, must be above 0',
    );
  });
});
