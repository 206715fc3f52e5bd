import { describe, expect, it } from 'vitest';
import type { SweepPlan } from '../../src/analysis/sweep-plan.js';
import type { SummaryRow } from '../../src/analysis/sweep-record.js';
import { scoreTable } from '../../src/cli/score-table.js';

const axes = [{ path: 'sensor.bitDepth', values: [1, 8] }];

function trialAt(bits: number, seed: number) {
  return { id: `${bits}-${seed}`, repeat: seed - 1, seed, axes: { 'sensor.bitDepth': bits } };
}

function rowAt(bits: number, testScore: number): SummaryRow {
  return { axes: { 'sensor.bitDepth': bits }, testScore } as unknown as SummaryRow;
}

describe('the table of scores', () => {
  const plan = {
    config: {},
    axes,
    trials: [trialAt(1, 1), trialAt(8, 1), trialAt(1, 2), trialAt(8, 2)],
  } as unknown as SweepPlan;

  it('has the mean and the 95 % interval of each combination, in the order of the plan', () => {
    // Two values at ± 0.5 %: t(0.975, 1) * 0.7071 % / sqrt(2) = 12.706 * 0.5 % = 6.35 %.
    const rows = [rowAt(8, 0.97), rowAt(1, 0.8), rowAt(1, 0.81)];
    expect(scoreTable(plan, rows).split('\n')).toEqual([
      'sensor.bitDepth  repeats   test accuracy',
      '              1        2  80.50 ± 6.35 %',
      '              8        1         97.00 %',
    ]);
  });

  it('has the accuracy of designs as built beside, where there are any', () => {
    const hard = { ...rowAt(1, 0.8), hardTestScore: 0.75 };
    expect(scoreTable(plan, [rowAt(8, 0.97), hard]).split('\n')).toEqual([
      'sensor.bitDepth  repeats  test accuracy  as built',
      '              1        1        80.00 %   75.00 %',
      '              8        1        97.00 %         -',
    ]);
  });

  it('has other scores in their unit, and the structural similarity beside', () => {
    const scenes = { ...plan, config: { task: 'reconstruct' } } as unknown as SweepPlan;
    const row = { ...rowAt(1, 24.316), testSsim: 0.87654 };
    expect(scoreTable(scenes, [row]).split('\n')).toEqual([
      'sensor.bitDepth  repeats  test PSNR  test SSIM',
      '              1        1   24.32 dB     0.8765',
    ]);
  });
});
