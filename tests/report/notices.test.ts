import { describe, expect, test } from 'vitest';
import { scoreKinds } from '../../src/analysis/score-kind.js';
import type { PlannedTrial } from '../../src/analysis/sweep-plan.js';
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
  readonly scene?: Readonly<Record<string, unknown>>;
  readonly optics?: readonly Readonly<Record<string, unknown>>[];
}

const pixels = (wavelengthNm: number | number[]) => ({ wavelengthNm, pixelPitchUm: 3.45 });
const lens = (fNumber: number, mode = 'fixed') => ({ layer: 'diffraction', mode, fNumber });

/** A sweep over two bit depths without anything to warn of, but for what the case changes. */
function evidence(change: Case = {}): Evidence {
  const { repeats = 3, failed = 0, bestEpoch = 3, blank = 0 } = change;
  const { optics = [lens(16)], scene = pixels(550) } = change;
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
    config: { scene, optics, training: { epochs: 4, ...change.training } },
  };
  const sweep = { folder: '', plan, rows } as unknown as Evidence['sweep'];
  return {
    kind: scoreKinds.classify,
    sweep,
    combinations: combinationsOf(sweep),
    results: rows as unknown as Evidence['results'],
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

  test.each([
    // Pixel pitch 3.45 µm at 550 nm: the limit λN/2 = p is at f/12.5.
    [[lens(12.5)], 550, 1],
    [[lens(12.6)], 550, 0],
    [[lens(12.6)], [650, 550, 450], 1],
    [[lens(4, 'off')], 550, 0],
    [[lens(4), { ...lens(16), name: 'second' }], 550, 0],
    [[], 550, 0],
  ])('that the pixels undersample, with optics %j at %j nm: %i times', (optics, wavelengthNm, count) => {
    expect(titles({ optics, scene: pixels(wavelengthNm) })).toHaveLength(count);
  });
});
