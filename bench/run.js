/**
 * Times training steps of the engine beside PyTorch, in turn, so that a change of the machine's speed hits both:
 *
 *   npm run bench [-- --only cnn,unet] [--threads 1,2] [--rounds 3] [--steps 30] [--peer SCRIPT] [--json]
 *
 * The peer is a Python script that takes --only, --threads and --steps (default: torch_peer.py). Without PyTorch only our
 * own times are printed. Quote ratios, not milliseconds; on a busy machine those of the minima.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { here, printRow, pythonWithTorch } from './peer.js';
import { median } from './times.js';
import { workloadNamed, workloads } from './workloads/table.js';

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', default: Object.keys(workloads).join() },
    threads: { type: 'string', default: '1,2' },
    rounds: { type: 'string', default: '3' },
    steps: { type: 'string', default: '30' },
    peer: { type: 'string', default: here('torch_peer.py') },
    json: { type: 'boolean', default: false },
  },
});
if (!existsSync(options.peer)) throw new Error(`--peer: there is no file ${options.peer}`);
const names = options.only.split(',');
names.forEach(workloadNamed);

const python = pythonWithTorch();

const report = [];
if (!options.json) printRow('network', 'threads', 'engine ms', 'PyTorch ms', 'ratio', 'of minima');
for (const threads of options.threads.split(',')) {
  for (const name of names) {
    const row = compare(name, threads);
    report.push(row);
    const milliseconds = [row.engine, row.torch].map(times => times?.median.toFixed(1));
    if (!options.json)
      printRow(name, threads, ...milliseconds, row.ratio?.toFixed(2), row.ratioOfMinima?.toFixed(2));
  }
}
if (options.json) console.log(JSON.stringify(report, null, 2));

/** Rounds of ours and theirs in turn; `torch` and the ratios are null without PyTorch. */
function compare(name, threads) {
  const [ours, theirs] = [[], []];
  const { steps, peer } = options;
  for (let round = 0; round < Number(options.rounds); round++) {
    ours.push(timesOf(name, process.execPath, [here('step.js'), name, threads, steps]));
    if (python === undefined) continue;
    theirs.push(timesOf(name, python, [peer, '--only', name, '--threads', threads, '--steps', steps]));
  }
  const [engine, torch] = [ours, theirs].map(overRounds);
  return {
    network: name,
    threads: Number(threads),
    engine,
    torch,
    ratio: torch && engine.median / torch.median,
    ratioOfMinima: torch && engine.min / torch.min,
  };
}

function overRounds(rounds) {
  if (rounds.length === 0) return null;
  return {
    median: median(rounds.map(times => times.median)),
    min: Math.min(...rounds.map(times => times.min)),
  };
}

function timesOf(name, command, args) {
  const run = spawnSync(command, args, { encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${run.stderr}`);
  const { ms, fallbacks = [] } = JSON.parse(run.stdout.trim().split('\n').at(-1));
  if (fallbacks.length > 0) console.error(`${name}: on the cpu backend ran ${fallbacks.join(', ')}`);
  return ms[name];
}
