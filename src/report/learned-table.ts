/** Hardware parameters that were trained: where they started and what training found. */
import { meanInterval, type MeanInterval } from '../analysis/statistics.js';
import type { Combination } from './combination.js';
import type { Evidence } from './evidence.js';
import { html, type Html } from './html.js';
import { intervalText, valueText } from './number-text.js';
import { fullPath, parameterLabel, pathOf, settingAt, settingsPhrase } from './setting.js';
import { tableFrame } from './table-frame.js';

interface LearnedValue {
  readonly settings: string;
  readonly label: string;
  readonly unit: string;
  /** Value in the config; undefined where the name is no key of it. */
  readonly start: unknown;
  readonly found: MeanInterval;
  readonly count: number;
}

/** The learned values of each combination; nothing where no hardware was learned. */
export function learnedTable(evidence: Evidence): Html | null {
  const values = evidence.combinations.flatMap(combination => learnedValues(combination, evidence));
  if (values.length === 0) return null;
  return html`<h3>Learned hardware</h3>
    ${tableFrame(
      'Learned hardware',
      html`Values at the end of training, mean ± half the 95 % confidence interval.`,
      html`<table id="learned">
        <thead>
          <tr>
            <th scope="col">Combination</th>
            <th scope="col">Parameter</th>
            <th scope="col" class="right">Start</th>
            <th scope="col" class="right">Found</th>
            <th scope="col">Unit</th>
            <th scope="col" class="right">n</th>
          </tr>
        </thead>
        <tbody>
          ${values.map(learnedRow)}
        </tbody>
      </table>`,
    )}`;
}

function learnedValues({ axes, rows }: Combination, { sweep: { plan } }: Evidence): LearnedValue[] {
  const all = rows.flatMap(row => row.physical);
  const names = [...new Set(all.map(({ name }) => name))];
  return names.map(name => {
    const same = all.filter(parameter => parameter.name === name);
    const found = meanInterval(same.map(({ value }) => value));
    const path = pathOf(plan.config, name);
    const start =
      path === undefined ? undefined : (axisValue(plan.config, axes, path) ?? settingAt(plan.config, path));
    const label = parameterLabel(plan.config, name);
    return { settings: settingsPhrase(axes), label, unit: same[0]!.unit, start, found, count: same.length };
  });
}

/** The value of a combination at a path that may be written in another form there. */
function axisValue(config: unknown, axes: Combination['axes'], path: string): unknown {
  return Object.entries(axes).find(([axis]) => fullPath(config, axis) === path)?.[1];
}

function learnedRow({ settings, label, unit, start, found, count }: LearnedValue): Html {
  return html`<tr>
    <td>${settings}</td>
    <td>${label}</td>
    <td class="right">${start === undefined ? '–' : valueText(start)}</td>
    <td class="right">${intervalText(found)}</td>
    <td>${unit}</td>
    <td class="right">${count}</td>
  </tr> `;
}
