import { describe, expect, it } from 'vitest';
import { faultsOf } from './resolve.js';

const masks = (more = '') =>
  `name: a\ntask: segment\ndata: { source: masks, path: x${more} }\nnetwork: { type: unet }\n`;

describe('a task', () => {
  it.each([
    ['segment', 'mnist', 'masks come with data.source masks and with procedural cells only'],
    ['locate', 'mnist', 'positions come with data.source boxes, with procedural position'],
    ['classify', 'masks, path: x', 'another one with data.source masks, whose images have no classes'],
    [
      'classify',
      'boxes, path: x, objectLabel: b',
      'another one with data.source boxes, whose images have no',
    ],
    [
      'locate',
      'procedural, kind: position, isRolled: true',
      'another one with data.isRolled or data.stackedScenes',
    ],
  ])('%s needs data that can bear it, not %s', (task, source, fault) => {
    const network = task === 'segment' ? 'unet' : 'linear';
    const text = `name: a\ntask: ${task}\ndata: { source: ${source} }\nnetwork: { type: ${network} }\n`;
    expect(faultsOf(text)).toEqual([expect.stringContaining(fault)]);
  });

  it.each([
    ['segment', 'procedural, kind: cells', 'unet'],
    ['locate', 'procedural, kind: position', 'linear'],
    ['locate', 'procedural, kind: point-emitters, classBy: quadrant', 'linear'],
    ['locate', 'boxes, path: x, objectLabel: WBC', 'basic-cnn'],
  ])('%s is valid with %s and the network %s', (task, source, network) => {
    const text = `name: a\ntask: ${task}\ndata: { source: ${source} }\nnetwork: { type: ${network} }\n`;
    expect(faultsOf(text)).toEqual([]);
  });

  it('needs a network that answers it', () => {
    const text = 'name: a\ntask: segment\ndata: { source: masks, path: x }\n';
    expect(faultsOf(text)).toEqual([
      expect.stringMatching(/network\.type: found .*unet.* with task segment/),
    ]);
  });
});

describe('masks', () => {
  it('have as many names as codes, all different', () => {
    expect(faultsOf(masks())).toEqual([]);
    expect(faultsOf(masks(', maskValues: [0, 1, 2]'))).toEqual([
      expect.stringContaining('must be 3 names, one for each of data.maskValues'),
    ]);
    expect(faultsOf(masks(', maskValues: [7, 7]'))).toEqual([
      expect.stringContaining('must be different codes'),
    ]);
    expect(faultsOf(masks(', maskNames: [a, a]'))).toEqual([
      expect.stringContaining('must be different names'),
    ]);
    expect(faultsOf(masks(', maskFiles: per-object, maskValues: [0, 1, 2], maskNames: [a, b, c]'))).toEqual([
      expect.stringContaining('must be 2 names with data.maskFiles per-object'),
    ]);
  });

  it('of a pattern without a group are refused', () => {
    expect(faultsOf(masks(', groupPattern: "a.*"'))).toEqual([expect.stringContaining('data.groupPattern')]);
  });
});

describe('stacked scenes', () => {
  it.each(['cifar10, path: x', 'procedural, kind: cells'])(
    'of %s, which have three channels, are refused',
    source => {
      expect(faultsOf(`name: a\ndata: { source: ${source}, stackedScenes: 2 }\n`)).toEqual([
        expect.stringContaining('data.stackedScenes: found 2, must be 1 for images of 3 channels'),
      ]);
    },
  );
});
