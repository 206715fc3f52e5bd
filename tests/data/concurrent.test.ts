import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { forEachConcurrently } from '../../src/data/concurrent.js';

it('runs every task once, in order of start, at most so many at a time', async () => {
  const started: number[] = [];
  let [running, most] = [0, 0];
  await forEachConcurrently(7, 3, async index => {
    started.push(index);
    most = Math.max(most, ++running);
    await setTimeout(7 - index);
    running--;
  });
  expect(started).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(most).toBe(3);
});

it('ends with the fault of the lowest task, though a later one fails first', async () => {
  const started: number[] = [];
  const work = forEachConcurrently(20, 4, async index => {
    started.push(index);
    await setTimeout(index === 1 ? 20 : 1);
    if (index === 1 || index === 3) throw new Error(`task ${index}`);
  });
  await expect(work).rejects.toThrow('task 1');
  expect(started.length).toBeLessThan(20);
});

it('has nothing to do for no tasks', async () => {
  await expect(forEachConcurrently(0, 4, () => Promise.reject(new Error('ran')))).resolves.toBeUndefined();
});
