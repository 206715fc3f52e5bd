import { describe, expect, it } from 'vitest';
import { hostRandom } from '../../../src/engine/host-random.js';
import { solvePositive } from '../../../src/networks/classical/cholesky.js';
import { applyPatchWiener, fitPatchWiener } from '../../../src/networks/classical/patch-wiener.js';

const [height, width] = [24, 20];
const size = { height, width };

function planes(count: number, seed = 1): Float64Array[] {
  const random = hostRandom(seed, 0);
  return Array.from({ length: count }, () =>
    Float64Array.from({ length: height * width }, () => random.uniform()),
  );
}

/** Convolution with a kernel of 3 × 3, edge pixels continued. */
function blurred(plane: ArrayLike<number>, kernel: readonly number[]): Float64Array {
  return Float64Array.from({ length: height * width }, (_, pixel) => {
    const [row, column] = [Math.floor(pixel / width), pixel % width];
    return kernel.reduce((sum, weight, tap) => {
      const y = Math.min(Math.max(row + Math.floor(tap / 3) - 1, 0), height - 1);
      const x = Math.min(Math.max(column + (tap % 3) - 1, 0), width - 1);
      return sum + weight * plane[y * width + x]!;
    }, 0);
  });
}

function rms(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const squares = Array.from(a, (value, index) => (value - b[index]!) ** 2);
  return Math.sqrt(squares.reduce((sum, each) => sum + each, 0) / squares.length);
}

describe('solvePositive', () => {
  it('solves (4 2; 2 3) x = (2, 5) by hand: x = (−1/2, 2)', () => {
    const x = solvePositive(Float64Array.of(4, 2, 2, 3), Float64Array.of(2, 5));
    expect(x[0]).toBeCloseTo(-0.5, 12);
    expect(x[1]).toBeCloseTo(2, 12);
  });

  it('solves 30 equations of a random matrix MᵀM to rounding', () => {
    const random = hostRandom(3, 1);
    const n = 30;
    const m = Array.from({ length: n * n }, () => random.uniform() - 0.5);
    const matrix = Float64Array.from({ length: n * n }, (_, place) => {
      const [a, b] = [Math.floor(place / n), place % n];
      return m.slice(0, n).reduce((sum, _each, k) => sum + m[k * n + a]! * m[k * n + b]!, a === b ? 0.1 : 0);
    });
    const x = Array.from({ length: n }, () => random.uniform());
    const right = Float64Array.from(x, (_, row) =>
      x.reduce((sum, each, k) => sum + matrix[row * n + k]! * each, 0),
    );
    expect(rms(solvePositive(matrix, right), x)).toBeLessThan(1e-10);
  });

  it('refuses a matrix that is not positive definite', () => {
    expect(() => solvePositive(Float64Array.of(1, 2, 2, 1), Float64Array.of(1, 1))).toThrow(
      'solvePositive: pivot 1 is -3, must be above 0',
    );
  });
});

describe('the patch Wiener filter', () => {
  it('finds the filter that made the targets, and its offset', () => {
    const kernel = [0, -0.2, 0.1, 0.3, 1.5, -0.4, 0, 0.25, -0.1];
    const pairs = planes(4).map(plane => ({
      blurred: plane,
      sharp: blurred(plane, kernel).map(each => each + 2),
    }));
    const { filters } = fitPatchWiener(pairs, { ...size, kernelSize: 3, ridge: 1e-12 });
    [...kernel, 2].forEach((weight, tap) => expect(filters[0]![tap]).toBeCloseTo(weight, 6));
  });

  it('is the scalar Wiener filter for one pixel: signal variance over signal and noise variance', () => {
    const noise = planes(40, 2).map(plane => plane.map(each => each - 0.5));
    const pairs = planes(40).map((sharp, index) => ({
      sharp,
      blurred: sharp.map((each, i) => each + noise[index]![i]!),
    }));
    const { filters } = fitPatchWiener(pairs, { ...size, kernelSize: 1 });
    // Both uniform over 1: the weight is 1/2; 19,200 pixels know it to 0.005. The means are 1/2.
    expect(Math.abs(filters[0]![0]! - 0.5)).toBeLessThan(0.025);
    expect(Math.abs(filters[0]![1]! - 0.25)).toBeLessThan(0.02);
  });

  it('has the gradient 0 at its solution: residuals are uncorrelated with every pixel of the patch', () => {
    const blur = [0.05, 0.1, 0.05, 0.1, 0.4, 0.1, 0.05, 0.1, 0.05];
    const pairs = planes(6).map(sharp => ({ sharp, blurred: blurred(sharp, blur) }));
    const wiener = fitPatchWiener(pairs, { ...size, kernelSize: 3, ridge: 1e-12 });
    let [sum, correlation] = [0, 0];
    for (const pair of pairs) {
      const restored = applyPatchWiener(wiener, pair.blurred);
      pair.sharp.forEach((value, pixel) => {
        sum += value - restored[pixel]!;
        correlation += (value - restored[pixel]!) * pair.blurred[pixel]!;
      });
    }
    expect(Math.abs(sum) / (6 * height * width)).toBeLessThan(1e-6);
    expect(Math.abs(correlation) / (6 * height * width)).toBeLessThan(1e-6);
  });

  it('restores unseen blurred frames, better with a larger neighbourhood', () => {
    const blur = [0.05, 0.1, 0.05, 0.1, 0.4, 0.1, 0.05, 0.1, 0.05];
    const pairOf = (sharp: Float64Array) => ({ sharp, blurred: blurred(sharp, blur) });
    const unseen = pairOf(planes(1, 9)[0]!);
    const errors = [1, 3, 7].map(kernelSize => {
      const wiener = fitPatchWiener(planes(12).map(pairOf), { ...size, kernelSize });
      return rms(applyPatchWiener(wiener, unseen.blurred), unseen.sharp);
    });
    const before = rms(unseen.blurred, unseen.sharp);
    expect(errors[0]).toBeLessThan(before);
    expect(errors[1]! / before).toBeLessThan(0.5);
    expect(errors[2]! / errors[1]!).toBeLessThan(0.6);
  });

  it('has a filter for each tile: gains that differ over the frame', () => {
    const gain = (pixel: number) =>
      (Math.floor(pixel / width) < height / 2 ? 2 : 3) + (pixel % width < width / 2 ? 0 : 2);
    const pairs = planes(3).map(plane => ({
      blurred: plane,
      sharp: plane.map((each, pixel) => each * gain(pixel)),
    }));
    const { filters } = fitPatchWiener(pairs, { ...size, kernelSize: 1, tiles: 2 });
    expect(filters.map(filter => Math.round(filter[0]! * 1e3) / 1e3)).toEqual([2, 4, 3, 5]);
    const restored = applyPatchWiener(
      fitPatchWiener(pairs, { ...size, kernelSize: 1, tiles: 2 }),
      pairs[0]!.blurred,
    );
    expect(rms(restored, pairs[0]!.sharp)).toBeLessThan(1e-4);
  });

  it('shrinks towards the mean as the ridge grows, and gives the mean for a constant frame', () => {
    const pairs = planes(2).map(plane => ({ blurred: plane, sharp: plane }));
    const { filters } = fitPatchWiener(pairs, { ...size, kernelSize: 1, ridge: 1 });
    expect(filters[0]![0]).toBeCloseTo(0.5, 10);
    const flat = [{ blurred: new Float64Array(height * width).fill(3), sharp: planes(1)[0]! }];
    const constant = fitPatchWiener(flat, { ...size, kernelSize: 3 }).filters[0]!;
    const mean = flat[0]!.sharp.reduce((sum, each) => sum + each, 0) / (height * width);
    expect(constant[9]).toBeCloseTo(mean, 10);
    expect(constant.slice(0, 9).every(weight => weight === 0)).toBe(true);
  });

  it('names options that are out of range', () => {
    const pairs = [{ blurred: planes(1)[0]!, sharp: planes(1)[0]! }];
    const fit =
      (options: object, given = pairs) =>
      () =>
        fitPatchWiener(given, { ...size, kernelSize: 3, ...options });
    expect(fit({}, [])).toThrow('patchWiener: there are 0 pairs, must be at least 1');
    expect(fit({ kernelSize: 4 })).toThrow('kernelSize is 4, must be odd and at least 1');
    expect(fit({ ridge: 0 })).toThrow('ridge is 0, must be above 0');
    expect(fit({ tiles: 21 })).toThrow('tiles is 21, must be a whole number from 1 to 20');
    expect(fit({ height: 10 })).toThrow('a plane has 480 values, must have 200 for 10 x 20');
  });
});
