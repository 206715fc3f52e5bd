import { expect, it } from 'vitest';
import { scoreMetrics, taskNames } from '../../src/analysis/score-kind.js';
import { metricKinds, metricsOfTask } from '../../src/analysis/test-metrics.js';
import { evaluationTable } from '../../src/cli/evaluation-table.js';

it('knows of each measure of which task it is, so that none is left out in silence', () => {
  const known = taskNames.flatMap(task => [scoreMetrics[task], ...metricsOfTask[task]]);
  expect(new Set([...known, 'ssim'])).toEqual(new Set(Object.keys(metricKinds)));
});

it('has each measure of a test once', () => {
  const metrics = [
    { name: 'rmse', value: 2.5, low: 2, high: 3 },
    { name: 'meanDistance', value: 2.25 },
  ] as const;
  const found = { score: 2.5, loss: 0.125, interval: [2, 3], ssim: null, metrics } as const;
  const soft = { alone: [found], together: null, vote: null };
  const head = { task: 'locate', soft, hard: null } as const;
  const lines = evaluationTable({ task: 'locate' }, [head], ['one']).split('\n');
  expect(lines.map(line => line.trim().split(/ {2,}/))).toEqual([
    ['measure', 'test'],
    ['RMSE (pixels)', '2.50 [2.00, 3.00]'],
    [expect.stringContaining('quared error'), '0.1250'],
    ['Mean distance (pixels)', '2.25'],
    ['undefined here: Hit rate'],
  ]);
});
