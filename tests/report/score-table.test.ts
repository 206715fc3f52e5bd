import { expect, test } from 'vitest';
import type { SweepAxis } from '../../src/analysis/sweep-plan.js';
import { scoreKinds } from '../../src/analysis/score-kind.js';
import type { Combination } from '../../src/report/combination.js';
import { cellText, scoreTable, type ScoreCell } from '../../src/report/score-table.js';

const LIGHT: SweepAxis = { path: 'sensor.photonsAtFullScale', values: [200, 5000] };
const BITS: SweepAxis = { path: 'sensor.bitDepth', values: [1, 2, 8] };

function combination(axes: Combination['axes'], mean: number | null, count = 3): Combination {
  const score = mean === null ? null : { mean, std: 0.01, halfWidth: count > 1 ? 0.02 : null, count };
  return { axes, planned: [], rows: new Array<never>(count), score };
}

const { classify, reconstruct } = scoreKinds;
const textOf = (cell: ScoreCell) => cellText(classify, cell);

const GRID = LIGHT.values.flatMap((light, i) =>
  BITS.values.map((bits, j) =>
    combination({ [LIGHT.path]: light, [BITS.path]: bits }, i + j === 3 ? null : 0.5 + 0.1 * (i + j)),
  ),
);

test.each([[[LIGHT, BITS]], [[BITS, LIGHT]]])(
  'Two axes make a grid in which the longer one runs down',
  axes => {
    const { head, rows, columnsLabel } = scoreTable(classify, axes, GRID);
    expect(head).toEqual(['Bit depth (bits)', '200 photons per pixel', '5,000 photons per pixel']);
    expect(columnsLabel).toBe('Photons per pixel at full scale');
    expect(rows.map(({ names, cells }) => [...names, ...cells.map(textOf)])).toEqual([
      ['1', '50.0 ± 2.0', '60.0 ± 2.0'],
      ['2', '60.0 ± 2.0', '70.0 ± 2.0'],
      ['8', '70.0 ± 2.0', '–'],
    ]);
  },
);

test('Any other number of axes makes a list, and the best mean is marked', () => {
  const { head, rows } = scoreTable(
    classify,
    [BITS],
    [combination({ [BITS.path]: 1 }, 0.5), combination({ [BITS.path]: 8 }, 0.9, 1)],
  );
  expect(head).toEqual(['Bit depth (bits)', 'Test accuracy (%)']);
  expect(rows.map(({ cells }) => [textOf(cells[0]!), cells[0]!.count, cells[0]!.isBest])).toEqual([
    ['50.0 ± 2.0', 3, false],
    ['90.0', 1, true],
  ]);
  expect(scoreTable(classify, [], [combination({}, 0.5)]).rows).toHaveLength(1);
});

test('Other scores have their own unit, and the smallest mean is the best where less is better', () => {
  const combinations = [combination({ [BITS.path]: 1 }, 24.316), combination({ [BITS.path]: 8 }, 31.2)];
  const { head, rows } = scoreTable(reconstruct, [BITS], combinations);
  expect(head).toEqual(['Bit depth (bits)', 'Test PSNR (dB)']);
  expect(rows.map(({ cells }) => cellText(reconstruct, cells[0]!))).toEqual(['24.32 ± 0.02', '31.20 ± 0.02']);
  const isBest = (isHigherBetter: boolean) =>
    scoreTable({ ...reconstruct, isHigherBetter }, [BITS], combinations).rows.map(
      row => row.cells[0]!.isBest,
    );
  expect(isBest(true)).toEqual([false, true]);
  expect(isBest(false)).toEqual([true, false]);
});
