/** All trials of the plan in a table that can be sorted, filtered and copied as CSV. */
import { scoreDigits, type ScoreKind } from '../analysis/score-kind.js';
import type { PlannedTrial, SweepAxis } from '../analysis/sweep-plan.js';
import type { SummaryRow } from '../analysis/sweep-record.js';
import { axisTitle } from '../figures/axis-label.js';
import { copyButton } from './copy-block.js';
import type { Evidence } from './evidence.js';
import { html, relativeLink, type Content, type Html } from './html.js';
import { valueText } from './number-text.js';
import { numberAt, parameterLabel } from './setting.js';
import { tableFrame } from './table-frame.js';

/** A column: its title, whether it holds numbers, and its cell for a trial (no row: not finished). */
interface TrialColumn {
  readonly title: string;
  readonly isNumber: boolean;
  readonly value: (trial: PlannedTrial, row: SummaryRow | undefined) => number | string | undefined;
  /** How the value is shown; as it is if omitted. */
  readonly shown?: (value: number | string) => Content;
}

/** The filter, the table, and the ends of the logs of trials that did not finish. */
export function trialsSection(evidence: Evidence): Html {
  const { plan, rows } = evidence.sweep;
  const finished = new Map(rows.map(row => [row.trial, row]));
  const columns = trialColumns(evidence);
  return html`${filterForm(plan.axes)}
  ${tableFrame(
    'Trials',
    '',
    html`<table id="trials" data-sortable>
      <thead>
        <tr>
          ${columns.map(headCell)}
        </tr>
      </thead>
      <tbody>
        ${plan.trials.map(trial => trialRow(trial, finished.get(trial.id), columns))}
      </tbody>
    </table>`,
    'tall',
  )}
  ${logEnds(evidence)}`;
}

function trialColumns({ kind, sweep, unfinished, provenance }: Evidence): TrialColumn[] {
  const { plan, rows } = sweep;
  const failed = new Set(unfinished.filter(({ hasFailed }) => hasFailed).map(({ trial }) => trial.id));
  const physical = new Map(rows.flatMap(row => row.physical.map(({ name, unit }) => [name, unit] as const)));
  return [
    ...plan.axes.map(({ path, values }): TrialColumn => ({
      title: axisTitle(path),
      isNumber: values.every(value => typeof value === 'number'),
      value: trial => axisValue(trial, path),
      shown: valueText,
    })),
    { title: 'Repeat', isNumber: true, value: trial => trial.repeat + 1 },
    ...(plan.folds === undefined ? [] : [foldColumn]),
    { title: 'Seed', isNumber: true, value: trial => trial.seed },
    scoreColumn(kind, `Test ${kind.name}`, row => row.testScore),
    ...(rows.some(row => row.hardTestScore !== undefined)
      ? [scoreColumn(kind, `Test ${kind.name} as built`, row => row.hardTestScore)]
      : []),
    ...(rows.some(row => row.testSsim !== undefined) ? [ssimColumn] : []),
    scoreColumn(kind, `Validation ${kind.name}`, row => row.validationScore),
    {
      title: 'Test loss',
      isNumber: true,
      value: (_, row) => row?.testLoss,
      shown: value => (kind.lossUnit === '' ? Number(value).toPrecision(4) : Number(value).toFixed(4)),
    },
    { title: 'Best epoch', isNumber: true, value: (_, row) => row?.bestEpoch },
    { title: 'Epochs', isNumber: true, value: (_, row) => row?.epochs },
    ...[...physical].map(([name, unit]): TrialColumn => ({
      title: `${parameterLabel(plan.config, name)}${unit === '' ? '' : ` (${unit})`}`,
      isNumber: true,
      value: (_, row) => row?.physical.find(parameter => parameter.name === name)?.value,
      shown: value => valueText(Number(Number(value).toPrecision(4))),
    })),
    {
      title: 'Time (s)',
      isNumber: true,
      value: trial => numberAt(provenance.get(trial.id), 'seconds'),
      shown: value => Number(value).toFixed(1),
    },
    {
      title: 'State',
      isNumber: false,
      value: (trial, row) => (row ? 'finished' : failed.has(trial.id) ? 'failed' : 'not run'),
    },
    { title: 'Trial', isNumber: false, value: trial => trial.id, shown: id => trialLink(String(id), failed) },
  ];
}

function scoreColumn(
  kind: ScoreKind,
  title: string,
  scoreOf: (row: SummaryRow) => number | undefined,
): TrialColumn {
  return {
    title: `${title} (${kind.unit})`,
    isNumber: true,
    value: (_, row) => row && scoreOf(row),
    shown: value => scoreDigits(kind, Number(value)),
  };
}

/** Only with cross-validation. */
const foldColumn: TrialColumn = { title: 'Fold', isNumber: true, value: trial => trial.fold };

/** Only where scenes were reconstructed. */
const ssimColumn: TrialColumn = {
  title: 'Test SSIM',
  isNumber: true,
  value: (_, row) => row?.testSsim,
  shown: value => Number(value).toFixed(4),
};

function axisValue(trial: PlannedTrial, path: string): number | string | undefined {
  const value = trial.axes[path];
  return typeof value === 'boolean' ? valueText(value) : value;
}

function trialLink(id: string, failed: ReadonlySet<string>): Html {
  const folder = failed.has(id) ? `${id}.failed` : id;
  return html`<a href="${relativeLink('trials', folder)}/">${id}</a>`;
}

/** Longer titles get a column wide enough for three lines. */
const LONG_TITLE = 24;

function headCell({ title, isNumber }: TrialColumn): Html {
  const classes = [...(isNumber ? ['right'] : []), ...(title.length > LONG_TITLE ? ['long'] : [])];
  return html`<th scope="col" class="${classes.join(' ')}" data-title="${title}">
    <button type="button">${title}</button>
  </th>`;
}

function trialRow(trial: PlannedTrial, row: SummaryRow | undefined, columns: readonly TrialColumn[]): Html {
  return html`<tr ${!row && html`class="missing"`}>
    ${columns.map(({ isNumber, value, shown }) => {
      const found = value(trial, row);
      const content = found === undefined ? '–' : (shown?.(found) ?? found);
      return html`<td ${isNumber && html`class="right"`} data-value="${found ?? ''}">${content}</td>`;
    })}
  </tr> `;
}

function filterForm(axes: readonly SweepAxis[]): Html {
  return html`<form class="controls" data-filters="trials" autocomplete="off">
    <label>Filter by words <input type="search" placeholder="such as finished" /></label>
    ${axes.map(
      ({ path, values }, column) =>
        html`<label
          >${axisTitle(path)}
          <select data-column="${column}">
            <option value="">all</option>
            ${values.map(value => {
              const text = typeof value === 'boolean' ? valueText(value) : value;
              return html`<option value="${text}">${valueText(value)}</option>`;
            })}
          </select></label
        > `,
    )}
    <button type="reset" class="button">Show all</button>
    ${copyButton('trials', 'trials shown in the table', 'Copy CSV')}
    <output aria-live="polite"></output>
  </form>`;
}

function logEnds({ unfinished }: Evidence): Html | null {
  const started = unfinished.filter(({ logEnd }) => logEnd !== '');
  if (started.length === 0) return null;
  return html`<h3>Where trials failed</h3>
    ${started.map(
      ({ trial, logEnd }) =>
        html`<details data-print>
          <summary><code>${trial.id}</code>, end of its log</summary>
          <pre class="text" tabindex="0">${logEnd}</pre>
        </details>`,
    )}`;
}
