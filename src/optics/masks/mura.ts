/**
 * Modified uniformly redundant arrays: square masks, half open, that a cyclic correlation decodes without sidelobes.
 *
 *   A[i, j] = 0 if i = 0;  1 if j = 0 ≠ i;  1 if i and j are both or neither squares modulo p;  0 else
 *   Σ A[i, j] G[i + k, j + l] = (p² − 1)/2 at (k, l) = 0, and 0 elsewhere
 *
 * p is an odd prime. G, by which frames are decoded, is 2A − 1, but +1 at the origin.
 * Source: Gottesman & Fenimore, Appl. Opt. 28, 4344 (1989), doi:10.1364/AO.28.004344.
 */
import { isPrime, quadraticResidues } from './quadratic-residue.js';

/**
 * The mask.
 *
 * @param prime p, an odd prime.
 * @returns 1 where open, 0 where closed, [p · p] row by row; (p² − 1)/2 are open.
 * @throws RangeError if p is not an odd prime.
 */
export function muraMask(prime: number): Float32Array {
  if (!isPrime(prime) || prime === 2) {
    throw new RangeError(`muraMask: prime is ${prime}, must be an odd prime`);
  }
  const isSquare = quadraticResidues(prime);
  return Float32Array.from({ length: prime * prime }, (_, index) => {
    const [i, j] = [Math.floor(index / prime), index % prime];
    if (i === 0) return 0;
    return j === 0 || isSquare[i] === isSquare[j] ? 1 : 0;
  });
}

/**
 * The array by which frames behind the mask are decoded.
 *
 * @returns ±1, [p · p] row by row.
 * @throws RangeError if p is not an odd prime.
 */
export function muraDecoder(prime: number): Float32Array {
  return muraMask(prime).map((open, index) => (open === 1 || index === 0 ? 1 : -1));
}
