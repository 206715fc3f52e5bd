import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { onFallback } from '../../../src/engine/fallback.js';
import { startEngine } from '../../../src/engine/start.js';
import { balancedClassWeights } from '../../../src/networks/losses/class-weights.js';
import { meanWeights, type Loss } from '../../../src/networks/losses/loss.js';
import { losses } from '../../../src/networks/losses/registry.js';

beforeAll(() => startEngine());

/** Rounding of a few float32 operations. */
const digits = 5;
/** Central differences of step 1e-2 in float32. */
const differenceTolerance = 5e-3;

function lossOf(name: string, keys: Record<string, unknown> = {}): Loss {
  const definition = losses.find(each => each.loss === name)!;
  return definition.make(z.strictObject(definition.keys).parse(keys));
}

function valueOf(loss: Loss, outputs: tf.TensorLike, targets: tf.TensorLike, weights?: number[]): number {
  const [z, t] = [tf.tensor(outputs), tf.tensor(targets)];
  const rows = z.shape[0];
  return loss(z, t, weights === undefined ? meanWeights(rows, rows) : tf.tensor1d(weights)).dataSync()[0]!;
}

function gradientOf(loss: Loss, outputs: number[][], targets: number[][]): number[] {
  const rows = outputs.length;
  const gradient = tf.grad(z => loss(z, tf.tensor2d(targets), meanWeights(rows, rows)))(tf.tensor2d(outputs));
  return Array.from(gradient.dataSync());
}

const [ln, exp] = [Math.log, Math.exp];
const sigmoid = (x: number) => 1 / (1 + exp(-x));

describe('softmax cross-entropy', () => {
  const logits = [[ln(1), ln(2), ln(5)]];

  it('is −ln p of the class: p = (1, 2, 5) / 8', () => {
    expect(valueOf(lossOf('softmax-cross-entropy'), logits, [[0, 1, 0]])).toBeCloseTo(ln(4), digits);
  });

  it('has the gradient p − t', () => {
    const gradient = gradientOf(lossOf('softmax-cross-entropy'), logits, [[0, 1, 0]]);
    [1 / 8, 2 / 8 - 1, 5 / 8].forEach((wanted, c) => expect(gradient[c]).toBeCloseTo(wanted, digits));
  });

  it('weighs classes: 3 ln 4 for a class of weight 3', () => {
    const weighted = lossOf('softmax-cross-entropy', { classWeights: [1, 3, 7] });
    expect(valueOf(weighted, logits, [[0, 1, 0]])).toBeCloseTo(3 * ln(4), digits);
  });

  it('is multiplied by (1 − p)^focus: (3/4)² ln 4, and (3/4)^1.5 ln 4', () => {
    for (const focus of [1, 1.5, 2]) {
      const value = valueOf(lossOf('softmax-cross-entropy', { focus }), logits, [[0, 1, 0]]);
      expect(value).toBeCloseTo((3 / 4) ** focus * ln(4), digits);
    }
  });

  it('spreads 0.3 of the target over three classes: 0.8 ln 4 + 0.1 ln 8 + 0.1 ln 8/5', () => {
    const value = valueOf(lossOf('softmax-cross-entropy', { smoothing: 0.3 }), logits, [[0, 1, 0]]);
    expect(value).toBeCloseTo(0.8 * ln(4) + 0.1 * ln(8) + 0.1 * ln(8 / 5), digits);
  });

  it('is the mean over pixels of an image', () => {
    const pixel = logits[0]!;
    const value = valueOf(lossOf('softmax-cross-entropy'), [[[pixel, pixel]]], [[[[0, 1, 0], [0, 0, 1]]]]); // prettier-ignore
    expect(value).toBeCloseTo((ln(4) + ln(8 / 5)) / 2, digits);
  });

  it('stays finite for logits of ±100, with its gradient', () => {
    for (const focus of [0, 1.5, 2]) {
      const loss = lossOf('softmax-cross-entropy', { focus });
      expect(valueOf(loss, [[100, -100]], [[0, 1]])).toBeCloseTo(200, 3);
      expect(gradientOf(loss, [[100, -100]], [[1, 0]]).every(Number.isFinite)).toBe(true);
    }
  });
});

describe('sigmoid cross-entropy', () => {
  it('is the mean over labels of −ln p or −ln(1 − p)', () => {
    const value = valueOf(lossOf('sigmoid-cross-entropy'), [[1, -2]], [[1, 1]]);
    expect(value).toBeCloseTo(-(ln(sigmoid(1)) + ln(sigmoid(-2))) / 2, digits);
    expect(valueOf(lossOf('sigmoid-cross-entropy'), [[1]], [[0]])).toBeCloseTo(-ln(1 - sigmoid(1)), digits);
  });

  it('has the gradient (p − t) / labels', () => {
    const gradient = gradientOf(lossOf('sigmoid-cross-entropy'), [[1, -2]], [[1, 0]]);
    expect(gradient[0]).toBeCloseTo((sigmoid(1) - 1) / 2, digits);
    expect(gradient[1]).toBeCloseTo(sigmoid(-2) / 2, digits);
  });

  it('is focal: (1 − p)² ln p where there, p² ln(1 − p) where not', () => {
    const p = sigmoid(0.7);
    const focal = lossOf('sigmoid-cross-entropy', { focus: 2 });
    expect(valueOf(focal, [[0.7]], [[1]])).toBeCloseTo(-((1 - p) ** 2) * ln(p), digits);
    expect(valueOf(focal, [[0.7]], [[0]])).toBeCloseTo(-(p ** 2) * ln(1 - p), digits);
  });

  it('weighs positives, labels and smooths towards 1/2', () => {
    const p = sigmoid(0.7);
    const weighed = lossOf('sigmoid-cross-entropy', { positiveWeight: 3, classWeights: [5] });
    expect(valueOf(weighed, [[0.7]], [[1]])).toBeCloseTo(-15 * ln(p), digits);
    expect(valueOf(weighed, [[0.7]], [[0]])).toBeCloseTo(-5 * ln(1 - p), digits);
    const smooth = lossOf('sigmoid-cross-entropy', { smoothing: 0.2 });
    expect(valueOf(smooth, [[0.7]], [[1]])).toBeCloseTo(-0.9 * ln(p) - 0.1 * ln(1 - p), digits);
  });

  it('stays finite for logits of ±100, with its gradient', () => {
    for (const focus of [0, 1.5, 2]) {
      const loss = lossOf('sigmoid-cross-entropy', { focus });
      expect(valueOf(loss, [[100, -100]], [[0, 1]])).toBeCloseTo(100, 3);
      expect(gradientOf(loss, [[100, -100]], [[1, 0]]).every(Number.isFinite)).toBe(true);
    }
  });
});

describe('the Dice loss', () => {
  // p = 1/2 everywhere: an image of 4 pixels has Σ p = 2.
  const [zero, two, one] = [[0, 0, 0, 0], [1, 1, 0, 0], [1, 0, 0, 0]]; // prettier-ignore
  const pixels = (rows: number[][]) => rows.map(row => row.map(value => [[value]]));

  it('is the mean over images of 1 − (2 Σ p t + 1) / (Σ p + Σ t + 1): 2/5 and 1/2', () => {
    const value = valueOf(lossOf('dice'), pixels([zero, zero]), pixels([two, one]));
    expect(value).toBeCloseTo((1 - 3 / 5 + (1 - 2 / 4)) / 2, digits);
  });

  it('is that of the mean sums over a batch: 1 − (1.5 + 1) / (3.5 + 1)', () => {
    const value = valueOf(lossOf('dice', { scope: 'batch' }), pixels([zero, zero]), pixels([two, one]));
    expect(value).toBeCloseTo(1 - 2.5 / 4.5, digits);
  });

  it('is 0 for two empty masks, and takes one class for each pixel with softmax', () => {
    const far = [-50, -50, -50, -50];
    expect(valueOf(lossOf('dice'), pixels([far]), pixels([zero]))).toBeCloseTo(0, digits);
    const soft = lossOf('dice', { activation: 'softmax' });
    // One pixel, two classes: p = (1/4, 3/4); 1 − (2/4 + 1) / (5/4 + 1) and 1 − 1 / (3/4 + 1).
    expect(valueOf(soft, [[[[0, ln(3)]]]], [[[[1, 0]]]])).toBeCloseTo((1 - 6 / 9 + (1 - 4 / 7)) / 2, digits);
  });

  it('is added to cross-entropy in its share', () => {
    const value = valueOf(lossOf('cross-entropy-dice', { diceShare: 0.25 }), pixels([zero]), pixels([two]));
    expect(value).toBeCloseTo(0.75 * ln(2) + 0.25 * (2 / 5), digits);
    const soft = { activation: 'softmax', diceShare: 0 };
    expect(valueOf(lossOf('cross-entropy-dice', soft), [[[[0, ln(3)]]]], [[[[1, 0]]]])).toBeCloseTo(
      ln(4),
      digits,
    );
  });
});

describe('losses of numbers', () => {
  it('are e², |e| and Huber`s e²/2 or δ (|e| − δ/2), means over the elements', () => {
    const [outputs, targets] = [[[3, 0.5]], [[1, 0]]];
    expect(valueOf(lossOf('squared'), outputs, targets)).toBeCloseTo((4 + 0.25) / 2, digits);
    expect(valueOf(lossOf('absolute'), outputs, targets)).toBeCloseTo(2.5 / 2, digits);
    expect(valueOf(lossOf('huber'), outputs, targets)).toBeCloseTo((1.5 + 0.125) / 2, digits);
    expect(valueOf(lossOf('huber', { delta: 2 }), outputs, targets)).toBeCloseTo((2 + 0.125) / 2, digits);
  });

  it('have the gradients 2 e, sign e, and e cut to ±δ', () => {
    const [outputs, targets] = [[[3, 0.5, -4]], [[1, 0, 0]]];
    const gradient = (name: string) => gradientOf(lossOf(name), outputs, targets).map(each => each * 3);
    const wanted = { squared: [4, 1, -8], absolute: [1, 1, -1], huber: [1, 0.5, -1] };
    for (const [name, values] of Object.entries(wanted)) {
      gradient(name).forEach((each, index) => expect(each, name).toBeCloseTo(values[index]!, digits));
    }
  });

  it('are compressed by the µ-law: T = 0 at 0, 1 at 1, ln 2 / ln(1 + µ) at 1/µ, odd', () => {
    const loss = lossOf('mu-law', { mu: 100 });
    const compressed = ln(2) / ln(101);
    expect(valueOf(loss, [[1]], [[0]])).toBeCloseTo(1, digits);
    expect(valueOf(loss, [[0.01]], [[0]])).toBeCloseTo(compressed ** 2, digits);
    expect(valueOf(loss, [[-0.01]], [[0.01]])).toBeCloseTo((2 * compressed) ** 2, digits);
  });
});

describe.each(losses.map(each => [each.loss, each] as const))(
  '%s',
  (name, { targets: kind, keys, source }) => {
    const shape = [3, 4, 5, 2];
    const outputs = Array.from({ length: 120 }, (_, index) => (index * 77) % 120);
    const z = () =>
      tf.tensor(
        Float32Array.from(outputs, index => (index - 60) / 40),
        shape,
      );
    const t = () => {
      const uniform = tf.randomUniform(kind === 'classes' ? [3, 4, 5] : shape, 0, 1, 'float32', 9);
      if (kind === 'values') return uniform;
      const isThere = uniform.greater(0.6);
      return kind === 'labels'
        ? isThere.cast('float32')
        : tf.oneHot(isThere.cast('int32'), 2).cast('float32');
    };
    const weights = [0.5, 0.3, 0.2];

    it('has the gradient of finite differences, in the graph', () => {
      const loss = lossOf(name);
      const fallbacks: string[] = [];
      onFallback(kernel => fallbacks.push(kernel));
      // Away from the kink of |e|, and from 0, where T bends within 1/µ.
      const from = kind === 'values' ? z().add(3) : z();
      const to = t();
      const f = (x: tf.Tensor) => loss(x, to, tf.tensor1d(weights));
      const gradient = tf.grad(f)(from);
      const direction = gradient.div(gradient.square().mean().sqrt());
      const slope = gradient.mul(direction).sum().dataSync()[0]!;
      const step = 1e-2;
      const [up, down] = [1, -1].map(sign => f(from.add(direction.mul(sign * step))).dataSync()[0]!);
      onFallback(null);
      expect(fallbacks).toEqual([]);
      expect(slope).toBeGreaterThan(0);
      expect(Math.abs((up! - down!) / (2 * step) / slope - 1)).toBeLessThan(differenceTolerance);
    });

    it('leaves out rows of weight 0, and is linear in the weights where images stand alone', () => {
      const loss = lossOf(name);
      const of = (w: number[]) => loss(z(), t(), tf.tensor1d(w)).dataSync()[0]!;
      const rows = [0, 1, 2].map(row => of([0, 1, 2].map(each => (each === row ? 1 : 0))));
      const alone = loss(z().slice(0, 1), t().slice(0, 1), tf.tensor1d([1])).dataSync()[0]!;
      expect(rows[0]).toBeCloseTo(alone, digits);
      const sum = rows.reduce((total, value, row) => total + value * weights[row]!, 0);
      expect(of(weights)).toBeCloseTo(sum, 4);
    });

    it('refuses targets and weights that do not fit', () => {
      const loss = lossOf(name);
      const [two, three] = [tf.zeros([2, 3]), tf.zeros([2, 4])];
      expect(() => loss(two, three, meanWeights(2, 2))).toThrow(
        'loss: targets are [2,4], must be [2,3] as outputs',
      );
      expect(() => loss(two, two, meanWeights(2, 3))).toThrow(
        'there are 3 weights, must be one for each of 2 rows',
      );
    });

    it('leaves no tensor behind', () => {
      const [from, to, w] = [z(), t(), tf.tensor1d(weights)];
      const before = tf.memory().numTensors;
      lossOf(name)(from, to, w).dispose();
      expect(tf.memory().numTensors).toBe(before);
    });

    it('has a source, and a description of each key', () => {
      expect(source).toContain('doi:10.');
      for (const key of Object.values(keys)) expect((key as z.ZodType).description).toMatch(/\w/);
    });
  },
);

describe('weights', () => {
  it('of rows are 1/n for images and 0 for what fills up the batch', () => {
    expect(Array.from(meanWeights(2, 3).dataSync())).toEqual([0.5, 0.5, 0]);
  });

  it('of classes are n / (k n_c), so that each class counts as much: 10 / (2·2) and 10 / (2·8)', () => {
    expect(balancedClassWeights([2, 8])).toEqual([2.5, 0.625]);
    expect(() => balancedClassWeights([2, 0])).toThrow('class 1 has 0 images, must have at least 1');
  });

  it('of classes must be as many as classes', () => {
    const loss = lossOf('softmax-cross-entropy', { classWeights: [1, 2, 3] });
    expect(() => valueOf(loss, [[0, 0]], [[1, 0]])).toThrow(
      'there are 3 classWeights, must be one for each of 2 classes',
    );
  });
});
