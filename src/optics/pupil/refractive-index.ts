/**
 * Refractive index of materials for lenses and phase plates, with wavelength.
 *
 *   Sellmeier: n² = 1 + Σ B λ² / (λ² − C),   Cauchy: n = Σ_k A_k λ^(−2k);   λ in µm
 *
 * Relative to air at room temperature, except for fused silica as Malitson measured it, at 20 °C.
 * Sources: Malitson, J. Opt. Soc. Am. 55, 1205 (1965), doi:10.1364/JOSA.55.001205 (fused silica);
 * SCHOTT data sheet N-BK7 517642.251; Sultanova, Kasarova & Nikolov, Acta Phys. Pol. A 116, 585 (2009),
 * doi:10.12693/APhysPolA.116.585 (PMMA).
 */

export type Dispersion =
  | {
      readonly law: 'sellmeier';
      /** B without unit and C in µm², term by term. */
      readonly terms: readonly (readonly [strength: number, resonance: number])[];
    }
  | {
      readonly law: 'cauchy';
      /** A_k in µm^(2k), from k = 0 on. */
      readonly coefficients: readonly number[];
    };

export interface Material {
  readonly name: string;
  readonly dispersion: Dispersion;
  /** Shortest and longest wavelength for which the coefficients hold, m. */
  readonly range: readonly [number, number];
}

export const materialNames = ['fused-silica', 'n-bk7', 'pmma'] as const;
export type MaterialName = (typeof materialNames)[number];

export const materials: Readonly<Record<MaterialName, Material>> = {
  'fused-silica': {
    name: 'fused silica',
    dispersion: {
      law: 'sellmeier',
      terms: [
        [0.6961663, 0.0684043 ** 2],
        [0.4079426, 0.1162414 ** 2],
        [0.8974794, 9.896161 ** 2],
      ],
    },
    range: [0.21e-6, 3.71e-6],
  },
  'n-bk7': {
    name: 'N-BK7',
    dispersion: {
      law: 'sellmeier',
      terms: [
        [1.03961212, 0.00600069867],
        [0.231792344, 0.0200179144],
        [1.01046945, 103.560653],
      ],
    },
    range: [0.3e-6, 2.5e-6],
  },
  pmma: {
    name: 'PMMA',
    dispersion: { law: 'sellmeier', terms: [[1.1819, 0.011313]] },
    range: [0.4368e-6, 1.052e-6],
  },
};

/** A constant index, for what is given at one wavelength. */
export function constantIndex(index: number): Material {
  return {
    name: `index ${index}`,
    dispersion: { law: 'cauchy', coefficients: [index] },
    range: [0, Infinity],
  };
}

/**
 * n.
 *
 * @param wavelength m, in vacuum.
 * @throws RangeError if the material's coefficients do not hold there.
 */
export function refractiveIndex({ name, dispersion, range }: Material, wavelength: number): number {
  const [shortest, longest] = range;
  if (!(wavelength >= shortest && wavelength <= longest)) {
    const nanometres = (length: number) => Number((length * 1e9).toPrecision(6));
    throw new RangeError(
      `refractiveIndex: the wavelength is ${nanometres(wavelength)} nm, must be ${nanometres(shortest)} to ` +
        `${nanometres(longest)} nm, for which the index of ${name} is known`,
    );
  }
  const square = (wavelength * 1e6) ** 2;
  if (dispersion.law === 'cauchy') {
    return dispersion.coefficients.reduce((sum, coefficient, k) => sum + coefficient / square ** k, 0);
  }
  const excess = dispersion.terms.reduce(
    (sum, [strength, resonance]) => sum + (strength * square) / (square - resonance),
    0,
  );
  return Math.sqrt(1 + excess);
}

/** Fraunhofer lines, m. */
export const fraunhoferLines = { f: 486.1327e-9, d: 587.5618e-9, c: 656.2725e-9 } as const;

/** V = (n_d − 1) / (n_F − n_C). */
export function abbeNumber(material: Material): number {
  const [blue, yellow, red] = [fraunhoferLines.f, fraunhoferLines.d, fraunhoferLines.c].map(line =>
    refractiveIndex(material, line),
  ) as [number, number, number];
  return (yellow - 1) / (blue - red);
}
