/** What the benches beside PyTorch share. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Path of a file of this folder. */
export const here = name => fileURLToPath(new URL(name, import.meta.url));

/** Debian's PyTorch belongs to Debian's Python, which need not be the first one on the path; undefined, and a line, where there is none. */
export function pythonWithTorch() {
  const found = ['/usr/bin/python3', 'python3'].find(
    command => spawnSync(command, ['-c', 'import torch'], { stdio: 'ignore' }).status === 0,
  );
  if (found === undefined)
    console.error('PyTorch is not installed (Debian: apt-get install python3-torch): no ratios.');
  return found;
}

export function printRow(name, ...cells) {
  console.log([name.padEnd(12), ...cells.map(cell => (cell ?? '-').padStart(11))].join(''));
}
