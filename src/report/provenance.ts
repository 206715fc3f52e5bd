/** Where the numbers come from: versions, fingerprints, seeds, machines and times. */
import type { Evidence, Provenance } from './evidence.js';
import { html, relativeLink, type Html } from './html.js';
import { countText, durationText, valueText } from './number-text.js';
import { leaves, listed, numberAt, settingAt, spaced } from './setting.js';

type Pair = readonly [name: string, value: string];

/** Of one process or one trial only, or shown by another line. */
const HIDDEN =
  /^(format|trial|repeat|pid|codeVersion|dataFingerprint|started|ended|seconds|host\.name|seeds\.trial)$/;

/** Names of what a trial records; other keys are spelled out. */
const NAMES: Readonly<Record<string, string>> = {
  'git.commit': 'git commit',
  'git.isModified': 'sources changed since',
  'versions.node': 'Node.js',
  'versions.tfjs': 'TensorFlow.js',
  'versions.onnxruntime': 'ONNX Runtime',
  'host.system': 'system',
  'host.cpu': 'processor',
  'host.memoryGigabytes': 'memory (GB)',
  'host.cores': 'cores',
  'seeds.split': 'seed of the split',
  threads: 'threads per trial',
};

export function provenanceSection(evidence: Evidence): Html {
  const { plan } = evidence.sweep;
  const records = [...evidence.provenance.values()];
  const pairs: Pair[] = [
    ['code version', `${plan.codeVersion} (hash of the sources that make a result)`],
    ['data fingerprint', `${plan.dataFingerprint} (SHA-256)`],
    ['seeds of the repeats', listed([...new Set(plan.trials.map(({ seed }) => String(seed)))])],
    ...timePairs(records),
    ...recordedPairs(records),
  ];
  return html`<dl class="pairs">
      ${pairs.map(
        ([name, value]) =>
          html`<dt>${name}</dt>
            <dd>${value}</dd> `,
      )}
    </dl>
    <p>
      Beside this page: the plan <a href="sweep.json">sweep.json</a>, the numbers of every trial
      <a href="summary.arrow">summary.arrow</a> (Apache Arrow), and for each trial its config, provenance,
      metrics of every epoch, log, model and predictions in <a href="${relativeLink('trials')}/">trials</a>.
    </p>`;
}

function timePairs(records: readonly Provenance[]): Pair[] {
  const times = (key: string): string[] =>
    records
      .map(record => settingAt(record, key))
      .filter(value => typeof value === 'string')
      .sort();
  const [first, last] = [times('started')[0], times('ended').at(-1)];
  const seconds = records.reduce((sum, record) => sum + (numberAt(record, 'seconds') ?? 0), 0);
  return [
    ...(first !== undefined && last !== undefined
      ? [['trials ran', `${minuteText(first)} to ${minuteText(last)} UTC`] as const]
      : []),
    ...(seconds > 0 ? [['time of all trials', durationText(seconds)] as const] : []),
  ];
}

/** `2026-01-15 10:00` of an ISO 8601 time. */
function minuteText(time: string): string {
  return time.slice(0, 16).replace('T', ' ');
}

/** Up to this many different values are listed; more are counted. */
const MOST_VALUES = 3;

/** What the trials recorded, each key once. */
function recordedPairs(records: readonly Provenance[]): Pair[] {
  const values = new Map<string, Set<string>>();
  for (const [path, value] of records.flatMap(record => leaves(record))) {
    if (!HIDDEN.test(path)) values.set(path, (values.get(path) ?? new Set()).add(valueText(value)));
  }
  return [...values].map(([path, found]) => {
    const texts = [...found];
    const more = texts.length - MOST_VALUES;
    const shown = more > 0 ? [...texts.slice(0, MOST_VALUES), `${countText(more)} more`] : texts;
    return [NAMES[path] ?? spaced(path.replaceAll('.', ' ')), shown.join('; ')];
  });
}
