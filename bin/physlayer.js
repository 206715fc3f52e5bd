#!/usr/bin/env node
/** Starts the command line; a clone that is not built, or whose sources changed since, is built first. */
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync, utimesSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const project = join(root, 'tsconfig.build.json');
const stamp = join(root, 'dist', '.tsbuildinfo');
const changed = path => statSync(path, { throwIfNoEntry: false })?.mtimeMs;

function isStale() {
  const sources = readdirSync(join(root, 'src'), { recursive: true }).map(name => join(root, 'src', name));
  const built = changed(stamp) ?? -Infinity;
  return [project, join(root, 'tsconfig.json'), ...sources].some(path => changed(path) > built);
}

if (changed(project) !== undefined && isStale()) {
  process.stderr.write('building physlayer from its sources\n');
  const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const build = spawnSync(process.execPath, [compiler, '-p', project], { stdio: ['ignore', 2, 2] });
  // The compiler leaves its stamp alone where nothing had to be written, and writes it where code has errors.
  const time = build.status === 0 ? new Date() : new Date(0);
  if (changed(stamp) !== undefined) utimesSync(stamp, time, time);
  if (build.status !== 0) process.exit(1);
}
await import(new URL('../dist/cli/main.js', import.meta.url).href);
