/**
 * Runs tfjs-core's own specs for a backend on the backend `onnx`; fails if any but the known differences fail.
 *
 *   npm run test:tfjs -- [--filter <part of spec names>] [--json <file for the counts>]
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import Jasmine from 'jasmine';
import { Tally, report } from './tally.js';

const { values: options } = parseArgs({ options: { filter: { type: 'string' }, json: { type: 'string' } } });
const root = fileURLToPath(new URL('../..', import.meta.url));

/** Bundled beside node_modules, where the packages left outside of the bundle are found. */
async function bundleSuite() {
  const folder = `${root}node_modules/.cache/physlayer`;
  await mkdir(folder, { recursive: true });
  const outfile = `${folder}/tfjs-suite.mjs`;
  await build({
    entryPoints: [`${root}tests/tfjs/suite.ts`],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    // tfjs-core lists its specs as free of side effects: without this every one of them is dropped.
    ignoreAnnotations: true,
    // Every @tensorflow package as its modules: two copies of tfjs-core would be two engines.
    mainFields: ['module', 'main'],
    alias: { 'jasmine-core/lib/jasmine-core/jasmine.js': `${root}tests/tfjs/jasmine-stand-in.js` },
    external: ['onnxruntime-node', 'jasmine'],
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
    },
    logLevel: 'error',
  });
  return pathToFileURL(outfile).href;
}

const bundle = await bundleSuite();
const jasmine = new Jasmine({ projectBaseDir: root });
jasmine.env.configure({ random: false, forbidDuplicateNames: false });
const { isWanted, knownDifferences, onFallback } = await import(bundle);
jasmine.env.configure({
  specFilter: spec => isWanted(spec.getFullName()) && spec.getFullName().includes(options.filter ?? ''),
});
const tally = new Tally();
onFallback(kernel => tally.fellBack(kernel));
jasmine.clearReporters();
jasmine.addReporter({
  specStarted: () => tally.start(),
  specDone: spec => tally.finish(spec),
  suiteDone: suite => tally.finishSuite(suite),
});
jasmine.exitOnCompletion = false;
// Specs of the debug mode print; what a spec expects to be printed it spies on.
const { log } = console;
console.log = () => undefined;
await jasmine.execute();
console.log = log;

const counts = report(tally, options.filter === undefined ? knownDifferences : {});
if (options.json !== undefined) await writeFile(options.json, JSON.stringify(counts));
process.exitCode = counts.unexpected === 0 ? 0 : 1;
