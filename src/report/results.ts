/** The numbers of the result: score of each combination, learned hardware, the same table for LaTeX. */
import { replicateCount, replicatesText } from '../analysis/replicates.js';
import type { ScoreKind } from '../analysis/score-kind.js';
import { copyBlock } from './copy-block.js';
import type { Evidence } from './evidence.js';
import { hardTable } from './hard-table.js';
import { html, type Html } from './html.js';
import { latexTable } from './latex.js';
import { learnedTable } from './learned-table.js';
import { metricsTable } from './metrics-table.js';
import { pooledTable } from './pooled-table.js';
import { cellText, scoreTable, type ScoreCell, type ScoreTable } from './score-table.js';
import { ssimTable } from './ssim-table.js';
import { tableFrame } from './table-frame.js';

/** Table of scores, learned hardware and LaTeX. */
export function resultsSection(evidence: Evidence): Html {
  const { plan } = evidence.sweep;
  const { kind } = evidence;
  const table = scoreTable(kind, plan.axes, evidence.combinations);
  const trainings = replicateCount(plan);
  const interval = trainings > 1 ? ', mean ± half the 95 % confidence interval' : '';
  const caption = `Test ${kind.name} in ${kind.unit}${interval}, ${replicatesText(plan)}.`;
  return html`${scoreMarkup(kind, table, caption, trainings)} ${ssimTable(evidence)} ${metricsTable(evidence)}
    ${pooledTable(evidence)} ${hardTable(evidence)} ${metricsTable(evidence, 'hardTestMetrics')}
    ${learnedTable(evidence)}
    <details>
      <summary>This table for LaTeX</summary>
      ${copyBlock('latex', 'LaTeX with the booktabs package', latexTable(kind, table, caption, plan.name))}
    </details>`;
}

function scoreMarkup(kind: ScoreKind, table: ScoreTable, caption: string, repeats: number): Html {
  const names = table.rows[0]?.names.length ?? 0;
  return tableFrame(
    'Scores',
    caption,
    html`<table id="scores">
      <thead>
        <tr>
          ${table.head.map(
            (title, column) =>
              html`<th scope="col" ${column >= names ? html`class="right"` : null}>${title}</th>`,
          )}
        </tr>
      </thead>
      <tbody>
        ${table.rows.map(
          row =>
            html`<tr>
              ${row.names.map(name => html`<th scope="row">${name}</th>`)}${row.cells.map(cell => cellMarkup(kind, cell, repeats))}
            </tr> `,
        )}
      </tbody>
    </table>`,
  );
}

function cellMarkup(kind: ScoreKind, cell: ScoreCell, repeats: number): Html {
  const text = cell.isBest ? html`<strong>${cellText(kind, cell)}</strong>` : cellText(kind, cell);
  return html`<td class="right">
    ${text}${cell.count !== repeats && html`<small>n = ${cell.count}</small>`}
  </td>`;
}
