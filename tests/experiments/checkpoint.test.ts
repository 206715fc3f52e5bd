import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readMetrics } from '../../src/analysis/metrics-stream.js';
import { startEngine } from '../../src/engine/start.js';
import { readCheckpoint, writeCheckpoint } from '../../src/experiments/checkpoint-file.js';
import { runTrial } from '../../src/experiments/trial.js';
import { plateauStart } from '../../src/networks/optimizers/schedules.js';
import type { TrainingState } from '../../src/networks/training-state.js';
import { toyDataset, toyTrial } from './toy-trial.js';

const root = mkdtempSync(join(tmpdir(), 'checkpoint-'));
afterAll(() => rmSync(root, { recursive: true }));

const owner = { trial: '0123456789ab', code: 'c0de' };
const state: TrainingState = {
  ...{ epochs: 2, steps: 3, plateau: plateauStart, best: null },
  score: { lossSum: 0.1, scoreSum: 1 / 3, count: 5, kept: [] },
  weights: [Float32Array.of(1, -2.5), Float32Array.of(1e-30)],
  bestWeights: [],
  descent: { steps: [9], moments: [Float32Array.of(0.25, 3, -4)] },
};

describe('a checkpoint', () => {
  const path = join(root, 'one.checkpoint');

  it('gives back what was written, to the last bit', () => {
    expect(readCheckpoint(path, owner)).toBeNull();
    writeCheckpoint(path, owner, state, [{ epoch: 1 }]);
    expect(readCheckpoint(path, owner)).toEqual({ state, notes: [{ epoch: 1 }] });
  });

  it('is refused where a byte is missing or another one, and where it belongs to something else', () => {
    writeCheckpoint(path, owner, state);
    const bytes = readFileSync(path);
    for (const [index, problem] of [bytes.subarray(0, -1), bytes.subarray(0, 7), Buffer.alloc(0)].entries()) {
      writeFileSync(path, problem);
      expect(() => readCheckpoint(path, owner), String(index)).toThrow(
        `is cut short or damaged (${problem.length} bytes), must be as it was written`,
      );
    }
    for (const place of [0, 33, 60, bytes.length - 1]) {
      const changed = Buffer.from(bytes);
      changed[place]! ^= 1;
      writeFileSync(path, changed);
      expect(() => readCheckpoint(path, owner), String(place)).toThrow('is cut short or damaged');
    }
    writeFileSync(path, bytes);
    expect(() => readCheckpoint(path, { ...owner, code: 'other' })).toThrow(
      `${path}: is of code c0de, must be of code other`,
    );
  });
});

describe('a trial that is stopped', () => {
  beforeAll(() => startEngine());

  const trial = toyTrial({ optics: [], training: { epochs: 2 }, analysis: { saliencyImages: 0 } });
  const run = async (name: string, kept?: string, stopAfter = Infinity, by = owner) => {
    const folder = join(root, name);
    mkdirSync(folder);
    const lines: string[] = [];
    let steps = 0;
    const isStopping = () => steps >= stopAfter;
    const keeping = kept === undefined ? undefined : { path: join(root, kept), owner: by, isStopping };
    const report = () => {
      steps++;
    };
    const log = (line: string) => {
      lines.push(line);
    };
    const result = await runTrial(trial, toyDataset(), folder, report, log, keeping).then(
      () => 'done',
      (error: unknown) => (error as Error).message,
    );
    return { folder, lines, result };
  };

  it('goes on from its checkpoint and ends with the same files', async () => {
    const whole = await run('whole');
    const stopped = await run('stopped', 'a', 6);
    expect(stopped.result).toBe(
      'train: stopped after 1 epochs and 2 steps of the next; it goes on from there when it is started again',
    );
    const resumed = await run('resumed', 'a');
    expect(resumed.lines).toContain('checkpoint: goes on after 1 epochs and 2 steps of the next');
    for (const file of ['model/weights.bin', 'result.json', 'predictions.arrow']) {
      const [first, second] = [whole, resumed].map(({ folder }) => readFileSync(join(folder, file)));
      expect(second!.equals(first!), file).toBe(true);
    }
    const scores = ({ folder }: { folder: string }) =>
      readMetrics(folder).map(row => ({ ...row, seconds: 0, residentMegabytes: 0 }));
    expect(scores(resumed)).toEqual(scores(whole));
  });

  it('starts anew where the checkpoint is that of other code, and says so', async () => {
    await run('old', 'b', 6);
    const { lines, result } = await run('new', 'b', 1, { ...owner, code: 'new' });
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^warning: checkpoint: .*is of code c0de, must be of code new; training starts anew$/,
      ),
    );
    expect(result).toMatch(/^train: stopped after 0 epochs and 1 steps/);
  });
});
