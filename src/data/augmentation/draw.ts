/** What is drawn for one scene: where it goes, its light, what is cut out, what it is blended with. */
import type { HostRandom } from '../../engine/host-random.js';
import { identity, moved, taking, turned, type Affine, type Point } from './affine.js';
import type { AugmentationOptions } from './options.js';
import type { PlaneSize } from './resample.js';

/**
 * Where a scene goes: a window of it is enlarged to the whole, mirrored, turned and magnified about the centre, then shifted. All numbers are
 * always drawn, so that an option that is switched on leaves those of the others as they were.
 */
export function drawMap(
  options: AugmentationOptions,
  { height, width }: PlaneSize,
  random: HostRandom,
): Affine {
  const { zoomMin, zoomMax, cropFractionMin, shiftPixels } = options;
  const [mirrorX, mirrorY] = [random.uniform() < 0.5, random.uniform() < 0.5];
  const quarters = random.integer(4);
  const degrees = signed(random) * options.rotationDegrees + (options.quarterTurns ? 90 * quarters : 0);
  const zoom = zoomMin * (zoomMax / zoomMin) ** random.uniform();
  const window = 1 - random.uniform() * (1 - cropFractionMin);
  const centre: Point = [width / 2, height / 2];
  const windowAt: Point = [
    centre[0] + (random.uniform() - 0.5) * (1 - window) * width,
    centre[1] + (random.uniform() - 0.5) * (1 - window) * height,
  ];
  const pixels = [0, 0].map(() => random.integer(2 * shiftPixels + 1) - shiftPixels) as [number, number];
  const to: Point = [
    centre[0] + pixels[0] + signed(random) * options.shiftFraction * width,
    centre[1] + pixels[1] + signed(random) * options.shiftFraction * height,
  ];
  const { xx, xy, yx, yy } = turned(degrees, zoom / window);
  const [right, down] = [
    options.horizontalFlip && mirrorX ? -1 : 1,
    options.verticalFlip && mirrorY ? -1 : 1,
  ];
  return taking({ xx: xx * right, xy: xy * down, yx: yx * right, yy: yy * down }, windowAt, to);
}

/** Draws before a scene whose object leaves the frame each time stays where it is. */
const mostDraws = 32;

/** A map that leaves a point in the frame. */
export function drawMapWith(
  point: Point,
  options: AugmentationOptions,
  size: PlaneSize,
  random: HostRandom,
): Affine {
  for (let draw = 0; draw < mostDraws; draw++) {
    const map = drawMap(options, size, random);
    const [x, y] = moved(map, point);
    if (x >= 0 && y >= 0 && x < size.width && y < size.height) return map;
  }
  return identity;
}

/** Light and contrast of a scene. */
export interface Tone {
  readonly brightness: number;
  readonly contrast: number;
}

export function drawTone(options: AugmentationOptions, random: HostRandom): Tone {
  return {
    brightness: 1 + signed(random) * options.brightnessFraction,
    contrast: 1 + signed(random) * options.contrastFraction,
  };
}

/** A window of a scene, pixels; columns from `left` up to but not `right`. */
export interface Cutout {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** A square whose centre is any pixel of the scene; what is beyond the edges is cut off. */
export function drawCutout(
  { cutoutFraction }: AugmentationOptions,
  { height, width }: PlaneSize,
  random: HostRandom,
): Cutout {
  const side = Math.round(cutoutFraction * Math.min(height, width));
  const [left, top] = [random.integer(width), random.integer(height)].map(
    centre => centre - Math.floor(side / 2),
  ) as [number, number];
  return {
    left: Math.max(0, left),
    right: Math.min(width, left + side),
    top: Math.max(0, top),
    bottom: Math.min(height, top + side),
  };
}

/**
 * A share from Beta(α, α): G₁ / (G₁ + G₂), both from Gamma(α), in logarithms, as small shapes give numbers that no floating point holds.
 *
 * @param alpha Above 0.
 * @returns 0 to 1.
 */
export function drawShare(alpha: number, random: HostRandom): number {
  const [first, second] = [logGamma(alpha, random), logGamma(alpha, random)];
  return 1 / (1 + Math.exp(second - first));
}

/** Logarithm of a number from Gamma(α): Marsaglia & Tsang, ACM Trans. Math. Softw. 26, 363 (2000), doi:10.1145/358407.358414. */
function logGamma(alpha: number, random: HostRandom): number {
  const d = alpha + 1 - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const normal = random.normal();
    const v = (1 + c * normal) ** 3;
    const u = 1 - random.uniform();
    if (v <= 0 || Math.log(u) >= normal ** 2 / 2 + d * (1 - v + Math.log(v))) continue;
    // From shape α + 1 to α.
    return Math.log(d * v) + Math.log(1 - random.uniform()) / alpha;
  }
}

/** From −1 to 1. */
function signed(random: HostRandom): number {
  return 2 * random.uniform() - 1;
}
