import {
  readdirSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isDone, writeDone } from '../../src/analysis/done-marker.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'done-'));
  mkdirSync(join(folder, 'model'));
  writeFileSync(join(folder, 'result.json'), '{}');
  writeFileSync(join(folder, 'log.txt'), 'epoch 1\n');
  writeFileSync(join(folder, 'model', 'weights.bin'), 'xyz');
});
afterEach(() => rmSync(folder, { recursive: true }));

it('lists the sizes of all files but the log, and leaves no temporary file', () => {
  expect(isDone(folder)).toBe(false);
  writeDone(folder);
  const { files } = JSON.parse(readFileSync(join(folder, 'DONE'), 'utf8')) as { files: unknown };
  expect(files).toEqual({ 'model/weights.bin': 3, 'result.json': 2 });
  expect(isDone(folder)).toBe(true);
  expect(readdirSync(folder).filter(name => name.endsWith('.tmp'))).toEqual([]);
});

it('stays true when the log grows', () => {
  writeDone(folder);
  writeFileSync(join(folder, 'log.txt'), 'epoch 1\nepoch 2\n');
  expect(isDone(folder)).toBe(true);
});

it('is false once a file is gone or has another size', () => {
  writeDone(folder);
  truncateSync(join(folder, 'model', 'weights.bin'), 1);
  expect(isDone(folder)).toBe(false);
  rmSync(join(folder, 'model', 'weights.bin'));
  expect(isDone(folder)).toBe(false);
});

it.each(['', '{', '{"format":2,"files":{"result.json":2}}', '{"format":1,"files":{}}', '[]'])(
  'is false for the marker %j',
  text => {
    writeFileSync(join(folder, 'DONE'), text);
    expect(isDone(folder)).toBe(false);
  },
);
