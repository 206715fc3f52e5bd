/**
 * Brings images of different sizes to one, for the sake of the network. This prepares data: it simulates no optics and no
 * sensor, and a study of resolution must change the simulated pixels instead.
 *
 * A new pixel is the mean of the old image over the area it covers (a pixel cut by its edge counts with the part inside):
 *
 *   y(r, c) = Σᵢⱼ Vᵣᵢ Hcⱼ x(i, j),   Vᵣᵢ = |[o + rs, o + (r + 1)s] ∩ [i, i + 1]| / s
 *
 * with step s (old pixels per new pixel) and origin o along each axis:
 *   stretch  s = old / new on each axis: the aspect ratio changes, nothing is lost.
 *   cover    the smaller s on both axes, centred: the new frame is full, what lies beyond it is cut off.
 *   contain  the larger s on both axes, centred: all of the image is in the frame, the rest of the frame is 0 (black).
 * Making an image larger repeats its pixels.
 */
import type { ResizePolicy } from './dataset.js';

/** Codes of one image, [height, width, channels] row-major. */
export interface Codes {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly pixels: Uint8Array | Uint16Array;
}

/** Weights of one axis: new place p takes old places `starts[p]` on, with `weights[p * taps]` on. */
interface AxisWeights {
  readonly count: number;
  readonly taps: number;
  readonly starts: Int32Array;
  readonly weights: Float64Array;
}

/** Where new pixels lie on an old image: the new pixel [r, c] begins at row originY + r stepY and column originX + c stepX. */
export interface ResizeGrid {
  readonly height: number;
  readonly width: number;
  /** Old pixels per new pixel. */
  readonly stepY: number;
  readonly stepX: number;
  /** Old pixels. */
  readonly originY: number;
  readonly originX: number;
}

/** The grid of a policy for an image of some size. @throws RangeError if a new side is no whole number of pixels. */
export function resizeGrid(
  { height, width }: { readonly height: number; readonly width: number },
  policy: ResizePolicy,
): ResizeGrid {
  if (policy.mode === 'none') return { height, width, stepY: 1, stepX: 1, originY: 0, originX: 0 };
  const { heightPixels, widthPixels, mode } = policy;
  for (const [key, side] of Object.entries({ heightPixels, widthPixels })) {
    if (!Number.isInteger(side) || side < 1) {
      throw new RangeError(`resize: ${key} is ${side}, must be a whole number of pixels from 1`);
    }
  }
  const steps = [height / heightPixels, width / widthPixels] as const;
  const shared = mode === 'cover' ? Math.min(...steps) : Math.max(...steps);
  const [stepY, stepX] = mode === 'stretch' ? steps : [shared, shared];
  const [originY, originX] = [(height - heightPixels * stepY) / 2, (width - widthPixels * stepX) / 2];
  return { height: heightPixels, width: widthPixels, stepY, stepX, originY, originX };
}

/** Applies a policy; codes are rounded to the nearest. Mode `none` gives back the same object. */
export function resize(image: Codes, policy: ResizePolicy): Codes {
  if (policy.mode === 'none') return image;
  const { height, width, stepY, stepX } = resizeGrid(image, policy);
  const columns = axisWeights(image.width, width, stepX);
  const rows = axisWeights(image.height, height, stepY);
  return weighColumns(weighRows(image, rows), image.width, columns, image);
}

/**
 * Applies a policy to labels of pixels, which have no mean: a new pixel takes that of the old pixel at its centre.
 *
 * @param labels [height · width] row by row.
 * @param beyond Label of what lies beyond the old image.
 */
export function resizeLabels(
  labels: Uint8Array,
  size: { readonly height: number; readonly width: number },
  policy: ResizePolicy,
  beyond: number,
): Uint8Array {
  if (policy.mode === 'none') return labels;
  const { height, width, stepY, stepX, originY, originX } = resizeGrid(size, policy);
  const resized = new Uint8Array(height * width).fill(beyond);
  for (let row = 0; row < height; row++) {
    const y = Math.floor(originY + (row + 0.5) * stepY);
    if (y < 0 || y >= size.height) continue;
    for (let column = 0; column < width; column++) {
      const x = Math.floor(originX + (column + 0.5) * stepX);
      if (x >= 0 && x < size.width) resized[row * width + column] = labels[y * size.width + x]!;
    }
  }
  return resized;
}

/** Overlap of each of `count` new cells of length `step`, centred on the old axis, with the old cells of length 1. */
function axisWeights(length: number, count: number, step: number): AxisWeights {
  const origin = (length - count * step) / 2;
  const from = Float64Array.from({ length: count + 1 }, (_, place) => origin + place * step);
  const spans = Array.from(
    { length: count },
    (_, place) => Math.ceil(from[place + 1]!) - Math.floor(from[place]!),
  );
  const taps = Math.min(length, Math.max(...spans));
  const starts = new Int32Array(count);
  const weights = new Float64Array(count * taps);
  for (let place = 0; place < count; place++) {
    const start = Math.max(0, Math.min(length - taps, Math.floor(from[place]!)));
    starts[place] = start;
    for (let tap = 0; tap < taps; tap++) {
      const overlap = Math.min(from[place + 1]!, start + tap + 1) - Math.max(from[place]!, start + tap);
      weights[place * taps + tap] = Math.max(0, overlap) / step;
    }
  }
  return { count, taps, starts, weights };
}

/** [height, width, channels] to [rows.count, width, channels]. */
function weighRows(
  { width, channels, pixels }: Codes,
  { count, taps, starts, weights }: AxisWeights,
): Float64Array {
  const rowSize = width * channels;
  const sums = new Float64Array(count * rowSize);
  for (let row = 0; row < count; row++) {
    for (let tap = 0; tap < taps; tap++) {
      const weight = weights[row * taps + tap]!;
      const [from, to] = [(starts[row]! + tap) * rowSize, row * rowSize];
      for (let place = 0; place < rowSize; place++) sums[to + place]! += weight * pixels[from + place]!;
    }
  }
  return sums;
}

/** [height, width, channels] to [height, columns.count, channels], rounded to the nearest code. */
function weighColumns(
  sums: Float64Array,
  width: number,
  { count, taps, starts, weights }: AxisWeights,
  { channels, pixels: old }: Codes,
): Codes {
  const height = sums.length / (width * channels);
  const size = height * count * channels;
  const pixels = old instanceof Uint16Array ? new Uint16Array(size) : new Uint8Array(size);
  let to = 0;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < count; column++) {
      const from = (row * width + starts[column]!) * channels;
      for (let channel = 0; channel < channels; channel++) {
        let sum = 0.5;
        for (let tap = 0; tap < taps; tap++) {
          sum += weights[column * taps + tap]! * sums[from + tap * channels + channel]!;
        }
        pixels[to++] = sum;
      }
    }
  }
  return { height, width: count, channels, pixels };
}
