import { describe, expect, it } from 'vitest';
import {
  accuracyOf,
  balancedAccuracy,
  classScores,
  confusionMatrix,
  macroF1,
  rowShares,
} from '../../src/analysis/confusion.js';

/** Sums of a few ratios in double precision. */
const DIGITS = 12;

/** 8 cats of which 6 are found, 2 dogs of which 1 is found. */
const CATS_AND_DOGS = [
  [6, 2],
  [1, 1],
];

describe('confusionMatrix', () => {
  it('has true classes in rows and predicted ones in columns', () => {
    const rows = [
      { label: 0, predicted: 2 },
      { label: 0, predicted: 2 },
      { label: 1, predicted: 1 },
    ];
    expect(confusionMatrix(rows, 3)).toEqual([
      [0, 0, 2],
      [0, 1, 0],
      [0, 0, 0],
    ]);
  });

  it('refuses a class that is not there', () => {
    const message = 'confusionMatrix: label 0 predicted as 2, must be 0 to 1';
    expect(() => confusionMatrix([{ label: 0, predicted: 2 }], 2)).toThrow(message);
    expect(() => confusionMatrix([{ label: -1, predicted: 0 }], 2)).toThrow('label -1');
    expect(() => confusionMatrix([{ label: 0.5, predicted: 0 }], 2)).toThrow('label 0.5');
  });
});

describe('scores', () => {
  it('are those worked out by hand', () => {
    expect(accuracyOf(CATS_AND_DOGS)).toBeCloseTo(7 / 10, DIGITS);
    expect(balancedAccuracy(CATS_AND_DOGS)).toBeCloseTo((6 / 8 + 1 / 2) / 2, DIGITS);
    const cat = classScores(0, CATS_AND_DOGS);
    expect(cat.recall).toBeCloseTo(6 / 8, DIGITS);
    expect(cat.precision).toBeCloseTo(6 / 7, DIGITS);
  });

  it('have the factor 2 in F1', () => {
    const [precision, recall] = [6 / 7, 6 / 8];
    expect(classScores(0, CATS_AND_DOGS).f1).toBeCloseTo(2 / (1 / precision + 1 / recall), DIGITS);
    const dog = 2 / (1 / (1 / 3) + 1 / (1 / 2));
    expect(macroF1(CATS_AND_DOGS)).toBeCloseTo((classScores(0, CATS_AND_DOGS).f1! + dog) / 2, DIGITS);
    expect(macroF1([[5, 0], [0, 5]])).toBe(1); // prettier-ignore
  });

  it('are null where they are undefined, and 0 where nothing was right', () => {
    const neverThere = [
      [3, 0, 0],
      [2, 0, 0],
      [0, 0, 0],
    ];
    expect(classScores(1, neverThere)).toEqual({ recall: 0, precision: null, f1: 0 });
    expect(classScores(2, neverThere)).toEqual({ recall: null, precision: null, f1: null });
    expect(balancedAccuracy(neverThere)).toBe(0.5);
    expect(macroF1(neverThere)).toBeCloseTo((2 / (5 / 3 + 1) + 0) / 2, DIGITS);
    expect(macroF1([[0]])).toBeNull();
    expect(accuracyOf([[0]])).toBeNull();
  });

  it('shares of a row add up to 1, or are null in a row without images', () => {
    expect(rowShares([[1, 3], [0, 0]])).toEqual([[0.25, 0.75], [null, null]]); // prettier-ignore
  });
});
