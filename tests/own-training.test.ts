import { expect, it } from 'vitest';
import { ownTraining } from '../examples/own-training.js';

it("A script of one's own loads, splits, augments, trains and judges with what the package exports", async () => {
  const accuracy = await ownTraining({ images: 160, epochs: 6, seed: 1 });
  // Four classes: chance is 0.25.
  expect(accuracy).toBeGreaterThan(0.7);
});
