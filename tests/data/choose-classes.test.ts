import { describe, expect, it } from 'vitest';
import { chooseClasses } from '../../src/data/choose-classes.js';
import type { DataError } from '../../src/data/data-error.js';
import { fingerprintDataset, loadDataset } from '../../src/data/load.js';
import { faultOf, flatPng, temporaryFolder } from './files.js';

const cells = {
  source: 'procedural',
  kind: 'point-emitters',
  images: 60,
  heightPixels: 16,
  widthPixels: 16,
} as const;
const digits = await loadDataset({ source: 'mnist' });

describe('chooseClasses', () => {
  it('keeps the samples of these classes alone, pixels and names with them, labels in the order asked for', () => {
    const chosen = chooseClasses(digits, [7, 3]);
    expect(chosen.classNames).toEqual(['7', '3']);
    const rows = [...digits.labels.keys()].filter(row => [3, 7].includes(digits.labels[row]!));
    expect(chosen.labels).toHaveLength(rows.length);
    for (const [place, row] of [0, 1, 999, rows.length - 1].map(at => [at, rows[at]!] as const)) {
      expect(chosen.labels[place]).toBe(digits.labels[row] === 7 ? 0 : 1);
      expect(chosen.sources[place]).toBe(digits.sources[row]);
      expect(chosen.isPublishedTest![place]).toBe(digits.isPublishedTest![row]);
      const image = (of: typeof digits, index: number) => of.pixels.slice(784 * index, 784 * (index + 1));
      expect(image(chosen, place)).toEqual(image(digits, row));
    }
  });

  it('draws the scenes of these classes where scenes are drawn', async () => {
    const options = { ...cells, classBy: 'count', mostEmitters: 3, seed: 1 } as unknown as Parameters<
      typeof loadDataset
    >[0];
    const all = await loadDataset(options);
    const chosen = chooseClasses(all, [...all.classNames].slice(1));
    const row = all.sources.indexOf(chosen.sources[5]!);
    expect(chosen.draw!(5)).toEqual(all.draw!(row));
    expect(chosen.labels[5]! + 1).toBe(all.labels[row]);
  });

  it('has a fingerprint of its own for each choice and order, the same when nothing is decoded', async () => {
    const prints = [
      [7, 3],
      [3, 7],
      [3, 8],
    ].map(classes => chooseClasses(digits, classes).fingerprint);
    expect(new Set([...prints, digits.fingerprint]).size).toBe(4);
    expect(await fingerprintDataset({ source: 'mnist', classes: ['7', '3'] })).toBe(prints[0]);
  });

  it('names what is no class of the set', () => {
    expect(() => chooseClasses(digits, ['1', 'cat'])).toThrow(
      expect.objectContaining<Partial<DataError>>({
        message: `data.classes: found cat, must be classes of ${digits.name}: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9`,
      }),
    );
  });

  it('is checked with the fingerprint, which a sweep asks for before its first trial', async () => {
    const files = ['red/1.png', 'green/1.png', 'blue/1.png'];
    const image = await flatPng(1, 1, [1, 2, 3]);
    const path = temporaryFolder(Object.fromEntries(files.map(file => [file, image])));
    const options = { source: 'folder', path, color: 'rgb', resize: { mode: 'none' } } as const;
    const classes = ['red', 'blue'];
    const { fingerprint } = await loadDataset({ ...options, classes });
    expect(await fingerprintDataset({ ...options, classes })).toBe(fingerprint);
    const wrong = { ...options, classes: ['red', 'bleu'] };
    const fault = await faultOf(loadDataset(wrong));
    expect(fault).toMatch(/data\.classes: found bleu, must be classes of .*: blue, green, red$/);
    expect(await faultOf(fingerprintDataset(wrong))).toBe(fault);
  });
});
