/** The table of scores for a paper: LaTeX with the booktabs package. */
import type { ScoreKind } from '../analysis/score-kind.js';
import { cellText, type ScoreCell, type ScoreTable } from './score-table.js';

const SPECIAL: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '{': '\\{',
  '}': '\\}',
  $: '\\$',
  '&': '\\&',
  '#': '\\#',
  '%': '\\%',
  _: '\\_',
  '^': '\\textasciicircum{}',
  '~': '\\textasciitilde{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '"': "''",
  '±': '$\\pm$',
  µ: '\\textmu{}',
  '–': '--',
};

/** Text that LaTeX prints as it stands; line breaks become spaces. */
export function escapeLatex(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\{}$&#%_^~<>"µ–±]/g, character => SPECIAL[character]!);
}

/**
 * A table environment for `\usepackage{booktabs}`; the best mean is bold.
 *
 * @param caption Text below the table, escaped here.
 * @param label Letters, digits and dashes; the reference is `tab:label`.
 */
export function latexTable(kind: ScoreKind, table: ScoreTable, caption: string, label: string): string {
  const names = table.rows[0]?.names.length ?? 1;
  const columns = table.head.length - names;
  const isGrid = table.columnsLabel !== '';
  return [
    '% \\usepackage{booktabs}',
    '\\begin{table}',
    '  \\centering',
    `  \\caption{${escapeLatex(caption)}}`,
    `  \\label{tab:${label.replace(/[^A-Za-z0-9-]/g, '-')}}`,
    `  \\begin{tabular}{${'r'.repeat(names)}${'c'.repeat(columns)}}`,
    '    \\toprule',
    ...(isGrid ? [`    & \\multicolumn{${columns}}{c}{${escapeLatex(table.columnsLabel)}} \\\\`] : []),
    ...(isGrid ? [`    \\cmidrule(l){2-${columns + 1}}`] : []),
    `    ${table.head.map(escapeLatex).join(' & ')} \\\\`,
    '    \\midrule',
    ...table.rows.map(
      row =>
        `    ${[...row.names.map(escapeLatex), ...row.cells.map(cell => latexCell(kind, cell))].join(' & ')} \\\\`,
    ),
    '    \\bottomrule',
    '  \\end{tabular}',
    '\\end{table}',
    '',
  ].join('\n');
}

function latexCell(kind: ScoreKind, cell: ScoreCell): string {
  const text = cellText(kind, cell);
  if (cell.mean === null) return '--';
  const [mean, halfWidth] = text.split(' ± ');
  const shown = cell.isBest ? `\\mathbf{${mean!}}` : mean!;
  return halfWidth === undefined ? `$${shown}$` : `$${shown} \\pm ${halfWidth}$`;
}
