import { expect, test } from 'vitest';
import { scoreKinds } from '../../src/analysis/score-kind.js';
import { escapeLatex, latexTable } from '../../src/report/latex.js';
import type { ScoreTable } from '../../src/report/score-table.js';

const cell = (mean: number | null, halfWidth: number | null, isBest = false) => ({
  mean,
  halfWidth,
  count: 3,
  isBest,
});

test('Text that LaTeX would read as commands is escaped', () => {
  expect(escapeLatex('50% of a_b & {c} \\input{x} $y$ #1 ^~\nz')).toBe(
    '50\\% of a\\_b \\& \\{c\\} \\textbackslash{}input\\{x\\} \\$y\\$ \\#1 \\textasciicircum{}\\textasciitilde{} z',
  );
});

test('A grid becomes a booktabs table with the best mean in bold', () => {
  const table: ScoreTable = {
    columnsLabel: 'photons per pixel',
    head: ['bit depth (bits)', '200', '5000'],
    rows: [
      { names: ['1'], cells: [cell(0.5, 0.02), cell(null, null)] },
      { names: ['8'], cells: [cell(0.6, null), cell(0.978, 0.003, true)] },
    ],
  };
  expect(latexTable(scoreKinds.classify, table, 'Accuracy in %, mean ± interval.', 'bit_depth')).toBe(
    `% \\usepackage{booktabs}
\\begin{table}
  \\centering
  \\caption{Accuracy in \\%, mean $\\pm$ interval.}
  \\label{tab:bit-depth}
  \\begin{tabular}{rcc}
    \\toprule
    & \\multicolumn{2}{c}{photons per pixel} \\\\
    \\cmidrule(l){2-3}
    bit depth (bits) & 200 & 5000 \\\\
    \\midrule
    1 & $50.0 \\pm 2.0$ & -- \\\\
    8 & $60.0$ & $\\mathbf{97.8} \\pm 0.3$ \\\\
    \\bottomrule
  \\end{tabular}
\\end{table}
`,
  );
});
