/** Point spread functions by their definition, in float64, one sum per place: the reference of the tests. */

export interface SlowPupil {
  /** Rows after one another. */
  readonly amplitude: ArrayLike<number>;
  /** Waves. */
  readonly opd: ArrayLike<number>;
  readonly samples: number;
}

/**
 * Irradiance at a place in λN, as the share of the light per (λN)².
 *
 *   |Σ A exp(2πi OPD) exp(−2πi x·r)|² / (n² Σ A²), x in diameters of the pupil
 */
export function slowIrradiance({ amplitude, opd, samples }: SlowPupil, y: number, x: number): number {
  let [real, imaginary, light] = [0, 0, 0];
  for (let index = 0; index < samples ** 2; index++) {
    const [row, column] = [Math.floor(index / samples), index % samples].map(
      each => (each - (samples - 1) / 2) / samples,
    ) as [number, number];
    const phase = 2 * Math.PI * (opd[index]! - row * y - column * x);
    real += amplitude[index]! * Math.cos(phase);
    imaginary += amplitude[index]! * Math.sin(phase);
    light += amplitude[index]! ** 2;
  }
  return (real ** 2 + imaginary ** 2) / (samples ** 2 * light);
}

/** Mean of the irradiance over a pixel of this side around a place, by a product of Gauss rules of 4 points in each of 4 parts. */
export function slowPixelMean(pupil: SlowPupil, y: number, x: number, side: number): number {
  const parts = [0, 1, 2, 3];
  const points = parts.flatMap(part =>
    [-0.8611363115940526, -0.3399810435848563, 0.3399810435848563, 0.8611363115940526].map(node => ({
      offset: side * ((part + 0.5 + node / 2) / 4 - 0.5),
      weight: (Math.abs(node) > 0.5 ? 0.3478548451374538 : 0.6521451548625461) / 8,
    })),
  );
  let mean = 0;
  for (const down of points) {
    for (const across of points) {
      mean += down.weight * across.weight * slowIrradiance(pupil, y + down.offset, x + across.offset);
    }
  }
  return mean;
}
