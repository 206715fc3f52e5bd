import { describe, expect, it } from 'vitest';
import { faultsOf, layerKey, resolveText, smallest } from './resolve.js';

const sweepText = `${smallest}sweep:\n  sensor.bitDepth: [1, 8]\n  sensor.gain: [1, 2]\n`;

describe('an override', () => {
  it('sets one value', () => {
    const { base } = resolveText(smallest, ['sensor.bitDepth=3']);
    expect(layerKey(base, 'quantizer', 'bitDepth')).toBe(3);
  });

  it('names a layer, or only its key where no other layer of the list has that key', () => {
    const both = ['sensor.quantizer.mode=off', 'optics.mode=off', 'sensor.shot-noise.quantumEfficiency=0.5'];
    const { base } = resolveText(smallest, both);
    expect(layerKey(base, 'quantizer', 'mode')).toBe('off');
    expect(layerKey(base, 'diffraction', 'mode')).toBe('off');
    expect(layerKey(base, 'shot-noise', 'quantumEfficiency')).toBe(0.5);
    expect(layerKey(base, 'shot-noise', 'mode')).toBe('fixed');
  });

  it('of a swept key replaces its axis, by whichever of its paths', () => {
    const long = resolveText(sweepText, ['sensor.quantizer.bitDepth=[2,4]']);
    expect(long.axes).toEqual([
      { path: 'sensor.quantizer.bitDepth', values: [2, 4] },
      { path: 'sensor.gain', values: [1, 2] },
    ]);
    expect(resolveText(sweepText, ['sensor.quantizer.gain=3']).axes).toEqual([
      { path: 'sensor.bitDepth', values: [1, 8] },
    ]);
  });

  it('of a swept key takes its axis away', () => {
    const { axes, points } = resolveText(sweepText, ['sensor.bitDepth=3']);
    expect(axes).toEqual([{ path: 'sensor.gain', values: [1, 2] }]);
    expect(points.map(({ config }) => layerKey(config, 'quantizer', 'bitDepth'))).toEqual([3, 3]);
  });

  it('with a list of values makes the key an axis, or replaces the one it has', () => {
    expect(resolveText(smallest, ['sensor.gain=[1, 4]']).axes).toEqual([
      { path: 'sensor.gain', values: [1, 4] },
    ]);
    expect(resolveText(sweepText, ['sensor.bitDepth=[2,4]']).axes[0]!.values).toEqual([2, 4]);
  });

  it('of a key that takes a list sets the list; a list of lists makes it an axis', () => {
    expect(resolveText(smallest, ['network.filters=[8, 16]'])).toMatchObject({
      axes: [],
      base: { network: { filters: [8, 16] } },
    });
    expect(resolveText(smallest, ['network.filters=[[8], [16]]']).axes).toHaveLength(1);
  });

  it('of a kind, such as that of the network, decides what the others mean', () => {
    const text = `${smallest}network: { type: linear }\ntraining: { loss: { type: task } }\n`;
    const overrides = [
      ...['network.units=[8, 16]', 'network.type=perceptron'],
      ...[
        'training.loss.classWeights=[1, 1, 1, 1, 1, 1, 1, 1, 1, 3]',
        'training.loss.type=softmax-cross-entropy',
      ],
    ];
    const { axes, base } = resolveText(text, overrides);
    expect(axes).toEqual([]);
    expect(base).toMatchObject({
      network: { type: 'perceptron', units: [8, 16] },
      training: { loss: { classWeights: [1, 1, 1, 1, 1, 1, 1, 1, 1, 3] } },
    });
  });

  it('takes text as it is', () => {
    const { base } = resolveText(smallest, [
      'name=007',
      'data.source=folder',
      String.raw`data.groupPattern=^(\d+): `,
      'data.path=a b',
    ]);
    expect(base).toMatchObject({
      name: '007',
      data: { groupPattern: String.raw`^(\d+):`, path: '/here/a b' },
    });
  });

  it('starts relative paths where the command was given, a config file at its own folder', () => {
    const text = 'name: a\ndata: { source: idx, imagesPath: i, labelsPath: ../l }';
    expect(resolveText(text, ['data.imagesPath=j']).base.data).toMatchObject({
      imagesPath: '/here/j',
      labelsPath: '/l',
    });
  });

  it.each([
    ['sensor.bitDepth=17', 'sensor.quantizer.bitDepth: found 17, must be a whole number from 1 to 16'],
    ['sensor.bitDepth=[4,17]', 'sensor.quantizer.bitDepth: found 17, must be a whole number from 1 to 16'],
    [
      'sensor.quantiser.bitDepth=3',
      "sensor.quantiser.bitDepth: found an unknown key, did you mean 'sensor.quantizer.bitDepth'?",
    ],
    [
      'sensor.quantizer.bitDept=3',
      "sensor.quantizer.bitDept: found an unknown key, did you mean 'sensor.quantizer.bitDepth'?",
    ],
    [
      'training.augmentation.rotation=3',
      "training.augmentation.rotation: found an unknown key, did you mean 'training.augmentation.rotationDegrees'?",
    ],
    [
      'analysis.hitRadius=3',
      "analysis.hitRadius: found an unknown key, did you mean 'analysis.hitRadiusPixels'?",
    ],
    ['sensor.fNumber=3', "sensor.fNumber: found an unknown key, did you mean 'optics.fNumber'?"],
    [
      'optics.wavelengthNm=500',
      "optics.wavelengthNm: found an unknown key, did you mean 'scene.wavelengthNm'?",
    ],
    [
      'sensor.mode=off',
      'sensor.mode: found a key that 5 layers have, must be one of sensor.exposure.mode, sensor.shot-noise.mode, ' +
        'sensor.read-noise.mode, sensor.full-well.mode, sensor.quantizer.mode',
    ],
    [
      'sensor.quantizer=learned',
      'sensor.quantizer: found a whole layer, must be one of its keys, such as sensor.quantizer.mode',
    ],
    [
      'sensor.shot-noise.mode=learned',
      'sensor.shot-noise.mode: found "learned", must be fixed or off: it has no parameter to train',
    ],
    ['sensor.shot-noise.isNoisy=1', 'sensor.shot-noise.isNoisy: found 1, must be true or false'],
    ['sensor.bitDept=3', "sensor.bitDept: found an unknown key, did you mean 'sensor.bitDepth'?"],
    ['bitDepth=3', "bitDepth: found an unknown key, did you mean 'sensor.bitDepth'?"],
    [
      'sensor.bitDepth.x=3',
      'sensor.quantizer.bitDepth: found a group of keys, must be a whole number from 1 to 16',
    ],
    ['sensor.bitDepth', 'found no =, must be path=value, such as sensor.bitDepth=3'],
    ['=3', "found the path '', must be key names joined by dots, such as sensor.bitDepth"],
    [
      '__proto__.x=1',
      "found the path '__proto__.x', must be key names joined by dots, such as sensor.bitDepth",
    ],
    ['sensor.gain=[1,', "found the value '[1,', must be a YAML value: Flow sequence"],
    ['sensor.gain={a: 1}', "found the value '{a: 1}', must be one value or a list of values"],
    ['sensor.gain=*a', "found the value '*a', must be one value or a list of values"],
    ['sweep.sensor.gain=[1]', 'found a path in sweep, must be the swept key itself'],
    ['seed=[1,2]', 'seed: found an axis over seed, must be repeats: N to train with several seeds'],
  ])('is refused: %s', (override, fault) => {
    const [found, ...more] = faultsOf(smallest, [override]);
    expect(found).toContain(`override '${override}': ${fault}`);
    expect(more).toEqual([]);
  });

  it('of a section is refused, with the keys of the section', () => {
    expect(faultsOf(smallest, ['training=3'])).toEqual([
      expect.stringMatching(
        /^override 'training=3': training: found 3, must be a group of keys \(epochs, batch/,
      ),
    ]);
    expect(faultsOf(smallest, ['sensor=3'])).toEqual([
      "override 'sensor=3': sensor: found 3, must be a list of layers, each a group of keys such as { layer: exposure }",
    ]);
  });

  it('must be given once', () => {
    expect(faultsOf(smallest, ['sensor.gain=1', 'sensor.gain=2'])).toEqual([
      "override 'sensor.gain=2': found 'sensor.gain=1' too, a key must be overridden once",
    ]);
    expect(faultsOf(smallest, ['sensor.gain=1', 'sensor.quantizer.gain=2'])).toEqual([
      "override 'sensor.quantizer.gain=2': found 'sensor.gain=1' too, a key must be overridden once",
    ]);
  });
});
