/** Structural similarity of reconstructions, beside their score. */
import { meanInterval } from '../analysis/statistics.js';
import type { Combination } from './combination.js';
import type { Evidence } from './evidence.js';
import { html, withDoiLinks, type Html } from './html.js';
import { settingsPhrase } from './setting.js';
import { tableFrame } from './table-frame.js';

/** The similarity of each combination; nothing where none was measured. */
export function ssimTable({ combinations }: Evidence): Html | null {
  const rows = combinations.map(ssimRow).filter(row => row !== null);
  if (rows.length === 0) return null;
  return html`<h3>Structural similarity</h3>
    ${tableFrame(
      'Structural similarity',
      withDoiLinks(
        'SSIM of the test images, at most 1 (Wang et al., IEEE Trans. Image Process. 13, 600 (2004), doi:10.1109/TIP.2003.819861), ' +
          'mean ± half the 95 % confidence interval.',
      ),
      html`<table id="ssim">
        <thead>
          <tr>
            <th scope="col">Combination</th>
            <th scope="col" class="right">Test SSIM</th>
            <th scope="col" class="right">n</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>`,
    )}`;
}

function ssimRow({ axes, rows }: Combination): Html | null {
  const values = rows.flatMap(({ testSsim }) => testSsim ?? []);
  if (values.length === 0) return null;
  const { mean, halfWidth } = meanInterval(values);
  const interval = halfWidth === null ? '' : ` ± ${halfWidth.toFixed(4)}`;
  return html`<tr>
    <td>${settingsPhrase(axes)}</td>
    <td class="right">${mean.toFixed(4)}${interval}</td>
    <td class="right">${values.length}</td>
  </tr> `;
}
