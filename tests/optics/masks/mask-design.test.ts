import * as tf from '@tensorflow/tfjs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { compileStep } from '../../../src/engine/compile.js';
import { onFallback } from '../../../src/engine/fallback.js';
import { startEngine } from '../../../src/engine/start.js';
import {
  MaskDesign,
  openLargest,
  startLogits,
  type DesignRules,
} from '../../../src/optics/masks/mask-design.js';

const rules: DesignRules = { constraint: 'annealed', sharpnessMax: 8, openFraction: 0.5, budgetWeight: 0 };
const numbers = [-2, -0.1, 0.2, 3, 1, -1];
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const fallbacks: string[] = [];

beforeAll(async () => {
  await startEngine({ threads: 1 });
  onFallback(name => fallbacks.push(name));
});
afterAll(() => onFallback(null));
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

const logits = () => tf.tensor2d(numbers, [2, 3]);
const values = (tensor: tf.Tensor) => [...tensor.dataSync<'float32'>()];

function expectClose(found: readonly number[], expected: readonly number[]): void {
  expect(found).toHaveLength(expected.length);
  found.forEach((value, index) => expect(value).toBeCloseTo(expected[index]!, 5));
}

describe('MaskDesign', () => {
  it('becomes steeper with training: T = σ(β^progress l)', () => {
    const design = new MaskDesign(rules);
    for (const progress of [0, 0.5, 1]) {
      design.anneal(progress);
      expectClose(
        values(design.transmission(logits())),
        numbers.map(l => sigmoid(8 ** progress * l)),
      );
    }
  });

  it('is open or closed when hardened, and soft again afterwards', () => {
    const design = new MaskDesign(rules);
    design.harden(true);
    expect(values(design.transmission(logits()))).toEqual([0, 0, 1, 1, 1, 0]);
    design.harden(false);
    expectClose(values(design.transmission(logits())), numbers.map(sigmoid));
  });

  it('keeps to its budget when hardened: the largest k elements of each mask', () => {
    const design = new MaskDesign({ ...rules, openFraction: 1 / 3, budgetWeight: 1 });
    design.harden(true);
    expect(values(design.transmission(logits()))).toEqual([0, 0, 1, 1, 0, 0]);
  });

  it('stays grey when hardened where grey can be built', () => {
    const design = new MaskDesign({ ...rules, constraint: 'grey' });
    design.anneal(1);
    design.harden(true);
    expectClose(values(design.transmission(logits())), numbers.map(sigmoid));
  });

  it('is binary throughout with a straight-through gradient, that of the sigmoid', () => {
    const design = new MaskDesign({ ...rules, constraint: 'straight-through' });
    expect(values(design.transmission(logits()))).toEqual([0, 0, 1, 1, 1, 0]);
    const factors = tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3]);
    const gradient = tf.grad(l =>
      design
        .transmission(l as tf.Tensor2D)
        .mul(factors)
        .sum(),
    )(logits());
    expectClose(
      values(gradient),
      numbers.map((l, index) => (index + 1) * sigmoid(l) * (1 - sigmoid(l))),
    );
  });

  it('asks a price for light above the budget alone', () => {
    const design = new MaskDesign({ ...rules, budgetWeight: 5, openFraction: 0.6 });
    const [first, second] = [numbers.slice(0, 3), numbers.slice(3)].map(
      row => row.map(sigmoid).reduce((a, b) => a + b) / 3,
    );
    expect(first).toBeLessThan(0.6);
    expect(design.penalty(logits()).dataSync()[0]).toBeCloseTo((5 * (second! - 0.6) ** 2) / 2, 6);
  });

  it('starts at the pattern, away from 0 and 1', () => {
    const design = new MaskDesign(rules);
    const start = tf.tensor2d(startLogits(Float32Array.of(0, 0.5, 1)), [1, 3]);
    expectClose(values(design.transmission(start)), [0.1, 0.5, 0.9]);
  });

  it('anneals and hardens within one compiled step, without leaving the graph', () => {
    const design = new MaskDesign({ ...rules, openFraction: 1 / 3, budgetWeight: 1 });
    const step = compileStep(l => [design.transmission(l as tf.Tensor2D), design.penalty(l as tf.Tensor2D)]);
    const run = () => values(step(logits())[0]!);
    fallbacks.length = 0;
    for (const progress of [0, 0.3, 0.6, 0.9]) {
      design.anneal(progress);
      expectClose(
        run(),
        numbers.map(l => sigmoid(8 ** progress * l)),
      );
    }
    design.harden(true);
    expect(run()).toEqual([0, 0, 1, 1, 0, 0]);
    expect(fallbacks).toEqual([]);
  });

  it('opens the first of equal elements', () => {
    expect(values(openLargest(tf.zeros([2, 3]), 2))).toEqual([1, 1, 0, 1, 1, 0]);
  });

  it.each([
    [{ sharpnessMax: 0.5 }, 'mask: sharpnessMax is 0.5, must be 1 or more'],
    [{ budgetWeight: -1 }, 'mask: budgetWeight is -1, must be 0 or more'],
    [{ openFraction: 0 }, 'mask: openFraction is 0, must be above 0 and at most 1'],
  ])('refuses %j', (wrong, message) => {
    expect(() => new MaskDesign({ ...rules, ...wrong })).toThrow(new RangeError(message));
  });
});
