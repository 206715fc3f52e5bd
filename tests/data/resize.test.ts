import { describe, expect, it } from 'vitest';
import type { ResizePolicy } from '../../src/data/dataset.js';
import { resize, type Codes } from '../../src/data/resize.js';

const grey = (width: number, height: number, codes: ArrayLike<number>): Codes => {
  return { height, width, channels: 1, pixels: Uint8Array.from(codes) };
};
const to = (
  mode: 'stretch' | 'cover' | 'contain',
  widthPixels: number,
  heightPixels: number,
): ResizePolicy => {
  return { mode, heightPixels, widthPixels };
};
const codes = (image: Codes, policy: ResizePolicy): number[] => [...resize(image, policy).pixels];

/** Mean over the area of one new pixel, from points x points within it. */
function sampledMean(image: Codes, y0: number, x0: number, stepY: number, stepX: number): number {
  let sum = 0;
  for (let j = 0; j < points; j++) {
    for (let i = 0; i < points; i++) {
      const [y, x] = [y0 + ((j + 0.5) * stepY) / points, x0 + ((i + 0.5) * stepX) / points];
      const isInside = y >= 0 && x >= 0 && y < image.height && x < image.width;
      sum += isInside ? image.pixels[Math.floor(y) * image.width + Math.floor(x)]! : 0;
    }
  }
  return sum / points ** 2;
}

/** Old pixels end on the grid of points for 7 x 5 to 4 x 3 pixels under each policy, so that the mean is exact. */
const points = 70;
/** Rounding to a code. */
const tolerance = 0.5 + 1e-9;

describe('resize', () => {
  it('takes the mean over the area of each new pixel', () => {
    const image = grey(4, 2, [10, 20, 30, 40, 50, 60, 70, 80]);
    expect(codes(image, to('stretch', 2, 1))).toEqual([35, 55]);
    expect(codes(grey(3, 1, [0, 90, 30]), to('stretch', 2, 1))).toEqual([30, 50]);
  });

  it('repeats pixels to make an image larger', () => {
    expect(codes(grey(2, 1, [10, 20]), to('stretch', 4, 2))).toEqual([10, 10, 20, 20, 10, 10, 20, 20]);
  });

  it('stretch keeps all and changes the aspect ratio', () => {
    expect(codes(grey(4, 1, [1, 2, 3, 4]), to('stretch', 4, 4))).toEqual([
      1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4,
    ]);
  });

  it('cover fills the frame and cuts off both ends alike', () => {
    expect(codes(grey(4, 2, [1, 2, 3, 4, 5, 6, 7, 8]), to('cover', 2, 2))).toEqual([2, 3, 6, 7]);
    expect(codes(grey(1, 3, [1, 2, 3]), to('cover', 1, 1))).toEqual([2]);
  });

  it('contain keeps all and adds black at both sides alike', () => {
    expect(codes(grey(4, 2, [1, 2, 3, 4, 5, 6, 7, 8]), to('contain', 4, 4))).toEqual([
      0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 0,
    ]);
    expect(codes(grey(1, 2, [8, 4]), to('contain', 2, 2))).toEqual([4, 4, 2, 2]);
  });

  it('agrees with point sampling of the image where sizes share no factor', () => {
    const image = grey(
      7,
      5,
      Array.from({ length: 35 }, (_, place) => (place * 83) % 256),
    );
    for (const mode of ['stretch', 'cover', 'contain'] as const) {
      const [height, width] = [3, 4];
      const steps = [5 / height, 7 / width] as const;
      const shared = mode === 'cover' ? Math.min(...steps) : Math.max(...steps);
      const [stepY, stepX] = mode === 'stretch' ? steps : [shared, shared];
      codes(image, to(mode, width, height)).forEach((code, place) => {
        const [row, column] = [Math.floor(place / width), place % width];
        const y0 = (5 - height * stepY) / 2 + row * stepY;
        const x0 = (7 - width * stepX) / 2 + column * stepX;
        expect(Math.abs(code - sampledMean(image, y0, x0, stepY, stepX))).toBeLessThanOrEqual(tolerance);
      });
    }
  });

  it('keeps a constant image constant, at both depths and in each channel', () => {
    const pixels = Uint16Array.from({ length: 5 * 7 * 3 }, (_, place) => [65535, 1, 40000][place % 3]!);
    const small = resize({ height: 5, width: 7, channels: 3, pixels }, to('cover', 3, 3));
    expect(small.pixels).toEqual(
      Uint16Array.from({ length: 27 }, (_, place) => [65535, 1, 40000][place % 3]!),
    );
    expect(codes(grey(7, 5, new Uint8Array(35).fill(255)), to('stretch', 3, 2))).toEqual(Array(6).fill(255));
  });

  it('leaves an image of the wanted size as it is, under every policy', () => {
    const image = grey(3, 2, [5, 250, 7, 8, 9, 0]);
    for (const mode of ['stretch', 'cover', 'contain'] as const) {
      expect(resize(image, to(mode, 3, 2))).toEqual(image);
    }
    expect(resize(image, { mode: 'none' })).toBe(image);
  });

  it('refuses a size that is not a whole number of pixels', () => {
    expect(() => resize(grey(1, 1, [0]), to('cover', 4, 0))).toThrow(
      new RangeError('resize: heightPixels is 0, must be a whole number of pixels from 1'),
    );
  });
});
