/**
 * Times training steps of the engine beside PyTorch, in turn, so that a change of the machine's speed hits both:
 *
 *   npm run bench [-- --peer SCRIPT] [--rounds 3] [--json]
 *
 * The peer is a Python script that takes --only, --threads and --steps (default: torch_peer.py). Without PyTorch only our
 * own times are printed. Quote ratios, not milliseconds.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const here = name => fileURLToPath(new URL(name, import.meta.url));
const { values: options } = parseArgs({
  options: {
    peer: { type: 'string', default: here('torch_peer.py') },
    rounds: { type: 'string', default: '3' },
    steps: { type: 'string', default: '30' },
    json: { type: 'boolean', default: false },
  },
});

/** Debian's PyTorch belongs to Debian's Python, which need not be the first one on the path. */
const python = ['/usr/bin/python3', 'python3'].find(
  command => spawnSync(command, ['-c', 'import torch'], { stdio: 'ignore' }).status === 0,
);
if (python === undefined)
  console.error('PyTorch is not installed (Debian: apt-get install python3-torch): no ratios.');
if (!existsSync(options.peer)) throw new Error(`--peer: there is no file ${options.peer}`);

const report = [];
for (const threads of ['1', '2']) {
  const [ours, theirs] = [[], []];
  for (let round = 0; round < Number(options.rounds); round++) {
    ours.push(time(process.execPath, [here('step.js'), threads, options.steps]));
    const peerArguments = [options.peer, '--only', 'cnn', '--threads', threads, '--steps', options.steps];
    if (python !== undefined) theirs.push(time(python, peerArguments));
  }
  const [engine, torch] = [median(ours), median(theirs)];
  report.push({
    network: 'cnn',
    threads: Number(threads),
    engineMs: engine,
    torchMs: torch,
    ratio: engine / torch,
  });
}

if (options.json) {
  console.log(JSON.stringify(report, null, 2));
} else {
  console.log('network  threads  engine ms  PyTorch ms  ratio');
  for (const { network, threads, engineMs, torchMs, ratio } of report) {
    const cells = [
      network.padEnd(7),
      String(threads).padStart(8),
      ...[engineMs, torchMs].map(ms => ms.toFixed(1).padStart(10)),
    ];
    console.log(`${cells.join(' ')} ${ratio.toFixed(2).padStart(7)}`);
  }
}

function time(command, args) {
  const run = spawnSync(command, args, { encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${run.stderr}`);
  return JSON.parse(run.stdout.trim().split('\n').at(-1)).ms.cnn.median;
}

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? NaN;
}
