import { expect, test } from 'vitest';
import { scoreKinds } from '../../src/analysis/score-kind.js';
import { counted, durationText, intervalText, scoreText, valueText } from '../../src/report/number-text.js';

test('A score has its interval where there is one, and its unit stays on the line', () => {
  expect(scoreText(scoreKinds.classify, { mean: 0.97849, halfWidth: 0.0031 })).toBe('97.8 ± 0.3\u202f%');
  expect(scoreText(scoreKinds.classify, { mean: 1, halfWidth: null })).toBe('100.0\u202f%');
  expect(scoreText(scoreKinds.reconstruct, { mean: 24.3152, halfWidth: 0.0213 })).toBe(
    '24.32 ± 0.02\u202fdB',
  );
});

test('A mean has as many decimals as its interval has two digits', () => {
  expect(intervalText({ mean: 3.11962, halfWidth: 0.2443 })).toBe('3.12 ± 0.24');
  expect(intervalText({ mean: 1234.5, halfWidth: 56.7 })).toBe('1235 ± 57');
  expect(intervalText({ mean: 3.11962, halfWidth: null })).toBe('3.12');
  expect(intervalText({ mean: 3.11962, halfWidth: 0 })).toBe('3.12');
});

test.each([
  [550.0000000000001, '550'],
  [10_000, '10,000'],
  [3.45, '3.45'],
  [5.5e-7, '5.5e-7'],
  [2e9, '2e9'],
  [0, '0'],
  [NaN, 'NaN'],
  [true, 'yes'],
  ['text', 'text'],
  [[16, 32], '16, 32'],
  [null, 'null'],
])('The value %s reads %s', (value, text) => expect(valueText(value)).toBe(text));

test('A count has its noun in the right number', () => {
  expect([counted(1, 'trial'), counted(60_000, 'image')]).toEqual(['1 trial', '60,000 images']);
});

test('A duration has two units at most', () => {
  expect([durationText(41.7), durationText(185), durationText(7800)]).toEqual([
    '42 s',
    '3 min 5 s',
    '2 h 10 min',
  ]);
});
