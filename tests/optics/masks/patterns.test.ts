import { describe, expect, it } from 'vitest';
import { hostRandom } from '../../../src/engine/host-random.js';
import { hadamardCount, hadamardMasks, hadamardMatrix } from '../../../src/optics/masks/hadamard.js';
import { mSequence } from '../../../src/optics/masks/m-sequence.js';
import { maskPattern, type PatternOptions } from '../../../src/optics/masks/mask-pattern.js';
import { muraDecoder, muraMask } from '../../../src/optics/masks/mura.js';
import { randomBinaryMask, randomGreyMask } from '../../../src/optics/masks/random-mask.js';
import { inverseSMatrix, sMatrix, sMatrixOrder, sSequence } from '../../../src/optics/masks/s-matrix.js';

const sum = (values: Float32Array) => values.reduce((total, value) => total + value, 0);
const options: PatternOptions = {
  pattern: 'random',
  openFraction: 0.25,
  muraPrime: 3,
  hadamardIndex: 1,
  seed: 1,
  stream: 0,
};

function dot(matrix: Float32Array, size: number, first: number, second: number): number {
  const row = (index: number) => matrix.subarray(index * size, (index + 1) * size);
  return sum(row(first).map((value, place) => value * row(second)[place]!));
}

describe('a random mask', () => {
  it('has exactly the stated number of open elements, elsewhere for each seed', () => {
    const masks = [1, 2].map(seed => randomBinaryMask(100, 0.3, hostRandom(seed, 0)));
    expect(masks.map(sum)).toEqual([30, 30]);
    expect(masks[0]).not.toEqual(masks[1]);
    expect(randomBinaryMask(100, 0.3, hostRandom(1, 0))).toEqual(masks[0]);
  });

  it('opens each element equally often', () => {
    const random = hostRandom(3, 0);
    const counts = new Float32Array(10);
    for (let draw = 0; draw < 4000; draw++) {
      randomBinaryMask(10, 0.4, random).forEach((open, place) => (counts[place]! += open));
    }
    // 4 standard deviations of a binomial count.
    const deviation = 4 * Math.sqrt(4000 * 0.4 * 0.6);
    for (const count of counts) expect(Math.abs(count - 1600)).toBeLessThan(deviation);
  });

  it('has grey transmissions of mean 1/2 and variance 1/12', () => {
    const mask = randomGreyMask(20000, hostRandom(1, 0));
    expect(sum(mask) / 20000).toBeCloseTo(0.5, 2);
    expect(sum(mask.map(value => (value - 0.5) ** 2)) / 20000).toBeCloseTo(1 / 12, 2);
  });

  it('names an open fraction that cannot be', () => {
    expect(() => randomBinaryMask(4, 1.5, hostRandom(1, 0))).toThrow(
      new RangeError('mask: openFraction is 1.5, must be 0 to 1'),
    );
  });
});

describe('an m-sequence', () => {
  it.each([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])(
    'of degree %i has autocorrelation −1 at all shifts but 0 (C11)',
    degree => {
      const bits = mSequence(degree);
      const { length } = bits;
      expect(sum(bits)).toBe(2 ** (degree - 1));
      const shifts = length < 600 ? [...bits.keys()].slice(1) : [1, 2, 3, 64, 500];
      for (const shift of shifts) {
        const agreement = bits.map((bit, i) => (bit === bits[(i + shift) % length] ? 1 : -1));
        expect(sum(agreement)).toBe(-1);
      }
    },
  );

  it.each([13, 14, 15, 16])('of degree %i meets every state of the register once', degree => {
    const bits = mSequence(degree);
    const states = new Set<number>();
    for (let i = 0; i < bits.length; i++) {
      let state = 0;
      for (let bit = 0; bit < degree; bit++) state = 2 * state + bits[(i + bit) % bits.length]!;
      states.add(state);
    }
    expect(states.size).toBe(2 ** degree - 1);
    expect(states.has(0)).toBe(false);
  });

  it('names a degree that it does not have', () => {
    expect(() => mSequence(17)).toThrow(
      new RangeError('mSequence: degree is 17, must be a whole number from 2 to 16'),
    );
  });
});

describe('Hadamard masks', () => {
  it('are rows of a Sylvester matrix', () => {
    expect([...hadamardMatrix(4)]).toEqual([1, 1, 1, 1, 1, -1, 1, -1, 1, 1, -1, -1, 1, -1, -1, 1]);
    expect(() => hadamardMatrix(12)).toThrow(
      new RangeError('hadamardMatrix: order is 12, must be a power of 2'),
    );
  });

  it.each([
    [4, 4],
    [2, 8],
  ])('of a frame of %i × %i are orthogonal as ±1, and complete', (height, width) => {
    const size = height * width;
    const signs = hadamardMasks(size, height, width).map(open => 2 * open - 1);
    for (let i = 0; i < size; i++) {
      for (let j = 0; j <= i; j++) expect(dot(signs, size, i, j)).toBe(i === j ? size : 0);
    }
  });

  it('come coarse ones first: open, then halves', () => {
    const masks = hadamardMasks(3, 4, 4);
    expect([...masks.subarray(0, 16)]).toEqual(Array<number>(16).fill(1));
    expect([...masks.subarray(16, 32)]).toEqual([1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0]);
    expect([...masks.subarray(32)]).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('are cut off where a side is no power of 2', () => {
    expect(hadamardCount(3, 5)).toBe(32);
    expect([...hadamardMasks(2, 3, 5).subarray(15)]).toEqual([1, 1, 1, 1, 0, 1, 1, 1, 1, 0, 1, 1, 1, 1, 0]);
    expect(() => hadamardMasks(33, 3, 5)).toThrow(
      new RangeError('hadamardMasks: count is 33, must be at most 32 for 3 × 5'),
    );
  });
});

describe('an S-matrix', () => {
  it.each([3, 7, 11, 15, 19, 23])(
    'of order %i agrees in (n + 1)/4 open elements of each two masks',
    order => {
      const matrix = sMatrix(order);
      for (let i = 0; i < order; i++) {
        for (let j = 0; j <= i; j++)
          expect(dot(matrix, order, i, j)).toBe(i === j ? (order + 1) / 2 : (order + 1) / 4);
      }
    },
  );

  it.each([7, 11])('of order %i decodes its measurements', order => {
    const [matrix, inverse] = [sMatrix(order), inverseSMatrix(order)];
    const scene = Float32Array.from({ length: order }, (_, i) => i * i);
    const times = (m: Float32Array, v: Float32Array) =>
      v.map((_, i) => sum(v.map((value, j) => value * m[i * order + j]!)));
    times(inverse, times(matrix, scene)).forEach((value, i) => expect(value).toBeCloseTo(scene[i]!, 3));
  });

  it('is found for any size, and refused for other orders', () => {
    expect([3, 4, 8, 12, 784].map(sMatrixOrder)).toEqual([3, 7, 11, 15, 787]);
    expect(() => sSequence(13)).toThrow(
      'sSequence: order is 13, must be 2ᵏ − 1 or a prime of the form 4m + 3',
    );
  });
});

describe('a MURA', () => {
  it('is that of the paper at p = 5', () => {
    expect([...muraMask(5)]).toEqual(
      [
        [0, 0, 0, 0, 0],
        [1, 1, 0, 0, 1],
        [1, 0, 1, 1, 0],
        [1, 0, 1, 1, 0],
        [1, 1, 0, 0, 1],
      ].flat(),
    );
    expect([...muraDecoder(5).subarray(0, 7)]).toEqual([1, -1, -1, -1, -1, 1, 1]);
  });

  it('exists for odd primes alone', () => {
    expect(() => muraMask(9)).toThrow(new RangeError('muraMask: prime is 9, must be an odd prime'));
    expect(() => muraMask(2)).toThrow(RangeError);
  });
});

describe('a pattern', () => {
  it('opens the inner or the outer pixels, exactly as many as stated', () => {
    const rows = (pattern: PatternOptions['pattern']) => maskPattern({ ...options, pattern }, 4, 4);
    expect([...rows('inner-disk')]).toEqual([0, 0, 0, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0]);
    expect([...rows('outer-ring')]).toEqual([1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1]);
  });

  it('repeats a MURA over the mask', () => {
    const mask = maskPattern({ ...options, pattern: 'mura' }, 4, 5);
    expect([...mask.subarray(5, 10)]).toEqual([1, 1, 0, 1, 1]);
    expect([...mask.subarray(15)]).toEqual([...mask.subarray(0, 5)]);
  });

  it('takes the Hadamard mask of its index', () => {
    const mask = maskPattern({ ...options, pattern: 'hadamard', hadamardIndex: 2 }, 4, 4);
    expect([...mask]).toEqual([...hadamardMasks(3, 4, 4).subarray(32)]);
  });
});
