import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../../src/experiments/config/parse.js';
import { listed } from '../../../src/experiments/config/requirement.js';
import { architectures } from '../../../src/networks/architectures/registry.js';
import { faultsOf, layerKey, resolveText, smallest } from './resolve.js';

const sweepText = `${smallest}repeats: 3
sweep:
  sensor.photonsAtFullScale: [200, 1000]
  sensor.bitDepth: [1, 8]
`;

describe('a config file', () => {
  it('fills in every default, so that the record of a run shows them', () => {
    const { base } = resolveText(smallest);
    expect(base.scene).toEqual({ pixelPitchUm: 3.45, wavelengthNm: 550 });
    const fixed = (layer: string, keys: object) => ({ layer, name: layer, mode: 'fixed', ...keys });
    expect(base.optics).toEqual([fixed('diffraction', { fNumber: 4, fNumberMin: 1, fNumberMax: 32 })]);
    expect(base.sensor).toEqual([
      fixed('exposure', {
        photonsAtFullScale: 4000,
        timeFactor: 1,
        photonsAtFullScaleMin: 10,
        photonsAtFullScaleMax: 100_000,
      }),
      fixed('shot-noise', { quantumEfficiency: 0.65, isNoisy: true }),
      fixed('read-noise', { readNoiseElectrons: 3 }),
      fixed('full-well', { fullWellElectrons: 10_000 }),
      fixed('quantizer', {
        bitDepth: 8,
        gain: 1,
        threshold: 0.5,
        form: 'end-point',
        gradient: 'straight-through',
        gradientSharpness: 10,
        blackLevel: 0,
        spread: 0,
      }),
    ]);
    expect(base.network).toEqual({
      type: 'basic-cnn',
      filters: [16, 32],
      kernelSize: 5,
      denseUnits: 64,
      logits: 'each',
    });
    expect(base.data).toEqual({
      source: 'mnist',
      split: { seed: 1, validationFraction: 0.15, testFraction: 0.2 },
      isRolled: false,
      stackedScenes: 1,
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
    const { config } = points[2]!;
    expect(layerKey(config, 'exposure', 'photonsAtFullScale')).toBe(1000);
    expect(layerKey(config, 'quantizer', 'bitDepth')).toBe(1);
  });

  it.each(['configs/bit-depth.yaml', 'configs/blood-cells.yaml'])('%s is valid', async file => {
    const overrides = file.includes('blood') ? ['data.path=/cells'] : [];
    const { points } = await loadConfig({ file: resolve(file), overrides, overrideFolder: '/' });
    expect(points.length).toBeGreaterThan(3);
  });
});

describe('a wrong config', () => {
  it.each([
    [
      'sensor: [{ layer: quantizer, bitDept: 3 }]',
      "3:30: sensor.quantizer.bitDept: found an unknown key, did you mean 'sensor.quantizer.bitDepth'?",
    ],
    ['bitDepth: 3', "3:1: bitDepth: found an unknown key, did you mean 'sensor.bitDepth'?"],
    ['optic: []', "3:1: optic: found an unknown key, did you mean 'optics'?"],
    [
      'sensor: { bitDepth: 3 }',
      '3:9: sensor: found a group of keys, must be a list of layers, each a group of keys such as { layer: exposure }',
    ],
    ['optics: [diffraction]', '3:10: optics[0]: found "diffraction", must be a group of keys with layer: '],
    ['sensor: [{ layer: quantiser }]', `3:19: sensor.quantiser.layer: found "quantiser", must be `],
    ['sensor: [{ layer: quantiser }]', "(did you mean 'quantizer'?)"],
    ['sensor: [{ bitDepth: 3 }]', '3:10: sensor[0].layer: found nothing, must be '],
    ...['0', '17', '2.5', '"8"', '.inf'].map((value): [string, string] => [
      `sensor: [{ layer: quantizer, name: adc, bitDepth: ${value} }]`,
      `3:51: sensor.adc.bitDepth: found ${value.replace('.inf', 'Infinity')}, must be a whole number from 1 to 16`,
    ]),
    [
      'sensor: [{ layer: shot-noise, quantumEfficiency: 0 }]',
      '3:50: sensor.shot-noise.quantumEfficiency: found 0, must be a number above 0 and at most 1',
    ],
    [
      'sensor: [{ layer: quantizer, mode: fixd }]',
      `3:36: sensor.quantizer.mode: found "fixd", must be fixed, learned or off (did you mean 'fixed'?)`,
    ],
    [
      'sensor: [{ layer: shot-noise, mode: learned }]',
      '3:37: sensor.shot-noise.mode: found "learned", must be fixed or off: it has no parameter to train',
    ],
    [
      'sensor: [{ layer: quantizer, fNumber: 3 }]',
      "3:30: sensor.quantizer.fNumber: found an unknown key, did you mean 'optics.fNumber'?",
    ],
    [
      'sensor: [{ layer: quantizer, readNoiseElectrons: 3 }]',
      '3:30: sensor.quantizer.readNoiseElectrons: found a key that does not go with layer: "quantizer", must be one of ' +
        'layer, name, mode, bitDepth, gain, threshold, form, gradient, gradientSharpness, fullScaleElectrons, electronsPerCode, blackLevel, spread',
    ],
    [
      'optics: [{ layer: diffraction, fNumber: 0.1 }]',
      '3:41: optics.diffraction.fNumber: found 0.1, must be a number from 0.5 to 128',
    ],
    [
      'scene: { wavelengthNm: blue }',
      '3:24: scene.wavelengthNm: found "blue", must be a number from 100 to 20000 or ' +
        'a list of 1 to 64 items, each a number from 100 to 20000',
    ],
    [
      'optics:',
      '3:8: optics: found no value, must be a list of layers, each a group of keys such as { layer: diffraction }; ' +
        'leave the key out to keep its default',
    ],
    [
      'network: { type: linear, filters: [3] }',
      '3:26: network.filters: found a key that does not go with type: "linear", must be one of type',
    ],
    [
      'network: { type: liner }',
      `3:18: network.type: found "liner", must be ${listed(architectures.map(({ network }) => network))} (did you mean 'linear'?)`,
    ],
    ['repeats: 0', '3:10: repeats: found 0, must be a whole number from 1 to 1000'],
  ])('%s', (line, fault) => {
    expect(faultsOf(smallest + line)).toEqual([expect.stringContaining(fault)]);
  });

  it.each([
    [
      'name: a\n',
      '1:1: data: found nothing, must be a group of keys with source: mnist, idx, folder, masks, boxes, npy, hdf5, mat, cifar10, csv or procedural',
    ],
    ['data: { source: mnist }\n', /^1:1: name: found nothing, must be text/],
    [
      'name: a\ndata: { source: minst }',
      `2:17: data.source: found "minst", must be mnist, idx, folder, masks, boxes, npy, hdf5, mat, cifar10, csv or procedural (did you mean 'mnist'?)`,
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
      `${smallest}sensor:\n  - layer: quantizer\n    bitDepth: 0\n    gian: 2\nsweep:\n  optics.fNumber: [3, 200]\n`,
    );
    expect(faults).toEqual([
      '5:15: sensor.quantizer.bitDepth: found 0, must be a whole number from 1 to 16',
      "6:5: sensor.quantizer.gian: found an unknown key, did you mean 'sensor.quantizer.gain'?",
      '8:23: optics.diffraction.fNumber: found 200, must be a number from 0.5 to 128',
    ]);
  });
});

describe('an axis', () => {
  it.each([
    [
      '  sensor.bitDepth: [0, 1, 17]',
      [
        '4:21: sensor.quantizer.bitDepth: found 0, must be',
        '4:27: sensor.quantizer.bitDepth: found 17, must',
      ],
    ],
    ['  sensor.bitDept: [1]', ["4:3: sensor.bitDept: found an unknown key, did you mean 'sensor.bitDepth'?"]],
    [
      '  seed: [1, 2]',
      ['4:3: seed: found an axis over seed, must be repeats: N to train with several seeds'],
    ],
    ['  sensor: [1]', ['4:3: sensor: found an axis over a list of layers, must be one key of a layer']],
    [
      '  sensor.quantizer: [fixed, learned]',
      [
        '4:3: sensor.quantizer: found an axis over a group of keys, must be one key, such as sensor.quantizer.mode',
      ],
    ],
    [
      '  sensor.gain: [1, 2]\n  sensor.quantizer.gain: [1, 4]',
      ['5:3: sensor.quantizer.gain: found the axis sensor.gain over it too, must be one'],
    ],
    [
      '  sensor.mode: [fixed, off]',
      ['4:3: sensor.mode: found a key that 5 layers have, must be one of sensor.exp'],
    ],
    ['  sensor.bitDepth: 3', ['4:20: sweep.sensor.bitDepth: found 3, must be a list of values']],
    ['  sensor.bitDepth: []', ['4:20: sweep.sensor.bitDepth: found [], must be a list of values']],
    [
      '  sensor.bitDepth: [1, 2, 1]',
      ['4:20: sensor.quantizer.bitDepth: found 1 twice, each value must be given once'],
    ],
    [
      '  network.filters: [[4], [{ a: 1 }]]',
      ['4:20: network.filters: found [{"a":1}], each value must be a number, a text, true, false or a list'],
    ],
  ])('is refused: %s', (line, faults) => {
    expect(faultsOf(`${smallest}sweep:\n${line}\n`)).toEqual(
      faults.map((fault): unknown => expect.stringContaining(fault)),
    );
  });

  it('may sweep a key that takes a list, with a list of lists', () => {
    const { axes, points } = resolveText(`${smallest}sweep: { 'network.filters': [[8], [8, 16]] }`);
    expect(axes).toEqual([{ path: 'network.filters', values: [[8], [8, 16]] }]);
    expect(points.map(point => [point.axes['network.filters'], point.config.network])).toMatchObject([
      ['[8]', { filters: [8] }],
      ['[8,16]', { filters: [8, 16] }],
    ]);
  });

  it('keeps the path as it was written, for tables and labels', () => {
    const text = `${smallest}sensor: [{ layer: quantizer }, { layer: quantizer, name: second-adc }]\noptics: []\n`;
    const sweep = 'sweep: { sensor.second-adc.bitDepth: [2, 4] }';
    const [fault] = faultsOf(text + sweep);
    expect(fault).toContain('sensor.second-adc: found digital codes before it, must be electrons or a scene');
    const long = resolveText(`${smallest}sweep: { sensor.quantizer.bitDepth: [2, 4] }`);
    expect(long.axes[0]!.path).toBe('sensor.quantizer.bitDepth');
    expect(long.points.map(({ axes, config }) => [axes, layerKey(config, 'quantizer', 'bitDepth')])).toEqual([
      [{ 'sensor.quantizer.bitDepth': 2 }, 2],
      [{ 'sensor.quantizer.bitDepth': 4 }, 4],
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
    expect(points.map(({ config }) => layerKey(config, 'quantizer', 'bitDepth'))).toEqual([3]);
    expect(repeats).toBe(1);
    expect(droppedAxes).toEqual([{ path: 'sensor.photonsAtFullScale', value: 4000 }]);
  });

  it('refuses a list of values', () => {
    expect(faultsOf(sweepText, ['sensor.bitDepth=[1,2]'], true)).toEqual([
      "override 'sensor.bitDepth=[1,2]': found [1,2], must be one value: only one trial is run",
    ]);
  });
});
