declare module 'fft.js' {
  /** Complex transforms of a power of 2 points; arrays hold real and imaginary parts in turn. */
  export default class FFT {
    constructor(size: number);
    createComplexArray(): number[];
    transform(out: number[], data: readonly number[]): void;
  }
}
