import { expect, test } from 'vitest';
import { dataSection } from '../../src/report/data-section.js';
import type { Evidence } from '../../src/report/evidence.js';

/** The section of a sweep of which no trial has finished. */
function sectionOf(data: object, task = 'classify'): string {
  const config = { task, data: { source: 'mnist', ...data } };
  const evidence = { sweep: { plan: { config } }, results: [], test: null } as unknown as Evidence;
  return String(dataSection(evidence)).replace(/\s+/g, ' ');
}

test('A cross-validation says which images are tested', () => {
  const split = { seed: 1, folds: 5, validationFraction: 0.15 };
  expect(sectionOf({ split })).toContain('stratified by class: each image is tested once, by a network');
  const one = sectionOf({ split: { ...split, fold: 3 } });
  expect(one).toContain('5-fold cross-validation, the images of one original together, stratified by class:');
  expect(one).toContain('only fold 3 is tested here');
  expect(one).not.toContain('each image is tested once');
  expect(sectionOf({ split: { seed: 1 } })).toContain('The split into training, validation and test');
});

test.each([
  ['classify', 'the label is that of the first.'],
  ['multi-label', 'the answer is the set of the labels of all.'],
])('Of stacked scenes, task %s says which label counts', (task, text) => {
  expect(sectionOf({ stackedScenes: 2, split: { seed: 1 } }, task)).toContain(
    `that are always the same; ${text}`,
  );
});
