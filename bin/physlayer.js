#!/usr/bin/env node
/** Starts the command line; in a clone that was not built yet (or whose sources changed), builds it first. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const root = new URL('../', import.meta.url);
const isClone = existsSync(new URL('tsconfig.build.json', root));
if (isClone) {
  const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const project = fileURLToPath(new URL('tsconfig.build.json', root));
  const build = spawnSync(process.execPath, [compiler, '-p', project], { stdio: ['ignore', 2, 2] });
  if (build.status !== 0) process.exit(1);
}
await import(new URL('dist/cli/main.js', root).href);
