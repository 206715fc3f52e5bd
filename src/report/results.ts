/** The numbers of the result: accuracy of each combination, learned hardware, the same table for LaTeX. */
import { accuracyTable, cellText, type AccuracyCell, type AccuracyTable } from './accuracy-table.js';
import { copyBlock } from './copy-block.js';
import type { Evidence } from './evidence.js';
import { hardTable } from './hard-table.js';
import { html, type Html } from './html.js';
import { latexTable } from './latex.js';
import { learnedTable } from './learned-table.js';
import { counted } from './number-text.js';
import { tableFrame } from './table-frame.js';

/** Accuracy table, learned hardware and LaTeX. */
export function resultsSection(evidence: Evidence): Html {
  const { plan } = evidence.sweep;
  const table = accuracyTable(plan.axes, evidence.combinations);
  const interval = plan.repeats > 1 ? ', mean ± half the 95 % confidence interval' : '';
  const caption = `Test accuracy in %${interval}, ${counted(plan.repeats, 'repeat')} with different seeds.`;
  return html`${accuracyMarkup(table, caption, plan.repeats)} ${hardTable(evidence)} ${learnedTable(evidence)}
    <details>
      <summary>This table for LaTeX</summary>
      ${copyBlock('latex', 'LaTeX with the booktabs package', latexTable(table, caption, plan.name))}
    </details>`;
}

function accuracyMarkup(table: AccuracyTable, caption: string, repeats: number): Html {
  const names = table.rows[0]?.names.length ?? 0;
  return tableFrame(
    'Accuracy',
    caption,
    html`<table id="accuracy">
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
              ${row.names.map(name => html`<th scope="row">${name}</th>`)}${row.cells.map(cell => cellMarkup(cell, repeats))}
            </tr> `,
        )}
      </tbody>
    </table>`,
  );
}

function cellMarkup(cell: AccuracyCell, repeats: number): Html {
  const text = cell.isBest ? html`<strong>${cellText(cell)}</strong>` : cellText(cell);
  return html`<td class="right">
    ${text}${cell.count !== repeats && html`<small>n = ${cell.count}</small>`}
  </td>`;
}
