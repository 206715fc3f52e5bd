import { expect, test } from 'vitest';
import { faultsOf, layerKey, resolveText, smallest } from './resolve.js';

const text = `${smallest}variants:
  baseline: {}
  slow lens: { optics.fNumber: 16, sensor.bitDepth: 2 }
  learned: { optics.diffraction.mode: learned }
sweep:
  sensor.gain: [1, 2]
`;

test('variants are one axis, crossed with the others', () => {
  const { axes, points } = resolveText(text);
  expect(axes.map(({ path, values }) => [path, values])).toEqual([
    ['variant', ['baseline', 'slow lens', 'learned']],
    ['sensor.gain', [1, 2]],
  ]);
  expect(points.map(point => point.axes)).toEqual(
    ['baseline', 'slow lens', 'learned'].flatMap(variant =>
      [1, 2].map(gain => ({ variant, 'sensor.gain': gain })),
    ),
  );
  const settings = points.map(({ config }) =>
    [
      ['diffraction', 'fNumber'],
      ['diffraction', 'mode'],
      ['quantizer', 'bitDepth'],
      ['quantizer', 'gain'],
    ].map(([name, key]) => layerKey(config, name!, key!)),
  );
  expect(settings).toEqual([
    [4, 'fixed', 8, 1],
    [4, 'fixed', 8, 2],
    [16, 'fixed', 2, 1],
    [16, 'fixed', 2, 2],
    [4, 'learned', 8, 1],
    [4, 'learned', 8, 2],
  ]);
});

test('an override chooses some of them, and one of them for a single trial', () => {
  const { axes } = resolveText(text, ['variant=[learned, baseline]']);
  expect(axes[0]).toEqual({ path: 'variant', values: ['baseline', 'learned'] });
  const single = resolveText(text, ['variant=slow lens'], true);
  expect(single.points).toHaveLength(1);
  expect(layerKey(single.base, 'diffraction', 'fNumber')).toBe(16);
  const base = resolveText(text, [], true);
  expect(base.axes).toEqual([]);
  expect(layerKey(base.base, 'diffraction', 'fNumber')).toBe(4);
});

test('an override of a key that all variants set is refused, as it would change nothing', () => {
  const fault = (of: string) =>
    `override 'optics.fNumber=8': found a key that the ${of} too, must be left out`;
  expect(faultsOf(text, ['optics.fNumber=8'])).toEqual([]);
  expect(faultsOf(text, ['optics.fNumber=8'], true)).toEqual([]);
  expect(faultsOf(text, ['variant=learned', 'optics.fNumber=8'], true)).toEqual([]);
  expect(faultsOf(text, ['variant=slow lens', 'optics.fNumber=8'], true)).toEqual([
    fault('variant slow lens sets'),
  ]);
  const both = 'variants: { a: { optics.fNumber: 2 }, b: { optics.diffraction.fNumber: 4 } }';
  expect(faultsOf(`${smallest}${both}`, ['optics.fNumber=8'])).toEqual([fault('variants a, b set')]);
});

test('a variant names a network and keys of it that the network of the config lacks', () => {
  const networks = (keys: string) =>
    `${smallest}network: { type: resnet-small }\nvariants: { a: {}, b: { ${keys} } }\n`;
  const { points } = resolveText(networks('network.type: basic-cnn, network.filters: [4]'));
  expect(points.map(({ config }) => config.network)).toEqual([
    expect.objectContaining({ type: 'resnet-small', blocks: 3 }),
    expect.objectContaining({ type: 'basic-cnn', filters: [4] }),
  ]);
  expect(faultsOf(networks('network.type: basic-cnn, network.blocks: 2'))).toEqual([
    expect.stringMatching(/^4:50: network.blocks: found a key that does not go with type: "basic-cnn"/),
  ]);
});

test.each([
  [
    'a misspelt key',
    'variants: { a: { sensor.bitDept: 3 } }',
    [`3:18: sensor.bitDept: found an unknown key, did you mean 'sensor.bitDepth'?`],
  ],
  [
    'a value out of range',
    'variants: { a: { sensor.bitDepth: 30 } }',
    ['3:35: sensor.quantizer.bitDepth: found 30, must be a whole number from 1 to 16'],
  ],
  [
    'a key that has an axis too',
    'variants: { a: { sensor.bitDepth: 3 } }\nsweep: { sensor.bitDepth: [1, 2] }',
    ['3:18: sensor.quantizer.bitDepth: found a key that has an axis in sweep too, must be in one of them'],
  ],
  [
    'two that are the same',
    'variants: { a: { sensor.gain: 2 }, b: { sensor.quantizer.gain: 2 } }',
    ['3:36: variants.b: found the same settings as in a, must differ'],
  ],
  [
    'a group of keys',
    'variants: { a: { network: 3 } }',
    ['3:18: network: found an axis over a group of keys, must be one key, such as network.type'],
  ],
  [
    'no settings',
    'variants: { a: 3 }',
    [
      '3:16: variants.a: found 3, must be key paths with values, such as { optics.fNumber: 16, sensor.bitDepth: 2 }',
    ],
  ],
  [
    'no variants',
    'variants: [a]',
    [
      '3:11: variants: found ["a"], must be names with settings, such as dark: { optics.fNumber: 16, sensor.bitDepth: 2 }',
    ],
  ],
  [
    'no name',
    "variants: { '*': {} }",
    [
      '3:18: variants.*: found a group of keys, must be under a name of letters, digits, spaces, dots, dashes, at most 60',
    ],
  ],
])('of %s the place is told', (_, lines, faults) => {
  expect(faultsOf(`${smallest}${lines}\n`)).toEqual(faults);
});

test('a fault of one variant alone is told at its setting, with its name', () => {
  const lines = `variants:
  a: { sensor.gain: 2 }
  b: { sensor.exposure.mode: 'off' }
`;
  const [fault] = faultsOf(`${smallest}${lines}`);
  expect(fault).toMatch(/must be photons.*\(at variant "b"\)$/);
});

const networks = `task: segment
data: { source: procedural, kind: cells }
variants:
  unet: { network.type: unet, network.filters: 4 }
  plain: { network.type: fully-convolutional, network.filters: [4] }
`;

test('keys of a network go with the type that the same variant sets, in any order', () => {
  const { points } = resolveText(`name: networks\n${networks}`);
  expect(points.map(({ config }) => config.network.filters)).toEqual([4, [4]]);
  expect(faultsOf(`name: networks\n${networks.replace('filters: 4 ', 'filters: [4] ')}`)).toEqual([
    '5:48: network.filters: found [4], must be a whole number from 1 to 1024 (at variant "unet")',
  ]);
  expect(faultsOf(`name: networks\n${networks.replace('[4]', '0')}`)).toEqual([
    '6:64: network.filters: found 0, must be a list of 1 to 64 items, each a whole number from 1 to 4096',
  ]);
});

test('an axis may go with the type of network that variants set', () => {
  const axis = networks
    .replace(/, network.filters: \S+/g, '')
    .replace('fully-convolutional', 'encoder-decoder');
  const { points } = resolveText(`name: networks\n${axis}sweep: { network.filters: [[4], [8]] }\n`, [
    'variant=plain',
  ]);
  expect(points.map(({ config }) => config.network.filters)).toEqual([[4], [8]]);
});

test('a variant sets layers of a network', () => {
  const layers = `variants:
  a: {}
  b: { network.type: layer-list, network.layers: [{ layer: conv, filters: 4 }, { layer: global-mean }] }
`;
  const [, listed] = resolveText(`${smallest}${layers}`).points;
  expect(listed!.config.network.layers).toMatchObject([
    { layer: 'conv', kernelSize: 3 },
    { layer: 'global-mean' },
  ]);
  expect(faultsOf(`${smallest}${layers.replace('filters: 4', 'filter: 4')}`).join()).toMatch(/filter/);
});

test('an override names a variant that there is', () => {
  expect(faultsOf(text, ['variant=fast'])).toEqual([
    `override 'variant=fast': found "fast", must be baseline, slow lens or learned`,
  ]);
  expect(faultsOf(smallest, ['variant=fast'])).toEqual([
    `override 'variant=fast': found "fast", must be left out: the config has no variants`,
  ]);
});
