/** Designs that would be built otherwise than they were trained: score of both. */
import type { ScoreKind } from '../analysis/score-kind.js';
import { meanInterval } from '../analysis/statistics.js';
import type { Combination } from './combination.js';
import type { Evidence } from './evidence.js';
import { html, type Html } from './html.js';
import { scoreText } from './number-text.js';
import { settingsPhrase } from './setting.js';
import { tableFrame } from './table-frame.js';

/** The scores of each combination; nothing where no design was hardened. */
export function hardTable({ combinations, kind }: Evidence): Html | null {
  const rows = combinations.map(combination => hardRow(kind, combination)).filter(row => row !== null);
  if (rows.length === 0) return null;
  return html`<h3>Design as built</h3>
    ${tableFrame(
      'Design as built',
      html`Training sharpens a continuous design step by step; what can be built is discrete, such as open or
      closed elements. Test ${kind.name} of both with the same noise, mean ± half the 95 % confidence
      interval.`,
      html`<table id="hardened">
        <thead>
          <tr>
            <th scope="col">Combination</th>
            <th scope="col" class="right">As trained</th>
            <th scope="col" class="right">As built</th>
            <th scope="col" class="right">n</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>`,
    )}`;
}

function hardRow(kind: ScoreKind, { axes, rows }: Combination): Html | null {
  const hardened = rows.filter(row => row.hardTestScore !== undefined);
  if (hardened.length === 0) return null;
  const soft = meanInterval(hardened.map(row => row.testScore));
  const hard = meanInterval(hardened.map(row => row.hardTestScore!));
  return html`<tr>
    <td>${settingsPhrase(axes)}</td>
    <td class="right">${scoreText(kind, soft)}</td>
    <td class="right">${scoreText(kind, hard)}</td>
    <td class="right">${hardened.length}</td>
  </tr> `;
}
