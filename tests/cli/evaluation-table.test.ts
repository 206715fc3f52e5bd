import { expect, it } from 'vitest';
import { evaluationTable } from '../../src/cli/evaluation-table.js';

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
    ['undefined on these images: Hit rate'],
  ]);
});
