import { describe, expect, it } from 'vitest';
import { lowRankOfField } from '../../../src/optics/shift-variant/low-rank-field.js';
import { sampleValues } from '../../engine/on-backends.js';

/** Float64 eigenvectors of a squared matrix: half of the digits for the smallest singular values. */
const tolerance = 1e-9;

type Rows = readonly (readonly number[])[];

function randomRows(rows: number, columns: number, seed: number): number[][] {
  const values = sampleValues([rows, columns], seed);
  return Array.from({ length: rows }, (_, row) =>
    Array.from(values.slice(row * columns, (row + 1) * columns)),
  );
}

function product(a: Rows, b: Rows): number[][] {
  return a.map(row =>
    b[0]!.map((_, column) => row.reduce((sum, value, k) => sum + value * b[k]![column]!, 0)),
  );
}

function squaredError(a: Rows, b: Rows): number {
  return a.flatMap((row, y) => row.map((value, x) => (value - b[y]![x]!) ** 2)).reduce((s, v) => s + v);
}

describe('lowRankOfField', () => {
  it.each([
    ['more elements than points', 8, 15],
    ['more points than elements', 20, 9],
  ])('gives back a field of rank 3 with 3 kernels (C7), %s', (_, points, elements) => {
    const field = product(randomRows(points, 3, 1), randomRows(3, elements, 2));
    const { kernels, coefficients, discarded, total } = lowRankOfField(field, 3);
    expect(squaredError(product(coefficients, kernels), field)).toBeLessThan(tolerance * total);
    expect(discarded).toBeLessThan(tolerance * total);
    expect(total).toBeCloseTo(
      field.flat().reduce((sum, value) => sum + value ** 2, 0),
      8,
    );
  });

  it.each([
    [1, 8, 15],
    [4, 8, 15],
    [4, 20, 9],
  ])(
    'loses just the singular values that it leaves out (C7): rank %i of %i × %i',
    (rank, points, elements) => {
      const field = randomRows(points, elements, 3);
      const { kernels, coefficients, discarded, total } = lowRankOfField(field, rank);
      expect(kernels).toHaveLength(rank);
      const error = squaredError(product(coefficients, kernels), field);
      expect(Math.abs(error - discarded)).toBeLessThan(tolerance * total);
      expect(discarded).toBeGreaterThan(0.01 * total);
    },
  );

  it('finds the singular values of a field that shows them: 2, 3 and 6 of orthogonal PSFs', () => {
    const field = [
      [0, 2, 0, 0],
      [0, 0, 0, 3],
      [6, 0, 0, 0],
    ];
    const left = [1, 2, 3].map(rank => lowRankOfField(field, rank).discarded);
    [4 + 9, 4, 0].forEach((expected, index) => expect(left[index]).toBeCloseTo(expected, 9));
    const [strongest] = lowRankOfField(field, 1).kernels;
    expect(Math.abs(strongest![0]! * lowRankOfField(field, 1).coefficients[2]![0]!)).toBeCloseTo(6, 9);
  });

  it('says which ranks there are', () => {
    expect(() => lowRankOfField(randomRows(4, 9, 1), 5)).toThrow(
      'lowRankOfField: rank is 5, must be a whole number from 1 to 4, the smaller of 4 points and 9 elements',
    );
  });
});
