#!/usr/bin/env node
/** Starts the command line; a clone that is not built, or whose sources changed since, is built first. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const project = join(root, 'tsconfig.build.json');
const stamp = join(root, 'dist', '.tsbuildinfo');
/** A folder that exists while somebody builds. A build takes seconds; one this old was killed. */
const building = join(root, 'dist', '.building');
const longestBuildMs = 120_000;
const changed = path => statSync(path, { throwIfNoEntry: false })?.mtimeMs;

function isStale() {
  const sources = readdirSync(join(root, 'src'), { recursive: true }).map(name => join(root, 'src', name));
  const built = changed(stamp) ?? -Infinity;
  return [project, join(root, 'tsconfig.json'), ...sources].some(path => changed(path) > built);
}

function build() {
  process.stderr.write('building physlayer from its sources\n');
  const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const { status } = spawnSync(process.execPath, [compiler, '-p', project], { stdio: ['ignore', 2, 2] });
  // The compiler leaves its stamp alone where nothing had to be written, and writes it where code has errors.
  const time = status === 0 ? new Date() : new Date(0);
  if (changed(stamp) !== undefined) utimesSync(stamp, time, time);
  if (status !== 0) process.exitCode = 1;
}

/** Runs `build` unless another process does; then waits a moment. */
function buildAlone() {
  mkdirSync(join(root, 'dist'), { recursive: true });
  if (Date.now() - (changed(building) ?? Infinity) > longestBuildMs) rmSync(building, { recursive: true });
  try {
    mkdirSync(building);
  } catch {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    return;
  }
  build();
  rmSync(building, { recursive: true });
}

const isClone = changed(project) !== undefined;
while (isClone && process.exitCode === undefined && isStale()) buildAlone();
if (process.exitCode === undefined) await import(new URL('../dist/cli/main.js', import.meta.url).href);
