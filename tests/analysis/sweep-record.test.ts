import { copyFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readPlan, trialFolder, writePlan, type SweepPlan } from '../../src/analysis/sweep-plan.js';
import { collectRows, readSweep, writeSummary, type SummaryRow } from '../../src/analysis/sweep-record.js';
import { writeSyntheticSweep } from '../fixtures/synthetic-sweep.js';

const root = mkdtempSync(join(tmpdir(), 'sweep-record-'));
const folder = join(root, 'sweep');
const summary = join(folder, 'summary.arrow');
const REMEDY = '`npx physlayer sweep ...` with the same arguments rebuilds it from the finished trials';
let plan: SweepPlan;
let rows: SummaryRow[];

beforeAll(() => {
  plan = writeSyntheticSweep(folder, {
    axes: [
      { path: 'sensor.bitDepth', values: [1, 8] },
      { path: 'sensor.quantizer', values: ['fixed', 'learned'] },
      { path: 'mixed', values: [4, 'off', true] },
    ],
    repeats: 2,
    testImages: 20,
    size: 8,
    physical: [{ name: 'gain', unit: '', value: 1.5 }],
  });
  rows = collectRows(folder, plan);
});
beforeEach(() => {
  writePlan(folder, plan);
  writeSummary(folder, plan, rows);
});
afterAll(() => rmSync(root, { recursive: true }));

describe('a sweep', () => {
  it('gives back plan and rows', () => {
    expect(rows).toHaveLength(24);
    expect(readSweep(folder)).toEqual({ folder, plan, rows });
  });

  it('has columns for other measures, as trained and as built, empty where a trial has none', () => {
    const measured = rows.map((row, place) => ({
      ...row,
      ...(place !== 1 && { testMetrics: [{ name: 'pooledIou', of: 'no. 5', value: place / 24 } as const] }),
      ...(place === 2 && { hardTestMetrics: [{ name: 'rocAuc', value: 0.75 } as const] }),
    }));
    writeSummary(folder, plan, measured);
    expect(readSweep(folder).rows).toEqual(measured);
    const table = tableFromIPC(readFileSync(summary));
    const valuesOf = (name: string) => [...table.getChild(name)!].slice(0, 4) as (number | null)[];
    expect(valuesOf('metric.pooledIou.no. 5')).toEqual([0, null, 2 / 24, 3 / 24]);
    expect(valuesOf('hardMetric.rocAuc')).toEqual([null, null, 0.75, null]);
  });

  it('has the same summary bytes whatever order the trials finished in', () => {
    const bytes = readFileSync(summary);
    writeSummary(folder, plan, rows.toReversed());
    expect(readFileSync(summary).equals(bytes)).toBe(true);
  });

  it('leaves a summary that any reader of Arrow files understands', () => {
    const table = tableFromIPC(readFileSync(summary));
    expect(table.numRows).toBe(24);
    expect(table.schema.fields.map(field => `${field.name} ${String(field.type)}`)).toEqual([
      'trial Utf8',
      'repeat Int32',
      'seed Float64',
      'sensor.bitDepth Float64',
      'sensor.quantizer Utf8',
      'mixed Utf8',
      'testAccuracy Float64',
      'testLoss Float64',
      'validationAccuracy Float64',
      'validationLoss Float64',
      'bestEpoch Int32',
      'epochs Int32',
      'physical.gain Float64',
    ]);
    expect([...table.getChild('mixed')!].slice(0, 6)).toEqual(['4', '4', '"off"', '"off"', 'true', 'true']);
    const { metadata } = table.schema;
    expect([...metadata.keys()]).toEqual([
      'format',
      'name',
      'config',
      'codeVersion',
      'dataFingerprint',
      'planned',
    ]);
    expect(metadata.get('planned')).toBe('24');
  });

  it('leaves unfinished trials out, and an unlearned parameter empty', () => {
    const some = rows.slice(3, 5).map((row, i) => (i === 0 ? { ...row, physical: [] } : row));
    writeSummary(folder, plan, some);
    expect(readSweep(folder).rows).toEqual(some);
    writeSummary(folder, plan, []);
    expect(readSweep(folder).rows).toEqual([]);
  });

  it('counts only trials whose marker fits their files', () => {
    const result = join(trialFolder(folder, rows[0]!.trial), 'result.json');
    copyFileSync(result, join(root, 'kept'));
    truncateSync(result, 5);
    expect(collectRows(folder, plan)).toEqual(rows.slice(1));
    copyFileSync(join(root, 'kept'), result);
  });
});

describe('a sweep answers with one error', () => {
  it('a folder that is not there or is no sweep', () => {
    const remedy = 'give the folder that `npx physlayer sweep ... --out FOLDER` wrote';
    expect(() => readSweep(join(root, 'none'))).toThrow(`${join(root, 'none')}: does not exist; ${remedy}`);
    const problem = `${root}: is not the folder of a sweep (it holds no sweep.json); ${remedy}`;
    expect(() => readSweep(root)).toThrow(problem);
  });

  it('a missing summary', () => {
    rmSync(summary);
    expect(() => readSweep(folder)).toThrow(`${summary}: is missing; ${REMEDY}`);
  });

  it('a summary cut in half', () => {
    const bytes = readFileSync(summary);
    writeFileSync(summary, bytes.subarray(0, bytes.length / 2));
    expect(() => readSweep(folder)).toThrow(`${summary}: is cut short or damaged`);
    expect(() => readSweep(folder)).toThrow(REMEDY);
  });

  it('a summary with lengths that lie', () => {
    const bytes = readFileSync(summary);
    bytes.writeInt32LE(0x7fffffff, bytes.length - 10);
    writeFileSync(summary, bytes);
    expect(() => readSweep(folder)).toThrow('is cut short or damaged (footer of 2147483647 bytes)');
  });

  it('a plan cut short, of another format, or with a trial id that leads elsewhere', () => {
    const path = join(folder, 'sweep.json');
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.slice(0, 100));
    expect(() => readPlan(folder)).toThrow(`${path}: is cut short or damaged (not JSON); ${REMEDY}`);
    writeFileSync(path, text.replace('"format": 1', '"format": 2'));
    expect(() => readPlan(folder)).toThrow(
      `${path}: format: is not 1, the format this version of physlayer reads`,
    );
    writeFileSync(path, text.replace(plan.trials[1]!.id, '../../x'));
    expect(() => readPlan(folder)).toThrow('trials.1.id: is not a trial id');
  });

  it('a summary of another plan', () => {
    writePlan(folder, { ...plan, trials: plan.trials.slice(1) });
    expect(() => readSweep(folder)).toThrow(`holds trial ${plan.trials[0]!.id}, which is not in sweep.json`);
  });

  it('rows that are not of the plan or come twice', () => {
    expect(() => writeSummary(folder, plan, [rows[0]!, rows[0]!])).toThrow('a trial has two rows');
    expect(() => writeSummary(folder, plan, [{ ...rows[0]!, trial: 'x' }])).toThrow(
      '1 rows belong to no trial',
    );
  });
});
