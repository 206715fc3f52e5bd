import { describe, expect, it } from 'vitest';
import type { SummaryRow, SweepPlan } from '../../src/analysis/sweep-record.js';
import { accuracyTable } from '../../src/cli/accuracy-table.js';

const axes = [{ path: 'sensor.bitDepth', values: [1, 8] }];

function trialAt(bits: number, seed: number) {
  return { id: `${bits}-${seed}`, repeat: seed - 1, seed, axes: { 'sensor.bitDepth': bits } };
}

function rowAt(bits: number, testAccuracy: number): SummaryRow {
  return { axes: { 'sensor.bitDepth': bits }, testAccuracy } as unknown as SummaryRow;
}

describe('the table of accuracies', () => {
  const plan = {
    axes,
    trials: [trialAt(1, 1), trialAt(8, 1), trialAt(1, 2), trialAt(8, 2)],
  } as unknown as SweepPlan;

  it('has the mean and the 95 % interval of each combination, in the order of the plan', () => {
    // Two values at ± 0.5 %: t(0.975, 1) * 0.7071 % / sqrt(2) = 12.706 * 0.5 % = 6.35 %.
    const rows = [rowAt(8, 0.97), rowAt(1, 0.8), rowAt(1, 0.81)];
    expect(accuracyTable(plan, rows).split('\n')).toEqual([
      'sensor.bitDepth  repeats   test accuracy',
      '              1        2  80.50 ± 6.35 %',
      '              8        1         97.00 %',
    ]);
  });

  it('has the accuracy of designs as built beside, where there are any', () => {
    const hard = { ...rowAt(1, 0.8), hardTestAccuracy: 0.75 };
    expect(accuracyTable(plan, [rowAt(8, 0.97), hard]).split('\n')).toEqual([
      'sensor.bitDepth  repeats  test accuracy  as built',
      '              1        1        80.00 %   75.00 %',
      '              8        1        97.00 %         -',
    ]);
  });
});
