/**
 * Maximum-length sequences: 2ⁿ − 1 bits whose cyclic shifts hardly resemble each other.
 *
 *   s[i] = s[i − t₁] ⊕ s[i − t₂] ⊕ …,   Σᵢ (−1)^(s[i] + s[i + k]) = 2ⁿ − 1 for k = 0, −1 for all other shifts
 *
 * The taps t belong to a primitive polynomial of degree n, so the shift register meets every state but zero.
 * Source: MacWilliams & Sloane, Proc. IEEE 64, 1715 (1976), doi:10.1109/PROC.1976.10411.
 */

/** Taps of one primitive polynomial for each degree. */
const tapsOf: Readonly<Record<number, readonly number[]>> = {
  2: [2, 1],
  3: [3, 2],
  4: [4, 3],
  5: [5, 3],
  6: [6, 5],
  7: [7, 6],
  8: [8, 6, 5, 4],
  9: [9, 5],
  10: [10, 7],
  11: [11, 9],
  12: [12, 11, 10, 4],
  13: [13, 12, 11, 8],
  14: [14, 13, 12, 2],
  15: [15, 14],
  16: [16, 15, 13, 4],
};

/**
 * One period of the sequence of a degree.
 *
 * @param degree n, 2 to 16.
 * @returns 0 or 1, [2ⁿ − 1]; 2ⁿ⁻¹ of them are 1.
 * @throws RangeError if the degree is not one of these.
 */
export function mSequence(degree: number): Float32Array {
  const taps = tapsOf[degree];
  if (taps === undefined) {
    throw new RangeError(`mSequence: degree is ${degree}, must be a whole number from 2 to 16`);
  }
  const length = 2 ** degree - 1;
  const sequence = new Float32Array(length);
  sequence.fill(1, 0, degree);
  for (let i = degree; i < length; i++) {
    sequence[i] = taps.reduce((parity, tap) => parity ^ sequence[i - tap]!, 0);
  }
  return sequence;
}
