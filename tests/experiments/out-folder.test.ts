import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { prepareOutFolder } from '../../src/experiments/out-folder.js';

describe('the output folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'out-'));
  const file = join(folder, 'file');
  writeFileSync(file, '');

  it('is made with all folders above it, and nothing is left of the test that it can be written', () => {
    const out = join(folder, 'a', 'b');
    prepareOutFolder(out);
    expect(readdirSync(out, { recursive: true })).toEqual(['trials']);
  });

  it('must not be a file', () => {
    expect(() => prepareOutFolder(file)).toThrow(
      `--out ${file}: found a file, must be a folder or a name that is free`,
    );
  });

  it('must not lie below a file', () => {
    expect(() => prepareOutFolder(join(file, 'x'))).toThrow(`--out ${file}/x: found a file on the way to`);
  });

  it.skipIf(process.platform !== 'linux')('must be on a disk that takes files', () => {
    expect(() => prepareOutFolder('/proc/results')).toThrow(/^--out \/proc\/results: /);
  });
});
