import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { compileStep } from '../../../src/engine/compile.js';
import { startEngine } from '../../../src/engine/start.js';
import { Adam } from '../../../src/networks/adam.js';
import { LocallyConnected2D } from '../../../src/networks/layers/locally-connected.js';
import { AdamW } from '../../../src/networks/optimizers/adam-w.js';
import { clipByGlobalNorm } from '../../../src/networks/optimizers/clip-gradients.js';
import { isKernel } from '../../../src/networks/optimizers/is-kernel.js';
import { Momentum } from '../../../src/networks/optimizers/momentum.js';
import type { Optimizer } from '../../../src/networks/optimizers/optimizer.js';
import { RmsProp } from '../../../src/networks/optimizers/rms-prop.js';

beforeAll(() => startEngine());

const start = [[1, -2], [0.5, 3]]; // prettier-ignore
/** Step sizes of six steps: they change, as a schedule would change them. */
const rates = [0.1, 0.1, 0.05, 0.05, 0.02, 0.01];
/** Six steps of float32. */
const digits = 5;

/** Loss Σ c w² / 2 with other curvatures c for each weight, so g = c w. */
const curvatures = [3, 0.5, 1, 2];

/** Weights after six compiled steps. */
function run(make: (weights: tf.Variable[]) => Optimizer): number[] {
  const weight = tf.variable(tf.tensor2d(start));
  const optimizer = make([weight]);
  let done = 0;
  const step = compileStep(c => {
    const gradient = weight.mul(c);
    optimizer.step([gradient], () => ({ step: done, stepSize: rates[done - 1]! }));
    return [gradient.sum()];
  });
  const c = tf.tensor2d(curvatures, [2, 2]);
  rates.forEach(() => {
    done++;
    tf.dispose(step(c));
  });
  const values = Array.from(weight.dataSync());
  optimizer.dispose();
  weight.dispose();
  return values;
}

/** The same in double precision, weight by weight. */
function slow(
  update: (w: number, g: number, rate: number, state: Record<string, number>, step: number) => number,
): number[] {
  return start.flat().map((first, index) => {
    const state: Record<string, number> = { v: 0, s: 0, m: 0 };
    return rates.reduce((w, rate, step) => update(w, curvatures[index]! * w, rate, state, step + 1), first);
  });
}

function expectClose(found: number[], wanted: number[]): void {
  found.forEach((value, index) => expect(value).toBeCloseTo(wanted[index]!, digits));
}

describe('gradient descent with momentum', () => {
  it('is v ← µ v + g, w ← w − α v, also where α changes', () => {
    const wanted = slow((w, g, rate, state) => {
      state.v = 0.9 * state.v! + g;
      return w - rate * state.v;
    });
    expectClose(
      run(weights => new Momentum(weights, { momentum: 0.9 })),
      wanted,
    );
  });

  it('looks ahead after Nesterov: w ← w − α (g + µ v)', () => {
    const wanted = slow((w, g, rate, state) => {
      state.v = 0.9 * state.v! + g;
      return w - rate * (g + 0.9 * state.v);
    });
    expectClose(
      run(weights => new Momentum(weights, { momentum: 0.9, isNesterov: true })),
      wanted,
    );
  });

  it('is plain gradient descent without momentum, and holds nothing then', () => {
    expectClose(
      run(weights => new Momentum(weights, { momentum: 0 })),
      slow((w, g, rate) => w - rate * g),
    );
    expect(new Momentum([tf.variable(tf.scalar(1))], { momentum: 0 }).state).toEqual([]);
  });

  it('refuses a momentum of 1', () => {
    expect(() => new Momentum([], { momentum: 1 })).toThrow('momentum is 1, must be at least 0 and below 1');
  });
});

describe('RMSProp', () => {
  it('divides by the root of the mean square of recent gradients', () => {
    const wanted = slow((w, g, rate, state) => {
      state.s = 0.9 * state.s! + 0.1 * g * g;
      return w - (rate * g) / (Math.sqrt(state.s) + 1e-7);
    });
    expectClose(
      run(weights => new RmsProp(weights)),
      wanted,
    );
  });

  it('keeps speed with momentum, and takes its other options', () => {
    const wanted = slow((w, g, rate, state) => {
      state.s = 0.5 * state.s! + 0.5 * g * g;
      state.v = 0.8 * state.v! + g / (Math.sqrt(state.s) + 0.1);
      return w - rate * state.v;
    });
    expectClose(
      run(weights => new RmsProp(weights, { decay: 0.5, momentum: 0.8, epsilon: 0.1 })),
      wanted,
    );
  });

  it('refuses options out of range', () => {
    expect(() => new RmsProp([], { decay: 1 })).toThrow(
      'rmsProp: decay is 1, must be at least 0 and below 1',
    );
    expect(() => new RmsProp([], { epsilon: 0 })).toThrow('rmsProp: epsilon is 0, must be above 0');
  });
});

describe('AdamW', () => {
  it('shrinks weights by 1 − α λ, then takes the step of Adam from its source', () => {
    const decay = 0.3;
    const wanted = slow((w, g, rate, state, step) => {
      state.m = 0.9 * state.m! + 0.1 * g;
      state.v = 0.999 * state.v! + 0.001 * g * g;
      const [m, v] = [state.m / (1 - 0.9 ** step), state.v / (1 - 0.999 ** step)];
      return w * (1 - rate * decay) - (rate * m) / (Math.sqrt(v) + 1e-7);
    });
    expectClose(
      run(weights => new AdamW(weights, { weightDecay: decay })),
      wanted,
    );
  });

  it('is Adam without decay', () => {
    expect(run(weights => new AdamW(weights, { weightDecay: 0 }))).toEqual(run(weights => new Adam(weights)));
  });

  it('lets biases be: one axis does not decay', () => {
    const bias = tf.variable(tf.tensor1d([2]));
    const optimizer = new AdamW([bias], { weightDecay: 0.5 });
    optimizer.step([tf.zeros([1])], () => ({ step: 1, stepSize: 0.1 }));
    expect(bias.dataSync()[0]).toBe(2);
    optimizer.dispose();
    expect(() => new AdamW([], { weightDecay: -1 })).toThrow(
      'weightDecay is -1, must be at least 0 and finite',
    );
  });
});

it('A bias for each pixel is no kernel, whichever name its variable got', () => {
  const input = tf.input({ shape: [3, 3, 1] });
  for (const name of ['local', 'local']) {
    const layer = new LocallyConnected2D({ name, filters: 2, kernelSize: 3, seed: 1 });
    layer.apply(input);
    const variables = layer.trainableWeights.map(weight => weight.read() as unknown as tf.Variable);
    expect(variables.map(variable => [variable.rank, isKernel(variable)])).toEqual([
      [4, true],
      [3, false],
    ]);
    layer.dispose();
  }
});

describe('every optimizer', () => {
  it.each([
    ['Momentum', (weights: tf.Variable[]) => new Momentum(weights, { momentum: 0.5 })],
    ['RmsProp', (weights: tf.Variable[]) => new RmsProp(weights, { momentum: 0.5 })],
    ['AdamW', (weights: tf.Variable[]) => new AdamW(weights, { weightDecay: 0.5 })],
  ])('%s leaves no tensor behind', (_, make) => {
    const weight = tf.variable(tf.tensor2d(start));
    const gradient = tf.ones([2, 2]);
    const before = tf.memory().numTensors;
    const optimizer = make([weight]);
    optimizer.step([gradient], () => ({ step: 1, stepSize: 0.1 }));
    optimizer.step([gradient], () => ({ step: 2, stepSize: 0.1 }));
    optimizer.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('clipByGlobalNorm', () => {
  const gradients = () => [tf.tensor1d([3, 0]), tf.tensor2d([[0, 4]])];

  it('scales all gradients together to the limit: (3, 4) of norm 5 to (0.6, 0.8)', () => {
    const clipped = clipByGlobalNorm(gradients(), 1).map(each => Array.from(each.dataSync()));
    expectClose(clipped.flat(), [0.6, 0, 0, 0.8]);
  });

  it('leaves smaller ones as they are, and zeros', () => {
    const kept = clipByGlobalNorm(gradients(), 5.1).map(each => Array.from(each.dataSync()));
    expect(kept).toEqual([[3, 0], [0, 4]]); // prettier-ignore
    expect(Array.from(clipByGlobalNorm([tf.zeros([2])], 1)[0]!.dataSync())).toEqual([0, 0]);
    expect(() => clipByGlobalNorm(gradients(), 0)).toThrow('limit is 0, must be above 0');
  });
});
