import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '..');
const source = path.join(root, 'src');

/** What each folder may import from; the arrows of docs/architecture.md. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  engine: [],
  spectra: [],
  data: ['engine', 'spectra'],
  optics: ['engine', 'spectra'],
  sensor: ['engine', 'spectra'],
  networks: ['engine'],
  analysis: [],
  figures: ['analysis'],
  report: ['analysis', 'figures'],
  experiments: ['engine', 'spectra', 'data', 'optics', 'sensor', 'networks', 'analysis'],
  cli: [
    'engine',
    'spectra',
    'data',
    'optics',
    'sensor',
    'networks',
    'analysis',
    'experiments',
    'figures',
    'report',
  ],
};

/** Arrows that break the rule above, each with its reason. */
const exceptions: Readonly<Record<string, string>> = {};

/** Files outside of cli/ that may use `process`, each with its reason. */
const processUsers: Readonly<Record<string, string>> = {
  'engine/start.ts': 'environment variables force the form of convolutions, and report fallbacks',
  'experiments/trial-worker.ts':
    'the entry point of a process of its own: messages, exit and signals are its job',
};

interface SourceFile {
  readonly name: string;
  readonly folder: string;
  readonly text: string;
  readonly imports: readonly string[];
}

function read(name: string): SourceFile {
  const text = readFileSync(path.join(source, name), 'utf8');
  const imports = [...text.matchAll(/(?:from\s+|import\s*\(\s*|import\s+)'([^']+)'/g)].map(
    match => match[1]!,
  );
  return { name, folder: name.includes('/') ? name.split('/')[0]! : '', text, imports };
}

const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .map(name => name.split(path.sep).join('/'))
  .filter(name => name.endsWith('.ts'))
  .map(read);
const byName = new Map(files.map(file => [file.name, file]));

/** The source file that a relative import names. */
function target(file: SourceFile, specifier: string): string {
  return path.posix.join(path.posix.dirname(file.name), specifier).replace(/\.js$/, '.ts');
}

function reachable(file: SourceFile, seen = new Set<string>()): Set<string> {
  for (const specifier of file.imports) {
    if (!specifier.startsWith('.')) {
      seen.add(specifier);
      continue;
    }
    const name = target(file, specifier);
    const next = byName.get(name);
    if (next === undefined || seen.has(name)) continue;
    seen.add(name);
    reachable(next, seen);
  }
  return seen;
}

describe('the source tree', () => {
  it('was found', () => expect(files.length).toBeGreaterThan(30));

  it('has no folder that this test does not know', () => {
    const unknown = files.filter(file => file.folder !== '' && !(file.folder in allowed));
    expect(unknown.map(file => file.name)).toEqual([]);
  });

  it('imports one way', () => {
    const wrong = files.flatMap(file =>
      file.imports
        .filter(specifier => specifier.startsWith('.'))
        .map(specifier => target(file, specifier))
        .filter(name => {
          const folder = name.split('/')[0]!;
          const isInside =
            file.folder === '' || folder === file.folder || allowed[file.folder]!.includes(folder);
          return !isInside && !(`${file.name} -> ${name}` in exceptions);
        })
        .map(name => `${file.name} -> ${name}`),
    );
    expect(wrong).toEqual([]);
  });

  it('imports only files that exist', () => {
    const missing = files.flatMap(file =>
      file.imports
        .filter(specifier => specifier.startsWith('.') && !byName.has(target(file, specifier)))
        .map(specifier => `${file.name}: ${specifier}`),
    );
    expect(missing).toEqual([]);
  });

  it('can redraw figures and reports without the engine and without a tensor library', () => {
    const heavy = /^(engine\/|@tensorflow\/|onnxruntime)/;
    const wrong = files
      .filter(file => ['analysis', 'figures', 'report'].includes(file.folder))
      .flatMap(file =>
        [...reachable(file)].filter(name => heavy.test(name)).map(name => `${file.name} ~> ${name}`),
      );
    expect(wrong).toEqual([]);
  });

  it('touches ONNX Runtime in one file only', () => {
    const users = files.filter(
      file =>
        /onnxruntime-(node|common)/.test(file.imports.join()) || file.text.includes("resolve('onnxruntime"),
    );
    expect(users.map(file => file.name)).toEqual(['engine/runtime.ts']);
  });

  it('leaves process and console to the command line', () => {
    const wrong = files.filter(
      file =>
        file.folder !== 'cli' &&
        !(file.name in processUsers) &&
        /(?<![.\w'])(process|console)\.\w/.test(file.text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')),
    );
    expect(wrong.map(file => file.name)).toEqual([]);
  });
});
