/** Slow Fourier transforms in float64, independent of the engine: fft.js for powers of 2, the defining sum otherwise. */
import FFT from 'fft.js';

/** Rows of [real, imaginary] numbers. */
export type ComplexPlane = readonly (readonly (readonly [number, number])[])[];

/** A plane from real and imaginary parts in row order. */
export function planeOf(
  real: ArrayLike<number>,
  imaginary: ArrayLike<number>,
  columns: number,
): ComplexPlane {
  return Array.from({ length: real.length / columns }, (_row, row) =>
    Array.from({ length: columns }, (_column, column) => {
      const index = row * columns + column;
      return [real[index]!, imaginary[index]!] as const;
    }),
  );
}

/** Σ x[n] exp(−2πi k n / N). */
function slowDft(line: ComplexPlane[number]): [number, number][] {
  const size = line.length;
  if (size > 1 && Number.isInteger(Math.log2(size))) {
    const fft = new FFT(size);
    const out = fft.createComplexArray();
    fft.transform(out, line.flat());
    return line.map((_, k) => [out[2 * k]!, out[2 * k + 1]!]);
  }
  return line.map((_, k) => continuousSum(line, n => (k * n) / size));
}

/** Σ x[n] exp(−2πi turns(n)). */
function continuousSum(line: ComplexPlane[number], turns: (n: number) => number): [number, number] {
  return line.reduce<[number, number]>(
    ([sumRe, sumIm], [re, im], n) => {
      const [c, s] = [Math.cos(2 * Math.PI * turns(n)), -Math.sin(2 * Math.PI * turns(n))];
      return [sumRe + re * c - im * s, sumIm + re * s + im * c];
    },
    [0, 0],
  );
}

function transposed(plane: ComplexPlane): ComplexPlane {
  return plane[0]!.map((_, column) => plane.map(row => row[column]!));
}

/** The two-dimensional transform of a plane. */
export function slowDft2(plane: ComplexPlane): ComplexPlane {
  return transposed(transposed(plane.map(slowDft)).map(slowDft));
}

/** Coordinate `spacing · (index − origin)` of `size` samples. */
export interface SlowAxis {
  readonly size: number;
  readonly origin: number;
  readonly spacing: number;
}

/** Σ x[m, n] exp(−2πi (m − m₀) u): the transform of a plane at frequencies of the given axes. */
export function slowTransform(
  plane: ComplexPlane,
  fieldOrigins: readonly [number, number],
  axes: readonly [SlowAxis, SlowAxis],
): ComplexPlane {
  const along = (lines: ComplexPlane, fieldOrigin: number, axis: SlowAxis) =>
    lines.map(line =>
      Array.from({ length: axis.size }, (_, k) =>
        continuousSum(line, n => (n - fieldOrigin) * axis.spacing * (k - axis.origin)),
      ),
    );
  const across = along(plane, fieldOrigins[1], axes[1]);
  return transposed(along(transposed(across), fieldOrigins[0], axes[0]));
}
