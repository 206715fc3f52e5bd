/**
 * Seconds per epoch of whole trainings beside PyTorch, in turn: data, batches, steps and the validation at the end of the epoch.
 *
 *   npm run build && node bench/epochs.js [--only mnist,membrane] [--threads 1,2] [--rounds 2]
 *
 * Ours are trials of the command line (bench/epochs/*.yaml, no camera); the peer (torch_epochs.py) trains the same network on tensors
 * of the same sizes. The first epoch, which compiles, is left out. Without PyTorch only our own times are printed.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { here, printRow, pythonWithTorch } from './peer.js';
import { median } from './times.js';

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', default: 'mnist,membrane' },
    threads: { type: 'string', default: '1,2' },
    rounds: { type: 'string', default: '2' },
  },
});
const python = pythonWithTorch();

printRow('training', 'threads', 'engine s', 'PyTorch s', 'ratio');
for (const threads of options.threads.split(',')) {
  for (const name of options.only.split(',')) {
    const [ours, theirs] = [[], []];
    for (let round = 0; round < Number(options.rounds); round++) {
      ours.push(...epochsOfTrial(name, threads));
      if (python !== undefined) theirs.push(...epochsOfPeer(name, threads));
    }
    const [engine, torch] = [median(ours), median(theirs)];
    printRow(name, threads, ...[engine, torch, engine / torch].map(value => value.toFixed(2)));
  }
}

function epochsOfTrial(name, threads) {
  const folder = mkdtempSync(join(tmpdir(), 'physlayer-epochs-'));
  try {
    const quiet = ['--no-figures', '--no-report', '--progress', 'none'];
    const config = here(`epochs/${name}.yaml`);
    run(process.execPath, [
      ...[here('../bin/physlayer.js'), 'train', config, '--out', folder],
      ...['--threads', threads, ...quiet],
    ]);
    const trials = join(folder, 'trials');
    const [trial] = readdirSync(trials);
    const log = readFileSync(join(trials, trial, 'log.txt'), 'utf8');
    return [...log.matchAll(/epoch \d+: .*; ([\d.]+) s$/gmu)].map(match => Number(match[1])).slice(1);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function epochsOfPeer(name, threads) {
  return JSON.parse(run(python, [here('torch_epochs.py'), name, '--threads', threads])).slice(1);
}

function run(command, args) {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${stderr}`);
  return stdout;
}
