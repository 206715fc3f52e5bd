/** Tables with a row for each combination: its values in a column for each axis, then numbers. */
import { axisTitle } from '../figures/axis-label.js';
import type { Combination } from './combination.js';
import type { Evidence } from './evidence.js';
import { html, type Content, type Html } from './html.js';
import { valueText } from './number-text.js';
import { tableFrame } from './table-frame.js';

export interface CombinationTable {
  /** In the page. */
  readonly id: string;
  readonly title: string;
  readonly caption: Content;
  /** Heads of the columns behind those of the axes. */
  readonly columns: readonly string[];
  /** A cell for each of the columns; null leaves the combination out. */
  readonly cells: (combination: Combination) => readonly Content[] | null;
  /** Has many narrow columns. */
  readonly isWide?: boolean;
}

/** The table under its title; nothing where all combinations are left out. */
export function combinationTable(
  { combinations, sweep: { plan } }: Evidence,
  { id, title, caption, columns, cells, isWide = false }: CombinationTable,
): Html | null {
  const rows = combinations.flatMap(combination => {
    const numbers = cells(combination);
    return numbers === null ? [] : [{ axes: combination.axes, numbers }];
  });
  if (rows.length === 0) return null;
  const paths = plan.axes.map(({ path }) => path);
  return html`<h3>${title}</h3>
    ${tableFrame(
      title,
      caption,
      html`<table id="${id}">
        <thead>
          <tr>
            ${paths.map(path => html`<th scope="col">${axisTitle(path)}</th>`)}
            ${columns.map(head => html`<th scope="col" class="right">${head}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ({ axes, numbers }) =>
              html`<tr>
                ${paths.map(path => html`<th scope="row">${valueText(axes[path])}</th>`)}
                ${numbers.map(number => html`<td class="right">${number}</td>`)}
              </tr> `,
          )}
        </tbody>
      </table>`,
      isWide ? 'wide' : '',
    )}`;
}
