import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { newFolder, readSummaryBytes, runCli, startCli, workerPids, writeExperiment } from './run-cli.js';

const folder = newFolder();
const config = writeExperiment(folder);
const sweep = (out: string, ...more: string[]): string[] => [
  ...['sweep', config, '--out', out, '--no-figures', '--no-report', '--progress', 'plain', ...more],
];
/** So many epochs that a trial is still at work when the test ends it. */
const endless = 'training.epochs=100000';

let uninterrupted = '';

beforeAll(async () => {
  const { code, stdout, stderr } = await runCli(folder, ...sweep('one', '--workers', '1'));
  expect(stderr).toContain('4 trials: 0 done, 4 to run on 1 worker\n');
  expect(stderr).toMatch(/\[4\/4\] bitDepth=8 seed=2: test accuracy [\d.]+ %/);
  expect(stdout).toMatch(/sensor\.bitDepth +repeats +test accuracy\n +1 +2 +[\d.]+ ± [\d.]+ %/);
  expect(code).toBe(0);
  uninterrupted = readSummaryBytes(join(folder, 'one'));
});

describe('a sweep', () => {
  it('keeps all of a trial in one folder', () => {
    const trials = join(folder, 'one', 'trials');
    const ids = readdirSync(trials);
    expect(ids).toHaveLength(4);
    const files = readdirSync(join(trials, ids[0]!));
    expect(files).toEqual(
      expect.arrayContaining([
        ...['DONE', 'config.yaml', 'log.txt', 'metrics.arrow', 'model', 'predictions.arrow'],
        ...['provenance.json', 'result.json', 'saliency.arrow', 'samples.arrow'],
      ]),
    );
    expect(files.filter(file => /heartbeat|tmp/.test(file))).toEqual([]);
    const provenance = JSON.parse(readFileSync(join(trials, ids[0]!, 'provenance.json'), 'utf8')) as object;
    expect(provenance).toMatchObject({
      trial: ids[0],
      seeds: { split: 1 },
      threads: 1,
      versions: { node: process.versions.node },
    });
  });

  it('gives the same bytes with two workers, killed in the middle and started again', async () => {
    const first = startCli(folder, ...sweep('two', '--workers', '2'));
    await first.sees('[1/4]');
    first.child.kill('SIGKILL');
    await first.outcome;
    const trials = join(folder, 'two', 'trials');
    const done = readdirSync(trials).filter(name => /^\w{12}$/.test(name));
    const times = done.map(name => statSync(join(trials, name, 'DONE')).mtimeMs);
    expect(done.length).toBeGreaterThan(0);

    const second = await runCli(folder, ...sweep('two', '--workers', '2'));
    // A worker may end its trial after its parent was killed.
    const found = Number(/4 trials: (\d) done, /.exec(second.stderr)?.[1]);
    expect(found).toBeGreaterThanOrEqual(done.length);
    expect(found).toBeLessThan(4);
    expect(second.code).toBe(0);
    expect(readSummaryBytes(join(folder, 'two'))).toBe(uninterrupted);
    expect(done.map(name => statSync(join(trials, name, 'DONE')).mtimeMs)).toEqual(times);
    expect(readdirSync(trials).filter(name => !/^\w{12}$/.test(name))).toEqual([]);
  });

  it('reports a killed worker at once, runs the others, and runs the trial again next time', async () => {
    const first = startCli(folder, ...sweep('three', '--workers', '1', 'sensor.bitDepth=1'));
    await first.sees('to run on 1 worker');
    const out = join(folder, 'three');
    while (workerPids(out).length === 0) await new Promise(resolve => setTimeout(resolve, 20));
    process.kill(workerPids(out)[0]!, 'SIGKILL');
    const { code, stderr } = await first.outcome;
    expect(stderr).toMatch(/trial \w{12} failed \(seed=1\): its process \d+ was killed by SIGKILL/);
    expect(stderr).toMatch(/\[1\/2\] seed=2: test accuracy/);
    expect(stderr).toMatch(/1 of 2 trials failed: \w{12}\nthe same command runs what is missing\n$/);
    expect(code).toBe(1);
    expect(readdirSync(join(out, 'trials')).some(name => name.endsWith('.failed'))).toBe(true);

    const second = await runCli(folder, ...sweep('three', 'sensor.bitDepth=1'));
    expect(second.stderr).toContain('2 trials: 1 done, 1 to run on ');
    expect(second.code).toBe(0);
    const trials = readdirSync(join(out, 'trials'));
    expect(trials).toHaveLength(2);
    for (const id of trials) {
      const [found, expected] = [out, join(folder, 'one')].map(each =>
        readFileSync(join(each, 'trials', id, 'predictions.arrow')).toString('hex'),
      );
      expect(found).toBe(expected);
    }
  });

  it('stops at Ctrl-C, leaves no process and says how to go on', async () => {
    const running = startCli(folder, 'sweep', config, endless, '--out', 'four', '--progress', 'json');
    await running.sees('"event":"trial-progress"');
    const pids = workerPids(join(folder, 'four'));
    running.child.kill('SIGINT');
    const { code, stderr } = await running.outcome;
    expect(code).toBe(130);
    expect(stderr).toContain(
      'interrupted with 4 of 4 trials to do; what is finished is in four, and the same command',
    );
    expect(pids.length).toBeGreaterThan(0);
    expect(pids.filter(isAlive)).toEqual([]);
    const left = readdirSync(join(folder, 'four', 'trials'));
    expect(left.filter(name => !name.endsWith('.checkpoint'))).toEqual([]);
  });

  it('runs a trial again that lost a file, and leaves trials of other configs alone', async () => {
    const trials = join(folder, 'one', 'trials');
    const [id] = readdirSync(trials);
    rmSync(join(trials, id!, 'result.json'));
    const repaired = await runCli(folder, ...sweep('one', '--workers', '1'));
    expect(repaired.stderr).toContain(
      '4 trials: 3 done, 1 to run on 1 worker\n1 of them had damaged or missing files',
    );
    expect(readSummaryBytes(join(folder, 'one'))).toBe(uninterrupted);
    const part = await runCli(folder, ...sweep('one', 'sensor.bitDepth=8'));
    expect(part.stderr).toContain('2 trials: 2 done, nothing to run\n2 finished trials of another config');
    expect(part.code).toBe(0);
    expect(readdirSync(trials)).toHaveLength(4);
  });
});

describe('a failing trial', () => {
  // A kernel larger than the image gives an error while the model is built.
  const wrong = 'network.filters=[[2,2,2,2,2],[2]]';

  it('is reported with the tail of its log and does not stop the others', async () => {
    const { code, stderr } = await runCli(
      folder,
      ...sweep('five', '--workers', '1', wrong, 'sensor.bitDepth=8', 'repeats=1'),
    );
    expect(stderr).toMatch(/trial \w{12} failed \(filters=\[2,2,2,2,2\] seed=1\): .*\n( {2}\| .*\n)+/);
    expect(stderr).toMatch(/ {2}its log is in five\/trials\/\w{12}\.failed\n/);
    expect(stderr).toMatch(/\[1\/2\] filters=\[2\] seed=1: test accuracy/);
    expect(code).toBe(1);
  });

  it('stops the sweep if asked to', async () => {
    const { code, stderr } = await runCli(
      folder,
      ...sweep('six', '--workers', '1', '--on-error', 'stop', wrong, 'sensor.bitDepth=8', 'repeats=1'),
    );
    expect(stderr).not.toContain('[1/2]');
    expect(stderr).toMatch(/1 of 2 trials failed, 1 not started: \w{12}\n/);
    expect(code).toBe(1);
  });
});

describe('unusable data', () => {
  it('that shows only when images are decoded ends the sweep with one line that names the file', async () => {
    for (const name of ['a', 'b']) {
      mkdirSync(join(folder, 'classes', name), { recursive: true });
      for (const image of ['1', '2', '3'])
        writeFileSync(join(folder, 'classes', name, `${image}.png`), 'no image');
    }
    writeFileSync(
      join(folder, 'folder.yaml'),
      'name: a\nrepeats: 3\ndata: { source: folder, path: classes }\n',
    );
    const args = ['sweep', 'folder.yaml', '--workers', '1', '--progress', 'plain'];
    const { code, stderr } = await runCli(folder, ...args);
    expect(stderr).toMatch(/trial \w{12} failed \(seed=1\): \S+classes\/a\/1\.png: is not an image/);
    expect(stderr).toMatch(/1 of 3 trials failed, 2 not started/);
    expect(code).toBe(1);
  });
});

describe('a dry run', () => {
  it('counts, shows each difference, estimates the time, and writes nothing', async () => {
    const { code, stdout } = await runCli(
      folder,
      'sweep',
      config,
      '--dry-run',
      '--out',
      'one',
      'repeats=3',
      '--workers',
      '2',
    );
    expect(stdout).toContain('small: 6 trials = sensor.bitDepth (2) x 3 repeats\n');
    expect(stdout).toContain('results: one (4 done, 2 to do)\n');
    expect(stdout).toMatch(/time: {4}about \d+ s on 2 workers/);
    expect(stdout).toMatch(/\w{12} {2}done {3}sensor\.bitDepth=8 seed=2\n/);
    expect(stdout).toMatch(/\w{12} {2}to do {2}sensor\.bitDepth=8 seed=3\n$/);
    expect(code).toBe(0);
    await runCli(folder, 'sweep', config, '--dry-run', '--out', 'never');
    expect(existsSync(join(folder, 'never'))).toBe(false);
  });
});

describe('train', () => {
  it('runs one trial, says which base values it takes, and shares ids with the sweep', async () => {
    const { code, stderr, stdout } = await runCli(
      folder,
      ...['train', config, '--out', 'one', '--no-figures', '--no-report', '--progress', 'none'],
    );
    expect(stderr).toBe('sensor.bitDepth: the config sweeps it; this trial takes its base value 8\n');
    expect(stdout).toMatch(/repeats +test accuracy\n +1 +[\d.]+ %/);
    expect(code).toBe(0);
    expect(readdirSync(join(folder, 'one', 'trials'))).toHaveLength(4);
  });

  it('takes the config.yaml of a trial, which gives the same trial', async () => {
    const [id] = readdirSync(join(folder, 'two', 'trials'));
    const file = join('two', 'trials', id!, 'config.yaml');
    const { stdout } = await runCli(folder, 'sweep', file, '--dry-run', '--out', 'two');
    expect(stdout).toMatch(new RegExp(`^${id!} {2}done {3}seed=\\d$`, 'm'));
  });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
