import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  zernikeIndex,
  zernikeMode,
  zernikeName,
  zernikeOrders,
} from '../../../src/optics/pupil/zernike-index.js';
import { zernike, zernikeBasis, zernikeRadial } from '../../../src/optics/pupil/zernike.js';

/** float64 through a recurrence of some tens of steps. Names as B10 refer to the list of physics checks. */
const exactTolerance = 1e-12;
const floatTolerance = 1e-6;

beforeAll(async () => {
  await tf.setBackend('cpu');
});

/** Noll, n, m, OSA, Fringe, name and polynomial in ρ and θ, as the list of physics checks has them. */
const table: [number, number, number, number, number, RegExp, (r: number, t: number) => number][] = [
  [1, 0, 0, 0, 1, /^piston$/, () => 1],
  [2, 1, 1, 2, 2, /^tilt x$/, (r, t) => 2 * r * Math.cos(t)],
  [3, 1, -1, 1, 3, /^tilt y$/, (r, t) => 2 * r * Math.sin(t)],
  [4, 2, 0, 4, 4, /^defocus$/, r => Math.sqrt(3) * (2 * r ** 2 - 1)],
  [5, 2, -2, 3, 6, /^oblique ast/, (r, t) => Math.sqrt(6) * r ** 2 * Math.sin(2 * t)],
  [6, 2, 2, 5, 5, /^vertical ast/, (r, t) => Math.sqrt(6) * r ** 2 * Math.cos(2 * t)],
  [7, 3, -1, 7, 8, /^coma y$/, (r, t) => Math.sqrt(8) * (3 * r ** 3 - 2 * r) * Math.sin(t)],
  [8, 3, 1, 8, 7, /^coma x$/, (r, t) => Math.sqrt(8) * (3 * r ** 3 - 2 * r) * Math.cos(t)],
  [9, 3, -3, 6, 11, /^trefoil$/, (r, t) => Math.sqrt(8) * r ** 3 * Math.sin(3 * t)],
  [10, 3, 3, 9, 10, /^oblique tre/, (r, t) => Math.sqrt(8) * r ** 3 * Math.cos(3 * t)],
  [11, 4, 0, 12, 9, /^spherical/, r => Math.sqrt(5) * (6 * r ** 4 - 6 * r ** 2 + 1)],
  [12, 4, 2, 13, 12, /^secondary v/, (r, t) => Math.sqrt(10) * (4 * r ** 4 - 3 * r ** 2) * Math.cos(2 * t)],
  [13, 4, -2, 11, 13, /^secondary o/, (r, t) => Math.sqrt(10) * (4 * r ** 4 - 3 * r ** 2) * Math.sin(2 * t)],
  [14, 4, 4, 14, 17, /tetrafoil$/, (r, t) => Math.sqrt(10) * r ** 4 * Math.cos(4 * t)],
  [15, 4, -4, 10, 18, /tetrafoil$/, (r, t) => Math.sqrt(10) * r ** 4 * Math.sin(4 * t)],
];

describe.each(table)('Noll %d', (noll, n, m, osa, fringe, name, polynomial) => {
  it('has its order, its numbers and its name', () => {
    const indices = { noll, osa, fringe };
    for (const order of zernikeOrders) {
      expect(zernikeMode(indices[order], order)).toEqual({ n, m });
      expect(zernikeIndex({ n, m }, order)).toBe(indices[order]);
    }
    expect(zernikeName({ n, m })).toMatch(name);
  });

  it('is the published polynomial', () => {
    for (const [r, t] of [
      [0, 0],
      [0.3, 0.4],
      [0.8, 2.5],
      [1, -2],
    ] as const) {
      const found = zernike({ n, m }, r * Math.sin(t), r * Math.cos(t));
      expect(Math.abs(found - polynomial(r, t))).toBeLessThan(exactTolerance);
    }
  });
});

describe('zernikeMode', () => {
  it.each(zernikeOrders)('counts each mode once, back and forth (%s)', order => {
    const first = order === 'osa' ? 0 : 1;
    const seen = new Set<string>();
    for (let index = first; index < 2000; index++) {
      const mode = zernikeMode(index, order);
      expect(zernikeIndex(mode, order)).toBe(index);
      seen.add(`${mode.n},${mode.m}`);
    }
    expect(seen.size).toBe(2000 - first);
  });

  it('says which numbers there are', () => {
    expect(() => zernikeMode(0)).toThrow('zernike: noll index is 0, must be a whole number of at least 1');
    expect(() => zernikeMode(-1, 'osa')).toThrow('osa index is -1, must be a whole number of at least 0');
    expect(() => zernikeIndex({ n: 3, m: 2 })).toThrow(
      '(n, m) is (3, 2), must have |m| up to n and n − m even',
    );
  });
});

describe('zernikeRadial', () => {
  it('is the sum of powers at low order', () => {
    for (let n = 0; n <= 12; n++) {
      for (let m = n % 2; m <= n; m += 2) {
        for (const radius of [0, 0.2, 0.7, 0.95, 1]) {
          expect(Math.abs(zernikeRadial({ n, m }, radius) - sumOfPowers(n, m, radius))).toBeLessThan(1e-10);
        }
      }
    }
  });

  it('is 1 at the edge at any order (B11)', () => {
    for (const n of [1, 7, 40, 101, 300]) {
      for (let m = n % 2; m <= n; m += 2) {
        expect(Math.abs(zernikeRadial({ n, m }, 1) - 1)).toBeLessThan(exactTolerance);
      }
    }
  });

  it('is orthogonal to order 60, where the sum of powers has lost all digits', () => {
    const [n, m] = [60, 2];
    expect(Math.abs(sumOfPowers(n, m, 1) - 1)).toBeGreaterThan(1);
    for (const other of [60, 58, 56, 2]) {
      const product = radialProduct(n, other, m);
      expect(Math.abs(product - (other === n ? 1 / (2 * n + 2) : 0))).toBeLessThan(exactTolerance);
    }
  });
});

describe('zernikeBasis', () => {
  const modes = [2, 3, 8, 11].map(index => zernikeMode(index));

  it('rises with the column in x and with the row in y', () => {
    const [x, y] = tf.split(zernikeBasis(4, modes.slice(0, 2), 'square'), 2) as [tf.Tensor, tf.Tensor];
    [-1.5, -0.5, 0.5, 1.5].forEach((tilt, index) => {
      expect(x.dataSync()[4 + index]).toBeCloseTo(tilt, 6);
      expect(y.dataSync()[4 * index + 1]).toBeCloseTo(tilt, 6);
    });
  });

  it('is 0 where cells lie outside of the circle, and goes on to the corners of a square', () => {
    const [circle, square] = (['circle', 'square'] as const).map(extent =>
      zernikeBasis(16, modes, extent).dataSync(),
    );
    const axis = Array.from({ length: 16 }, (_, index) => (2 * index + 1 - 16) / 16);
    for (const [index, value] of circle!.entries()) {
      const [row, column] = [Math.floor(index / 16) % 16, index % 16];
      const radius = Math.hypot(axis[row]!, axis[column]!);
      if (radius > 1 + Math.SQRT2 / 16) expect(value).toBe(0);
      else expect(value).toBe(square![index]);
      const expected = zernike(modes[Math.floor(index / 256)]!, axis[row]!, axis[column]!);
      expect(Math.abs(square![index]! - expected)).toBeLessThan(floatTolerance * 16);
    }
  });

  it('says how many samples it needs', () => {
    expect(() => zernikeBasis(1, modes)).toThrow('pupil: samples is 1, must be a whole number of at least 2');
  });
});

/** Slow reference: Noll's equation 2. */
function sumOfPowers(n: number, m: number, radius: number): number {
  let sum = 0;
  for (let s = 0; s <= (n - m) / 2; s++) {
    const size = factorial(n - s) / (factorial(s) * factorial((n + m) / 2 - s) * factorial((n - m) / 2 - s));
    sum += (s % 2 === 0 ? size : -size) * radius ** (n - 2 * s);
  }
  return sum;
}

function factorial(n: number): number {
  return n < 2 ? 1 : n * factorial(n - 1);
}

/** ∫ R R′ ρ dρ from 0 to 1, by Fejér's first rule: exact for polynomials of lower degree than it has nodes. */
function radialProduct(n: number, other: number, m: number): number {
  const nodes = n + other + 2;
  let sum = 0;
  for (let node = 0; node < nodes; node++) {
    const angle = ((2 * node + 1) * Math.PI) / (2 * nodes);
    let weight = 1;
    for (let k = 1; k <= nodes / 2; k++) weight -= (2 * Math.cos(2 * k * angle)) / (4 * k * k - 1);
    const radius = (1 + Math.cos(angle)) / 2;
    sum +=
      (zernikeRadial({ n, m }, radius) * zernikeRadial({ n: other, m }, radius) * radius * weight) / nodes;
  }
  return sum;
}
