/** What every kind of procedural scene has in common. */
import type { HostRandom } from '../../engine/host-random.js';

export interface SceneSize {
  /** Pixels. */
  readonly height: number;
  /** Pixels. */
  readonly width: number;
}

/** A scene and what is known of it. */
export interface DrawnScene {
  /** [height, width, channels] row-major, 0 to 1. */
  readonly scene: Float32Array;
  /** Ground truth by name; the header of the kind says which there is, and its shape. `position` is that of the only object. */
  readonly truth: Readonly<Record<string, Float32Array>>;
}

/** A kind with its options filled in. */
export interface SceneKind {
  readonly channels: number;
  readonly classNames: readonly string[];
  /** Names of the classes of pixels, the ground first, where the truth tells them. */
  readonly pixelClassNames?: readonly string[];
  /** Class of each pixel, [height · width], from the truth. */
  readonly pixelClasses?: (truth: DrawnScene['truth']) => Uint8Array;
  /** Draws a scene of a class; equal random numbers give equal scenes. */
  draw(label: number, size: SceneSize, random: HostRandom): DrawnScene;
}

/** A number from `low` to `high`, all equally likely. */
export function between(random: HostRandom, low: number, high: number): number {
  return low + (high - low) * random.uniform();
}

/** `value`, or the nearer end of the range. */
export function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

/** Share of a pixel inside of an edge, from its signed distance, pixels, positive inside: 0 to 1 over one pixel. */
export function coverage(distance: number): number {
  return clamp(0.5 + distance, 0, 1);
}

/** Fills [height, width] from the value at each pixel; x and y are its centre, pixels from the upper left corner. */
export function imageOf(
  { height, width }: SceneSize,
  valueAt: (x: number, y: number) => number,
): Float32Array {
  const image = new Float32Array(height * width);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      image[row * width + column] = valueAt(column + 0.5, row + 0.5);
    }
  }
  return image;
}
