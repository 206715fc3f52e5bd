/** Scenes that show what a layer does; drawn by formulas, so that they come without files. Values 0 to 1. */
import { hostRandom } from '../../src/engine/host-random.js';
import type { PixelImage } from '../../src/figures/pixel-image.js';

/** Irradiance at a place: x to the right and y down, −1 to 1 over the frame. */
type Shape = (x: number, y: number) => number;

/** Points along each side of a pixel whose mean is its value. */
const SUBSAMPLES = 4;

/** Spokes between black and white that grow finer towards the centre: its spatial frequency is spokes / (2π radius). */
export function star(size: number, spokes: number): PixelImage {
  return integrated(size, (x, y) => {
    const isInside = Math.hypot(x, y) < 0.96;
    return isInside && Math.cos(spokes * Math.atan2(y, x)) > 0 ? 1 : 0;
  });
}

/** Width of bars and where three of them begin, in 64ths of the frame. */
const bars = [
  { width: 2, start: 3 },
  { width: 3, start: 17 },
  { width: 4, start: 38 },
] as const;

/** A star beside groups of three bars, 1/32, 3/64 and 1/16 of the frame wide. */
export function target(size: number): PixelImage {
  return integrated(size, (x, y) => {
    const [column, row] = [32 * (x + 1), 32 * (y + 1)];
    const [starX, starY] = [column - 20.5, row - 20.5];
    if (Math.hypot(starX, starY) < 19) return Math.cos(12 * Math.atan2(starY, starX)) > 0 ? 1 : 0;
    const isBelow = row > 43;
    const [along, across] = isBelow ? [column, row] : [row, column];
    const group = bars.findLast(({ start }) => along >= start);
    if (across < 44 || across > 61 || group === undefined || (group.width === 4 && !isBelow)) return 0;
    const place = (along - group.start) / group.width;
    return place < 5 && Math.floor(place) % 2 === 0 ? 1 : 0;
  });
}

/** Single bright pixels, `count` along each side. */
export function points(size: number, count: number): PixelImage {
  const values = new Float32Array(size * size);
  const place = (index: number) => Math.floor(((index + 0.5) * size) / count);
  for (let row = 0; row < count; row++)
    for (let column = 0; column < count; column++) values[place(row) * size + place(column)] = 1;
  return { height: size, width: size, channels: 1, values };
}

/** Bright pixels at these places. */
export function pointsAt(
  size: number,
  places: readonly (readonly [row: number, column: number])[],
): PixelImage {
  const values = new Float32Array(size * size);
  for (const [row, column] of places) values[row * size + column] = 1;
  return { height: size, width: size, channels: 1, values };
}

/** One bright pixel in the middle of an odd frame. */
export function point(size: number): PixelImage {
  return points(size, 1);
}

/** A drawn 5 with soft strokes. */
export function digit(size: number): PixelImage {
  const strokes: readonly (readonly [number, number])[] = [
    [0.42, -0.62],
    [-0.3, -0.62],
    [-0.36, -0.06],
    ...Array.from({ length: 13 }, (_, i) => {
      const angle = -2.2 + (i / 12) * 4.6;
      return [0.02 + 0.4 * Math.cos(angle), 0.26 + 0.4 * Math.sin(angle)] as const;
    }),
  ];
  return integrated(size, (x, y) => {
    const nearest = Math.min(...strokes.slice(1).map((end, i) => distanceToLine([x, y], strokes[i]!, end)));
    return Math.max(0, Math.min(1, 1.5 - nearest / 0.085));
  });
}

/** Steps of even height from black to white, left to right. */
export function wedge(size: number, steps = 8): PixelImage {
  return integrated(size, x => Math.min(steps - 1, Math.floor(((x + 1) / 2) * steps)) / (steps - 1));
}

/** Rises evenly from left to right, with a brighter disc and a darker one. */
export function ramp(size: number): PixelImage {
  return integrated(size, (x, y) => {
    const disc = Math.hypot(x + 0.4, y) < 0.3 ? 0.3 : Math.hypot(x - 0.4, y) < 0.3 ? -0.3 : 0;
    return (x + 1) / 2 + disc;
  });
}

export function flat(size: number, value = 1): PixelImage {
  return { height: size, width: size, channels: 1, values: new Float32Array(size * size).fill(value) };
}

/** Round transparent bodies, thickest in the middle, as a map of phase delays. */
export function cells(size: number): PixelImage {
  const random = hostRandom(5, 1);
  const bodies = Array.from({ length: 9 }, (_, i) => ({
    x: ((i % 3) - 1) * 0.62 + 0.24 * (random.uniform() - 0.5),
    y: (Math.floor(i / 3) - 1) * 0.62 + 0.24 * (random.uniform() - 0.5),
    radius: 0.12 + 0.14 * random.uniform(),
  }));
  return integrated(size, (x, y) =>
    Math.max(
      ...bodies.map(({ x: centre, y: middle, radius }) =>
        Math.sqrt(Math.max(0, 1 - ((x - centre) ** 2 + (y - middle) ** 2) / radius ** 2)),
      ),
    ),
  );
}

/** Patches of plain colours above fine black and white stripes and a white disc. */
export function colourTarget(size: number): PixelImage {
  const patches = [
    [0.9, 0.1, 0.1],
    [0.1, 0.8, 0.1],
    [0.15, 0.2, 0.9],
    [0.9, 0.8, 0.1],
  ] as const;
  const channel = (which: number): PixelImage =>
    integrated(size, (x, y) => {
      if (y < 0) return patches[Math.min(3, Math.floor(2 * (x + 1)))]![which]!;
      if (x < 0) return Math.cos((Math.PI * size * (x + 1) ** 2) / 5) > 0 ? 0.9 : 0.1;
      return Math.hypot(x - 0.5, y - 0.5) < 0.35 ? 0.95 : 0.25;
    });
  return stacked([channel(0), channel(1), channel(2)]);
}

/** Several maps of one size as the channels of one. */
export function stacked(maps: readonly PixelImage[]): PixelImage {
  const [{ height, width }, channels] = [maps[0]!, maps.length];
  const values = new Float32Array(height * width * channels);
  maps.forEach((map, channel) => map.values.forEach((value, i) => (values[i * channels + channel] = value)));
  return { height, width, channels, values };
}

/** The means of a shape over the pixels of a frame. */
function integrated(size: number, shape: Shape): PixelImage {
  const fine = size * SUBSAMPLES;
  const values = new Float32Array(size * size);
  for (let row = 0; row < fine; row++)
    for (let column = 0; column < fine; column++) {
      const at = Math.floor(row / SUBSAMPLES) * size + Math.floor(column / SUBSAMPLES);
      values[at]! += shape((2 * column + 1) / fine - 1, (2 * row + 1) / fine - 1) / SUBSAMPLES ** 2;
    }
  return { height: size, width: size, channels: 1, values };
}

function distanceToLine(
  [x, y]: readonly [number, number],
  [x0, y0]: readonly [number, number],
  [x1, y1]: readonly [number, number],
): number {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const along = Math.max(0, Math.min(1, ((x - x0) * dx + (y - y0) * dy) / (dx ** 2 + dy ** 2)));
  return Math.hypot(x - x0 - along * dx, y - y0 - along * dy);
}
