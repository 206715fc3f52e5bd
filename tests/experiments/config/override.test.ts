import { describe, expect, it } from 'vitest';
import { faultsOf, resolveText, smallest } from './resolve.js';

const sweepText = `${smallest}sweep:\n  sensor.bitDepth: [1, 8]\n  sensor.gain: [1, 2]\n`;

describe('an override', () => {
  it('sets one value', () => {
    expect(resolveText(smallest, ['sensor.bitDepth=3']).base.sensor.bitDepth).toBe(3);
  });

  it('of a swept key replaces its axis', () => {
    const { axes, points } = resolveText(sweepText, ['sensor.bitDepth=3']);
    expect(axes).toEqual([{ path: 'sensor.gain', values: [1, 2] }]);
    expect(points.map(({ config }) => config.sensor.bitDepth)).toEqual([3, 3]);
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
    ['sensor.bitDepth=17', 'sensor.bitDepth: found 17, must be a whole number from 1 to 16'],
    ['sensor.bitDepth=[4,17]', 'sensor.bitDepth: found 17, must be a whole number from 1 to 16'],
    ['sensor.bitDept=3', "sensor.bitDept: found an unknown key, did you mean 'sensor.bitDepth'?"],
    ['bitDepth=3', "bitDepth: found an unknown key, did you mean 'sensor.bitDepth'?"],
    ['sensor.bitDepth.x=3', 'sensor.bitDepth: found a group of keys, must be a whole number from 1 to 16'],
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
    expect(faultsOf(sweepText, ['sensor=3'])).toEqual([
      expect.stringMatching(
        /^override 'sensor=3': sensor: found 3, must be a group of keys \(exposure, photons/,
      ),
    ]);
  });

  it('must be given once', () => {
    expect(faultsOf(smallest, ['sensor.gain=1', 'sensor.gain=2'])).toEqual([
      "override 'sensor.gain=2': found 'sensor.gain=1' too, a key must be overridden once",
    ]);
  });
});
