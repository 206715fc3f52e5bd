import { beforeAll, describe, expect, it } from 'vitest';
import * as tf from '@tensorflow/tfjs';
import { augmentationOf } from '../../src/experiments/augmented-images.js';
import { augmentationText } from '../../src/experiments/augmentation-text.js';
import { describeTraining } from '../../src/experiments/training.js';
import type { LabelledImages } from '../../src/networks/batch.js';
import { classification } from '../../src/networks/tasks/classification.js';
import { localization } from '../../src/networks/tasks/localization.js';
import { reconstruction } from '../../src/networks/tasks/reconstruction.js';
import { toyConfig, type Changes } from './toy-trial.js';

/** Pixels: disks of few pixels, and masks of whole ones, have their centres no nearer. */
const roundness = 0.3;

const side = 20;
const rows = Uint32Array.of(3, 0, 9, 5);
const places = rows.map((_, place) => place);

/** A disk in each scene, where its position says; its pixels are of class 1. */
const position = (row: number) => [6 + (row % 3) * 2, 8 + (row % 4)] as const;
const disk = (row: number) =>
  Float32Array.from({ length: side ** 2 }, (_, i) => {
    const [x, y] = position(row);
    return Math.hypot((i % side) + 0.5 - x, Math.floor(i / side) + 0.5 - y) < 3 ? 1 : 0;
  });
const images: LabelledImages = {
  ...{ height: side, width: side, channels: 1, position },
  labels: Array.from({ length: 10 }, (_, row) => row % 3),
  scenes: wanted => Float32Array.from([...wanted].flatMap(row => [...disk(row)])),
  pixelClasses: wanted => Uint8Array.from([...wanted].flatMap(row => [...disk(row)])),
};

const augmented = (augmentation: object, task: Changes['task'] = 'classify', seed = 1) =>
  augmentationOf({ ...toyConfig({ training: { augmentation } }), task }, images, seed)!;

const moves = { horizontalFlip: true, rotationDegrees: 15, shiftPixels: 2, zoomMin: 0.9, zoomMax: 1.1 };

function centre(values: ArrayLike<number>): [x: number, y: number] {
  const all = Array.from(values);
  const sum = all.reduce((a, b) => a + b, 0);
  const mean = (at: (i: number) => number) => all.reduce((a, b, i) => a + b * (at(i) + 0.5), 0) / sum;
  return [mean(i => i % side), mean(i => Math.floor(i / side))];
}

beforeAll(() => tf.setBackend('cpu'));

describe('training images', () => {
  it('stay as they are where no augmentation is asked for', () => {
    expect(augmentationOf(toyConfig(), images, 1)).toBeNull();
  });

  it('take their masks and positions with them', () => {
    const batch = augmented(moves, 'locate')(rows, 1);
    for (const place of places) {
      const [one, row] = [Uint32Array.of(place), rows[place]!];
      expect(batch.scenes(one)).not.toEqual(disk(row));
      const [x, y] = batch.position!(place);
      for (const found of [centre(batch.scenes(one)), centre(batch.pixelClasses!(one))]) {
        expect(Math.hypot(found[0] - x, found[1] - y)).toBeLessThan(roundness);
      }
      expect(batch.labels[place]).toBe(images.labels[row]);
    }
    const targets = localization.targets(batch, places, 4).dataSync();
    expect(targets[0]).toBeCloseTo((2 * batch.position!(0)[0]) / side - 1, 5);
  });

  it('keep the object in the frame where its position is asked for', () => {
    const far = { shiftFraction: 0.9, boundary: 'zero' };
    const inside = (task: 'classify' | 'locate') =>
      [1, 2, 3, 4, 5].flatMap(epoch => {
        const batch = augmented(far, task)(rows, epoch);
        return [...places].filter(place => batch.position!(place).every(at => at >= 0 && at < side));
      }).length;
    expect(inside('classify')).toBeLessThan(15);
    expect(inside('locate')).toBe(20);
  });

  it('are the references of their reconstructions', () => {
    const batch = augmented(moves, 'reconstruct')(rows, 1);
    expect(reconstruction.targets(batch, places, 4).dataSync()).toEqual(batch.scenes(places));
    const own = batch.scenes(Uint32Array.of(2));
    expect(reconstruction.judge(own, batch, 2).loss).toBe(0);
  });

  it('are the same whatever else is in the batch, and other ones in other epochs and trials', () => {
    const scene = (batch: LabelledImages, place: number) => batch.scenes(Uint32Array.of(place));
    const own = scene(augmented(moves)(rows, 2), 2);
    expect(scene(augmented(moves)(Uint32Array.of(7, 9), 2), 1)).toEqual(own);
    expect(scene(augmented(moves)(rows, 3), 2)).not.toEqual(own);
    expect(scene(augmented(moves, 'classify', 2)(rows, 2), 2)).not.toEqual(own);
  });

  it('that are blended have shares of two labels that sum to 1, as scenes have', () => {
    const batch = augmented({ mixupAlpha: 1 })(rows, 1);
    const task = classification(3);
    const targets = task.targets(batch, places, 5).arraySync() as number[][];
    const other = [1, 2, 3, 0];
    for (const place of places) {
      const { label, share } = batch.blend!(place);
      const partner = rows[other[place]!]!;
      expect(label).toBe(images.labels[partner]);
      expect(share).toBeLessThanOrEqual(0.5);
      expect(targets[place]!.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 6);
      const [own, theirs] = [disk(rows[place]!), disk(partner)];
      const want = own.map((value, i) => (1 - share) * value + share * theirs[i]!);
      expect(batch.scenes(Uint32Array.of(place))).toEqual(want);
    }
    expect(targets[4]).toEqual([0, 0, 0]);
    const { label, share } = batch.blend!(1);
    expect([targets[1]![0], targets[1]![label]].map(Number)).toEqual([
      expect.closeTo(label === 0 ? 1 : 1 - share, 6),
      expect.closeTo(label === 0 ? 1 : share, 6),
    ]);
    const logits = Float32Array.of(1, -2, 0.5);
    const loss = (of: number) => classification(3).judge(logits, { ...images, labels: [of] }, 0).loss;
    const verdict = task.judge(logits, batch, 1);
    expect(verdict.loss).toBeCloseTo((1 - share) * loss(0) + share * loss(label), 12);
    expect(verdict.score).toBeCloseTo(label === 0 ? 1 : 1 - share, 12);
  });

  it('that are not square are not turned by quarters', () => {
    const config = toyConfig({ training: { augmentation: { quarterTurns: true } } });
    expect(() => augmentationOf(config, { ...images, width: 10 }, 1)).toThrow(
      'training.augmentation.quarterTurns: found true, must be false for scenes of 20 x 10 pixels, which are not square',
    );
  });
});

describe('the Methods text', () => {
  it('says what was done to training scenes, in numbers', () => {
    const { augmentation } = toyConfig({
      training: { augmentation: { ...moves, brightnessFraction: 0.2, mixupAlpha: 0.4 } },
    }).training;
    expect(augmentationText(augmentation)).toBe(
      ' Training scenes were changed at random at each step, in front of the optics: mirrored left to right (half of them), turned by up ' +
        'to ±15°, shifted by up to ±2 whole pixels, magnified 0.9 to 1.1 times, light changed by up to ±20 %, blended with another ' +
        'scene, labels likewise, whose share is the smaller one of two from Beta(0.4, 0.4). All moves of a scene were one bilinear resampling (boundary ' +
        'replicate); masks (nearest pixel), positions and references went with it. Values were cut off at 0 and at full scale. ' +
        'Validation and test scenes were left as they are.',
    );
    const training = toyConfig({ training: { augmentation: { verticalFlip: true } } }).training;
    expect(describeTraining(training, classification(3)).text).toContain('mirrored upside down');
    expect(describeTraining(toyConfig().training, classification(3)).text).not.toContain('changed at random');
  });
});
