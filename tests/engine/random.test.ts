import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  companionFactor,
  drawWords,
  hashUniform,
  hashUniformKernel,
  hashUniformPair,
  hashUniformPairKernel,
  hashWord,
} from '../../src/engine/hash-uniform.js';
import { randomPoisson } from '../../src/engine/random-poisson.js';
import {
  dropoutMask,
  randomBernoulli,
  randomKey,
  randomNormal,
  randomUniform,
  uniformPair,
  type RandomKey,
} from '../../src/engine/random.js';
import { onBothBackends } from './on-backends.js';

/** Standard deviations; one true hypothesis in 16,000 exceeds it, and the seeds are fixed. */
const fourSigma = 4;

const base: RandomKey = { seed: 1, stream: 0, step: 0, firstRow: 0 };

beforeAll(async () => {
  await tf.setBackend('cpu');
});

function uniformOf(change: Partial<RandomKey>, shape: readonly number[], draw = 0): Float32Array {
  return hashUniform(keyWords(change), shape, draw);
}

function keyWords(change: Partial<RandomKey>): Int32Array {
  return tf.tidy(() => randomKey({ ...base, ...change }).dataSync<'int32'>());
}

/** How far χ² is from its expectation, as a normal deviate (Wilson & Hilferty 1931). */
function chiSquareDeviate(observed: ArrayLike<number>, expected: ArrayLike<number>): number {
  let chiSquare = 0;
  for (let bin = 0; bin < expected.length; bin++) {
    chiSquare += (observed[bin]! - expected[bin]!) ** 2 / expected[bin]!;
  }
  const freedom = expected.length - 1;
  return ((chiSquare / freedom) ** (1 / 3) - (1 - 2 / (9 * freedom))) / Math.sqrt(2 / (9 * freedom));
}

/** χ² deviate of the joint distribution of pairs of uniform numbers on a grid of 16 × 16. */
function pairDeviate(first: Float32Array, second: Float32Array): number {
  const observed = new Float64Array(256);
  first.forEach((value, index) => observed[Math.floor(value * 16) * 16 + Math.floor(second[index]! * 16)]!++);
  return chiSquareDeviate(observed, new Float64Array(256).fill(first.length / 256));
}

/** Runs `body` while the hash kernel of pairs gives these numbers instead of its own. */
function withPair<T>(pair: readonly [Float64Array, Float64Array], body: () => T): T {
  const kernel = tf.getKernel(hashUniformPairKernel, 'cpu');
  tf.unregisterKernel(hashUniformPairKernel, 'cpu');
  tf.registerKernel({
    ...kernel,
    kernelFunc: ({ backend, attrs }) => {
      const { shape } = attrs as unknown as { shape: number[] };
      return pair.map(numbers => {
        const dataId = (backend as unknown as tf.KernelBackend).write(
          Float32Array.from(numbers),
          shape,
          'float32',
        );
        return { dataId, shape, dtype: 'float32' };
      });
    },
  });
  try {
    return body();
  } finally {
    tf.unregisterKernel(hashUniformPairKernel, 'cpu');
    tf.registerKernel(kernel);
  }
}

describe('randomUniform', () => {
  it('fills every part of the unit interval alike', () => {
    const numbers = uniformOf({}, [1000, 1000]);
    const observed = new Float64Array(1024);
    for (const value of numbers) observed[Math.floor(value * 1024)]!++;
    expect(Math.abs(chiSquareDeviate(observed, new Float64Array(1024).fill(1e6 / 1024)))).toBeLessThan(
      fourSigma,
    );
    expect(Math.min(...numbers.slice(0, 1e5))).toBeGreaterThan(0);
  });

  it('stays inside the open interval even for the extreme words', () => {
    const largest = Math.fround(((0xffffffff >>> 9) + 0.5) * 2 ** -23);
    expect(largest).toBe(1 - 2 ** -24);
    expect(Math.fround(((0 >>> 9) + 0.5) * 2 ** -23)).toBe(2 ** -24);
  });

  it.each([
    ['the draw', uniformOf({}, [400, 500], 1)],
    ['the step', uniformOf({ step: 1 }, [400, 500])],
    ['the stream', uniformOf({ stream: 1 }, [400, 500])],
    ['the seed', uniformOf({ seed: 2 }, [400, 500])],
    ['a seed above 32 bits', uniformOf({ seed: 1 + 2 ** 32 }, [400, 500])],
    ['the sign of the seed', uniformOf({ seed: -1 }, [400, 500])],
    ['the row', uniformOf({ firstRow: 1 }, [400, 500])],
    ['seed and stream exchanged', uniformOf({ seed: 0, stream: 1 }, [400, 500])],
  ])('gives unrelated numbers when %s changes', (_, changed) => {
    expect(Math.abs(pairDeviate(uniformOf({}, [400, 500]), changed))).toBeLessThan(fourSigma);
  });

  it.each([1, 2, 28, 256])('gives unrelated numbers %i places apart', distance => {
    const numbers = uniformOf({}, [1, 200_000 + distance]);
    const later = numbers.slice(distance);
    expect(Math.abs(pairDeviate(numbers.slice(0, 200_000), later))).toBeLessThan(fourSigma);
  });

  it('shows no trace of rows and places being hashed apart', () => {
    const [rows, places] = [600, 600];
    const centred = uniformOf({}, [rows, places]).map(value => value - 0.5);
    let sum = 0;
    for (let row = 0; row < rows; row += 2) {
      for (let place = 0; place < places; place += 2) {
        const at = row * places + place;
        sum += centred[at]! * centred[at + 1]! * centred[at + places]! * centred[at + places + 1]!;
      }
    }
    const quadruples = (rows * places) / 4;
    expect(Math.abs(sum) / ((1 / 12) ** 2 * Math.sqrt(quadruples))).toBeLessThan(fourSigma);
  });

  it('is the same for the same key and does not depend on how rows are batched', () => {
    tf.tidy(() => {
      const whole = randomUniform([7, 3, 5], randomKey(base), 2);
      const parts = tf.concat([
        randomUniform([3, 3, 5], randomKey(base), 2),
        randomUniform([4, 3, 5], randomKey({ ...base, firstRow: 3 }), 2),
      ]);
      expect(whole.dataSync()).toEqual(parts.dataSync());
      expect(whole.dataSync()).toEqual(hashUniform(keyWords({}), [7, 3, 5], 10));
    });
  });

  it('follows the documented recipe word by word', () => {
    const key = keyWords({ firstRow: 40 });
    const words = drawWords(3);
    const word = hashWord([key[0]! ^ words[0], key[1]! ^ words[1]], 42, 6);
    expect(hashUniform(key, [4, 10], 3)[26]).toBe(((word >>> 9) + 0.5) * 2 ** -23);
  });

  it('pins the numbers of one key, so that a change of the recipe cannot pass unseen', () => {
    expect(Array.from(uniformOf({ seed: 5, stream: 2, step: 9, firstRow: 3 }, [1, 3], 1)))
      .toMatchInlineSnapshot(`
      [
        0.5840725302696228,
        0.8984156250953674,
        0.4578319191932678,
      ]
    `);
  });

  it('takes rows up to 2³¹ − 1 and beyond within the batch', () => {
    const last = uniformOf({ firstRow: 2 ** 31 - 1 }, [2, 50]);
    const before = uniformOf({ firstRow: 2 ** 31 - 2 }, [2, 50]);
    expect(before.slice(50)).toEqual(last.slice(0, 50));
    expect(new Set(last).size).toBe(100);
  });

  it.each([[[5]], [[1, 1, 1]], [[2, 3, 1, 2, 1]], [[0, 4]]])('fills shape %j', shape => {
    tf.tidy(() => {
      expect(randomUniform(shape, randomKey(base)).shape).toEqual(shape);
      expect(randomPoisson(tf.fill(shape, 2), randomKey(base)).shape).toEqual(shape);
    });
  });

  it('gives the same numbers on a backend that lacks the kernel', () => {
    const kernel = tf.getKernel(hashUniformKernel, 'cpu');
    tf.tidy(() => {
      const native = randomUniform([3, 4], randomKey(base)).dataSync();
      tf.unregisterKernel(hashUniformKernel, 'cpu');
      const computed = randomUniform([3, 4], randomKey(base)).dataSync();
      tf.registerKernel(kernel);
      expect(computed).toEqual(native);
    });
  });

  it('refuses a key that is not whole', () => {
    expect(() => randomKey({ ...base, seed: 1.5 })).toThrow('randomKey: seed is 1.5, must be an integer');
    expect(() => randomKey({ ...base, firstRow: -1 })).toThrow(
      'randomKey: firstRow is -1, must be an integer from 0 to 2147483647',
    );
  });
});

describe('companions of uniform numbers', () => {
  const [uniform, companion] = hashUniformPair(keyWords({}), [1000, 500], 0);

  it('come from the same word, by the documented factor', () => {
    const key = keyWords({});
    const words = drawWords(0);
    const word = hashWord([key[0]! ^ words[0], key[1]! ^ words[1]], 2, 7);
    const expected = ((Math.imul(word, companionFactor) >>> 9) + 0.5) * 2 ** -23;
    expect(companion[2 * 500 + 7]).toBe(expected);
    expect(uniform).toEqual(hashUniform(key, [1000, 500], 0));
  });

  it('fill the unit interval and, with their partners, the unit square alike', () => {
    const observed = new Float64Array(1024);
    for (const value of companion) observed[Math.floor(value * 1024)]!++;
    const expected = new Float64Array(1024).fill(5e5 / 1024);
    expect(Math.abs(chiSquareDeviate(observed, expected))).toBeLessThan(fourSigma);
    expect(Math.abs(pairDeviate(uniform, companion))).toBeLessThan(fourSigma);
  });

  it('are unrelated to the numbers of neighbouring places', () => {
    expect(Math.abs(pairDeviate(uniform.slice(0, -1), companion.slice(1)))).toBeLessThan(fourSigma);
  });

  it('have the same bits in the graph', async () => {
    const { onnx, cpu } = await onBothBackends(() => {
      const key = randomKey({ ...base, firstRow: 9 });
      return [...uniformPair([3, 70], key, 1, 'normal'), randomBernoulli(tf.fill([3, 70], 0.3), key)];
    });
    await tf.setBackend('cpu');
    expect(onnx).toEqual(cpu);
  });
});

describe('randomBernoulli', () => {
  it.each([0.003, 0.25, 0.5, 0.9])('is 1 with probability %d', probability => {
    tf.tidy(() => {
      const outcomes = randomBernoulli(
        tf.fill([400, 500], probability),
        randomKey(base),
      ).dataSync<'float32'>();
      const ones = outcomes.reduce((sum, value) => sum + value, 0);
      expect(new Set(outcomes)).toEqual(new Set([0, 1]));
      const deviation = Math.sqrt(2e5 * probability * (1 - probability));
      expect(Math.abs(ones - 2e5 * probability) / deviation).toBeLessThan(fourSigma);
    });
  });

  it('is certain at the ends, and beyond them', () => {
    tf.tidy(() => {
      const certain = tf.tensor2d([0, 1, -0.5, 1.5], [4, 1]).mul(tf.ones([4, 1000]));
      const rows = randomBernoulli(certain, randomKey(base)).mean(1).dataSync();
      expect(Array.from(rows)).toEqual([0, 1, 0, 1]);
    });
  });

  it('does not depend on how rows are batched, and differs between draws', () => {
    tf.tidy(() => {
      const probability = tf.fill([6, 40], 0.4);
      const whole = randomBernoulli(probability, randomKey(base));
      const parts = [0, 2].map((firstRow, index) =>
        randomBernoulli(
          probability.slice([firstRow], [index === 0 ? 2 : 4]),
          randomKey({ ...base, firstRow }),
        ),
      );
      expect(whole.arraySync()).toEqual(tf.concat(parts).arraySync());
      expect(randomBernoulli(probability, randomKey(base), 1).arraySync()).not.toEqual(whole.arraySync());
    });
  });

  it('declares the gradient of the mean as its own', () => {
    tf.tidy(() => {
      const upstream = tf.tensor1d([1, -2, 3]);
      const key = randomKey(base);
      const gradient = tf.grad(probability => randomBernoulli(probability, key).mul(upstream).sum());
      expect(gradient(tf.tensor1d([0, 0.5, 1])).dataSync()).toEqual(upstream.dataSync());
    });
  });
});

describe('dropoutMask', () => {
  it.each([0, 0.2, 0.5, 0.95])('drops the share %d and keeps the mean 1', rate => {
    tf.tidy(() => {
      const mask = dropoutMask([400, 500], rate, randomKey(base)).dataSync();
      const dropped = mask.filter(value => value === 0).length;
      const deviation = Math.max(1, Math.sqrt(2e5 * rate * (1 - rate)));
      expect(Math.abs(dropped - 2e5 * rate) / deviation).toBeLessThan(fourSigma);
      const kept = Math.fround(1 / Math.fround(1 - rate));
      expect(mask.every(value => value === 0 || Math.abs(value / kept - 1) < 1e-6)).toBe(true);
    });
  });

  it('does not depend on how rows are batched', () => {
    tf.tidy(() => {
      const whole = dropoutMask([5, 30], 0.5, randomKey(base), 3);
      const parts = [
        dropoutMask([2, 30], 0.5, randomKey(base), 3),
        dropoutMask([3, 30], 0.5, randomKey({ ...base, firstRow: 2 }), 3),
      ];
      expect(whole.dataSync()).toEqual(tf.concat(parts).dataSync());
    });
  });

  it('refuses a rate that drops everything', () => {
    const message = 'dropoutMask: rate is 1, must be at least 0 and below 1';
    expect(() => dropoutMask([2], 1, tf.zeros([3], 'int32'))).toThrow(message);
  });
});

describe('randomNormal', () => {
  it('follows the normal law', () => {
    tf.tidy(() => {
      const deviates = randomNormal([200, 1000], randomKey(base)).dataSync();
      const edges = [-2.5, -2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2, 2.5];
      const below = [0.0062097, 0.0227501, 0.0668072, 0.1586553, 0.3085375, 0.5];
      const cumulative = [
        ...below,
        ...below
          .slice(0, 5)
          .map(value => 1 - value)
          .reverse(),
        1,
      ];
      const expected = cumulative.map((value, bin) => (value - (cumulative[bin - 1] ?? 0)) * 2e5);
      const observed = new Float64Array(12);
      for (const deviate of deviates) observed[edges.filter(edge => deviate >= edge).length]!++;
      expect(Math.abs(chiSquareDeviate(observed, expected))).toBeLessThan(fourSigma);
    });
  });

  it('has mean 0, variance 1, no skew and kurtosis 3, and draws are unrelated', () => {
    tf.tidy(() => {
      const samples = 2e5;
      const first = randomNormal([200, 1000], randomKey(base));
      const second = randomNormal([200, 1000], randomKey(base), 1);
      const sigmas = [
        [first, 0, 1],
        [first.square(), 1, 2],
        [first.pow(3), 0, 15],
        [first.pow(4), 3, 96],
        [first.mul(second), 0, 1],
      ] as const;
      for (const [moment, expected, variance] of sigmas) {
        const gap = moment.mean().dataSync()[0]! - expected;
        expect(Math.abs(gap) / Math.sqrt(variance / samples)).toBeLessThan(fourSigma);
      }
    });
  });
});

describe('randomPoisson', () => {
  const samples = 1e5;

  function draw(mean: number, change: Partial<RandomKey> = {}): Float32Array {
    return tf.tidy(() => {
      const means = tf.fill([200, samples / 200], mean);
      return randomPoisson(means, randomKey({ ...base, ...change })).dataSync<'float32'>();
    });
  }

  /** Expected and observed counts, tails pooled so that each bin expects at least 10. */
  function histogram(counts: Float32Array, mean: number): { observed: number[]; expected: number[] } {
    const [observed, expected] = [[0], [0]] as [number[], number[]];
    const tally = new Map<number, number>();
    for (const count of counts) tally.set(count, (tally.get(count) ?? 0) + 1);
    let [logProbability, rest] = [-mean, samples];
    const last = Math.ceil(mean + 8 * Math.sqrt(mean) + 20);
    for (let count = 0; count <= last; count++) {
      if (count > 0) logProbability += Math.log(mean / count);
      const expectedHere = samples * Math.exp(logProbability);
      if (expected.at(-1)! >= 10 && rest > 20) {
        observed.push(0);
        expected.push(0);
      }
      observed[observed.length - 1]! += tally.get(count) ?? 0;
      expected[expected.length - 1]! += expectedHere;
      rest -= expectedHere;
    }
    return { observed, expected };
  }

  it.each([0.1, 0.7, 2.4, 2.5, 2.51, 3, 4.75, 8, 20, 50, 400])('follows the Poisson law at mean %d', mean => {
    const counts = draw(mean);
    const { observed, expected } = histogram(counts, mean);
    expect(observed.reduce((sum, value) => sum + value)).toBe(samples);
    expect(Math.abs(chiSquareDeviate(observed, expected))).toBeLessThan(fourSigma);
  });

  /** Largest total variation that the header of random.ts admits, and what the grid of deviates adds. */
  const [admitted, gridError] = [3e-4, 1e-4];

  it.each([2.51, 3.9, 4.75, 6.5, 10, 50])(
    'is within its stated distance of the Poisson law at mean %d',
    mean => {
      const deviates = Float64Array.from(
        { length: samples },
        (_, index) => ((index + 0.5) / samples - 0.5) * 11.4,
      );
      const step = 11.4 / samples;
      // Numbers that Box & Muller turn into the deviates: the radius, and an angle of 0 or half a turn.
      const radii = deviates.map(deviate => Math.exp((-deviate * deviate) / 2));
      const angles = deviates.map(deviate => (deviate < 0 ? 0.5 : 0));
      const counts = withPair([radii, angles], () => draw(mean));
      const law = new Float64Array(Math.ceil(mean + 9 * Math.sqrt(mean) + 20));
      counts.forEach((count, index) => {
        law[count]! += (step * Math.exp(-(deviates[index]! ** 2) / 2)) / Math.sqrt(2 * Math.PI);
      });
      let [probability, distance] = [Math.exp(-mean), 0];
      law.forEach((found, count) => {
        if (count > 0) probability *= mean / count;
        distance += Math.abs(found - probability) / 2;
      });
      expect(distance).toBeLessThan(admitted + gridError);
    },
  );

  it.each([0.1, 1, 3, 10, 50, 1e4, 1e6])('has mean and variance %d', expected => {
    const counts = draw(expected, { step: 7 });
    const mean = counts.reduce((sum, count) => sum + count, 0) / samples;
    const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / samples;
    expect(Math.abs(mean - expected)).toBeLessThan(fourSigma * Math.sqrt(expected / samples));
    expect(Math.abs(variance - expected)).toBeLessThan(
      fourSigma * Math.sqrt((expected + 2 * expected ** 2) / samples),
    );
    expect(counts.every(Number.isInteger)).toBe(true);
  });

  it('gives exactly 0 where the mean is 0 or, from rounding, a little below', () => {
    expect(draw(0).every(count => count === 0)).toBe(true);
    expect(draw(-1e-8).every(count => count === 0)).toBe(true);
  });

  it('does not depend on how rows are batched', () => {
    tf.tidy(() => {
      const mean = tf.linspace(0, 20, 60).reshape([6, 10]);
      const whole = randomPoisson(mean, randomKey(base));
      const parts = [0, 2].map((firstRow, index) =>
        randomPoisson(mean.slice([firstRow], [index === 0 ? 2 : 4]), randomKey({ ...base, firstRow })),
      );
      expect(whole.dataSync()).toEqual(tf.concat(parts).dataSync());
    });
  });

  it('declares the gradient of the mean as its own', () => {
    tf.tidy(() => {
      const upstream = tf.tensor1d([1, -2, 3, 4]);
      const key = randomKey(base);
      const gradient = tf.grad(mean => randomPoisson(mean, key).mul(upstream).sum());
      expect(gradient(tf.tensor1d([0, 0.5, 3, 4000])).dataSync()).toEqual(upstream.dataSync());
    });
  });

  it('leaves no tensor behind', () => {
    const before = tf.memory().numTensors;
    tf.dispose(tf.tidy(() => randomPoisson(tf.ones([3, 3]), randomKey(base))));
    const key = randomKey(base);
    const mean = tf.ones([3, 3]);
    const outputs = [randomUniform([3], key), randomNormal([3], key), randomPoisson(mean, key)];
    tf.dispose([key, mean, ...outputs]);
    expect(tf.memory().numTensors).toBe(before);
  });
});
