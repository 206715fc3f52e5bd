/**
 * Bar gratings, for studies of resolution: which period and orientation is still told apart?
 *
 *   class = period · orientations + orientation;   angle = 180° · orientation / orientations
 *
 * At 0° the bars stand upright, and angles turn them clockwise in the image (y points down). Phase, contrast (0.5 to 1) and mean
 * (0.4 to 0.6) are random. Bars cover pixels by area, up to a straight edge across the pixel.
 * Ground truth: `period` (pixels) and `angle` (radians), one number each.
 */
import { between, clamp, coverage, imageOf, type SceneKind } from './scene-kind.js';

export interface TextureOptions {
  /** Distances from bar to bar, pixels, 3 or more each: bars as wide as a pixel vanish where a phase splits them evenly. */
  readonly periodsPixels: readonly number[];
  /** Number of directions, evenly over 180°. */
  readonly orientations: number;
}

export function textures({ periodsPixels, orientations }: TextureOptions): SceneKind {
  const classNames = periodsPixels.flatMap(period =>
    Array.from(
      { length: orientations },
      (_, turn) => `${period} px at ${round((180 * turn) / orientations)}°`,
    ),
  );
  return {
    channels: 1,
    classNames,
    draw(label, size, random) {
      const period = periodsPixels[Math.floor(label / orientations)]!;
      const angle = (Math.PI * (label % orientations)) / orientations;
      const phase = random.uniform();
      const contrast = between(random, 0.5, 1);
      const mean = between(random, 0.4, 0.6);
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
      const scene = imageOf(size, (x, y) => {
        const along = (x * cos + y * sin) / period + phase;
        const distance = (0.25 - Math.abs(along - Math.floor(along) - 0.5)) * period;
        return clamp(mean + contrast * (coverage(distance) - 0.5), 0, 1);
      });
      return { scene, truth: { period: Float32Array.of(period), angle: Float32Array.of(angle) } };
    },
  };
}

function round(degrees: number): number {
  return Number(degrees.toFixed(1));
}
