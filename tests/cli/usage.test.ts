import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { callCli } from './call-cli.js';
import { newFolder, runCli, writeExperiment } from './run-cli.js';

const folder = newFolder();
const config = writeExperiment(folder);
writeFileSync(join(folder, 'file'), '');
writeFileSync(
  join(folder, 'wrong.yaml'),
  'name: a\ndata: { source: mnist }\nsensor: [{ layer: quantizer, bitDept: 3 }]\n',
);

describe('wrong usage', () => {
  it.each([
    [
      [],
      'found no command, must be one of sweep, train, evaluate, predict, export, figures, report, validate, ',
    ],
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
    [['sweep', config, '--out='], '--out: found nothing, must be a name or a path'],
    [['sweep', config, '--out'], '--out: found nothing after it, must be a value'],
    [
      ['verify', '--only', 'A1,Q7'],
      "--only: found 'Q7', must be ids of checks, such as A1, or their letters",
    ],
    [['layers', 'lenz'], "digital-convolution; did you mean 'lens'?"],
    [
      ['optics', config, 'optics.diffraction.mode=off'],
      'found no layer that images a point in optics (diffraction), must have one, such as lens or diffraction',
    ],
    [['optics', config, '--out', 'file'], '--out file: found a file, must be a folder'],
    [['data'], 'found no config, must be physlayer data <config> [overrides..]'],
    [['data', config, 'data.labelsPath=none.idx'], 'none.idx: does not exist'],
    [
      ['data', config, 'data.trainImages=1'],
      'split: trainImages is 1, must be at least 2, one of each class',
    ],
    [['data', config, '--out', 'file'], '--out file: found a file, must be a folder or a name that is free'],
    [['data', config, '--outt', 'a'], "--outt: found an unknown option (did you mean 'out'?)"],
    [['evaluate'], 'found no trials, must be physlayer evaluate <trials..>'],
    [['evaluate', 'sensor.bitDepth=3'], 'found no trial, must be at least one folder of a trial'],
    [['evaluate', 'none', '--out', '.'], '--out: found the folder ., must be a file'],
    [['evaluate', 'none'], 'none: does not exist; give the folder of a finished trial'],
    [['evaluate', 'file'], 'file: is a file; give the folder of a finished trial'],
    [
      ['evaluate', 'none', '--tta', 'flip'],
      `--tta: found "flip", must be "none", "mirror", "flips" (did you mean 'flips'?)`,
    ],
    [['predict', 'none'], 'found no files, must be physlayer predict <trial> <files..>'],
    [['predict', '.', 'a.png'], '.: holds no trained model of a trial; give the folder of a finished trial'],
    [['export', 'none'], '--onnx: found nothing, must be the file to write'],
    [['export', 'none', '--onnx', 'a.pb'], '--onnx: found a.pb, must be a file that ends in .onnx'],
    [
      ['export', 'none', '--onnx', 'b/a.onnx'],
      '--onnx: found no folder b, must be a file in a folder that is there',
    ],
    [
      ['export', 'none', '--onnx', 'a.onnx', '--batch', '0.5'],
      '--batch: found 0.5, must be a whole number from 1',
    ],
    [['figures', 'none'], 'none: does not exist; give the folder that'],
    [['report', '.'], '.: is not the folder of a sweep (it holds no sweep.json)'],
  ])('%j exits with 2 and says what is wrong in a line', async (args, message) => {
    const { code, stdout, stderr } = await callCli(folder, ...args);
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/^physlayer: [^\n]*\n$/);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });
});

describe('validate', () => {
  it('counts the trials of a valid config', async () => {
    const { code, stdout } = await callCli(folder, 'validate', config);
    expect(stdout).toBe(`${config} is valid: 4 trials = sensor.bitDepth (2) x 2 repeats\n`);
    expect(code).toBe(0);
  });
});

describe('data', () => {
  it('counts the images of each class in each split and draws some of them', async () => {
    const { code, stdout, stderr } = await callCli(folder, 'data', config);
    expect(stdout.split('\n').map(line => line.trim().split(/\s\s+/))).toEqual([
      ['images.idx: 60 images of 8 x 8 pixels (width x height), 1 channel'],
      [''],
      ['class', 'training', 'validation', 'test', 'all'],
      ['0', '19', '5', '6', '30'],
      ['1', '19', '5', '6', '30'],
      ['all', '38', '10', '12', '60'],
      [''],
    ]);
    expect(stderr).toBe(
      'figure: results/small-data/contact-sheet.svg, results/small-data/contact-sheet.png\n',
    );
    const svg = readFileSync(join(folder, 'results/small-data/contact-sheet.svg'), 'utf8');
    expect(svg.match(/<image/g)).toHaveLength(16);
    expect(code).toBe(0);
  });

  it('draws what augmentation makes of some of them, too', async () => {
    const flip = 'training.augmentation.horizontalFlip=true';
    const { stderr } = await callCli(folder, 'data', config, flip, '--out', 'flips');
    expect(stderr).toBe(
      'figure: flips/contact-sheet.svg, flips/contact-sheet.png\nfigure: flips/augmentation.svg, flips/augmentation.png\n',
    );
    const svg = readFileSync(join(folder, 'flips/augmentation.svg'), 'utf8');
    // Eight scenes as they are, and in each of four epochs.
    expect(svg.match(/<image/g)).toHaveLength(40);
    expect(svg).toContain('epoch 4');
  });

  it('draws nothing where it is told so', async () => {
    const { code, stderr } = await callCli(folder, 'data', config, '--no-figures', '--out', 'unused');
    expect([code, stderr, existsSync(join(folder, 'unused'))]).toEqual([0, '', false]);
  });
});

describe('schema', () => {
  it('prints the JSON Schema of configs', async () => {
    const { stdout } = await callCli(folder, 'schema');
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
  });
});

describe('help', () => {
  it('shows examples', async () => {
    const { code, stdout, stderr } = await callCli(folder, 'sweep', '--help');
    expect(stdout).toContain('physlayer sweep configs/bit-depth.yaml --dry-run');
    expect([code, stderr]).toEqual([0, '']);
  });
});

describe('the process', () => {
  // Where the sources are newer than the build, the first start builds them and says so.
  beforeAll(() => runCli(folder, '--version'));

  it('prints to stdout and stderr what a call does, and exits with its code', async () => {
    for (const args of [
      ['validate', config],
      ['sweep', 'none.yaml'],
      ['sweep', '--help'],
    ]) {
      const { code, stdout, stderr } = await runCli(folder, ...args);
      expect({ code, stdout, stderr }).toEqual(await callCli(folder, ...args));
    }
  });
});

describe('verify', () => {
  it('prints each check with the expected and the found number, as text and as JSON', async () => {
    const { code, stdout } = await callCli(folder, 'verify', '--only', 'A2,B5');
    expect(stdout).toMatch(/^\d+ physics checks on ONNX Runtime/);
    expect(stdout).toMatch(/\nok {3}A2 +radius of dark ring 1.*expected 1\.21967 ± \S+, found 1\.2\d+ λN\n/);
    expect(stdout).toMatch(/\n(\d+) of \1 hold, 0 do not, in \d+\.\d s\n$/);
    expect(code).toBe(0);
    const json = await callCli(folder, 'verify', '--only', 'B5', '--json');
    const lines = json.stdout.trimEnd().split('\n');
    expect(lines.map(line => (JSON.parse(line) as { id: string; isHeld: boolean }).isHeld)).not.toContain(
      false,
    );
  });
});

describe('layers', () => {
  it('lists all layers, or the keys of one with their defaults', async () => {
    const all = await callCli(folder, 'layers');
    expect(all.stdout).toMatch(/^section +layer +what it simulates\n/);
    expect(all.stdout).toMatch(/\nsensor +read-noise +Noise that the amplifier adds/);
    const one = await callCli(folder, 'layers', 'read-noise');
    expect(one.stdout).toMatch(/\nreadNoiseElectrons +3 +\S/);
    expect(one.code).toBe(0);
  });
});

describe('optics', () => {
  it('prints what a lens does to a point, and draws it', async () => {
    const { code, stdout, stderr } = await callCli(
      folder,
      'optics',
      config,
      'optics.fNumber=8',
      '--out',
      'lens',
    );
    expect(stdout).toMatch(/^diffraction, 550 nm\n {2}Strehl ratio +1\n/);
    // 1.029 λN and 0.404 / λN of λN = 4.4 µm.
    expect(Number(/half maximum along x +(\S+) µm/.exec(stdout)![1])).toBeCloseTo(4.528, 1);
    expect(Number(/MTF50 along x +(\S+) cycles/.exec(stdout)![1]) / 91.8).toBeCloseTo(1, 2);
    expect(stderr).toContain('figure: lens/optics.svg, lens/optics.pdf, lens/optics.png\n');
    expect(readFileSync(join(folder, 'lens/optics.svg'), 'utf8')).toContain('Contrast (MTF)');
    expect(code).toBe(0);
  });
});
