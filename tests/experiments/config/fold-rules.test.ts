import { describe, expect, it } from 'vitest';
import { planSweep } from '../../../src/experiments/plan.js';
import { faultsOf, resolveText } from './resolve.js';

const base = 'name: a\ndata: { source: procedural, kind: textures, images: 40, split: { folds: 3 } }\n';

describe('folds in a config', () => {
  it('are trials of their own, each combination with the first seed fold by fold, then with the next', async () => {
    const loaded = resolveText(`${base}repeats: 2\nseed: 7\nsweep: { sensor.bitDepth: [1, 8] }`);
    const { trials, record } = await planSweep(loaded);
    expect(trials.map(({ seed, fold, axes }) => [seed, fold, axes['sensor.bitDepth']])).toEqual(
      [7, 8].flatMap(seed => [1, 2, 3].flatMap(fold => [1, 8].map(bits => [seed, fold, bits]))),
    );
    expect(trials.map(({ config }) => config.data.split.fold)).toEqual(trials.map(({ fold }) => fold));
    expect(new Set(trials.map(({ id }) => id)).size).toBe(12);
    expect(record.folds).toBe(3);
    expect(record.trials[2]).toMatchObject({ repeat: 0, fold: 2, seed: 7 });
    expect(record.config).toEqual(loaded.base);
  });

  it('give one trial where one is asked for or named, with the id that it has among all', async () => {
    const all = await planSweep(resolveText(base));
    const first = await planSweep(resolveText(base, [], true));
    const third = await planSweep(resolveText(base, ['data.split.fold=3']));
    expect(first.trials.map(({ id }) => id)).toEqual([all.trials[0]!.id]);
    expect(third.trials.map(({ id }) => id)).toEqual([all.trials[2]!.id]);
    expect(resolveText(base, [], true).droppedAxes).toEqual([{ path: 'data.split.fold', value: 1 }]);
  });

  it('leave plans without them as they were', async () => {
    const { trials, record } = await planSweep(resolveText(base.replace(', split: { folds: 3 }', '')));
    expect(trials[0]).not.toHaveProperty('fold');
    expect(record).not.toHaveProperty('folds');
  });

  it.each([
    [
      `${base}sweep: { data.split.folds: [2, 3] }`,
      'found an axis over data.split.folds, must be one number for the whole sweep',
    ],
    [
      `${base}sweep: { data.split.fold: [2, 3] }`,
      'found an axis over data.split.fold, must be data.split.folds: N alone, which tests each fold in turn',
    ],
    [
      base.replace('folds: 3', 'fold: 3'),
      'data.split.fold: found 3, must be left out without data.split.folds',
    ],
    [base.replace('folds: 3', 'folds: 3, fold: 4'), 'data.split.fold: found 4, must be 1 to 3, the folds'],
    [
      base.replace('folds: 3', 'folds: 3, validationFraction: 0.7'),
      'data.split.validationFraction: found 0.7, must be below 0.666667, so that with 3 folds images are left to train',
    ],
    [
      'name: a\ndata: { source: mnist, split: { folds: 5 } }\n',
      'data.split.folds: found 5, must be left out with data.source mnist, as the set has a test part of its own, which alone is tested',
    ],
  ])('are refused: %s', (text, message) => expect(faultsOf(text).join()).toContain(message));
});
