import { describe, expect, it } from 'vitest';
import { metricDigits, metricKey, metricOfKey, metricTitle } from '../../src/analysis/test-metrics.js';
import { classMetrics } from '../../src/experiments/class-metrics.js';
import { pixelMetrics, positionMetrics } from '../../src/experiments/test-metrics.js';

const valueOf = (metrics: readonly { name: string; of?: string; value: number }[], key: string) =>
  metrics.find(({ name, of }) => key === (of === undefined ? name : `${name}.${of}`))?.value;

describe('measures of a classifier', () => {
  const groups = ['a', 'b', 'c', 'd'];
  const analysis = { topClasses: 3, specificity: 0.95 };
  const verdicts = [
    [0.9, 0.1],
    [0.8, 0.2],
    [0.6, 0.4],
    [0.3, 0.7],
  ].map(shares => {
    const predicted = shares[0]! > 0.5 ? 0 : 1;
    return { predicted, probabilities: Float32Array.from(shares), loss: 0, score: 0 };
  });

  it('are those of its confusion matrix and of its probabilities', () => {
    const found = classMetrics(verdicts, [0, 0, 1, 1], { groups, analysis });
    // Rows 2 0 and 1 1: recalls 1 and 1/2; F1 4/5 and 2/3; the images of class 1 have the two largest scores for it.
    expect(valueOf(found, 'balancedAccuracy')).toBeCloseTo(0.75, 12);
    expect(valueOf(found, 'macroF1')).toBeCloseTo((4 / 5 + 2 / 3) / 2, 12);
    expect(valueOf(found, 'correlation')).toBeCloseTo(1 / Math.sqrt(3), 12);
    expect(valueOf(found, 'rocAuc')).toBeCloseTo(1, 12);
    expect(valueOf(found, 'averagePrecision')).toBeCloseTo(1, 12);
    expect(valueOf(found, 'sensitivity.0.95')).toBe(1);
    const float32Tolerance = 6;
    expect(valueOf(found, 'calibrationError')).toBeCloseTo((0.1 + 0.2 + 0.6 + 0.3) / 4, float32Tolerance);
  });

  it('are left out where they are undefined', () => {
    const found = classMetrics(verdicts.slice(0, 2), [0, 0], { groups: ['a', 'b'], analysis });
    expect(found.map(({ name }) => name)).toEqual(['balancedAccuracy', 'macroF1', 'calibrationError']);
  });

  it('have intervals of draws that lack no class', () => {
    // All right but one original of class 0: with both classes drawn the mean F1 is far above that of a draw without class 1.
    const labels = [...Array<number>(40).fill(0), 1];
    const answers = labels.map((label, place) => {
      const isRight = place !== 0;
      const first = (label === 0) === isRight ? 0.9 : 0.1;
      return { predicted: first > 0.5 ? 0 : 1, probabilities: Float32Array.of(first, 1 - first) };
    });
    const own = labels.map((_, place) => `original ${place}`);
    const f1 = classMetrics(answers, labels, { groups: own, analysis }).find(
      ({ name }) => name === 'macroF1',
    )!;
    // Without class 1 but with the wrong image, F1 of class 1 would be 0 and the mean below one half.
    expect(f1.low).toBeGreaterThan(0.5);
  });

  it('of several classes are means over each against all others, in intervals of originals', () => {
    const shares = [
      [0.5, 0.3, 0.2],
      [0.4, 0.5, 0.1],
      [0.2, 0.5, 0.3],
      [0.3, 0.4, 0.3],
      [0.1, 0.2, 0.7],
      [0.3, 0.5, 0.2],
    ];
    const answers = shares.map(row => ({
      predicted: row.indexOf(Math.max(...row)),
      probabilities: Float32Array.from(row),
    }));
    const labels = [0, 0, 1, 1, 2, 2];
    const three = { topClasses: 2, specificity: 0.75 };
    const found = classMetrics(answers, labels, { groups: ['a', 'b', 'c', 'd', 'e', 'f'], analysis: three });
    // Of 4 others, 0, 0 lie above the images of class 0; ½ + ½, 2 above those of class 1; 0, 2 + ½ above those of class 2.
    expect(valueOf(found, 'rocAuc')).toBeCloseTo((8 / 8 + (3 + 2) / 8 + (4 + 1.5) / 8) / 3, 12);
    // Places of the positives among the scores: 1, 2 of class 0; 1 to 3, of which one, and 4 of class 1; 1 and, with another, 5 of class 2.
    expect(valueOf(found, 'averagePrecision')).toBeCloseTo(
      (1 + (1 / 3 + 2 / 4) / 2 + (1 + 2 / 5) / 2) / 3,
      12,
    );
    // One of four others may be wrong: none of class 1 is above both others at 0.5.
    expect(valueOf(found, 'sensitivity.0.75')).toBeCloseTo((1 + 0 + 1 / 2) / 3, 12);
    expect(valueOf(found, 'topAccuracy.2')).toBeCloseTo(5 / 6, 12);
    const { value, low, high } = found.find(({ name }) => name === 'averagePrecision')!;
    expect(low!).toBeLessThan(value);
    expect(high!).toBeGreaterThan(value);
    const together = classMetrics(answers, labels, { groups: labels.map(() => 'a'), analysis: three });
    for (const metric of together.slice(0, -1))
      expect([metric.low, metric.high]).toEqual([metric.value, metric.value]);
  });
});

it('A measure that few draws define, as many classes are of one original each, has no interval', () => {
  const classes = 6;
  const labels = Array.from({ length: classes }, (_, label) => label);
  const answers = labels.map(label => ({
    predicted: label,
    probabilities: Float32Array.from(labels, each => (each === label ? 0.5 : 0.1)),
  }));
  const options = { groups: labels.map(String), analysis: { topClasses: 3, specificity: 0.95 } };
  const found = classMetrics(answers, labels, options);
  // One draw of 65 has all 6 classes; of 12, none of 1000 is likely to.
  expect(found.find(({ name }) => name === 'rocAuc')).toEqual({ name: 'rocAuc', value: 1 });
  expect(found.find(({ name }) => name === 'macroF1')).toEqual({ name: 'macroF1', value: 1 });
  expect(found.find(({ name }) => name === 'correlation')).toEqual({
    name: 'correlation',
    value: 1,
    low: 1,
    high: 1,
  });
});

describe('measures of masks', () => {
  const counts = (truePositives: number, falsePositives: number, falseNegatives: number) => {
    const own = { truePositives, falsePositives, falseNegatives };
    return { predicted: new Uint8Array(0), counts: [own, own], loss: 0, score: 0 };
  };
  const verdicts = [counts(6, 2, 0), counts(0, 0, 0), counts(1, 0, 3)];

  it('are pooled over pixels, and means over images that have any; empty ones are counted', () => {
    const found = pixelMetrics(verdicts, ['a', 'b', 'c'], ['ground', 'object']);
    expect(valueOf(found, 'pooledIou')).toBeCloseTo(7 / 12, 12);
    expect(valueOf(found, 'pooledDice')).toBeCloseTo(14 / 19, 12);
    expect(valueOf(found, 'meanIou')).toBeCloseTo((6 / 8 + 1 / 4) / 2, 12);
    expect(valueOf(found, 'emptyImages')).toBe(1);
    const { low, high } = found[0]!;
    expect(low!).toBeGreaterThanOrEqual(1 / 4);
    expect(high!).toBeLessThanOrEqual(6 / 8);
  });

  it('have no spread where all images are of one original', () => {
    const [iou] = pixelMetrics(verdicts, ['a', 'a', 'a'], ['ground', 'object']);
    expect([iou!.low, iou!.high]).toEqual([iou!.value, iou!.value]);
  });

  it('bear the names of the classes where there are several', () => {
    const three = verdicts.map(verdict => ({ ...verdict, counts: [...verdict.counts, verdict.counts[0]!] }));
    const found = pixelMetrics(three, ['a', 'b', 'c'], ['ground', 'cell', 'nucleus']);
    expect(valueOf(found, 'pooledIou.nucleus')).toBeCloseTo(7 / 12, 12);
    expect(valueOf(found, 'pooledIou')).toBeUndefined();
  });
});

describe('measures of positions', () => {
  it('are RMSE, mean distance and the share within the radius', () => {
    const verdicts = [
      [3, 4],
      [0, 1],
    ].map(([x, y]) => {
      return { predicted: [x!, y!] as const, truth: [0, 0] as const, loss: 0, score: Math.hypot(x!, y!) };
    });
    const found = positionMetrics(verdicts, ['a', 'b'], 1);
    expect(valueOf(found, 'rmse')).toBeCloseTo(Math.sqrt(13), 12);
    expect(valueOf(found, 'meanDistance')).toBeCloseTo(3, 12);
    expect(valueOf(found, 'hitRate')).toBe(0.5);
  });
});

describe('the name of a measure', () => {
  it('comes back from its key, dots in the class included', () => {
    const metric = { name: 'pooledIou', of: 'no. 5' } as const;
    expect(metricOfKey(metricKey(metric))).toEqual(metric);
    expect(metricTitle(metric)).toBe('Pooled IoU of no. 5 (%)');
    expect(metricTitle({ name: 'topAccuracy', of: '3' })).toBe('Top-k accuracy with k = 3 (%)');
    expect(metricDigits('pooledIou', 0.1234)).toBe('12.3');
    expect(() => metricOfKey('speed')).toThrow('metric speed is unknown');
  });
});
