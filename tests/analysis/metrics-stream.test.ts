import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openMetrics, readMetrics, type EpochMetrics } from '../../src/analysis/metrics-stream.js';
import { randomFrom } from '../fixtures/synthetic-digits.js';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'metrics-'));
  path = join(folder, 'metrics.arrow');
});
afterEach(() => rmSync(folder, { recursive: true }));

const EPOCHS = [1, 2, 3].map((epoch): EpochMetrics => ({
  epoch,
  trainLoss: 1 / epoch,
  trainScore: 1 - 0.5 / epoch,
  validationLoss: 1.1 / epoch,
  validationScore: 1 - 0.6 / epoch,
  seconds: 2,
  residentMegabytes: 300,
}));

function write(): Buffer {
  const stream = openMetrics(folder, 'classify');
  EPOCHS.forEach(epoch => stream.append(epoch));
  stream.close();
  return readFileSync(path);
}

it('gives back the epochs, and is an ordinary Arrow stream with one batch each', () => {
  const bytes = write();
  expect(readMetrics(folder)).toEqual(EPOCHS);
  expect(tableFromIPC(bytes).batches.map(batch => batch.numRows)).toEqual([1, 1, 1]);
});

it('can be read while it is written', () => {
  const stream = openMetrics(folder, 'classify');
  expect(readMetrics(folder)).toEqual([]);
  stream.append(EPOCHS[0]!);
  expect(readMetrics(folder)).toEqual([EPOCHS[0]]);
  stream.close();
});

it('begins anew when it is opened again', () => {
  write();
  openMetrics(folder, 'classify').close();
  expect(readMetrics(folder)).toEqual([]);
});

it('gives back every complete epoch when it is cut at any byte', () => {
  const bytes = write();
  const complete: number[] = [];
  for (let length = 0; length <= bytes.length; length += 3) {
    writeFileSync(path, bytes.subarray(0, length));
    try {
      const epochs = readMetrics(folder);
      expect(epochs).toEqual(EPOCHS.slice(0, epochs.length));
      complete.push(epochs.length);
    } catch (error) {
      expect((error as Error).message).toMatch(
        /metrics\.arrow: is cut short or damaged .*; delete this trial/,
      );
      expect(complete).toEqual([]);
    }
  }
  expect(complete).toEqual(complete.toSorted((a, b) => a - b));
  expect(new Set(complete)).toEqual(new Set([0, 1, 2, 3]));
});

it('answers damaged bytes with an error or with epochs, in no time', () => {
  const bytes = write();
  const random = randomFrom(1);
  for (let trial = 0; trial < 500; trial++) {
    const damaged = Buffer.from(bytes);
    damaged[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
    writeFileSync(path, damaged);
    try {
      expect(readMetrics(folder).length).toBeLessThanOrEqual(3);
    } catch (error) {
      expect((error as Error).name).toBe('RecordError');
    }
  }
}, 20_000);

it('says which file is missing', () => {
  expect(() => readMetrics(folder)).toThrow(`${path}: is missing`);
});
