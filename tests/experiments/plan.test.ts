import { describe, expect, it } from 'vitest';
import { planSweep, trialId } from '../../src/experiments/plan.js';
import { resolveText, smallest } from './config/resolve.js';

const { base } = resolveText(smallest);

describe('the id of a trial', () => {
  const id = trialId(base, 'data', 'code');

  it('is twelve hex digits', () => expect(id).toMatch(/^[0-9a-f]{12}$/));

  it.each([
    ['the seed', trialId({ ...base, seed: 2 }, 'data', 'code')],
    ['a layer of the camera', trialId({ ...base, sensor: base.sensor.slice(1) }, 'data', 'code')],
    ['the split', trialId({ ...base, data: { ...base.data, trainImages: 10 } }, 'data', 'code')],
    ['the data', trialId(base, 'other', 'code')],
    ['the code', trialId(base, 'data', 'other')],
    ['the weights it starts from', trialId(base, 'data', 'code', 'weights')],
  ])('changes with %s', (_, other) => expect(other).not.toBe(id));

  it('does not depend on the name of the experiment, nor on the order of keys', () => {
    const reversed = Object.fromEntries(Object.entries(base).reverse()) as typeof base;
    expect(trialId({ ...reversed, name: 'other' }, 'data', 'code')).toBe(id);
  });

  it('does not depend on where data and saved weights are', () => {
    const at = (path: string): string =>
      trialId(resolveText(`name: a\ndata: { source: folder, path: ${path} }`).base, 'data', 'code');
    expect(at('/here')).toBe(at('/there'));
    const training = { ...base.training, startPath: '/here' };
    expect(trialId({ ...base, training }, 'data', 'code')).toBe(id);
  });
});

describe('a plan', () => {
  it('has every combination with the first seed, then every combination with the next', async () => {
    const loaded = resolveText(`${smallest}seed: 5\nrepeats: 2\nsweep: { sensor.bitDepth: [1, 8] }`);
    const { trials, record } = await planSweep(loaded);
    expect(trials.map(({ seed, repeat, axes }) => [seed, repeat, axes['sensor.bitDepth']])).toEqual([
      [5, 0, 1],
      [5, 0, 8],
      [6, 1, 1],
      [6, 1, 8],
    ]);
    expect(trials.map(({ config }) => config.seed)).toEqual([5, 5, 6, 6]);
    expect(new Set(record.trials.map(({ id }) => id)).size).toBe(4);
    expect(record.config).toEqual(loaded.base);
  });

  it('gives a trial the same id in every sweep that holds it', async () => {
    const one = await planSweep(resolveText(`${smallest}sweep: { sensor.bitDepth: [1, 8] }`));
    const other = await planSweep(resolveText(`${smallest}sweep: { sensor.bitDepth: [8] }`));
    expect(other.trials[0]!.id).toBe(one.trials[1]!.id);
  });
});
