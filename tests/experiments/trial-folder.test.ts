import { existsSync, mkdtempSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isDone } from '../../src/analysis/done-marker.js';
import {
  claimTrial,
  finishTrial,
  keepFailed,
  removeAbandoned,
  type Host,
} from '../../src/experiments/trial-folder.js';

const id = '0123456789ab';
const here: Host = { name: 'here', isAlive: () => true };
const afterKill: Host = { name: 'here', isAlive: () => false };
const elsewhere: Host = { name: 'else.where', isAlive: () => false };

function newOut(): string {
  return mkdtempSync(join(tmpdir(), 'trials-'));
}

function trialsIn(out: string): string[] {
  return readdirSync(join(out, 'trials')).sort();
}

function silence(folder: string, seconds: number): void {
  const then = new Date(Date.now() - 1000 * seconds);
  for (const path of [join(folder, 'heartbeat'), folder]) utimesSync(path, then, then);
}

describe('the folder of a trial', () => {
  it('says who works on it, and gets its plain name when it is done', () => {
    const out = newOut();
    const running = claimTrial(out, id, elsewhere, 12)!;
    expect(trialsIn(out)).toEqual([`${id}.running-else_where-12`]);
    writeFileSync(join(running, 'result.json'), '{}');
    finishTrial(running);
    expect(trialsIn(out)).toEqual([id]);
    expect(isDone(join(out, 'trials', id))).toBe(true);
  });

  it('is not given to two live processes', () => {
    const out = newOut();
    expect(claimTrial(out, id, here, 1)).not.toBeNull();
    expect(claimTrial(out, id, here, 2)).toBeNull();
    expect(claimTrial(out, id, elsewhere, 1)).toBeNull();
  });

  it('is taken over once its process is gone', () => {
    const out = newOut();
    claimTrial(out, id, here, 1);
    expect(removeAbandoned(out, afterKill)).toBe(1);
    expect(trialsIn(out)).toEqual([]);
  });

  it('on another machine counts as alive for a minute after its last heartbeat', () => {
    const out = newOut();
    const running = claimTrial(out, id, elsewhere, 1)!;
    silence(running, 50);
    expect(removeAbandoned(out, here)).toBe(0);
    silence(running, 70);
    expect(removeAbandoned(out, here)).toBe(1);
  });

  it('of a finished trial is not replaced by a process that finishes the same trial later', () => {
    const out = newOut();
    const first = claimTrial(out, id, here, 1)!;
    const second = claimTrial(out, id, { ...here, isAlive: pid => pid !== 1 }, 2)!;
    writeFileSync(join(first, 'who'), 'first');
    writeFileSync(join(second, 'who'), 'second');
    finishTrial(first);
    const before = readdirSync(join(out, 'trials', id));
    finishTrial(second);
    expect(trialsIn(out)).toEqual([id]);
    expect(readdirSync(join(out, 'trials', id))).toEqual(before);
  });

  it('replaces a finished one that lost a file', () => {
    const out = newOut();
    const damaged = claimTrial(out, id, here, 1)!;
    finishTrial(damaged);
    expect(isDone(join(out, 'trials', id))).toBe(false);
    const running = claimTrial(out, id, here, 1)!;
    writeFileSync(join(running, 'result.json'), '{}');
    finishTrial(running);
    expect(isDone(join(out, 'trials', id))).toBe(true);
  });

  it('of a failed trial is kept until the trial is run again', () => {
    const out = newOut();
    const running = claimTrial(out, id, here, 1)!;
    writeFileSync(join(running, 'log.txt'), 'why');
    expect(existsSync(join(keepFailed(running), 'log.txt'))).toBe(true);
    expect(trialsIn(out)).toEqual([`${id}.failed`]);
    claimTrial(out, id, here, 2);
    expect(trialsIn(out)).toEqual([`${id}.running-here-2`]);
  });
});
