import { describe, expect, test } from 'vitest';
import { scoreKinds } from '../../src/analysis/score-kind.js';
import type { PlannedTrial } from '../../src/analysis/sweep-plan.js';
import type { ImageSampling } from '../../src/analysis/trial-result-record.js';
import type { SummaryRow } from '../../src/analysis/sweep-record.js';
import { combinationsOf } from '../../src/report/combination.js';
import type { Evidence } from '../../src/report/evidence.js';
import { noticesOf } from '../../src/report/notices.js';

interface Case {
  readonly repeats?: number;
  readonly finished?: number;
  readonly failed?: number;
  readonly bestEpoch?: number;
  readonly blank?: number;
  readonly training?: Readonly<Record<string, unknown>>;
  /** Of each finished trial; all that follow are as the last. */
  readonly sampling?: readonly (ImageSampling | undefined)[];
}

/** Of a lens at 550 nm, in front of samples of 3.45 µm. */
const sampled = (fNumber: number, pixelPitchUm = 3.45): ImageSampling => ({
  ...{ cutoff: 1e6 / (550 * fNumber), samplePitchUm: 3.45, pixelPitchUm },
});

/** A sweep over two bit depths without anything to warn of, but for what the case changes. */
function evidence(change: Case = {}): Evidence {
  const { repeats = 3, failed = 0, bestEpoch = 3, blank = 0 } = change;
  const { sampling = [sampled(16)] } = change;
  const trials = [1, 8].flatMap(bits =>
    Array.from({ length: repeats }, (_, repeat): PlannedTrial => {
      return { id: `${bits}-${repeat}`, repeat, seed: 1 + repeat, axes: { 'sensor.bitDepth': bits } };
    }),
  );
  const rows = trials
    .slice(0, change.finished ?? trials.length)
    .map(({ id, ...rest }) => ({ trial: id, ...rest, testScore: 0.9, bestEpoch, epochs: 4 }) as SummaryRow);
  const plan = {
    trials,
    repeats,
    axes: [{ path: 'sensor.bitDepth', values: [1, 8] }],
    config: { training: { epochs: 4, ...change.training } },
  };
  const sweep = { folder: '', plan, rows } as unknown as Evidence['sweep'];
  return {
    kind: scoreKinds.classify,
    sweep,
    combinations: combinationsOf(sweep),
    results: rows.map((row, index) => ({
      ...row,
      sampling: sampling[Math.min(index, sampling.length - 1)],
    })) as unknown as Evidence['results'],
    provenance: new Map(),
    unfinished: trials
      .slice(rows.length)
      .map((trial, index) => ({ trial, hasFailed: index < failed, logEnd: '' })),
    test: null,
    pooled: [],
    blank: rows.slice(0, blank),
  };
}

const titles = (change?: Case): string[] => noticesOf(evidence(change)).map(({ title }) => title);

describe('The reader is told', () => {
  test('nothing where all is well', () => expect(titles()).toEqual([]));

  test('which trials failed and which were not run', () => {
    const [notice] = noticesOf(evidence({ finished: 4, failed: 1 }));
    expect(notice).toMatchObject({
      level: 'warning',
      title: '2 of 6 trials not finished: 1 failed, 1 not run',
    });
    expect(notice!.text).toContain('8 bits, repeat 2');
  });

  test('that one repeat has no interval', () => {
    expect(titles({ repeats: 1 })).toEqual(['No confidence interval from one repeat']);
    expect(noticesOf(evidence({ repeats: 1 }))[0]!.text).toBe(
      'Every combination has a single finished trial. Run the sweep with repeats=5 to tell a difference from luck.',
    );
    expect(titles({ finished: 4 })).toContain('No confidence interval from one repeat');
    const one = evidence({ repeats: 1 });
    const [notice] = noticesOf({ ...one, sweep: { ...one.sweep, plan: { ...one.sweep.plan, folds: 5 } } });
    expect(notice).toMatchObject({
      title: 'No confidence interval from one fold',
      text: 'Every combination has a single finished trial.',
    });
  });

  test('that frames are blank', () => {
    expect(titles({ blank: 2 })).toEqual(['Blank frames in 2 of 6 trials']);
  });

  test('that most trials had their best epoch last', () => {
    expect(titles({ bestEpoch: 4 })).toEqual(['Training may be too short']);
    expect(titles({ bestEpoch: 4, training: { learningRateSchedule: 'cosine' } })).toEqual([]);
  });

  const samplingOf = (...sampling: readonly (ImageSampling | undefined)[]) =>
    noticesOf(evidence({ sampling })).find(({ title }) => title.startsWith('The pixels undersample'));

  test('that the pixels undersample, from the limit λN/2 = p on', () => {
    // 3.45 µm at 550 nm: f/12.5; 6.9 µm: f/25.1.
    expect(samplingOf(sampled(12.6))).toBeUndefined();
    expect(samplingOf(sampled(25.2, 6.9))).toBeUndefined();
    expect(samplingOf(undefined)).toBeUndefined();
    expect(samplingOf(sampled(12.5))).toEqual({
      level: 'note',
      title: 'The pixels undersample the image',
      text:
        'The lens passes detail up to 145 cycles/mm, pixels of 3.45 µm resolve up to 145 cycles/mm. The simulated scene has one ' +
        'sample per pixel and so no finer detail; with a real scene it would alias.',
    });
  });

  test('what aliases of a scene with several samples in a pixel', () => {
    expect(samplingOf(sampled(16, 6.9))!.text).toBe(
      'The lens passes detail up to 114 cycles/mm, pixels of 6.9 µm resolve up to 72 cycles/mm. Finer detail of the scene aliases, ' +
        'as far as its samples of 3.45 µm hold it: up to 114 cycles/mm.',
    );
    expect(samplingOf(sampled(4, 6.9))!.text).toMatch(/hold it: up to 145 cycles\/mm\.$/);
  });

  test('in how many trials the pixels undersample', () => {
    const notice = samplingOf(sampled(16), sampled(16, 6.9), sampled(16, 13.8), sampled(16));
    expect(notice!.title).toBe('The pixels undersample the image in 2 of 6 trials');
    expect(notice!.text).toContain('pixels of 13.8 µm, the largest, resolve up to 36 cycles/mm');
    expect(samplingOf(sampled(16), sampled(16, 13.8), sampled(16, 13.8))!.text).not.toContain('largest');
    const all = Array.from({ length: 6 }, (_, place) => sampled(16, place === 0 ? 13.8 : 6.9));
    expect(samplingOf(...all)!.text).toContain('pixels of 13.8 µm, the largest,');
  });
});
