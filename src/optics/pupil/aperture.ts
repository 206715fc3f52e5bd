/**
 * The openings of pupils: what part of the amplitude passes at each sample.
 *
 * `hard`: 1 where the middle of a sample's cell lies inside, else 0. `anti-aliased`: the share of the cell that lies inside,
 * from 8 × 8 points, which lets the wavefront at the edge count as much as its area. The area of the pupil is Σ A in both;
 * the light that passes, Σ A², is less than the area where edges are anti-aliased.
 */
import type * as tf from '@tensorflow/tfjs';
import { mapPupil } from './pupil-grid.js';

export type Aperture =
  | {
      readonly shape: 'circle';
      /** Radius of the central obscuration, in radii of the pupil, 0 or more and below 1; default 0. */
      readonly obscuration?: number;
    }
  /** As wide as the pupil is in diameter. */
  | { readonly shape: 'square' }
  | {
      /** Regular, with its corners on the circle. */
      readonly shape: 'polygon';
      /** 3 or more. */
      readonly sides: number;
      /** Angle of a corner from +x towards +y, radians; default 0. */
      readonly rotation?: number;
    };

export const apertureEdges = ['hard', 'anti-aliased'] as const;
export type ApertureEdge = (typeof apertureEdges)[number];

const subSamples = 8;

/**
 * The amplitude that an opening lets pass.
 *
 * @param samples Samples across the diameter of the pupil.
 * @returns 0 to 1, [samples, samples].
 * @throws RangeError if obscuration, number of sides or rotation is out of range.
 */
export function apertureAmplitude(
  samples: number,
  aperture: Aperture,
  edge: ApertureEdge = 'anti-aliased',
): tf.Tensor2D {
  const isInside = insideOf(aperture);
  if (edge === 'hard') return mapPupil(samples, (y, x) => (isInside(y, x) ? 1 : 0));
  const offsets = Array.from(
    { length: subSamples },
    (_, index) => (2 * index + 1 - subSamples) / subSamples / samples,
  );
  return mapPupil(samples, (y, x) => {
    let count = 0;
    for (const down of offsets) {
      for (const across of offsets) count += isInside(y + down, x + across) ? 1 : 0;
    }
    return count / subSamples ** 2;
  });
}

function insideOf(aperture: Aperture): (y: number, x: number) => boolean {
  if (aperture.shape === 'square') return (y, x) => Math.abs(y) <= 1 && Math.abs(x) <= 1;
  return aperture.shape === 'circle' ? insideRing(aperture) : insidePolygon(aperture);
}

function insideRing({ obscuration = 0 }: Extract<Aperture, { shape: 'circle' }>) {
  if (!(obscuration >= 0 && obscuration < 1)) {
    throw new RangeError(`aperture: obscuration is ${obscuration}, must be at least 0 and below 1`);
  }
  const inner = obscuration ** 2;
  return (y: number, x: number) => {
    const square = y * y + x * x;
    return square <= 1 && square >= inner;
  };
}

function insidePolygon({ sides, rotation = 0 }: Extract<Aperture, { shape: 'polygon' }>) {
  if (!Number.isInteger(sides) || sides < 3) {
    throw new RangeError(`aperture: sides is ${sides}, must be a whole number of at least 3`);
  }
  if (!Number.isFinite(rotation)) {
    throw new RangeError(`aperture: rotation is ${rotation} radians, must be finite`);
  }
  const normals = Array.from({ length: sides }, (_, side) => rotation + ((2 * side + 1) * Math.PI) / sides);
  const directions = normals.map(angle => [Math.sin(angle), Math.cos(angle)] as const);
  const distance = Math.cos(Math.PI / sides);
  return (y: number, x: number) =>
    directions.every(([down, across]) => y * down + x * across <= distance + 1e-12);
}
