/** Squares modulo a prime, from which masks with flat spectra are made. */

export function isPrime(number: number): boolean {
  if (!Number.isInteger(number) || number < 2) return false;
  for (let factor = 2; factor * factor <= number; factor++) if (number % factor === 0) return false;
  return true;
}

/** Whether each of 0 … prime − 1 is the square of another number than 0, modulo `prime`. */
export function quadraticResidues(prime: number): boolean[] {
  const isResidue = Array<boolean>(prime).fill(false);
  for (let root = 1; root < prime; root++) isResidue[(root * root) % prime] = true;
  return isResidue;
}
