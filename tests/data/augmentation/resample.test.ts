import { describe, expect, it } from 'vitest';
import { boundaries, type Boundary } from '../../../src/engine/fourier/pad-images.js';
import { hostRandom } from '../../../src/engine/host-random.js';
import {
  identity,
  inverse,
  moved,
  taking,
  turned,
  type Affine,
} from '../../../src/data/augmentation/affine.js';
import { resample, resampleClasses } from '../../../src/data/augmentation/resample.js';

const [height, width, channels] = [5, 7, 2];

/** Float32 sums over the pixels of a blob, and its truncated rim. */
const centroidTolerance = 2e-3;

function pattern(seed = 1, h = height, w = width, c = channels): Float32Array {
  const random = hostRandom(seed, 0);
  return Float32Array.from({ length: h * w * c }, () => random.uniform());
}

function after(scene: Float32Array, map: Affine, size = { height, width }, boundary: Boundary = 'zero') {
  const result = new Float32Array(scene.length);
  resample(scene, size, map, boundary, result);
  return result;
}

/** About the centre of a scene. */
function about(linear: Pick<Affine, 'xx' | 'xy' | 'yx' | 'yy'>, h = height, w = width): Affine {
  return taking(linear, [w / 2, h / 2], [w / 2, h / 2]);
}

describe('an affine map', () => {
  it('is undone by its inverse', () => {
    const map = taking(turned(33, 1.7), [3, 1], [-2, 8]);
    const [x, y] = moved(inverse(map), moved(map, [0.25, 9]));
    expect(x).toBeCloseTo(0.25, 12);
    expect(y).toBeCloseTo(9, 12);
  });

  it('turns anticlockwise as seen, by exact quarters', () => {
    // −0 is 0.
    const parts = (degrees: number, scale: number) =>
      Object.values(turned(degrees, scale)).map(part => part + 0);
    expect(parts(90, 1)).toEqual([0, 1, -1, 0]);
    expect(parts(-90, 2)).toEqual([0, -2, 2, 0]);
    expect(parts(180, 1)).toEqual([-1, 0, 0, -1]);
    expect(turned(30, 1).xy).toBeCloseTo(0.5, 12);
  });

  it('cannot flatten the plane', () => {
    expect(() => inverse({ ...identity, xx: 0 })).toThrow('affine: determinant is 0, must not be');
  });
});

describe('a scene after a map', () => {
  it('is as it was after the identity, with every boundary', () => {
    const scene = pattern();
    for (const boundary of boundaries)
      expect(after(scene, identity, { height, width }, boundary)).toEqual(scene);
  });

  it('is mirrored to the pixel by a flip, and as it was after two', () => {
    const scene = pattern();
    const flips = [about({ xx: -1, xy: 0, yx: 0, yy: 1 }), about({ xx: 1, xy: 0, yx: 0, yy: -1 })];
    for (const [index, flip] of flips.entries()) {
      const mirrored = after(scene, flip);
      const want = scene.map((_, i) => {
        const [y, x, c] = [Math.floor(i / channels / width), Math.floor(i / channels) % width, i % channels];
        const [fromY, fromX] = index === 0 ? [y, width - 1 - x] : [height - 1 - y, x];
        return scene[(fromY * width + fromX) * channels + c]!;
      });
      expect(mirrored).toEqual(want);
      expect(after(mirrored, flip)).toEqual(scene);
    }
  });

  it('is the transposed scene upside down after a quarter turn to the left', () => {
    const scene = pattern(1, 4, 4, 1);
    const size = { height: 4, width: 4 };
    const map = about(turned(90, 1), 4, 4);
    const want = scene.map((_, i) => scene[(i % 4) * 4 + (3 - Math.floor(i / 4))]!);
    expect(after(scene, map, size)).toEqual(want);
    const round = [1, 2, 3, 4].reduce(each => after(each, map, size), scene);
    expect(round).toEqual(scene);
  });

  it('is copied by whole shifts, with zeros or what the boundary says behind it', () => {
    const scene = Float32Array.of(1, 2, 3, 4);
    const line = { height: 1, width: 4 };
    const shift = { ...identity, x: 2 };
    const found = boundaries.map(boundary => [boundary, [...after(scene, shift, line, boundary)]]);
    expect(Object.fromEntries(found)).toEqual({
      zero: [0, 0, 1, 2],
      circular: [3, 4, 1, 2],
      reflect: [3, 2, 1, 2],
      symmetric: [2, 1, 1, 2],
      replicate: [1, 1, 1, 2],
    });
    const far = boundaries.map(boundary => [...after(scene, { ...identity, x: -9 }, line, boundary)]);
    expect(far).toEqual([
      [0, 0, 0, 0],
      [2, 3, 4, 1],
      [3, 2, 1, 2].map((_, i) => [1, 2, 3, 4, 3, 2][(i + 9) % 6]!),
      [1, 2, 3, 4].map((_, i) => [1, 2, 3, 4, 4, 3, 2, 1][(i + 9) % 8]!),
      [4, 4, 4, 4],
    ]);
  });

  it('keeps a ramp a ramp where it is shifted by part of a pixel and magnified', () => {
    const ramp = Float32Array.from({ length: 9 }, (_, x) => x + 0.5);
    const map = taking({ ...identity, xx: 1.5 }, [4, 0.5], [4.25, 0.5]);
    const result = after(ramp, map, { height: 1, width: 9 }, 'replicate');
    for (let x = 1; x < 8; x++) expect(result[x]).toBeCloseTo((x + 0.5 - 4.25) / 1.5 + 4, 5);
  });

  it('has its blob where the map takes its position, turned, magnified and shifted at once', () => {
    const side = 33;
    const size = { height: side, width: side };
    const [at, spread] = [[13.2, 18.7] as const, 2];
    const scene = Float32Array.from({ length: side ** 2 }, (_, i) => {
      const [x, y] = [(i % side) + 0.5, Math.floor(i / side) + 0.5];
      return Math.exp(-((x - at[0]) ** 2 + (y - at[1]) ** 2) / (2 * spread ** 2));
    });
    const map = taking(turned(25, 1.2), [side / 2, side / 2], [side / 2 + 1.3, side / 2 - 2.6]);
    const result = after(scene, map, size);
    const sum = result.reduce((a, b) => a + b, 0);
    const [x, y] = moved(map, at);
    const centre = (index: (i: number) => number) =>
      result.reduce((total, value, i) => total + value * (index(i) + 0.5), 0) / sum;
    expect(Math.abs(centre(i => i % side) - x)).toBeLessThan(centroidTolerance);
    expect(Math.abs(centre(i => Math.floor(i / side)) - y)).toBeLessThan(centroidTolerance);
  });
});

describe('classes of pixels after a map', () => {
  it('stay where the scene is whose values they are', () => {
    const side = 24;
    const size = { height: side, width: side };
    const classes = Uint8Array.from({ length: side ** 2 }, (_, i) =>
      Math.hypot((i % side) - 9, Math.floor(i / side) - 13) < 6 ? 1 : 0,
    );
    const map = taking(turned(40, 1.1), [12, 12], [13.4, 11.2]);
    const centre = (values: ArrayLike<number>) => {
      const all = Array.from(values);
      const sum = all.reduce((a, b) => a + b, 0);
      return [
        all.reduce((a, b, i) => a + b * (i % side), 0) / sum,
        all.reduce((a, b, i) => a + b * Math.floor(i / side), 0) / sum,
      ];
    };
    for (const boundary of boundaries) {
      const scene = after(Float32Array.from(classes), map, size, boundary);
      const mask = resampleClasses(classes, size, map, boundary);
      // The nearest of four pixels has at least a quarter of the weight.
      expect(mask.findIndex((label, i) => Math.abs(scene[i]! - label) > 0.75)).toBe(-1);
      const [ofScene, ofMask] = [centre(scene), centre(mask)];
      for (const axis of [0, 1]) expect(Math.abs(ofScene[axis]! - ofMask[axis]!)).toBeLessThan(0.1);
    }
  });

  it('are none but those that were there', () => {
    const classes = Uint8Array.from({ length: 35 }, (_, i) => [2, 5, 9][i % 3]!);
    const found = resampleClasses(classes, { height, width }, about(turned(17, 1)), 'symmetric');
    expect([...new Set(found)].sort((a, b) => a - b)).toEqual([2, 5, 9]);
  });
});
