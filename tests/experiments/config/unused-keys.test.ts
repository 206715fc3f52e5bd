import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { faultsOf, resolveText, smallest } from './resolve.js';

const alone = (text: string) => faultsOf(smallest + text);
const emitters = 'name: a\ndata: { source: procedural, kind: point-emitters, images: 40 ';

describe('a key that changes nothing', () => {
  it.each([
    [
      'training: { learningRateSchedule: cosine, schedule: { milestones: [0.5] } }',
      '3:55: training.schedule.milestones: found [0.5], must be left out, as it has no effect without training.learningRateSchedule steps',
    ],
    ['training: { schedule: { lastFactor: 0.1 } }', 'without training.learningRateSchedule cosine'],
    [
      'training: { schedule: { decayFactor: 0.5 } }',
      'without training.learningRateSchedule steps or plateau',
    ],
    ['training: { schedule: { plateauPatience: 2 } }', 'without training.learningRateSchedule plateau'],
    ['training: { physicalLearningRate: 0.1 }', 'without a layer of optics or sensor with mode learned'],
    ['training: { turns: alternating }', 'without a layer of optics or sensor with mode learned'],
    ['training: { turnEpochs: 2 }', 'without training.turns alternating'],
    ['training: { unfreezeAfterEpochs: 2 }', 'without names in training.frozen'],
    [
      'training: { epochs: 3, frozen: [conv1], unfreezeAfterEpochs: 3 }',
      'found 3, must be left out, as it has no effect without more training.epochs',
    ],
    [
      'training: { optimizer: { type: sgd, momentum: 0, isNesterov: true } }',
      'without a training.optimizer.momentum',
    ],
    ['training: { augmentation: { boundary: zero, noiseFraction: 0.1 } }', 'without a rotation, shift'],
    ['analysis: { hitRadiusPixels: 4 }', 'without task locate'],
    ['task: reconstruct\nnetwork: { type: unet }\nanalysis: { topClasses: 2 }', 'without task classify'],
    ['task: reconstruct\nnetwork: { type: unet, toneMu: 10 }', 'without network.tone mu-law'],
  ])('is refused: %s', (text, fault) => {
    expect(alone(text)).toEqual([expect.stringContaining(fault)]);
  });

  it.each([
    [', split: { testFraction: 0.2, folds: 5 } }', 'data.split.testFraction: found 0.2, must be left out'],
    [', classBy: quadrant, mostEmitters: 3 }', 'without data.classBy count'],
  ])('is refused in data: %s', (text, fault) => {
    expect(faultsOf(emitters + text)).toEqual([expect.stringContaining(fault)]);
  });

  it('is refused where it is an axis, or set by a variant, or by the command line', () => {
    expect(alone('sweep: { training.turnEpochs: [1, 2] }')).toEqual([
      expect.stringContaining('3:10: training.turnEpochs: found [1,2], must be left out'),
    ]);
    expect(alone('variants: { a: {}, b: { training.turnEpochs: 2 } }')).toEqual([
      expect.stringContaining('3:25: training.turnEpochs: found 2, must be left out'),
    ]);
    expect(faultsOf(smallest, ['training.turnEpochs=2'])).toEqual([
      expect.stringContaining("override 'training.turnEpochs=2': training.turnEpochs: found 2"),
    ]);
  });

  it('is none where one combination uses it', () => {
    const rate = 'training: { physicalLearningRate: 0.1 }\n';
    expect(alone(`${rate}variants: { a: {}, b: { sensor.quantizer.mode: learned } }`)).toEqual([]);
    expect(alone(`${rate}sweep: { sensor.exposure.mode: [fixed, learned] }`)).toEqual([]);
  });

  it('is none where overrides, or one trial of several, leave the file less to do', () => {
    const text = `${smallest}training: { learningRateSchedule: steps, schedule: { milestones: [0.5] } }\n`;
    expect(faultsOf(text, ['training.learningRateSchedule=constant'])).toEqual([]);
    const swept = `${smallest}training: { turnEpochs: 2 }\nsweep: { sensor.exposure.mode: [fixed, learned], training.turns: [joint, alternating] }`;
    expect(faultsOf(swept, [], true)).toEqual([]);
  });

  it('is none in the record of a trial, which has every key, or those of an earlier version', () => {
    const { base } = resolveText(smallest);
    expect(faultsOf(stringify(base))).toEqual([]);
    const { topClasses, specificity, ...analysis } = base.analysis;
    expect([topClasses, specificity]).toEqual([3, 0.95]);
    expect(faultsOf(stringify({ ...base, analysis }))).toEqual([]);
  });
});
