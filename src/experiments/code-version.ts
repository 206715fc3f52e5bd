/**
 * Version of the code that makes a trial's results: a hash of trial.ts, trial-engine.ts and every file that they
 * import, and the exact versions of the tensor library and of ONNX Runtime.
 *
 * A changed layer or a changed training loop gives new trial ids, so trials run again; a changed figure does not.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

const libraries = ['@tensorflow/tfjs', 'onnxruntime-node'];

let known: string | undefined;

/** Twelve hex digits. */
export function codeVersion(): string {
  known ??= hashOf(['./trial', './trial-engine'].map(entryFile));
  return known;
}

/** Version of an installed package. */
export function packageVersion(name: string): string {
  const require = createRequire(import.meta.url);
  return (require(`${name}/package.json`) as { version: string }).version;
}

function hashOf(entries: readonly string[]): string {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const hash = createHash('sha256');
  for (const library of libraries) hash.update(`${library} ${packageVersion(library)}\n`);
  const files = new Set<string>();
  for (const entry of entries) importedFiles(entry, files);
  for (const file of [...files].sort()) {
    hash
      .update(`${file.slice(root.length).replaceAll('\\', '/')}\n`)
      .update(readFileSync(file))
      .update('\n');
  }
  return hash.digest('hex').slice(0, 12);
}

/** Built code ends in .js; a test runner takes the sources, which end in .ts. */
function entryFile(name: string): string {
  const built = fileURLToPath(new URL(`${name}.js`, import.meta.url));
  return existsSync(built) ? built : built.replace(/\.js$/, '.ts');
}

/** A file and all files of this package that it imports, directly or not. */
export function importedFiles(file: string, found = new Set<string>()): Set<string> {
  if (found.has(file) || !existsSync(file)) return found;
  found.add(file);
  const imports = readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*\(?\s*['"](\.[^'"]+)['"]/g);
  for (const [, specifier] of imports) {
    const target = fileURLToPath(new URL(specifier!, pathToFileURL(file)));
    importedFiles(existsSync(target) ? target : target.replace(/\.js$/, '.ts'), found);
  }
  return found;
}
