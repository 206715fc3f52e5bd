/** What was simulated: the chain, the swept settings, the Methods text of each layer, its numbers. */
import { axisName } from '../figures/axis-label.js';
import { chainMarkup } from './chain.js';
import type { Evidence } from './evidence.js';
import { html, withDoiLinks, type Html } from './html.js';
import { mergeMethods, type MergedMethod } from './methods.js';
import { valueText } from './number-text.js';
import { parameterLabel } from './setting.js';
import { tableFrame } from './table-frame.js';

function methodText({ title, texts, trials }: MergedMethod, total: number): Html {
  return html`<h4>${title} ${trials < total && html`<small>in ${trials} of ${total} trials</small>`}</h4>
    ${texts.map(text => html`<p>${withDoiLinks(text)}</p>`)}`;
}

function parameterRows({ title, parameters, sources }: MergedMethod, config: unknown): Html {
  return html`${parameters.map(
    ({ name, unit, values }, index) =>
      html`<tr>
        ${index === 0 && html`<th scope="rowgroup" rowspan="${parameters.length}">${title}</th>`}
        <td>${parameterLabel(config, name)}</td>
        <td>${values}</td>
        <td>${unit}</td>
        ${index === 0 && html`<td rowspan="${parameters.length}">${sources.map(source => html`${withDoiLinks(source)} `)}</td>`}
      </tr> `,
  )}`;
}

function parameterTable(methods: readonly MergedMethod[], config: unknown): Html {
  return tableFrame(
    'Parameters of the simulation',
    html`Parameters of the simulation. Several values: one per combination or trial.`,
    html`<table>
      <thead>
        <tr>
          <th scope="col">Layer</th>
          <th scope="col">Parameter</th>
          <th scope="col">Value</th>
          <th scope="col">Unit</th>
          <th scope="col">Source</th>
        </tr>
      </thead>
      ${methods
        .filter(({ parameters }) => parameters.length > 0)
        .map(
          method =>
            html`<tbody>
              ${parameterRows(method, config)}
            </tbody> `,
        )}
    </table>`,
  );
}

function axisText({ sweep: { plan } }: Evidence): Html {
  if (plan.axes.length === 0) return html`<p>Nothing was swept: all trials have the same setting.</p>`;
  return html`<p>Swept, in all combinations:</p>
    <ul>
      ${plan.axes.map(({ path, values }) => {
        const { label, unit } = axisName(path);
        return html`<li>
          ${label}: ${values.map(valueText).join(', ')}${unit !== '' && ` ${unit}`} <code>${path}</code>
        </li> `;
      })}
    </ul>`;
}

/** The section on what was simulated and with which numbers. */
export function simulationSection(evidence: Evidence): Html {
  const methods = mergeMethods(evidence.results);
  return html`<p>
      Each image passes the chain below, is trained on and tested as the camera would record it.
      <em>Fixed</em> layers keep their numbers, <em>learned</em> ones are trained together with the network,
      those that are <em>off</em> do nothing.
    </p>
    ${chainMarkup(evidence)} ${axisText(evidence)}
    ${
      methods.length > 0 &&
      html`<h3>Methods</h3>
        ${methods.map(method => methodText(method, evidence.results.length))}
        <h3>Numbers</h3>
        ${parameterTable(methods, evidence.sweep.plan.config)}`
    }`;
}
