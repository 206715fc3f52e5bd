import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { newFolder, runCli, writeExperiment } from './run-cli.js';

const folder = newFolder();
const config = writeExperiment(folder);
writeFileSync(join(folder, 'file'), '');
writeFileSync(
  join(folder, 'wrong.yaml'),
  'name: a\ndata: { source: mnist }\nsensor: [{ layer: quantizer, bitDept: 3 }]\n',
);

// Where the sources are newer than the build, the first start builds them and says so.
beforeAll(() => runCli(folder, '--version'));

describe('wrong usage', () => {
  it.each([
    [[], 'found no command, must be one of sweep, train, figures, report, validate, '],
    [['swep', config], "found the command 'swep', must be one of"],
    [['sweep'], 'found no config, must be physlayer sweep <config> [overrides..]'],
    [['sweep', config, '--wrokers', '2'], "--wrokers: found an unknown option (did you mean 'workers'?)"],
    [['sweep', config, '--workers', '0'], '--workers: found 0, must be a whole number from 1 to 256'],
    [
      ['sweep', config, '--progress', 'bra'],
      '--progress: found "bra", must be "auto", "bar", "plain", "json", "none"',
    ],
    [['sweep', config, '--out', 'a', '--out', 'b'], '--out: found it 2 times, must be given once'],
    [['sweep', config, '--sensor.bitDepth=3'], 'a config key has no dashes: sensor.bitDepth=value'],
    [['sweep', 'sensor.bitDepth=3', config], "found 'sensor.bitDepth=3' where the config file must be"],
    [['sweep', config, 'other.yaml'], "found 'other.yaml' after the config file, must be path=value"],
    [['sweep', 'none.yaml'], 'none.yaml: found no such file, must be a config file (YAML)'],
    [
      ['sweep', 'wrong.yaml'],
      "wrong.yaml:3:30: sensor.quantizer.bitDept: found an unknown key, did you mean 'sensor.quantizer.bitDepth'?",
    ],
    [
      ['sweep', config, 'sensor.bitDepth=17'],
      "override 'sensor.bitDepth=17': sensor.quantizer.bitDepth: found 17, must be a whole",
    ],
    [['sweep', config, 'data.imagesPath=none.idx'], 'none.idx: does not exist'],
    [['sweep', config, '--out', 'file'], '--out file: found a file, must be a folder or a name that is free'],
    [['figures', 'none'], 'none: does not exist; give the folder that'],
    [['report', '.'], '.: is not the folder of a sweep (it holds no sweep.json)'],
  ])('%j exits with 2 and says what is wrong in a line', async (args, message) => {
    const { code, stdout, stderr } = await runCli(folder, ...args);
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/^physlayer: [^\n]*\n$/);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });
});

describe('validate', () => {
  it('counts the trials of a valid config', async () => {
    const { code, stdout } = await runCli(folder, 'validate', config);
    expect(stdout).toBe(`${config} is valid: 4 trials = sensor.bitDepth (2) x 2 repeats\n`);
    expect(code).toBe(0);
  });
});

describe('schema', () => {
  it('prints the JSON Schema that lies beside the configs', async () => {
    const { stdout } = await runCli(folder, 'schema');
    const schema: unknown = JSON.parse(stdout);
    const { properties } = schema as { properties: Record<string, { items: { oneOf: object[] } }> };
    expect(properties.sensor!.items.oneOf).toContainEqual(
      expect.objectContaining({
        properties: expect.objectContaining({
          layer: expect.objectContaining({ const: 'quantizer' }) as unknown,
          bitDepth: expect.objectContaining({ minimum: 1, maximum: 16 }) as unknown,
        }) as unknown,
      }),
    );
    const written = readFileSync(resolve(import.meta.dirname, '../../configs/config.schema.json'), 'utf8');
    expect(JSON.parse(written)).toEqual(schema);
  });
});

describe('help', () => {
  it('shows examples', async () => {
    const { code, stdout } = await runCli(folder, 'sweep', '--help');
    expect(stdout).toContain('physlayer sweep configs/bit-depth.yaml --dry-run');
    expect(code).toBe(0);
  });
});
