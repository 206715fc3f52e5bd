/** Confusion matrix as a table, with recall, precision and F1 of each class. */
import { classScores, rowShares, type ConfusionMatrix } from '../analysis/confusion.js';
import { replicatesText, type Replicates } from '../analysis/replicates.js';
import type { Combination } from './combination.js';
import type { ClassEvidence } from './evidence.js';
import { html, trusted, type Html } from './html.js';
import { countText, percentDigits } from './number-text.js';
import { settingsPhrase } from './setting.js';
import { tableFrame } from './table-frame.js';

/** Rows are true classes, columns predicted ones. */
export function confusionTable(
  { classNames, confusion }: ClassEvidence,
  combination: Combination,
  plan: Replicates,
): Html {
  const settings = settingsPhrase(combination.axes);
  const where = settings === '' ? '' : ` for ${settings}, the best combination`;
  const count = combination.rows.length;
  const repeats = count > 1 ? `, summed over ${replicatesText(plan, count, '')}` : '';
  return tableFrame(
    'Confusion matrix',
    html`Test images by true class (rows) and predicted class (columns)${where}${repeats}. Shade: share of the
    row.`,
    html`<table id="confusion">
      <thead>
        <tr>
          <th scope="col">True class</th>
          ${classNames.map(name => html`<th scope="col" class="right">${name}</th>`)}
          <th scope="col" class="right">Recall %</th>
          <th scope="col" class="right">Precision %</th>
          <th scope="col" class="right">F1 %</th>
        </tr>
      </thead>
      <tbody>
        ${classNames.map((name, label) => confusionRow(name, label, confusion))}
      </tbody>
    </table>`,
    'wide',
  );
}

function confusionRow(name: string, label: number, confusion: ConfusionMatrix): Html {
  const row = confusion[label]!;
  const shares = rowShares(confusion)[label]!;
  const { recall, precision, f1 } = classScores(label, confusion);
  return html`<tr>
    <th scope="row">${name}</th>
    ${row.map(
      (count, predicted) =>
        html`<td class="right share" ${shareStyle(shares[predicted] ?? 0)}>${countText(count)}</td>`,
    )}${[recall, precision, f1].map(score => html`<td class="right">${score === null ? '–' : percentDigits(score)}</td>`)}
  </tr> `;
}

function shareStyle(share: number): Html {
  return trusted(`style="--part:${share.toFixed(3)}"`);
}
