import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readRecordFile, writeFileAtomic } from '../../src/analysis/atomic-file.js';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'atomic-'))));
afterEach(() => rmSync(folder, { recursive: true }));

describe('writeFileAtomic', () => {
  it('replaces the content and leaves nothing else behind', () => {
    const path = join(folder, 'a.txt');
    writeFileAtomic(path, 'first, longer');
    writeFileAtomic(path, Uint8Array.of(0x41, 0xc3, 0xa9));
    expect(readFileSync(path, 'utf8')).toBe('Aé');
    expect(readdirSync(folder)).toEqual(['a.txt']);
  });

  it('leaves the old file and no temporary one where it cannot write', () => {
    mkdirSync(join(folder, 'taken', 'inside'), { recursive: true });
    expect(() => writeFileAtomic(join(folder, 'taken'), 'x')).toThrow();
    expect(readdirSync(folder)).toEqual(['taken']);
    expect(() => writeFileAtomic(join(folder, 'missing', 'x'), 'x')).toThrow('ENOENT');
  });
});

describe('readRecordFile', () => {
  it('says what is wrong with the file and what to do', () => {
    const path = join(folder, 'none');
    expect(() => readRecordFile(path, 'run it again')).toThrow(`${path}: is missing; run it again`);
    expect(() => readRecordFile(folder, 'run it again')).toThrow(/cannot be read \(.*EISDIR/);
  });
});
