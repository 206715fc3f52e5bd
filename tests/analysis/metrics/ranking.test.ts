import { describe, expect, it } from 'vitest';
import {
  averagePrecision,
  macroRocAuc,
  operatingPoints,
  rocAuc,
  ScoreList,
  sensitivityAt,
} from '../../../src/analysis/metrics/ranking.js';

/** The example of scikit-learn's documentation of roc_auc_score and average_precision_score. */
const documented = { scores: [0.1, 0.4, 0.35, 0.8], isPositive: [0, 0, 1, 1] };
const tied = { scores: [0.9, 0.5, 0.5, 0.5, 0.1], isPositive: [1, 1, 0, 0, 0] };
const alone = { scores: [0.1, 0.2], isPositive: [1, 1] };

describe('ROC-AUC', () => {
  it('is 0.75 for scikit-learn`s example: 3 of 4 pairs in order', () => {
    expect(rocAuc(documented)).toBe(3 / 4);
  });

  it('counts a tie as half a pair: (3 + 1 + 2/2) / 6', () => {
    expect(rocAuc(tied)).toBeCloseTo(5 / 6, 12);
  });

  it('is the share of pairs in order, whatever the scores', () => {
    const scores = Array.from({ length: 60 }, (_, i) => (i * 37) % 23);
    const isPositive = scores.map((score, i) => (score + ((i * 11) % 17) > 18 ? 1 : 0));
    let [pairs, inOrder] = [0, 0];
    scores.forEach((high, i) => {
      scores.forEach((low, j) => {
        if (isPositive[i] !== 1 || isPositive[j] !== 0) return;
        pairs++;
        inOrder += high > low ? 1 : high === low ? 1 / 2 : 0;
      });
    });
    expect(pairs).toBeGreaterThan(100);
    expect(rocAuc({ scores, isPositive })).toBeCloseTo(inOrder / pairs, 12);
  });

  it('is undefined where a class is missing', () => {
    expect(rocAuc(alone)).toBeNull();
    expect(rocAuc({ scores: [], isPositive: [] })).toBeNull();
  });

  it('refuses scores that are not numbers or not as many as labels', () => {
    expect(() => rocAuc({ scores: [1, NaN], isPositive: [0, 1] })).toThrow(
      'score 1 is NaN, must be a number',
    );
    expect(() => rocAuc({ scores: [1], isPositive: [0, 1] })).toThrow(
      'there are 1 scores and 2 labels, must be as many',
    );
  });
});

describe('average precision', () => {
  it('is 5/6 for scikit-learn`s example: half the positives at precision 1, half at 2/3', () => {
    expect(averagePrecision(documented)).toBeCloseTo(0.5 + 0.5 * (2 / 3), 12);
  });

  it('takes equal scores together: 1/2 · 1 + 1/2 · 2/4', () => {
    expect(averagePrecision(tied)).toBeCloseTo(0.75, 12);
  });

  it('is 1 where only positives are there, and undefined without any', () => {
    expect(averagePrecision(alone)).toBe(1);
    expect(averagePrecision({ scores: [0.3], isPositive: [0] })).toBeNull();
  });
});

describe('operating points', () => {
  it('are one for each different score, and the one where none is positive', () => {
    expect(operatingPoints(tied)).toEqual([
      { threshold: Infinity, truePositives: 0, falsePositives: 0 },
      { threshold: 0.9, truePositives: 1, falsePositives: 0 },
      { threshold: 0.5, truePositives: 2, falsePositives: 2 },
      { threshold: 0.1, truePositives: 2, falsePositives: 3 },
    ]);
  });
});

describe('sensitivity at a specificity', () => {
  it('is the largest one allowed, with the specificity that it has', () => {
    expect(sensitivityAt(0.9, documented)).toEqual({ sensitivity: 0.5, specificity: 1, threshold: 0.8 });
    expect(sensitivityAt(0.5, documented)).toEqual({ sensitivity: 1, specificity: 0.5, threshold: 0.35 });
    expect(sensitivityAt(0, documented)).toEqual({ sensitivity: 1, specificity: 0.5, threshold: 0.35 });
  });

  it('is 0 where any threshold lets too much through', () => {
    const inverted = { scores: [0.9, 0.1], isPositive: [0, 1] };
    expect(sensitivityAt(0.5, inverted)).toEqual({ sensitivity: 0, specificity: 1, threshold: Infinity });
    expect(sensitivityAt(0.5, alone)).toBeNull();
    expect(() => sensitivityAt(1.5, documented)).toThrow('specificity is 1.5, must be 0 to 1');
  });
});

describe('the mean ROC-AUC of classes against the others', () => {
  it('is (1 + 1/2 + 1) / 3 by hand', () => {
    const probabilities = [0.8, 0.1, 0.1, 0.5, 0.2, 0.3, 0.1, 0.3, 0.6];
    expect(macroRocAuc(probabilities, [0, 1, 2])).toBeCloseTo(2.5 / 3, 12);
  });

  it('is undefined where a class has no image', () => {
    expect(macroRocAuc([0.8, 0.1, 0.1, 0.5, 0.2, 0.3], [0, 1])).toBeNull();
    expect(() => macroRocAuc([0.8, 0.1, 0.1], [0, 1])).toThrow('3 probabilities for 2 images');
  });
});

describe('a list of scores', () => {
  it('gives what was added, and rows of it with repeats', () => {
    const list = new ScoreList();
    documented.scores.forEach((score, row) => list.add(score, documented.isPositive[row] === 1));
    expect(rocAuc(list)).toBe(0.75);
    expect(list.rows(Uint32Array.of(3, 3, 0))).toEqual({
      scores: Float64Array.of(0.8, 0.8, 0.1),
      isPositive: [true, true, false],
    });
  });
});
