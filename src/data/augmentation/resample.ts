/**
 * A scene after an affine map of its plane, sampled once: bilinear between the centres of four pixels, or the nearest pixel for classes.
 *
 * Where the map takes pixels to pixels (flips, quarter turns, whole shifts) both give exact copies. Scenes that are made smaller are not
 * averaged over the pixels that fall together.
 */
import type { Boundary } from '../../engine/fourier/pad-images.js';
import { inverse, type Affine } from './affine.js';

export interface PlaneSize {
  /** Pixels. */
  readonly height: number;
  readonly width: number;
}

/**
 * Bilinear.
 *
 * @param scene [height, width, channels] row by row.
 * @param map From the scene to the result.
 * @param result Takes the result; of the same length.
 */
export function resample(
  scene: Float32Array,
  { height, width }: PlaneSize,
  map: Affine,
  boundary: Boundary,
  result: Float32Array,
): void {
  const { xx, xy, yx, yy, x: backX, y: backY } = inverse(map);
  const channels = scene.length / (height * width);
  const work: Work = { scene, height, width, channels, stepU: xx, stepV: yx, boundary, result };
  for (let y = 0; y < height; y++) {
    const u = xx * 0.5 + xy * (y + 0.5) + backX - 0.5;
    const v = yx * 0.5 + yy * (y + 0.5) + backY - 0.5;
    let first = 0;
    let end = width;
    while (first < end && !isInside(work, u + xx * first, v + yx * first)) first++;
    while (end > first && !isInside(work, u + xx * (end - 1), v + yx * (end - 1))) end--;
    const start = y * width;
    sampleAcross(work, u, v, start, 0, first);
    // A line leaves the scene once, so that all between two pixels of the inside are inside.
    sampleInside(work, u, v, start, first, end);
    sampleAcross(work, u, v, start, end, width);
  }
}

interface Work extends PlaneSize {
  readonly scene: Float32Array;
  readonly channels: number;
  /** How far in the scene it is from one pixel of a row of the result to the next. */
  readonly stepU: number;
  readonly stepV: number;
  readonly boundary: Boundary;
  readonly result: Float32Array;
}

/** Whether all four pixels around a place, in pixels from the centre of the first one, are there. */
function isInside({ height, width }: Work, u: number, v: number): boolean {
  return u >= 0 && v >= 0 && u < width - 1 && v < height - 1;
}

/**
 * Pixels of a row whose neighbours are all there.
 *
 * @param u Where the first pixel of the row comes from, with `v`.
 * @param start Place of this pixel in the result.
 * @param first Columns from here up to but not `end`.
 */
function sampleInside(work: Work, u: number, v: number, start: number, first: number, end: number): void {
  const { scene, width, channels, stepU, stepV, result } = work;
  const down = width * channels;
  let place = (start + first) * channels;
  for (let x = first; x < end; x++) {
    const fromU = u + stepU * x;
    const fromV = v + stepV * x;
    // Whole numbers of 32 bits, which index arrays without a test; none is below 0.
    const left = fromU | 0;
    const top = fromV | 0;
    const right = fromU - left;
    const low = fromV - top;
    let from = (top * width + left) * channels;
    for (let channel = 0; channel < channels; channel++, from++) {
      const a = scene[from]!;
      const c = scene[from + down]!;
      const upper = a + right * (scene[from + channels]! - a);
      const lower = c + right * (scene[from + down + channels]! - c);
      result[place++] = upper + low * (lower - upper);
    }
  }
}

/** Pixels of a row that may have neighbours beyond the edges; parameters as above. */
function sampleAcross(work: Work, u: number, v: number, start: number, first: number, end: number): void {
  const { scene, height, width, channels, stepU, stepV, boundary, result } = work;
  let place = (start + first) * channels;
  for (let x = first; x < end; x++) {
    const left = Math.floor(u + stepU * x);
    const top = Math.floor(v + stepV * x);
    const right = u + stepU * x - left;
    const low = v + stepV * x - top;
    const x0 = sourceIndex(left, width, boundary);
    const x1 = sourceIndex(left + 1, width, boundary);
    const y0 = sourceIndex(top, height, boundary);
    const y1 = sourceIndex(top + 1, height, boundary);
    for (let channel = 0; channel < channels; channel++) {
      const a = x0 < 0 || y0 < 0 ? 0 : scene[(y0 * width + x0) * channels + channel]!;
      const b = x1 < 0 || y0 < 0 ? 0 : scene[(y0 * width + x1) * channels + channel]!;
      const c = x0 < 0 || y1 < 0 ? 0 : scene[(y1 * width + x0) * channels + channel]!;
      const d = x1 < 0 || y1 < 0 ? 0 : scene[(y1 * width + x1) * channels + channel]!;
      const upper = a + right * (b - a);
      const lower = c + right * (d - c);
      result[place++] = upper + low * (lower - upper);
    }
  }
}

/**
 * Nearest pixel; the ground, class 0, beyond the edges of a scene with boundary `zero`.
 *
 * @param classes [height, width] row by row.
 * @returns As many.
 */
export function resampleClasses(
  classes: Uint8Array,
  { height, width }: PlaneSize,
  map: Affine,
  boundary: Boundary,
): Uint8Array {
  const result = new Uint8Array(classes.length);
  const back = inverse(map);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const u = Math.floor(back.xx * (x + 0.5) + back.xy * (y + 0.5) + back.x);
      const v = Math.floor(back.yx * (x + 0.5) + back.yy * (y + 0.5) + back.y);
      const column = sourceIndex(u, width, boundary);
      const row = sourceIndex(v, height, boundary);
      result[y * width + x] = column < 0 || row < 0 ? 0 : classes[row * width + column]!;
    }
  }
  return result;
}

/** The pixel that stands for one at `index` along an axis of `size` pixels; -1: none, its value is 0. */
function sourceIndex(index: number, size: number, boundary: Boundary): number {
  return index >= 0 && index < size ? index : indexBeyond(index, size, boundary);
}

function indexBeyond(index: number, size: number, boundary: Boundary): number {
  switch (boundary) {
    case 'zero':
      return -1;
    case 'replicate':
      return index < 0 ? 0 : size - 1;
    case 'circular':
      return modulo(index, size);
    case 'symmetric': {
      const place = modulo(index, 2 * size);
      return place < size ? place : 2 * size - 1 - place;
    }
    case 'reflect': {
      if (size === 1) return 0;
      const place = modulo(index, 2 * size - 2);
      return place < size ? place : 2 * size - 2 - place;
    }
  }
}

function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}
