/**
 * Standard phase masks, as maps [1, n, n] whose coefficient is an optical path difference, m.
 *
 *   cubic   B = x³ + y³          much the same blur over a range of depths; coefficient: at x = 1, y = 0
 *   axicon  B = ρ                a line of focus; coefficient: at the edge
 *   petal   B = ρ^p cos kθ       k-fold; p = k = 3 is a trefoil; coefficient: at the edge
 *   spiral  B = θ / 2π, 0 ≤ θ < 2π   a vortex, dark in the middle; coefficient: one turn, charge × design wavelength
 *
 * x rises with the column, y with the row, θ from +x towards +y.
 * Sources: Dowski & Cathey, Appl. Opt. 34, 1859 (1995), doi:10.1364/AO.34.001859 (cubic);
 * McLeod, J. Opt. Soc. Am. 44, 592 (1954), doi:10.1364/JOSA.44.000592 (axicon).
 */
import type * as tf from '@tensorflow/tfjs';
import { mapPupils } from './pupil-grid.js';

export function cubicBasis(samples: number): tf.Tensor3D {
  return mapPupils(samples, [(y, x) => x ** 3 + y ** 3]);
}

export function axiconBasis(samples: number): tf.Tensor3D {
  return mapPupils(samples, [(y, x) => Math.hypot(y, x)]);
}

export interface Petals {
  /** k, a whole number of at least 1. */
  readonly count: number;
  /** p, 1 or more; default k. */
  readonly power?: number;
}

/** @throws RangeError if the number of petals or the power is out of range. */
export function petalBasis(samples: number, { count, power = count }: Petals): tf.Tensor3D {
  if (!Number.isInteger(count) || count < 1) {
    throw new RangeError(`petals: count is ${count}, must be a whole number of at least 1`);
  }
  if (!(power >= 1 && power < Infinity)) {
    throw new RangeError(`petals: power is ${power}, must be at least 1`);
  }
  return mapPupils(samples, [(y, x) => Math.hypot(y, x) ** power * Math.cos(count * Math.atan2(y, x))]);
}

export function spiralBasis(samples: number): tf.Tensor3D {
  return mapPupils(samples, [
    (y, x) => {
      const turns = Math.atan2(y, x) / (2 * Math.PI);
      return turns < 0 ? turns + 1 : turns;
    },
  ]);
}
