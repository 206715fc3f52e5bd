/** What an output folder already holds of a plan. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isDone } from '../analysis/done-marker.js';
import { trialFolder, type SweepPlan } from '../analysis/sweep-plan.js';
import type { FolderState } from './sweep-event.js';

export function folderState(out: string, plan: SweepPlan): FolderState {
  const planned = new Set(plan.trials.map(({ id }) => id));
  const trials = dirname(trialFolder(out, 'any'));
  const present = existsSync(trials) ? readdirSync(trials).filter(name => /^[0-9a-f]{12}$/.test(name)) : [];
  const done = present.filter(id => isDone(trialFolder(out, id)));
  const ownDone = done.filter(id => planned.has(id));
  const seconds = ownDone.map(id => secondsOf(trialFolder(out, id))).filter(value => value !== null);
  return {
    total: planned.size,
    done: ownDone.length,
    damaged: present.filter(id => planned.has(id) && !done.includes(id)).length,
    others: done.length - ownDone.length,
    secondsPerTrial:
      seconds.length === 0 ? null : seconds.reduce((sum, value) => sum + value, 0) / seconds.length,
  };
}

function secondsOf(folder: string): number | null {
  try {
    const { seconds } = JSON.parse(readFileSync(join(folder, 'provenance.json'), 'utf8')) as {
      seconds?: unknown;
    };
    return typeof seconds === 'number' && seconds > 0 ? seconds : null;
  } catch {
    // Without its provenance a trial only tells nothing about the time left.
    return null;
  }
}
