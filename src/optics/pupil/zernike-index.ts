/**
 * The ways to count Zernike polynomials: by Noll, OSA/ANSI or Fringe (University of Arizona) number, or by order (n, m).
 *
 *   OSA = (n (n + 2) + m) / 2,   Fringe = (1 + (n + |m|) / 2)² − 2 |m| + (1 where m < 0, else 0)
 *
 * Negative m are the sines. Noll and Fringe count from 1, OSA from 0.
 * Sources: Noll, J. Opt. Soc. Am. 66, 207 (1976), doi:10.1364/JOSA.66.000207;
 * Thibos et al., J. Refract. Surg. 18, S652 (2002), doi:10.3928/1081-597X-20020901-30 (OSA).
 */

/** Radial order n, and azimuthal order m of −n to n with n − m even. */
export interface ZernikeMode {
  readonly n: number;
  readonly m: number;
}

export const zernikeOrders = ['noll', 'osa', 'fringe'] as const;
export type ZernikeOrder = (typeof zernikeOrders)[number];

/**
 * The mode with a number.
 *
 * @throws RangeError if there is none.
 */
export function zernikeMode(index: number, order: ZernikeOrder = 'noll'): ZernikeMode {
  const first = order === 'osa' ? 0 : 1;
  if (!Number.isInteger(index) || index < first) {
    throw new RangeError(`zernike: ${order} index is ${index}, must be a whole number of at least ${first}`);
  }
  if (order === 'noll') return fromNoll(index);
  return order === 'osa' ? fromOsa(index) : fromFringe(index);
}

/**
 * The number of a mode.
 *
 * @throws RangeError if n and m belong to no mode.
 */
export function zernikeIndex({ n, m }: ZernikeMode, order: ZernikeOrder = 'noll'): number {
  checkMode({ n, m });
  if (order === 'osa') return (n * (n + 2) + m) / 2;
  if (order === 'fringe') return (1 + (n + Math.abs(m)) / 2) ** 2 - 2 * Math.abs(m) + (m < 0 ? 1 : 0);
  const isEarly = n % 4 < 2;
  const isFirst = m !== 0 && m > 0 === isEarly;
  return (n * (n + 1)) / 2 + Math.abs(m) + (isFirst ? 0 : 1);
}

/** @throws RangeError if n and m belong to no mode. */
export function checkMode({ n, m }: ZernikeMode): void {
  const isMode = Number.isInteger(n) && Number.isInteger(m) && Math.abs(m) <= n && (n - m) % 2 === 0;
  if (!isMode) throw new RangeError(`zernike: (n, m) is (${n}, ${m}), must have |m| up to n and n − m even`);
}

const names: Readonly<Record<string, string>> = {
  '0,0': 'piston',
  '1,1': 'tilt x',
  '1,-1': 'tilt y',
  '2,0': 'defocus',
  '2,-2': 'oblique astigmatism',
  '2,2': 'vertical astigmatism',
  '3,-1': 'coma y',
  '3,1': 'coma x',
  '3,-3': 'trefoil',
  '3,3': 'oblique trefoil',
  '4,0': 'spherical aberration',
  '4,2': 'secondary vertical astigmatism',
  '4,-2': 'secondary oblique astigmatism',
  '4,4': 'tetrafoil',
  '4,-4': 'oblique tetrafoil',
  '5,1': 'secondary coma x',
  '5,-1': 'secondary coma y',
  '6,0': 'secondary spherical aberration',
};

/** What a mode is called; `Z(n, m)` where it has no name. */
export function zernikeName({ n, m }: ZernikeMode): string {
  return names[`${n},${m}`] ?? `Z(${n}, ${m})`;
}

function fromNoll(index: number): ZernikeMode {
  const n = triangleRow(index - 1);
  const place = index - 1 - (n * (n + 1)) / 2;
  const m = (n % 2) + 2 * Math.floor((place + ((n + 1) % 2)) / 2);
  return { n, m: m !== 0 && index % 2 === 1 ? -m : m };
}

function fromOsa(index: number): ZernikeMode {
  const n = triangleRow(index);
  return { n, m: 2 * index - n * (n + 2) };
}

function fromFringe(index: number): ZernikeMode {
  const side = Math.ceil(Math.sqrt(index));
  const left = side ** 2 - index;
  const size = Math.ceil(left / 2);
  return { n: 2 * (side - 1) - size, m: left % 2 === 1 ? -size : size };
}

/** The row of a triangle of rows of 1, 2, 3, … places in which a place, counted from 0, stands. */
function triangleRow(place: number): number {
  const row = Math.floor((Math.sqrt(8 * place + 1) - 1) / 2);
  return (row * (row + 1)) / 2 > place ? row - 1 : row;
}
