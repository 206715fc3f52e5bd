/** The head of the page: name, result in one sentence, key numbers. */
import { replicateNoun } from '../analysis/replicates.js';
import type { MeanInterval } from '../analysis/statistics.js';
import type { SweepPlan } from '../analysis/sweep-plan.js';
import { bestOf, measured, worstOf, type Combination } from './combination.js';
import type { Evidence } from './evidence.js';
import { html, type Html } from './html.js';
import { counted, countText, percentDigits, scoreText } from './number-text.js';
import { settingAt, settingsPhrase } from './setting.js';

/** The result of the sweep in one or two sentences. */
export function resultSentence({ kind, combinations, sweep, test }: Evidence): Html {
  const [worst, best] = [worstOf(kind, combinations), bestOf(kind, combinations)];
  if (!worst || !best)
    return html`None of ${counted(sweep.plan.trials.length, 'planned trial')} has finished yet.`;
  const all = measured(combinations);
  const hasInterval = all.some(({ score }) => score.halfWidth !== null);
  const noun = replicateNoun(sweep.plan);
  const meaning = hasInterval ? `mean and 95 % confidence interval over ${noun}s` : `one ${noun} each`;
  const guess =
    test?.classes &&
    html` Always naming the most frequent class would give ${percentDigits(test.classes.largestShare)} %.`;
  const reached = (score: MeanInterval): Html => html`<strong>${scoreText(kind, score)}</strong>`;
  const at = (axes: Combination['axes']): Html | false =>
    Object.keys(axes).length > 0 && html` with ${settingsPhrase(axes)}`;
  if (all.length === 1) {
    return html`Test ${kind.name} is ${reached(best.score)}${at(best.axes)} (${meaning}).${guess}`;
  }
  return html`Test ${kind.name} ranges from ${reached(worst.score)}${at(worst.axes)} to
  ${reached(best.score)}${at(best.axes)} (${meaning}).${guess}`;
}

/** The four numbers under the title. */
export function keyFacts({ kind, sweep, combinations, test }: Evidence): Html {
  const { plan, rows } = sweep;
  const best = bestOf(kind, combinations);
  return html`<dl class="facts">
    ${fact(`Best test ${kind.name}`, best ? scoreText(kind, best.score) : 'none yet', best ? bestNote(best, plan) : '')}
    ${fact('Trials finished', `${countText(rows.length)} of ${countText(plan.trials.length)}`, trialsNote(combinations, plan))}
    ${fact('Data', dataName(plan.config), test?.classes ? `${countText(test.classes.classNames.length)} classes` : '')}
    ${fact('Test images', test ? countText(test.images) : 'not known yet', test ? testNote(plan) : '')}
  </dl>`;
}

function fact(name: string, value: string, note: string): Html {
  return html`<div>
    <dt>${name}</dt>
    <dd>${value}${note !== '' && html` <small>${note}</small>`}</dd>
  </div> `;
}

function bestNote({ axes, rows }: Combination, plan: SweepPlan): string {
  return settingsPhrase(axes) || counted(rows.length, replicateNoun(plan));
}

function trialsNote(combinations: readonly Combination[], { repeats, folds = 1 }: SweepPlan): string {
  const parts = folds === 1 ? '' : ` × ${counted(folds, 'fold')}`;
  return `${counted(combinations.length, 'combination')} × ${counted(repeats, 'repeat')}${parts}`;
}

function testNote({ folds = 1 }: SweepPlan): string {
  return folds === 1 ? 'per trial' : 'each in one fold';
}

/** What a reader calls the data set: the last folder of its path, the kind of computed scenes, or its source. */
export function dataName(config: unknown): string {
  const source = settingAt(config, 'data.source');
  if (source === 'mnist') return 'MNIST';
  if (source === 'procedural') return `computed ${String(settingAt(config, 'data.kind'))}`;
  const path = settingAt(config, 'data.path') ?? settingAt(config, 'data.imagesPath') ?? source;
  return typeof path === 'string' ? (path.split(/[\\/]/).filter(Boolean).at(-1) ?? path) : 'unknown';
}
