/** `physlayer doctor`: what this machine offers, and what each engine runs on. */
import { arch, availableParallelism, cpus, platform, release, totalmem } from 'node:os';
import { engineNames } from '../engine/engine-names.js';
import { packageVersion } from '../experiments/code-version.js';
import type { Command } from './command.js';

export const doctor: Command = {
  name: 'doctor',
  usage: '',
  describe: 'Say what this machine offers and what each engine runs on; tries every one of them',
  positionals: {},
  options: {},
  examples: [['$0 doctor', 'before asking for help']],
  run: runDoctorCommand,
};

async function runDoctorCommand(): Promise<number> {
  const { tryEngine } = await import('../experiments/try-engine.js');
  const memory = (totalmem() / 2 ** 30).toFixed(1);
  const threads = availableParallelism();
  print('physlayer', packageVersion('../..'));
  print('Node.js', process.versions.node);
  print('system', `${platform()} ${release()} ${arch()}`);
  print('processor', `${cpus()[0]?.model.trim() ?? 'unknown'}, ${threads} cores, ${memory} GiB`);
  let working = 0;
  for (const name of engineNames) {
    try {
      print(name, `works: ${await tryEngine(name, threads)}`);
      working++;
    } catch (error) {
      print(name, `not here: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return working > 0 ? 0 : 1;
}

function print(name: string, text: string): void {
  process.stdout.write(`${name.padEnd(12)}${text}\n`);
}
