/**
 * Widths of the pixels along one axis of a rectangular layout: where it starts, or how it stays.
 *
 *   foveated: border(s) = sign(s) a ((1 + 1/a)^|s| − 1) of half the axis,   s from −1 to 1 in equal steps
 *
 * s is the coordinate in which the visual cortex maps eccentricity E, s ∝ log(1 + E/a): its magnification falls as 1 / (1 + E/a), so
 * that at E = a pixels are twice as wide as in the middle. The cortex maps rings and wedges; here the law holds for each axis alone,
 * as rows and columns can be built with straight wires.
 * Source: Schwartz, Biol. Cybern. 25, 181 (1977), doi:10.1007/BF01885636.
 */
import type { HostRandom } from '../../engine/host-random.js';

/** One axis of a layout. */
export interface PixelAxis {
  /** Length of the axis, samples. */
  readonly samples: number;
  readonly pixels: number;
  /** No pixel is narrower, samples, above 0. */
  readonly smallest: number;
}

/** All alike. */
export function uniformWidths({ samples, pixels }: PixelAxis): number[] {
  return Array.from({ length: pixels }, () => samples / pixels);
}

/**
 * Narrow in the middle and ever wider towards both ends.
 *
 * @param fovea a: eccentricity at which a pixel is twice as wide as in the middle, as a fraction of half the axis, above 0.
 */
export function foveatedWidths({ samples, pixels }: PixelAxis, fovea: number): number[] {
  const border = (index: number) => {
    const place = (2 * index) / pixels - 1;
    return (samples / 2) * Math.sign(place) * fovea * ((1 + 1 / fovea) ** Math.abs(place) - 1);
  };
  return Array.from({ length: pixels }, (_, index) => border(index + 1) - border(index));
}

/** All divisions of the axis in which no pixel is too narrow are equally likely. */
export function randomWidths({ samples, pixels, smallest }: PixelAxis, random: HostRandom): number[] {
  // Gaps between independent uniform points are exponential variates over their sum; 1 − u is never 0.
  const gaps = Array.from({ length: pixels }, () => -Math.log(1 - random.uniform()));
  const sum = gaps.reduce((total, gap) => total + gap, 0);
  return gaps.map(gap => smallest + (samples - pixels * smallest) * (gap / sum));
}

/** Borders of pixels of these widths, one more than pixels; the last one is exactly the length of the axis. */
export function bordersOf(widths: readonly number[], samples: number): number[] {
  let place = 0;
  return [
    0,
    ...widths.map((width, index) => (place = index === widths.length - 1 ? samples : place + width)),
  ];
}
