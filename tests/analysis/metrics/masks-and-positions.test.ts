import { describe, expect, it } from 'vitest';
import { bootstrapInterval } from '../../../src/analysis/metrics/bootstrap.js';
import { diceOf, iouOf, MaskTally, pooledCounts } from '../../../src/analysis/metrics/mask-tally.js';
import { PositionTally } from '../../../src/analysis/metrics/position-tally.js';

describe('a tally of masks', () => {
  /** Scikit-learn's example of jaccard_score, its two rows as two images. */
  const tally = new MaskTally();
  tally.add([1, 1, 1], [0, 1, 1]);
  tally.add([1, 0, 0], [1, 1, 0]);

  it('has the IoU 2/3 and 1/2 and the Dice 4/5 and 2/3 of scikit-learn`s example', () => {
    expect(tally.images.map(iouOf)).toEqual([2 / 3, 1 / 2]);
    expect(tally.images.map(diceOf)).toEqual([4 / 5, 2 / 3]);
  });

  it('pools pixels, 3/5 and 6/8, or takes the mean over images, 7/12 and 11/15', () => {
    expect([tally.pooledIou, tally.pooledDice]).toEqual([3 / 5, 6 / 8]);
    expect(tally.meanIou).toBeCloseTo(7 / 12, 12);
    expect(tally.meanDice).toBeCloseTo(11 / 15, 12);
  });

  it('leaves an image of two empty masks out of the mean and counts it; one empty mask gives 0', () => {
    const empty = new MaskTally();
    empty.add([0, 0], [0, 0]);
    expect([empty.pooledIou, empty.pooledDice, empty.meanIou, empty.meanDice]).toEqual([
      null,
      null,
      null,
      null,
    ]);
    empty.add([1, 0], [1, 0]);
    expect([empty.meanIou, empty.emptyImages]).toEqual([1, 1]);
    empty.add([0, 1], [0, 0]);
    empty.add([0, 0], [0, 1]);
    expect(empty.meanDice).toBeCloseTo(1 / 3, 12);
    expect([empty.pooledIou, empty.pooledDice]).toEqual([1 / 3, 1 / 2]);
    expect(empty.emptyImages).toBe(1);
  });

  it('calls a pixel predicted from the threshold on', () => {
    const strict = new MaskTally(0.8);
    strict.add([0.79, 0.8], [255, 255]);
    expect(strict.images[0]).toEqual({ truePositives: 1, falsePositives: 0, falseNegatives: 1 });
    expect(() => strict.add([1], [1, 0])).toThrow('there are 1 predicted and 2 true pixels, must be as many');
  });

  it('has intervals by images', () => {
    const images = tally.images;
    const statistic = (rows: Uint32Array) => iouOf(pooledCounts(Array.from(rows, row => images[row]!)));
    const { value, low, high } = bootstrapInterval(2, statistic, { seed: 1 })!;
    expect([value, low, high]).toEqual([3 / 5, 1 / 2, 2 / 3]);
  });
});

describe('a tally of positions', () => {
  const tally = new PositionTally();
  tally.add([3, 4], [0, 0]);
  tally.add([1, 1], [1, 2]);

  it('has the RMSE √((25 + 1) / 2), the mean distance 3 and hit rates by radius', () => {
    expect(tally.rmse).toBeCloseTo(Math.sqrt(13), 12);
    expect(tally.meanDistance).toBe(3);
    expect([0.9, 1, 4.9, 5].map(radius => tally.hitRate(radius))).toEqual([0, 0.5, 0.5, 1]);
    expect(tally.rmseOf([0, 0])).toBe(5);
  });

  it('is undefined without images and refuses numbers that do not fit', () => {
    const none = new PositionTally();
    expect([none.rmse, none.meanDistance, none.hitRate(1)]).toEqual([null, null, null]);
    expect(() => none.add([1], [1, 2])).toThrow('there are 1 predicted and 2 true numbers, must be as many');
    expect(() => none.hitRate(-1)).toThrow('radius is -1, must be at least 0');
  });
});
