import { describe, expect, test } from 'vitest';
import type { TrialResult } from '../../src/analysis/trial-result-record.js';
import { mergeMethods, mergeTexts } from '../../src/report/methods.js';

describe('Texts of several trials', () => {
  test('become one where only their numbers differ', () => {
    expect(mergeTexts(['received 5000 photons.', 'received 200 photons.', 'received 5000 photons.'])).toEqual(
      ['received 200 or 5000 photons.'],
    );
  });

  test('list numbers by size, negative, decimal and grouped ones too', () => {
    expect(mergeTexts(['at 1,000 and -2', 'at 20 and 0.5', 'at 3.5 and 0.5'])).toEqual([
      'at 3.5, 20 or 1,000 and -2 or 0.5',
    ]);
  });

  test('give a range where many numbers differ', () => {
    const texts = Array.from({ length: 9 }, (_, i) => `f/${(4 + i / 10).toFixed(2)} (learned)`);
    expect(mergeTexts(texts)).toEqual(['f/4.00 to 4.80 (learned)']);
  });

  test('drop the zeros of some numbers where the others have no decimals', () => {
    expect(mergeTexts(['200.0 photons', '5000 photons'])).toEqual(['200 or 5000 photons']);
    expect(mergeTexts(['f/4.00', 'f/5.60'])).toEqual(['f/4.00 or 5.60']);
  });

  test('stay apart where their words differ', () => {
    expect(mergeTexts(['compared, giving 1 bit', 'converted to 2 bits', 'converted to 4 bits'])).toEqual([
      'compared, giving 1 bit',
      'converted to 2 or 4 bits',
    ]);
  });

  test('keep digits that are part of a word or a DOI', () => {
    expect(mergeTexts(['layer1 at 2', 'layer2 at 2'])).toHaveLength(2);
  });
});

test('Layers come in the order of the chain with all their values, sources once, and how many trials have them', () => {
  const method = (title: string, value: number): TrialResult['methods'][number] => ({
    title,
    text: `${title} of ${value}.`,
    parameters: [{ name: 'readNoise', value, unit: 'electrons' }],
    source: 'A, doi:10.1/x',
  });
  const results = [
    { methods: [method('Exposure', 1), method('Noise', 3)] },
    { methods: [method('Noise', 5)] },
  ];
  expect(mergeMethods(results as unknown as TrialResult[])).toEqual([
    {
      title: 'Exposure',
      texts: ['Exposure of 1.'],
      sources: ['A, doi:10.1/x'],
      parameters: [{ name: 'readNoise', unit: 'electrons', values: '1' }],
      trials: 1,
    },
    {
      title: 'Noise',
      texts: ['Noise of 3 or 5.'],
      sources: ['A, doi:10.1/x'],
      parameters: [{ name: 'readNoise', unit: 'electrons', values: '3, 5' }],
      trials: 2,
    },
  ]);
});
