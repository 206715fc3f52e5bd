import { expect, it } from 'vitest';
import { exposureOfView, exposures } from '../../src/experiments/exposures.js';
import { viewSets } from '../../src/experiments/trained/views.js';

it('No two exposures share their noise: those of training, of what is fitted, judged or solved for, and of views', () => {
  const views = viewSets.flips.map((_, view) => exposureOfView(view));
  expect(views[0]).toBe(exposures.test);
  const all = [...Object.values(exposures), ...views.slice(1)];
  expect(new Set(all).size).toBe(all.length);
  expect(Math.max(...all)).toBeLessThan(0);
});
