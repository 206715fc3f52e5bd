import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { startEngine } from '../../src/engine/start.js';
import { opticsChecks } from '../../src/optics/checks/all.js';

beforeAll(async () => {
  await startEngine({ threads: 1 });
});
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

test.each(opticsChecks.map(check => [check.id, check.title, check] as const))(
  '%s: %s',
  (_id, _title, { measure, expected, tolerance }) => {
    expect(Math.abs(measure() - expected)).toBeLessThanOrEqual(tolerance);
  },
);

test('no check stands twice', () => {
  const names = opticsChecks.map(({ id, title }) => `${id}: ${title}`);
  expect(new Set(names).size).toBe(names.length);
});
