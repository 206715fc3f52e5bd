import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../../src/experiments/config/parse.js';
import { faultsOf, resolveText, smallest } from './resolve.js';

const sweepText = `${smallest}repeats: 3
sweep:
  sensor.photonsAtFullScale: [200, 1000]
  sensor.bitDepth: [1, 8]
`;

describe('a config file', () => {
  it('fills in every default, so that the record of a run shows them', () => {
    const { base } = resolveText(smallest);
    expect(base.sensor).toMatchObject({
      bitDepth: 8,
      quantumEfficiency: 0.65,
      readNoiseElectrons: 3,
      gain: 1,
    });
    expect(base.data).toEqual({
      source: 'mnist',
      split: { seed: 1, validationFraction: 0.15, testFraction: 0.2 },
    });
  });

  it('expands its axes to a grid whose last axis changes fastest', () => {
    const { points, repeats } = resolveText(sweepText);
    expect(repeats).toBe(3);
    expect(points.map(({ axes }) => Object.values(axes))).toEqual([
      [200, 1],
      [200, 8],
      [1000, 1],
      [1000, 8],
    ]);
    expect(points[2]!.config.sensor).toMatchObject({ photonsAtFullScale: 1000, bitDepth: 1 });
  });

  it.each(['configs/bit-depth.yaml', 'configs/blood-cells.yaml'])('%s is valid', async file => {
    const overrides = file.includes('blood') ? ['data.path=/cells'] : [];
    const { points } = await loadConfig({ file: resolve(file), overrides, overrideFolder: '/' });
    expect(points.length).toBeGreaterThan(3);
  });
});

describe('a wrong config', () => {
  it.each([
    ['sensor: { bitDept: 3 }', "3:11: sensor.bitDept: found an unknown key, did you mean 'sensor.bitDepth'?"],
    ['bitDepth: 3', "3:1: bitDepth: found an unknown key, did you mean 'sensor.bitDepth'?"],
    ['optic: { fNumber: 3 }', "3:1: optic: found an unknown key, did you mean 'optics'?"],
    ['sensor: { bitDepth: 0 }', '3:21: sensor.bitDepth: found 0, must be a whole number from 1 to 16'],
    ['sensor: { bitDepth: 17 }', '3:21: sensor.bitDepth: found 17, must be a whole number from 1 to 16'],
    ['sensor: { bitDepth: 2.5 }', '3:21: sensor.bitDepth: found 2.5, must be a whole number from 1 to 16'],
    ['sensor: { bitDepth: "8" }', '3:21: sensor.bitDepth: found "8", must be a whole number from 1 to 16'],
    ['sensor: { gain: .inf }', '3:17: sensor.gain: found Infinity, must be a number from 0.001 to 1000'],
    [
      'sensor: { quantumEfficiency: 0 }',
      '3:30: sensor.quantumEfficiency: found 0, must be a number above 0 and at most 1',
    ],
    [
      'sensor: { quantizer: fixd }',
      `3:22: sensor.quantizer: found "fixd", must be fixed, learned or off (did you mean 'fixed'?)`,
    ],
    [
      'sensor: { shotNoise: learned }',
      '3:22: sensor.shotNoise: found "learned", must be fixed or off: it has no parameter to train',
    ],
    ['optics: { fNumber: 0.1 }', '3:20: optics.fNumber: found 0.1, must be a number from 0.5 to 128'],
    [
      'optics: { wavelengthNm: blue }',
      '3:25: optics.wavelengthNm: found "blue", must be a number from 100 to 20000 or ' +
        'a list of 1 to 3 items, each a number from 100 to 20000',
    ],
    [
      'optics:',
      '3:8: optics: found no value, must be a group of keys (diffraction, fNumber, fNumberMin, fNumberMax, ' +
        'wavelengthNm, pixelPitchUm); leave the key out to keep its default',
    ],
    ['repeats: 0', '3:10: repeats: found 0, must be a whole number from 1 to 1000'],
  ])('%s', (line, fault) => {
    expect(faultsOf(smallest + line)).toEqual([fault]);
  });

  it.each([
    ['name: a\n', '1:1: data: found nothing, must be a group of keys with source: mnist, idx or folder'],
    ['data: { source: mnist }\n', /^1:1: name: found nothing, must be text/],
    [
      'name: a\ndata: { source: minst }',
      `2:17: data.source: found "minst", must be mnist, idx or folder (did you mean 'mnist'?)`,
    ],
    [
      'name: a\ndata: { source: mnist, path: x }',
      /^2:24: data.path: found a key that does not go with source: "mnist", must be one of source, /,
    ],
    [
      'name: a/b\ndata: { source: mnist }',
      /^1:7: name: found "a\/b", must be text: .*letters, digits, dot, dash, underscore/,
    ],
  ])('%s', (text, fault) => {
    const isMatch: unknown =
      typeof fault === 'string' ? expect.stringContaining(fault) : expect.stringMatching(fault);
    expect(faultsOf(text)).toEqual([isMatch]);
  });

  it('reports all its faults, in the order of its lines', () => {
    const faults = faultsOf(
      `${smallest}sensor:\n  bitDepth: 0\n  gian: 2\nsweep:\n  optics.fNumber: [3, 200]\n`,
    );
    expect(faults).toEqual([
      '4:13: sensor.bitDepth: found 0, must be a whole number from 1 to 16',
      "5:3: sensor.gian: found an unknown key, did you mean 'sensor.gain'?",
      '7:23: optics.fNumber: found 200, must be a number from 0.5 to 128',
    ]);
  });
});

describe('an axis', () => {
  it.each([
    [
      '  sensor.bitDepth: [0, 1, 17]',
      ['4:21: sensor.bitDepth: found 0, must be', '4:27: sensor.bitDepth: found 17, must'],
    ],
    ['  sensor.bitDept: [1]', ["4:3: sensor.bitDept: found an unknown key, did you mean 'sensor.bitDepth'?"]],
    [
      '  seed: [1, 2]',
      ['4:3: seed: found an axis over seed, must be repeats: N to train with several seeds'],
    ],
    [
      '  sensor: [1]',
      ['4:3: sensor: found an axis over a group of keys, must be one key, such as sensor.exposure'],
    ],
    ['  sensor.bitDepth: 3', ['4:20: sweep.sensor.bitDepth: found 3, must be a list of values']],
    ['  sensor.bitDepth: []', ['4:20: sweep.sensor.bitDepth: found [], must be a list of values']],
    ['  sensor.bitDepth: [1, 2, 1]', ['4:20: sensor.bitDepth: found 1 twice, each value must be given once']],
  ])('is refused: %s', (line, faults) => {
    expect(faultsOf(`${smallest}sweep:\n${line}\n`)).toEqual(
      faults.map((fault): unknown => expect.stringContaining(fault)),
    );
  });

  it('may sweep a key that takes a list, with a list of lists', () => {
    const { axes, points } = resolveText(`${smallest}sweep: { 'network.filters': [[8], [8, 16]] }`);
    expect(axes).toEqual([{ path: 'network.filters', values: [[8], [8, 16]] }]);
    expect(points.map(point => [point.axes['network.filters'], point.config.network.filters])).toEqual([
      ['[8]', [8]],
      ['[8,16]', [8, 16]],
    ]);
  });

  it('of a required key makes the key itself dispensable', () => {
    const { points } = resolveText('name: a\ndata: { source: folder }\nsweep: { data.path: [x, y] }');
    expect(points.map(({ config }) => config.data)).toMatchObject([
      { path: '/experiments/x' },
      { path: '/experiments/y' },
    ]);
  });

  it('is bounded in number of trials', () => {
    const values = JSON.stringify(Array.from({ length: 400 }, (_, index) => index + 1));
    const faults = faultsOf(
      `${smallest}sweep:\n  sensor.photonsAtFullScale: ${values}\n  data.trainImages: ${values}\n`,
    );
    expect(faults).toEqual([
      '3:1: sweep: found 160000 combinations x 1 repeats, must be at most 100000 trials',
    ]);
  });
});

describe('a single trial', () => {
  it('takes the base value of every swept key that is not overridden, and names it', () => {
    const { points, repeats, droppedAxes } = resolveText(sweepText, ['sensor.bitDepth=3'], true);
    expect(points.map(({ config }) => config.sensor.bitDepth)).toEqual([3]);
    expect(repeats).toBe(1);
    expect(droppedAxes).toEqual([{ path: 'sensor.photonsAtFullScale', value: 4000 }]);
  });

  it('refuses a list of values', () => {
    expect(faultsOf(sweepText, ['sensor.bitDepth=[1,2]'], true)).toEqual([
      "override 'sensor.bitDepth=[1,2]': found [1,2], must be one value: only one trial is run",
    ]);
  });
});
