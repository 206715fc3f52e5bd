/**
 * Points of light on a dark ground, each a Gaussian spot: how many are there, or in which quarter is the only one?
 *
 *   I(x, y) = b + Σₖ aₖ exp(−((x − xₖ)² + (y − yₖ)²) / 2σ²),   b = 0.02,   aₖ = 0.5 to 0.9
 *
 * Spots are at least 4 σ apart where there is room (the best of 64 places is taken), and 2 σ from the edge.
 * Ground truth: `positions`, [emitters, 2], x and y in pixels from the upper left corner; `amplitudes`, [emitters].
 */
import type { HostRandom } from '../../engine/host-random.js';
import { between, imageOf, type SceneKind, type SceneSize } from './scene-kind.js';

export interface EmitterOptions {
  /** count: class k has k + 1 emitters; quadrant: one emitter, in the quarter that is the class. */
  readonly classBy: 'count' | 'quadrant';
  /** Number of classes by count. */
  readonly mostEmitters: number;
  /** σ of a spot, pixels. */
  readonly spotPixels: number;
}

type Point = readonly [x: number, y: number];

const quadrants = ['upper left', 'upper right', 'lower left', 'lower right'];
const background = 0.02;
const tries = 64;

export function pointEmitters({ classBy, mostEmitters, spotPixels }: EmitterOptions): SceneKind {
  const counts = Array.from(
    { length: mostEmitters },
    (_, most) => `${most + 1} emitter${most === 0 ? '' : 's'}`,
  );
  return {
    channels: 1,
    classNames: classBy === 'count' ? counts : quadrants,
    draw(label, size, random) {
      const points =
        classBy === 'count'
          ? spreadPoints(label + 1, size, spotPixels, random)
          : [pointInQuadrant(label, size, spotPixels, random)];
      const amplitudes = points.map(() => between(random, 0.5, 0.9));
      const scene = imageOf(size, (x, y) =>
        Math.min(
          1,
          points.reduce((sum, point, k) => sum + amplitudes[k]! * spot(x, y, point, spotPixels), background),
        ),
      );
      return {
        scene,
        truth: { positions: Float32Array.from(points.flat()), amplitudes: Float32Array.from(amplitudes) },
      };
    },
  };
}

function spot(x: number, y: number, [centreX, centreY]: Point, sigma: number): number {
  return Math.exp(-((x - centreX) ** 2 + (y - centreY) ** 2) / (2 * sigma ** 2));
}

function pointInQuadrant(
  quadrant: number,
  { height, width }: SceneSize,
  sigma: number,
  random: HostRandom,
): Point {
  const place = (side: number, isSecond: boolean): number => {
    const margin = Math.min(2 * sigma, side / 8);
    const near = between(random, margin, side / 2 - margin);
    return isSecond ? side - near : near;
  };
  return [place(width, quadrant % 2 === 1), place(height, quadrant >= 2)];
}

function spreadPoints(count: number, size: SceneSize, sigma: number, random: HostRandom): Point[] {
  const points: Point[] = [];
  const margins = [size.width, size.height].map(side => Math.min(2 * sigma, side / 4));
  while (points.length < count) {
    let [best, widest] = [[0, 0] as Point, -1];
    for (let attempt = 0; attempt < tries && widest < 4 * sigma; attempt++) {
      const point: Point = [
        between(random, margins[0]!, size.width - margins[0]!),
        between(random, margins[1]!, size.height - margins[1]!),
      ];
      const nearest = Math.min(Infinity, ...points.map(([x, y]) => Math.hypot(x - point[0], y - point[1])));
      if (nearest > widest) [best, widest] = [point, nearest];
    }
    points.push(best);
  }
  return points;
}
