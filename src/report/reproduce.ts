/** How to run the sweep again: commands and the config. */
import { Document, isMap, visit } from 'yaml';
import type { AxisValue, PlannedTrial, SweepPlan } from '../analysis/sweep-plan.js';
import { bestOf, type Combination } from './combination.js';
import { copyBlock } from './copy-block.js';
import type { Evidence } from './evidence.js';
import { html, type Html } from './html.js';

export function reproduceSection(evidence: Evidence): Html {
  const { plan } = evidence.sweep;
  return html`<p>
      With the same code (version ${plan.codeVersion}) and the same data this gives the same numbers, whatever
      the number of workers. Run again in the same folder it runs what is missing.
    </p>
    ${copyBlock('commands', 'Commands', sweepCommands(plan))} ${bestTrial(evidence)}
    <p>
      Without the config file: save the text below as <code>${plan.name}.yaml</code> and sweep that. It holds
      every setting, also those that the file left at their defaults and those that the command line changed.
    </p>
    ${copyBlock('config', `${plan.name}.yaml`, completeConfig(plan))}
    <details>
      <summary>The config file as it was written</summary>
      ${copyBlock('config-file', plan.configFile, plan.configText)}
    </details>`;
}

/** The commands that make this folder, for a POSIX shell. */
export function sweepCommands(plan: SweepPlan): string {
  const { name, configFile, overrides } = plan;
  const [command, folder] = isSingle(plan)
    ? ['train', `results/${name}-train`]
    : ['sweep', `results/${name}`];
  const run = [
    'npx physlayer',
    command,
    shellWord(configFile),
    ...overrides.map(shellWord),
    '--out',
    shellWord(folder),
  ];
  return [
    run.join(' '),
    `npx physlayer figures ${shellWord(folder)}`,
    `npx physlayer report ${shellWord(folder)}`,
    '',
  ].join('\n');
}

/** One trial without axes: its config file may have axes all the same, and `train` leaves them out. */
function isSingle({ axes, repeats, folds = 1 }: SweepPlan): boolean {
  return axes.length === 0 && repeats === 1 && folds === 1;
}

/** The command for the first trial of the best combination. */
function bestTrial({ sweep: { plan }, kind, combinations }: Evidence): Html | null {
  const best = bestOf(kind, combinations);
  if (!best || isSingle(plan)) return null;
  return copyBlock(
    'command-train',
    'One trial alone: the first of the best combination',
    trainCommand(plan, best.axes, best.rows[0]!),
  );
}

/** The command for one trial of a sweep, for a POSIX shell. */
export function trainCommand(
  plan: SweepPlan,
  axes: Combination['axes'],
  { seed, fold }: Pick<PlannedTrial, 'seed' | 'fold'>,
): string {
  const settings = Object.entries(axes).map(([path, value]) => `${path}=${String(value)}`);
  const words = [plan.configFile, ...otherOverrides(plan), ...settings, ...foldSetting(fold), `seed=${seed}`];
  return `npx physlayer train ${words.map(shellWord).join(' ')}\n`;
}

function foldSetting(fold: number | undefined): string[] {
  return fold === undefined ? [] : [`data.split.fold=${fold}`];
}

/** Overrides that the settings of one trial do not replace. */
function otherOverrides({ overrides, axes }: SweepPlan): string[] {
  const replaced = new Set(['seed', 'repeats', 'data.split.fold', ...axes.map(({ path }) => path)]);
  return overrides.filter(text => !replaced.has(text.slice(0, text.indexOf('='))));
}

/** A word as a POSIX shell takes it. */
export function shellWord(text: string): string {
  return /^[\w./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** The whole sweep as a config file: resolved settings, repeats and axes. */
export function completeConfig({ config, repeats, axes }: SweepPlan): string {
  const sweep = Object.fromEntries(axes.map(({ path, values }) => [path, values.map(configValue)]));
  const document = new Document({ ...config, repeats, ...(axes.length > 0 ? { sweep } : {}) });
  // Lists of numbers in one line, layers one below the other.
  visit(document, { Seq: (_, list) => void (list.flow = !list.items.some(isMap)) });
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

/** An axis value as the config has it: lists are recorded as JSON. */
function configValue(value: AxisValue): unknown {
  if (typeof value !== 'string' || !value.startsWith('[')) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}
