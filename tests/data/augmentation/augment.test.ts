import { describe, expect, it } from 'vitest';
import { identity, inverse, moved } from '../../../src/data/augmentation/affine.js';
import { EpochAugmentation } from '../../../src/data/augmentation/augment.js';
import { drawShare } from '../../../src/data/augmentation/draw.js';
import {
  isAugmented,
  noAugmentation,
  type AugmentationOptions,
} from '../../../src/data/augmentation/options.js';
import { changeTone } from '../../../src/data/augmentation/tone.js';
import { hostRandom } from '../../../src/engine/host-random.js';

const size = { height: 12, width: 16 };
const rows = Array.from({ length: 400 }, (_, row) => row);

function augmentation(options: Partial<AugmentationOptions>, epoch = 1, seed = 1): EpochAugmentation {
  return new EpochAugmentation({ ...noAugmentation, ...options }, size, seed, epoch);
}

function scene(seed = 1, channels = 1): Float32Array {
  const random = hostRandom(seed, 0);
  return Float32Array.from({ length: size.height * size.width * channels }, () => random.uniform());
}

function changed(options: Partial<AugmentationOptions>, row = 0, epoch = 1, seed = 1): Float32Array {
  const each = augmentation(options, epoch, seed);
  const result = scene();
  each.change(result, row, each.mapOf(row));
  return result;
}

const all = {
  ...{ horizontalFlip: true, verticalFlip: true, rotationDegrees: 20, shiftFraction: 0.1 },
  ...({ zoomMin: 0.8, zoomMax: 1.5, cropFractionMin: 0.7, boundary: 'symmetric' } as const),
  ...{ brightnessFraction: 0.3, contrastFraction: 0.3, noiseFraction: 0.05, cutoutFraction: 0.3 },
} as const;

describe('augmentation', () => {
  it('is off as long as no key says otherwise', () => {
    expect(isAugmented(noAugmentation)).toBe(false);
    expect(changed({})).toEqual(scene());
    expect(augmentation({ brightnessFraction: 0.1 }).mapOf(3)).toBe(identity);
    for (const [key, value] of Object.entries({
      ...all,
      shiftPixels: 1,
      quarterTurns: true,
      mixupAlpha: 0.1,
    })) {
      expect(isAugmented({ ...noAugmentation, [key]: value }), key).toBe(key !== 'boundary');
    }
  });

  it('is the same for (seed, epoch, image), whatever came before, and another one for others', () => {
    const first = changed(all, 7, 3, 5);
    expect(changed(all, 7, 3, 5)).toEqual(first);
    const each = augmentation(all, 3, 5);
    for (const row of [1, 2]) each.change(scene(), row, each.mapOf(row));
    const later = scene();
    each.change(later, 7, each.mapOf(7));
    expect(later).toEqual(first);
    for (const other of [changed(all, 8, 3, 5), changed(all, 7, 4, 5), changed(all, 7, 3, 6)]) {
      expect(other).not.toEqual(first);
    }
  });

  it('draws each kind of change whether or not others are drawn', () => {
    const flips = (options: Partial<AugmentationOptions>) =>
      rows.slice(0, 40).map(row => Math.sign(augmentation(options).mapOf(row).xx));
    const options = { horizontalFlip: true };
    expect(flips({ ...options, shiftFraction: 0.1, zoomMin: 0.9, noiseFraction: 0.1 })).toEqual(
      flips(options),
    );
  });

  it('mirrors half of the scenes and shifts by whole pixels up to the largest', () => {
    const maps = rows.map(row => augmentation({ horizontalFlip: true, shiftPixels: 2 }).mapOf(row));
    const mirrored = maps.filter(({ xx }) => xx === -1);
    expect(mirrored.length).toBeGreaterThan(160);
    expect(mirrored.length).toBeLessThan(240);
    const shifts = maps.filter(({ xx }) => xx === 1).map(({ x }) => x);
    expect([...new Set(shifts)].sort((a, b) => a - b)).toEqual([-2, -1, 0, 1, 2]);
  });

  it('turns by quarters, by angles up to the largest, and magnifies between both ends', () => {
    const turns = rows.map(row => augmentation({ quarterTurns: true }).mapOf(row).xy);
    expect([...new Set(turns.map(turn => turn + 0))].sort((a, b) => a - b)).toEqual([-1, 0, 1]);
    const maps = rows.map(row => augmentation({ rotationDegrees: 30, zoomMin: 0.5, zoomMax: 2 }).mapOf(row));
    const degrees = maps.map(({ xx, xy }) => (Math.atan2(xy, xx) * 180) / Math.PI);
    expect(Math.max(...degrees)).toBeGreaterThan(29);
    expect(Math.max(...degrees.map(Math.abs))).toBeLessThanOrEqual(30);
    const zooms = maps.map(({ xx, xy }) => Math.hypot(xx, xy)).sort((a, b) => a - b);
    expect(zooms[0]).toBeGreaterThan(0.5);
    expect(zooms.at(-1)).toBeLessThan(2);
    // Even on a logarithmic scale: as many shrink as grow.
    expect(zooms[200]).toBeGreaterThan(0.85);
    expect(zooms[200]).toBeLessThan(1.18);
  });

  it('enlarges windows that lie in the scene', () => {
    for (const row of rows.slice(0, 50)) {
      const back = inverse(augmentation({ cropFractionMin: 0.4 }).mapOf(row));
      for (const corner of [
        [0, 0],
        [size.width, size.height],
      ] as const) {
        const [x, y] = moved(back, corner);
        expect(x).toBeGreaterThan(-1e-9);
        expect(x).toBeLessThan(size.width + 1e-9);
        expect(y).toBeGreaterThan(-1e-9);
        expect(y).toBeLessThan(size.height + 1e-9);
      }
    }
  });

  it('samples once, however many moves there are', () => {
    const options = {
      rotationDegrees: 40,
      zoomMin: 0.8,
      zoomMax: 1.6,
      shiftFraction: 0.2,
      boundary: 'circular',
    } as const;
    const map = augmentation(options).mapOf(11);
    const [found, from] = [changed(options, 11), scene()];
    const at = (x: number, y: number) => from[(((y % 12) + 12) % 12) * 16 + (((x % 16) + 16) % 16)]!;
    found.forEach((value, i) => {
      const [u, v] = moved(inverse(map), [(i % 16) + 0.5, Math.floor(i / 16) + 0.5]);
      const [x, y] = [u - 0.5, v - 0.5];
      const [left, top] = [Math.floor(x), Math.floor(y)];
      const sum = [0, 1].flatMap(i =>
        [0, 1].map(j => Math.abs(1 - i - (x - left)) * Math.abs(1 - j - (y - top)) * at(left + i, top + j)),
      );
      expect(value).toBeCloseTo(
        sum.reduce((a, b) => a + b, 0),
        5,
      );
    });
  });

  it('leaves a point in the frame that must stay there', () => {
    const options = { shiftFraction: 1, rotationDegrees: 180 };
    const isInside = ([x, y]: readonly [number, number]) => x >= 0 && y >= 0 && x < 16 && y < 12;
    const free = rows.filter(row => !isInside(moved(augmentation(options).mapOf(row), [1, 1])));
    expect(free.length).toBeGreaterThan(100);
    const kept = rows.filter(row => isInside(moved(augmentation(options).mapOf(row, [1, 1]), [1, 1])));
    expect(kept).toEqual(rows);
    expect(augmentation(options).mapOf(0, [-99, -99])).toBe(identity);
  });

  it('keeps every value between 0 and full scale', () => {
    for (const row of rows.slice(0, 20)) {
      const values = changed({ ...all, noiseFraction: 0.5 }, row);
      expect(Math.min(...values)).toBe(0);
      expect(Math.max(...values)).toBe(1);
    }
  });

  it('fills one square with the mean, cut off at the edges', () => {
    for (const row of rows.slice(0, 20)) {
      const [before, after] = [scene(), changed({ cutoutFraction: 0.5 }, row)];
      const mean = before.reduce((a, b) => a + b, 0) / before.length;
      const places = [...after.keys()].filter(i => after[i] !== before[i]);
      for (const i of places) expect(after[i]).toBeCloseTo(mean, 6);
      const [columns, lines] = [
        new Set(places.map(i => i % 16)),
        new Set(places.map(i => Math.floor(i / 16))),
      ];
      expect(places).toHaveLength(columns.size * lines.size);
      expect(columns.size).toBeGreaterThanOrEqual(3);
      expect(columns.size).toBeLessThanOrEqual(6);
    }
  });
});

describe('light and contrast', () => {
  const still = [1, 1] as const;

  it('scale a scene, and its differences from the mean of each channel', () => {
    const values = Float32Array.of(0.1, 0.5, 0.3, 0.5);
    changeTone(values, 2, { brightness: 0.5, contrast: 2 }, 0, still);
    expect([...values].map(value => Number(value.toFixed(6)))).toEqual([0, 0.25, 0.2, 0.25]);
  });

  it('leave a scene of high dynamic range its range', () => {
    const values = Float32Array.of(40, 0.5, 20);
    changeTone(values, 1, { brightness: 1.5, contrast: 1 }, 0, still);
    expect([...values]).toEqual([40, 0.75, 30]);
  });

  it('come with noise of mean 0 and the deviation that is asked for', () => {
    const [count, deviation] = [20_000, 0.02];
    const values = new Float32Array(count).fill(0.5);
    changeTone(values, 1, { brightness: 1, contrast: 1 }, deviation, [1, 2]);
    const mean = values.reduce((a, b) => a + b, 0) / count;
    const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / count;
    // Four standard errors.
    expect(Math.abs(mean - 0.5)).toBeLessThan((4 * deviation) / Math.sqrt(count));
    expect(Math.abs(variance / deviation ** 2 - 1)).toBeLessThan(4 * Math.sqrt(2 / count));
    const neighbours = values.reduce(
      (sum, value, i) => sum + (i % 2 ? (value - mean) * (values[i - 1]! - mean) : 0),
      0,
    );
    expect(Math.abs(neighbours / (count / 2) / deviation ** 2)).toBeLessThan(4 / Math.sqrt(count / 2));
  });
});

describe('shares of blends', () => {
  it.each([0.05, 0.4, 1, 5])('have the mean and the variance of Beta(α, α) with α = %d', alpha => {
    const random = hostRandom(3, 3);
    const shares = Array.from({ length: 4000 }, () => drawShare(alpha, random));
    const mean = shares.reduce((a, b) => a + b, 0) / shares.length;
    const variance = shares.reduce((a, b) => a + (b - mean) ** 2, 0) / shares.length;
    const want = 1 / (4 * (2 * alpha + 1));
    expect(Math.abs(mean - 0.5)).toBeLessThan(4 * Math.sqrt(want / shares.length));
    expect(Math.abs(variance / want - 1)).toBeLessThan(0.1);
    expect(shares.every(share => share >= 0 && share <= 1)).toBe(true);
  });
});
