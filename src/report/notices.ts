/** What a reader must know before trusting the numbers, found in the evidence. */
import { replicateCount, replicateNoun } from '../analysis/replicates.js';
import type { Evidence } from './evidence.js';
import { html, type Html } from './html.js';
import { counted, valueText } from './number-text.js';
import { numberAt, settingAt, settingsPhrase } from './setting.js';

export interface Notice {
  readonly level: 'warning' | 'note';
  readonly title: string;
  readonly text: string;
}

/** The notices in the order of their weight. */
export function noticesOf(evidence: Evidence): Notice[] {
  return [
    unfinishedNotice(evidence),
    repeatsNotice(evidence),
    blankFramesNotice(evidence),
    stillImprovingNotice(evidence),
    samplingNotice(evidence),
  ].filter(notice => notice !== null);
}

function unfinishedNotice({ unfinished, sweep }: Evidence): Notice | null {
  if (unfinished.length === 0) return null;
  const total = sweep.plan.trials.length;
  const failed = unfinished.filter(({ hasFailed }) => hasFailed).length;
  const kinds = [
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(failed < unfinished.length ? [`${unfinished.length - failed} not run`] : []),
  ];
  const { axes, repeat, fold } = (unfinished.find(({ hasFailed }) => hasFailed) ?? unfinished[0]!).trial;
  const settings = Object.keys(axes).length > 0 ? `${settingsPhrase(axes)}, ` : '';
  const others = unfinished.length > 1 ? ` and ${counted(unfinished.length - 1, 'other')}` : '';
  return {
    level: 'warning',
    title: `${unfinished.length} of ${counted(total, 'trial')} not finished: ${kinds.join(', ')}`,
    text:
      `Left out of all numbers below: ${settings}repeat ${repeat + 1}${fold === undefined ? '' : `, fold ${fold}`}${others}. ` +
      `${failed > 0 ? 'The section Trials shows where they failed. ' : ''}The same sweep command runs what is missing.`,
  };
}

function repeatsNotice({ sweep, combinations }: Evidence): Notice | null {
  const single = combinations.filter(({ rows }) => rows.length === 1).length;
  if (single === 0) return null;
  const where = single === combinations.length ? 'Every combination' : counted(single, 'combination');
  const remedy =
    replicateCount(sweep.plan) === 1 ? ' Run the sweep with repeats=5 to tell a difference from luck.' : '';
  return {
    level: 'warning',
    title: `No confidence interval from one ${replicateNoun(sweep.plan)}`,
    text: `${where} ${single === 1 || single === combinations.length ? 'has' : 'have'} a single finished trial.${remedy}`,
  };
}

function blankFramesNotice({ blank, results }: Evidence): Notice | null {
  const [first] = blank;
  if (!first) return null;
  const settings = Object.keys(first.axes).length > 0 ? ` (first: ${settingsPhrase(first.axes)})` : '';
  return {
    level: 'warning',
    title: `Blank frames in ${blank.length} of ${counted(results.length, 'trial')}`,
    text:
      `At least one recorded test frame has the same value in every pixel${settings}: nothing of its scene reaches the ` +
      'network. The exposure is too low for the threshold or the step of the quantizer, or so high that every pixel is full.',
  };
}

/** Share of trials whose last epoch was their best from which the reader is told. */
const MANY = 0.5;

function stillImprovingNotice({ sweep, kind }: Evidence): Notice | null {
  const { rows, plan } = sweep;
  // Where the step size falls to 0, the last epoch is the best one as a rule.
  if (settingAt(plan.config, 'training.learningRateSchedule') === 'cosine') return null;
  const epochs = numberAt(plan.config, 'training.epochs');
  const count = rows.filter(row => row.epochs === epochs && row.bestEpoch === row.epochs).length;
  if (count === 0 || count < MANY * rows.length) return null;
  return {
    level: 'note',
    title: 'Training may be too short',
    text: `In ${count} of ${counted(rows.length, 'trial')} the last epoch (training.epochs ${epochs!}) was the best one, so more epochs may improve the ${kind.name}.`,
  };
}

/** A lens passes detail up to 1 / (λ N); pixels at pitch p show it faithfully up to 1 / (2 p), and so do samples of the scene. */
function samplingNotice({ results }: Evidence): Notice | null {
  const samplings = results.map(({ sampling }) => sampling).filter(sampling => sampling !== undefined);
  const coarse = samplings.filter(({ cutoff, pixelPitchUm }) => cutoff > finest(pixelPitchUm));
  const [first] = coarse.toSorted((one, other) => other.pixelPitchUm - one.pixelPitchUm);
  if (first === undefined) return null;
  const { cutoff, samplePitchUm, pixelPitchUm } = first;
  const some =
    coarse.length < results.length ? ` in ${coarse.length} of ${counted(results.length, 'trial')}` : '';
  const areUnequal = coarse.some(each => each.pixelPitchUm !== pixelPitchUm);
  const arePixels = samplePitchUm >= pixelPitchUm;
  const held = arePixels
    ? 'The simulated scene has one sample per pixel and so no finer detail; with a real scene it would alias.'
    : `Finer detail of the scene aliases, as far as its samples of ${short(samplePitchUm)} µm hold it: up to ` +
      `${cyclesText(Math.min(cutoff, finest(samplePitchUm)))}.`;
  return {
    level: 'note',
    title: `The pixels undersample the image${some}`,
    text:
      `The lens passes detail up to ${cyclesText(cutoff)}, pixels of ${short(pixelPitchUm)} µm` +
      `${areUnequal ? ', the largest,' : ''} resolve up to ${cyclesText(finest(pixelPitchUm))}. ${held}`,
  };
}

/** Finest detail at a pitch in µm, cycles per mm. */
function finest(pitch: number): number {
  return 1e3 / (2 * pitch);
}

function cyclesText(frequency: number): string {
  return `${valueText(Math.round(frequency))} cycles/mm`;
}

function short(value: number): number {
  return Number(value.toPrecision(4));
}

/** The notices as a list; nothing where there are none. */
export function noticeList(notices: readonly Notice[]): Html | null {
  if (notices.length === 0) return null;
  return html`<ul class="notices" aria-label="Warnings and notes">
    ${notices.map(({ level, title, text }) => html`<li class="is-${level}"><strong>${title}</strong> ${text}</li> `)}
  </ul>`;
}
