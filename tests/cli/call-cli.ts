/** Runs the command line within the process of the test, for what a process of its own would only make slow. */
import { vi } from 'vitest';
import { runCommandLine } from '../../src/cli/command-line.js';
import type { Outcome } from './run-cli.js';

/** One call at a time: working folder and streams belong to the process. */
export async function callCli(cwd: string, ...args: readonly string[]): Promise<Omit<Outcome, 'signal'>> {
  const texts = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map(name =>
    vi.spyOn(process[name], 'write').mockImplementation(text => {
      texts[name] += String(text);
      return true;
    }),
  );
  // The parser prints its help here.
  const log = vi.spyOn(console, 'log').mockImplementation(text => {
    texts.stdout += `${String(text)}\n`;
  });
  const before = process.cwd();
  process.chdir(cwd);
  try {
    return { code: await runCommandLine(args), ...texts };
  } finally {
    process.chdir(before);
    [...spies, log].forEach(spy => spy.mockRestore());
  }
}
