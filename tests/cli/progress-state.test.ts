import { describe, expect, it } from 'vitest';
import type { SummaryRow } from '../../src/analysis/sweep-record.js';
import { ProgressState } from '../../src/cli/progress-state.js';

const trial = { id: '0123456789ab', repeat: 0, seed: 1, axes: { 'sensor.bitDepth': 3 } };
const start = {
  kind: 'start',
  total: 4,
  done: 0,
  damaged: 0,
  others: 0,
  secondsPerTrial: null,
  workers: 1,
} as const;
const row = {} as SummaryRow;

function progressAt(fraction: number) {
  const progress = { epoch: 1, epochs: 2, step: 0, steps: 10 };
  return { kind: 'trial-progress', trial, lane: 0, fraction, progress } as const;
}

describe('the state of a sweep', () => {
  it('knows no time left until the first trial has moved', () => {
    const state = new ProgressState();
    state.update(start, 0);
    state.update({ kind: 'trial-start', trial, lane: 0 }, 0);
    expect(state.timeLeft(3000)).toBe('estimating the time left');
    state.update(progressAt(0.1), 4000);
    expect(state.timeLeft(4000)).toBe('estimating the time left');
  });

  it('measures training only, not the start of a process', () => {
    const state = new ProgressState();
    state.update(start, 0);
    state.update({ kind: 'trial-start', trial, lane: 0 }, 0);
    state.update(progressAt(0), 5000);
    state.update(progressAt(0.5), 10_000);
    // A half in 5 s: 5 s more for this trial, 10 s for each of the other three.
    expect(state.secondsLeft(10_000)).toBeCloseTo(35, 9);
    expect(state.fraction()).toBe(0.125);
  });

  it('takes what the trial itself measured once it is done', () => {
    const state = new ProgressState();
    state.update(start, 0);
    state.update({ kind: 'trial-start', trial, lane: 0 }, 0);
    state.update({ kind: 'trial-done', trial, lane: 0, seconds: 8, row }, 20_000);
    expect(state.secondsLeft(20_000)).toBeCloseTo(24, 9);
    expect(state.timeLeft(20_000)).toBe('about 24 s left');
  });

  it('estimates from the first second where earlier trials are known', () => {
    const state = new ProgressState();
    state.update({ ...start, done: 2, secondsPerTrial: 30 }, 0);
    expect(state.timeLeft(0)).toBe('about 1 min 0 s left');
  });

  it('counts failed trials as not to come', () => {
    const state = new ProgressState();
    state.update({ ...start, secondsPerTrial: 10 }, 0);
    state.update({ kind: 'trial-failed', lane: 0, trial, message: '', tail: [], folder: '' }, 0);
    expect(state.secondsLeft(0)).toBeCloseTo(30, 9);
  });
});
