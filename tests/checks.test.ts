import { beforeAll, describe, expect, test } from 'vitest';
import * as tf from '@tensorflow/tfjs';
import type { PhysicsCheck } from '../src/engine/physics-check.js';
import { startEngine } from '../src/engine/start.js';
import { physicsChecks, runCheck } from '../src/experiments/checks.js';

beforeAll(() => startEngine());

test.each(physicsChecks.map(check => [check.id, check.title, check] as const))('%s: %s', (_, __, check) => {
  const { found, isHeld, error } = runCheck(check);
  const { expected, tolerance } = check;
  expect({ isHeld, found, expected, tolerance, error }).toMatchObject({ isHeld: true, error: undefined });
});

test('no check stands twice, and each allows less than what it looks for', () => {
  const names = physicsChecks.map(({ id, title }) => `${id}: ${title}`);
  expect(names.filter((name, index) => names.indexOf(name) < index)).toEqual([]);
  const loose = physicsChecks.filter(
    ({ expected, tolerance }) => expected !== 0 && tolerance >= Math.abs(expected),
  );
  expect(loose.map(({ id, title }) => `${id}: ${title}`)).toEqual([]);
});

describe('runCheck', () => {
  const check: PhysicsCheck = {
    id: 'X1',
    title: 'one',
    formula: '1',
    unit: '',
    expected: 1,
    tolerance: 0.1,
    measure: () => tf.scalar(1.05).dataSync()[0]!,
  };

  test('says whether a number is within its tolerance, and leaves no tensor behind', () => {
    const before = tf.memory().numTensors;
    expect(runCheck(check)).toMatchObject({ isHeld: true });
    expect(runCheck({ ...check, expected: 1.2 })).toMatchObject({ isHeld: false });
    expect(runCheck({ ...check, measure: () => NaN })).toMatchObject({ isHeld: false, found: NaN });
    expect(tf.memory().numTensors).toBe(before);
  });

  test('reports a check that throws instead of ending there', () => {
    const measure = () => {
      throw new RangeError('psf: size is 0');
    };
    expect(runCheck({ ...check, measure })).toMatchObject({
      found: null,
      isHeld: false,
      error: 'psf: size is 0',
    });
  });
});
