/**
 * A bright lamp and a dark object in one view: the object's shape is the class, and the brightest lamp is `dynamicRange` times as bright.
 *
 *   lamp p r^(−ρ²/2), p = r^(−u/2);   object 0.7 to 1 / dynamicRange;   wall behind it 0.2 to 0.4 of the object
 *
 * r: lampRange, ρ: distance from the centre of the lamp over its radius, u: even between 0 and 1. With r = 1 every lamp is 1 all over;
 * else lamps differ, and are darker towards their edge.
 * Lamp and object lie in opposite halves of the image, so neither hides the other.
 * Ground truth: `object` and `lamp`, [height, width], share of each pixel that they cover.
 */
import { between, coverage, imageOf, type SceneKind } from './scene-kind.js';

export interface HdrOptions {
  /** Radiance of the brightest lamp over that of the brightest object, 1 to 10⁶. */
  readonly dynamicRange: number;
  /** r: radiance of the brightest part of lamps over that of the darkest, 1 or more; 1 if left out. */
  readonly lampRange?: number;
}

/** Signed distance to the edge of a shape of about unit radius, positive inside. */
const shapes: Readonly<Record<string, (x: number, y: number) => number>> = {
  disk: (x, y) => 1 - Math.hypot(x, y),
  ring: (x, y) => 0.25 - Math.abs(Math.hypot(x, y) - 0.75),
  square: (x, y) => 0.85 - Math.max(Math.abs(x), Math.abs(y)),
  triangle: (x, y) => Math.min(0.5 - y, 0.5 + y / 2 - (Math.sqrt(3) / 2) * Math.abs(x)),
  cross: (x, y) => Math.min(0.3 - Math.min(Math.abs(x), Math.abs(y)), 1 - Math.max(Math.abs(x), Math.abs(y))),
};

/** Of a corner from the centre of a shape, over its radius. */
const farthest = 1.21;

export function hdrScenes({ dynamicRange, lampRange = 1 }: HdrOptions): SceneKind {
  const distances = Object.values(shapes);
  return {
    channels: 1,
    classNames: Object.keys(shapes),
    draw(label, size, random) {
      const [height, width] = [size.height, size.width];
      const side = Math.min(height, width / 2);
      const isLampLeft = random.uniform() < 0.5;
      const radius = between(random, 0.25, 0.38) * side;
      const reach = farthest * radius;
      const centre = [
        between(random, reach, width / 2 - reach),
        between(random, reach, height - reach),
      ] as const;
      const lampRadius = between(random, 0.12, 0.22) * side;
      const lampCentre = [
        between(random, lampRadius, width / 2 - lampRadius),
        between(random, lampRadius, height - lampRadius),
      ] as const;
      const turn = label === 1 || label === 0 ? 0 : between(random, -0.25, 0.25);
      const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
      const [objectX, lampX] = isLampLeft
        ? [width - centre[0], lampCentre[0]]
        : [centre[0], width - lampCentre[0]];
      const object = imageOf(size, (x, y) => {
        const [dx, dy] = [(x - objectX) / radius, (y - centre[1]) / radius];
        return coverage(distances[label]!(cos * dx + sin * dy, cos * dy - sin * dx) * radius);
      });
      const lamp = imageOf(size, (x, y) => coverage(lampRadius - Math.hypot(x - lampX, y - lampCentre[1])));
      const bright = between(random, 0.7, 1) / dynamicRange;
      const wall = bright * between(random, 0.2, 0.4);
      const halfRange = Math.sqrt(lampRange);
      // Drawn only where it counts, so that scenes of equal lamps are the same with and without the option.
      const peak = lampRange > 1 ? halfRange ** -random.uniform() : 1;
      const lampLight = imageOf(size, (x, y) => {
        const distance = Math.min(1, Math.hypot(x - lampX, y - lampCentre[1]) / lampRadius);
        return peak * halfRange ** -(distance ** 2);
      });
      const scene = object.map((covered, pixel) => {
        const dark = wall + (bright - wall) * covered;
        return dark + (lampLight[pixel]! - dark) * lamp[pixel]!;
      });
      return { scene, truth: { object, lamp } };
    },
  };
}
