import { describe, expect, it } from 'vitest';
import { balancedAccuracy, confusionMatrix, macroF1 } from '../../../src/analysis/confusion.js';
import { ClassificationTally } from '../../../src/analysis/metrics/classification-tally.js';
import { matthewsCorrelation } from '../../../src/analysis/metrics/correlation.js';

function matrixOf(labels: number[], predicted: number[], classes: number) {
  return confusionMatrix(
    labels.map((label, row) => ({ label, predicted: predicted[row]! })),
    classes,
  );
}

describe('Matthews` correlation', () => {
  it('is −1/3 for scikit-learn`s example of two classes: (2·0 − 1·1) / √(3·3·1·1)', () => {
    expect(matthewsCorrelation(matrixOf([1, 1, 1, 0], [1, 0, 1, 1], 2))).toBeCloseTo(-1 / 3, 12);
  });

  it('is (TP TN − FP FN) / √(products) for two classes', () => {
    const [tn, fp, fn, tp] = [5, 2, 3, 11];
    const product = (tp + fp) * (tp + fn) * (tn + fp) * (tn + fn);
    expect(matthewsCorrelation([[tn, fp], [fn, tp]])).toBeCloseTo((tp * tn - fp * fn) / Math.sqrt(product), 12); // prettier-ignore
  });

  it('is 12 / √(22·24) for three classes by hand: c = 4, s = 6, t = (2, 2, 2), p = (3, 2, 1)', () => {
    const matrix = matrixOf([0, 0, 1, 1, 2, 2], [0, 0, 1, 0, 1, 2], 3);
    // (4·6 − (6 + 4 + 2)) / √((36 − 14)(36 − 12))
    expect(matthewsCorrelation(matrix)).toBeCloseTo(12 / Math.sqrt(22 * 24), 12);
  });

  it('is 1 where all are right, −1 where two classes are swapped, undefined for one class alone', () => {
    expect(matthewsCorrelation([[3, 0, 0], [0, 2, 0], [0, 0, 4]])).toBe(1); // prettier-ignore
    expect(matthewsCorrelation([[0, 3], [2, 0]])).toBe(-1); // prettier-ignore
    expect(matthewsCorrelation([[3, 2], [0, 0]])).toBeNull(); // prettier-ignore
    expect(matthewsCorrelation([[3, 0], [2, 0]])).toBeNull(); // prettier-ignore
  });
});

describe('scores of the confusion matrix', () => {
  it('are those of scikit-learn`s examples: balanced accuracy (3/4 + 1/2) / 2, macro-F1 (4/5 + 0 + 0) / 3', () => {
    expect(balancedAccuracy(matrixOf([0, 1, 0, 0, 1, 0], [0, 1, 0, 0, 0, 1], 2))).toBe(0.625);
    expect(macroF1(matrixOf([0, 1, 2, 0, 1, 2], [0, 2, 1, 0, 0, 1], 3))).toBeCloseTo(0.8 / 3, 12);
  });
});

describe('a tally of classified images', () => {
  /** Scikit-learn's example of top_k_accuracy_score. */
  const rows: [number[], number][] = [
    [[0.5, 0.2, 0.2], 0],
    [[0.3, 0.4, 0.2], 1],
    [[0.2, 0.4, 0.3], 2],
    [[0.7, 0.2, 0.1], 2],
  ];
  const tallyOf = (images: typeof rows, bins?: number) => {
    const tally = new ClassificationTally(images[0]![0].length, bins);
    for (const [probabilities, label] of images) tally.add(probabilities, label);
    return tally;
  };

  it('has the top-k accuracies 2/4, 3/4 and 1 of scikit-learn`s example', () => {
    const tally = tallyOf(rows);
    expect([1, 2, 3].map(k => tally.topAccuracy(k))).toEqual([0.5, 0.75, 1]);
    expect(tally.accuracy).toBe(0.5);
    expect(tally.count).toBe(4);
    expect(tally.confusion).toEqual([[1, 0, 0], [0, 1, 0], [1, 1, 0]]); // prettier-ignore
  });

  it('takes the first of equal scores for the larger one, in accuracy as in top-k', () => {
    const tally = tallyOf([
      [[0.4, 0.4, 0.2], 0],
      [[0.4, 0.4, 0.2], 1],
    ]);
    expect([1, 2].map(k => tally.topAccuracy(k))).toEqual([0.5, 1]);
  });

  it('has the expected calibration error 0.15 of two bins by hand', () => {
    // Bin (0, ½]: 0.5 right, 0.4 wrong → |1 − 0.9|; bin (½, 1]: 0.9 right, 0.6 right → |2 − 1.5|, over 4 images.
    const tally = tallyOf(
      [
        [[0.5, 0.3, 0.2], 0],
        [[0.4, 0.3, 0.3], 1],
        [[0.9, 0.1, 0], 0],
        [[0.1, 0.6, 0.3], 1],
      ],
      2,
    );
    expect(tally.calibrationError).toBeCloseTo((0.1 + 0.5) / 4, 12);
    expect(tally.calibration).toEqual([
      { from: 0, to: 0.5, count: 2, accuracy: 0.5, meanConfidence: expect.closeTo(0.45, 12) as number },
      { from: 0.5, to: 1, count: 2, accuracy: 1, meanConfidence: 0.75 },
    ]);
  });

  it('is undefined without images', () => {
    const tally = new ClassificationTally(2);
    expect([tally.accuracy, tally.calibrationError, tally.calibration[0]!.accuracy]).toEqual([
      null,
      null,
      null,
    ]);
  });

  it('refuses what is no probability, no class, no k', () => {
    const tally = new ClassificationTally(2);
    expect(() => tally.add([0.5], 0)).toThrow('there are 1 probabilities, must be 2');
    expect(() => tally.add([0.5, 0.5], 2)).toThrow('label is 2, must be 0 to 1');
    expect(() => tally.add([-0.5, 1.5], 0)).toThrow('probability of class 0 is -0.5, must be 0 to 1');
    expect(() => tally.topAccuracy(3)).toThrow('k is 3, must be 1 to 2');
    expect(() => new ClassificationTally(1)).toThrow('classes is 1, must be a whole number of at least 2');
    expect(() => new ClassificationTally(2, 0)).toThrow('bins is 0, must be a whole number of at least 1');
  });
});
