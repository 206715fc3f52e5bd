/**
 * One bright disk among dim ones: where is it?
 *
 *   I(x, y) = max(b, maxₖ cₖ Dₖ(x, y), a D(x, y)),   b = 0.02,   a = 0.8 to 1,   cₖ = (0.3 to 1) · clutter
 *
 * D is the share of a pixel that a disk covers. The bright disk has a stated diameter and lies within the frame; the 12 dim ones, the
 * clutter, are half to one and a half times as large and lie anywhere. The class is the quarter of the frame that holds the centre.
 * Ground truth: `position`, x and y of the centre in pixels from the upper left corner.
 */
import { between, coverage, imageOf, type SceneKind } from './scene-kind.js';

export interface PositionOptions {
  /** Diameter of the object, pixels. */
  readonly objectPixels: number;
  /** Brightness of the brightest clutter, 0 to 1. */
  readonly clutter: number;
}

const background = 0.02;
const clutterDisks = 12;
/** By row, then by column, of the quarter. */
const quarters = ['upper left', 'upper right', 'lower left', 'lower right'];

export function position({ objectPixels, clutter }: PositionOptions): SceneKind {
  return {
    channels: 1,
    classNames: quarters,
    draw(label, size, random) {
      const radius = objectPixels / 2;
      const place = (side: number, isSecond: boolean): number => {
        const near = between(random, Math.min(radius, side / 2), side / 2);
        return isSecond ? side - near : near;
      };
      const [x, y] = [place(size.width, label % 2 === 1), place(size.height, label >= 2)];
      const object = { x, y, radius, brightness: between(random, 0.8, 1) };
      const dim = Array.from({ length: clutterDisks }, () => ({
        x: between(random, 0, size.width),
        y: between(random, 0, size.height),
        radius: radius * between(random, 0.5, 1.5),
        brightness: clutter * between(random, 0.3, 1),
      }));
      const disks = [object, ...dim];
      const scene = imageOf(size, (atX, atY) =>
        disks.reduce((most, disk) => Math.max(most, lightOf(disk, atX, atY)), background),
      );
      return { scene, truth: { position: Float32Array.of(x, y) } };
    },
  };
}

interface Disk {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly brightness: number;
}

function lightOf({ x, y, radius, brightness }: Disk, atX: number, atY: number): number {
  // Math.hypot, which guards against overflow, takes most of the time of a scene.
  return brightness * coverage(radius - Math.sqrt((atX - x) ** 2 + (atY - y) ** 2));
}
