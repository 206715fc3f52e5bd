import { describe, expect, it } from 'vitest';
import { isAugmented } from '../../../src/data/augmentation/options.js';
import { faultsOf, resolveText, smallest } from './resolve.js';

const faults = (...keys: string[]) =>
  faultsOf(
    smallest,
    keys.map(key => `training.augmentation.${key}`),
  ).map(line => line.replace(/^.*?': /, ''));

describe('augmentation in a config', () => {
  it('is none by default', () => {
    expect(isAugmented(resolveText(smallest).base.training.augmentation)).toBe(false);
  });

  it('may be all that goes together', () => {
    expect(
      faults('horizontalFlip=true', 'quarterTurns=true', 'shiftPixels=2', 'zoomMin=0.9', 'mixupAlpha=0.2'),
    ).toEqual([]);
  });

  it.each([
    [['rotationDegrees=181'], 'rotationDegrees: found 181, must be a number from 0 to 180'],
    [['shiftPixels=1.5'], 'shiftPixels: found 1.5, must be a whole number from 0 to 4096'],
    [['cropFractionMin=0'], 'cropFractionMin: found 0, must be a number from 0.1 to 1'],
    [['boundary=wrap'], 'boundary: found "wrap", must be zero, circular, reflect, symmetric or replicate'],
    [['horizontalflip=true'], "did you mean 'training.augmentation.horizontalFlip'?"],
    [
      ['shiftPixels=2', 'shiftFraction=0.1'],
      'training.augmentation.shiftFraction: found 0.1, must be 0, as shiftPixels is 2: a shift has one unit',
    ],
    [['zoomMin=2'], 'training.augmentation.zoomMin: found 2, must be at most zoomMax, which is 1'],
    [['zoomMax=0.9'], 'training.augmentation.zoomMin: found 1, must be at most zoomMax, which is 0.9'],
  ])('is refused: %j', (keys, fault) => {
    expect(faults(...keys)).toEqual([expect.stringContaining(fault)]);
  });

  it.each([
    ['reconstruct', 'mnist', 'tied'],
    ['segment', 'procedural, kind: cells', 'unet'],
    ['locate', 'procedural, kind: position', 'linear'],
  ])('blends no scenes with task %s', (task, source, network) => {
    const text = `name: a\ntask: ${task}\ndata: { source: ${source} }\nnetwork: { type: ${network} }\n`;
    expect(faultsOf(`${text}training: { augmentation: { mixupAlpha: 0.2 } }\n`)).toEqual([
      expect.stringContaining(
        `training.augmentation.mixupAlpha: found 0.2, must be 0 with task ${task}: only classes can be blended, as a share of each`,
      ),
    ]);
  });

  it('blends no scenes where a further head is asked for more than classes', () => {
    const text =
      'name: a\ndata: { source: procedural, kind: cells }\nnetwork: { type: unet }\nheads: [{ task: segment }]\n';
    expect(faultsOf(`${text}training: { augmentation: { mixupAlpha: 0.2 } }\n`)).toEqual([
      expect.stringContaining('mixupAlpha: found 0.2, must be 0 with several heads'),
    ]);
    expect(faultsOf(`${text}training: { augmentation: { verticalFlip: true } }\n`)).toEqual([]);
  });

  it('blends no scene where a batch has no other one', () => {
    expect(faultsOf(smallest, ['training.augmentation.mixupAlpha=0.2', 'training.batchSize=1'])).toEqual([
      expect.stringContaining(
        'mixupAlpha: found 0.2, must be 0 with training.batchSize 1: a scene is blended',
      ),
    ]);
  });

  it('turns no scenes by quarters that are known not to be square', () => {
    const text = 'name: a\ndata: { source: csv, path: x, heightPixels: 20, widthPixels: 30 }\n';
    expect(faultsOf(`${text}training: { augmentation: { quarterTurns: true } }\n`)).toEqual([
      expect.stringContaining(
        'quarterTurns: found true, must be false for scenes of 20 x 30 pixels, which are not square',
      ),
    ]);
  });
});
