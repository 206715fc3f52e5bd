import * as tf from '@tensorflow/tfjs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { compileStep } from '../../../src/engine/compile.js';
import { onFallback } from '../../../src/engine/fallback.js';
import { startEngine } from '../../../src/engine/start.js';
import { cameraLayout } from '../../../src/optics/scenes/camera-layout.js';
import { cameras } from '../../../src/optics/scenes/cameras-definition.js';
import { Cameras, type CamerasOptions } from '../../../src/optics/scenes/cameras.js';
import { samplePoses, type Poses } from '../../../src/optics/scenes/sample-poses.js';
import { place } from '../place.js';

/** Bilinear interpolation in float32 between values up to 1. */
const tolerance = 1e-5;
/** Gradient in float32 against differences in float64. */
const gradientTolerance = 1e-4;
const options: CamerasOptions = {
  ...{ layout: 'random', cameras: 3, spread: 5e-6, rotation: 0.4, seed: 2, stream: 0 },
  ...{ zoom: 1.2, binning: 2, reading: 'mean', pixelPitch: 3e-6 },
  ...{ shiftMax: 20e-6, rotationMax: 1, zoomBounds: [0.5, 2] },
};
const fallbacks: string[] = [];

beforeAll(async () => {
  await startEngine({ threads: 1 });
  onFallback(name => fallbacks.push(name));
});
afterAll(() => onFallback(null));
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

const values = (tensor: tf.Tensor) => [...tensor.dataSync<'float32'>()];
const largest = (tensor: tf.Tensor) => tensor.abs().max().dataSync()[0]!;

interface Pose {
  readonly across: number;
  readonly down: number;
  readonly rotation: number;
  readonly zoom: number;
}

const still: Pose = { across: 0, down: 0, rotation: 0, zoom: 1 };

function see(scene: tf.Tensor, ...poses: Partial<Pose>[]): tf.Tensor4D {
  const row = (name: keyof Pose) => tf.tensor1d(poses.map(pose => ({ ...still, ...pose })[name]));
  const all: Poses = {
    ...{ across: row('across'), down: row('down') },
    ...{ rotation: row('rotation'), zoom: row('zoom') },
  };
  return samplePoses(scene as tf.Tensor4D, all);
}

/** What a pose sees of one grey scene, in float64, by the definition. */
function slowSee(scene: readonly number[], [height, width]: readonly [number, number], pose: Pose): number[] {
  const at = (y: number, x: number) =>
    y < 0 || y >= height || x < 0 || x >= width ? 0 : scene[y * width + x]!;
  const [cos, sin] = [Math.cos(pose.rotation) / pose.zoom, Math.sin(pose.rotation) / pose.zoom];
  return Array.from({ length: height * width }, (_, index) => {
    const x = (index % width) - (width - 1) / 2 - pose.across;
    const y = Math.floor(index / width) - (height - 1) / 2 - pose.down;
    const [u, v] = [x * cos + y * sin + (width - 1) / 2, y * cos - x * sin + (height - 1) / 2];
    const [column, row] = [Math.floor(u), Math.floor(v)];
    const [p, q] = [u - column, v - row];
    const line = (i: number) => (1 - p) * at(i, column) + p * at(i, column + 1);
    return (1 - q) * line(row) + q * line(row + 1);
  });
}

describe('samplePoses', () => {
  const scene = () => tf.randomUniform<tf.Rank.R4>([2, 6, 7, 2], 0, 1, 'float32', 1);
  const square = () => tf.randomUniform<tf.Rank.R4>([1, 6, 6, 1], 0, 1, 'float32', 1);

  it('sees the scene itself where nothing is moved', () => {
    expect(largest(see(scene(), still).sub(scene()))).toBe(0);
  });

  it('moves the image by whole pixels, +x to the right and +y down, dark behind', () => {
    const margins: [number, number][] = [
      [0, 0],
      [2, 0],
      [1, 0],
      [0, 0],
    ];
    const padded = tf.pad(scene(), margins);
    const moved = padded.slice([0, 0, 0, 0], [2, 6, 7, 2]);
    expect(largest(see(scene(), { across: 1, down: 2 }).sub(moved))).toBeLessThan(tolerance);
  });

  it('turns from +x to +y: by a quarter a square frame exactly', () => {
    const turned = square().transpose([0, 2, 1, 3]).reverse(2);
    expect(largest(see(square(), { rotation: Math.PI / 2 }).sub(turned))).toBeLessThan(tolerance);
    const back = see(see(square(), { rotation: 0.5 * Math.PI }), { rotation: -0.5 * Math.PI });
    expect(largest(back.sub(square()))).toBeLessThan(tolerance);
  });

  it('magnifies about the middle of the frame', () => {
    const ramp = tf.tensor4d([-3, -2, -1, 0, 1, 2, 3], [1, 1, 7, 1]).tile([1, 3, 1, 1]);
    const middle = see(ramp, { zoom: 2 }).slice([0, 1, 0, 0], [1, 1, 7, 1]);
    expect(values(middle)).toEqual([-1.5, -1, -0.5, 0, 0.5, 1, 1.5]);
  });

  it('gives the channels of the first camera first', () => {
    const both = see(scene(), still, { across: 1 });
    expect(both.shape).toEqual([2, 6, 7, 4]);
    expect(largest(both.slice([0, 0, 0, 0], [-1, -1, -1, 2]).sub(scene()))).toBe(0);
    expect(largest(both.slice([0, 0, 0, 2], [-1, -1, -1, 2]).sub(see(scene(), { across: 1 })))).toBe(0);
  });

  it('follows its definition in float64, gradients by poses and scene included', () => {
    const size = [6, 7] as const;
    const pose: Pose = { across: 0.8, down: -0.3, rotation: 0.35, zoom: 1.3 };
    const pixels = tf.randomUniform<tf.Rank.R4>([1, ...size, 1], 0, 1, 'float32', 3);
    const weights = values(tf.randomNormal([42], 0, 1, 'float32', 4));
    const slowLoss = (moved: Pose, image = values(pixels)) =>
      slowSee(image, size, moved).reduce((sum, value, index) => sum + value * weights[index]!, 0);
    const seen = values(see(pixels, pose));
    slowSee(values(pixels), size, pose).forEach((value, index) =>
      expect(Math.abs(value - seen[index]!)).toBeLessThan(tolerance),
    );
    const names = ['across', 'down', 'rotation', 'zoom'] as const;
    const [byImage, ...byPose] = tf.grads((image, across, down, rotation, zoom) =>
      samplePoses(image as tf.Tensor4D, { across, down, rotation, zoom } as unknown as Poses)
        .flatten()
        .mul(tf.tensor1d(weights))
        .sum(),
    )([pixels, ...names.map(name => tf.tensor1d([pose[name]]))]);
    // Small enough that no pixel passes a sample on the way.
    const step = 1e-7;
    names.forEach((name, index) => {
      const moved = [1, -1].map(sign => slowLoss({ ...pose, [name]: pose[name] + sign * step }));
      const slope = (moved[0]! - moved[1]!) / (2 * step);
      expect(Math.abs(byPose[index]!.dataSync()[0]! / slope - 1)).toBeLessThan(gradientTolerance);
    });
    values(byImage!).forEach((slope, pixel) => {
      const point = Array.from({ length: 42 }, (_, index) => (index === pixel ? 1 : 0));
      expect(Math.abs(slope - slowLoss(pose, point))).toBeLessThan(tolerance);
    });
  });
});

describe('cameraLayout', () => {
  const layout = { ...options, spread: 4, rotation: 0.5 };

  it('stands evenly over the square', () => {
    const { across, down, rotation } = cameraLayout({ ...layout, layout: 'grid', cameras: 4 });
    expect([across, down, rotation]).toEqual([
      [-2, 2, -2, 2],
      [-2, -2, 2, 2],
      [0, 0, 0, 0],
    ]);
  });

  it('scatters within the stated bounds, elsewhere for each seed', () => {
    const [first, other] = [1, 2].map(seed => cameraLayout({ ...layout, cameras: 200, seed }));
    for (const shifts of [first!.across, first!.down]) {
      expect(Math.max(...shifts.map(Math.abs))).toBeLessThanOrEqual(4);
      expect(Math.max(...shifts.map(Math.abs))).toBeGreaterThan(3.8);
    }
    expect(Math.max(...first!.rotation.map(Math.abs))).toBeLessThanOrEqual(0.5);
    expect(first).not.toEqual(other);
  });

  it('puts co-located cameras at one place', () => {
    const { across, down, rotation } = cameraLayout({ ...layout, layout: 'co-located' });
    expect([across, down, rotation]).toEqual(Array(3).fill([0, 0, 0]));
  });
});

describe('Cameras', () => {
  const scene = () => tf.randomUniform<tf.Rank.R4>([2, 8, 8, 1], 0, 1, 'float32', 1);

  it('integrates the image of each camera over its pixels: co-located ones all see the same', () => {
    const layer = new Cameras({ ...options, layout: 'co-located', zoom: 1, reading: 'sum' });
    const seen = layer.apply(scene()) as tf.Tensor;
    const sums = tf.avgPool(scene(), 2, 2, 'valid').mul(4);
    expect(seen.shape).toEqual([2, 4, 4, 3]);
    expect(largest(seen.sub(sums))).toBeLessThan(tolerance);
  });

  it('moves learned poses to where the scene is seen as wanted, within their bounds, in the graph', () => {
    const start: CamerasOptions = { ...options, cameras: 1, layout: 'co-located', zoom: 1, binning: 1 };
    const layer = new Cameras({ ...start, isLearned: true });
    const blob = tf.tidy(() => {
      const x = tf.range(0, 16).sub(7.5).square().mul(-0.06).exp();
      return x.reshape([1, 16, 1, 1]).mul<tf.Tensor4D>(x.reshape([1, 1, 16, 1]));
    });
    layer.apply(blob);
    const wanted = see(blob, { across: 1.4, down: -0.7 });
    const optimizer = tf.train.adam(0.02);
    const step = compileStep((input, target) => {
      const loss = () => (layer.apply(input) as tf.Tensor).sub(target).square().mean<tf.Scalar>();
      return [optimizer.minimize(loss, true)!];
    });
    fallbacks.length = 0;
    for (let count = 0; count < 150; count++) tf.dispose(step(blob, wanted));
    expect(fallbacks).toEqual([]);
    const [across, down] = layer.physicalArrays();
    expect([across!.unit, across!.shape]).toEqual(['µm', [1]]);
    expect(across!.values[0]! / 3).toBeCloseTo(1.4, 1);
    expect(down!.values[0]! / 3).toBeCloseTo(-0.7, 1);
    layer.setWeights([9, -9, 9, -9].map(value => tf.tensor1d([value])));
    const bounds = layer.physicalArrays().map(({ values: [value] }) => value!);
    [20, -20, 180 / Math.PI, 0.5].forEach((bound, index) => expect(bounds[index]! / bound).toBeCloseTo(1, 3));
  });

  it('starts learning at the poses of its layout', () => {
    const [fixed, learned] = [false, true].map(
      isLearned => new Cameras({ ...options, isLearned }).apply(scene()) as tf.Tensor,
    );
    expect(largest(fixed!.sub(learned!))).toBeLessThan(tolerance);
  });

  it.each([
    [{ cameras: 0 }, 'cameras: cameras is 0, must be a whole number from 1'],
    [{ binning: 1.5 }, 'cameras: binning is 1.5, must be a whole number from 1'],
    [{ zoom: 0 }, 'cameras: zoom is 0, must be above 0'],
    [{ zoom: 3, isLearned: true }, 'cameras: zoom is 3, must be above 0.5 and below 2 to be learned'],
  ])('refuses %j', (wrong, message) => {
    expect(() => new Cameras({ ...options, ...wrong })).toThrow(new RangeError(message));
  });

  it('names a learned layout that is not within its bounds', () => {
    const wide = { ...options, layout: 'grid', cameras: 4, spread: 60e-6, isLearned: true } as const;
    expect(() => new Cameras(wide)).toThrow(
      /^cameras: shift is -0\.00003 m, must be below 0\.00002 to be learned$/,
    );
    const keys = { spreadUm: 60, shiftUmMax: 50, rotationDegrees: 0, rotationDegreesMax: 45, binning: 2 };
    const problems = (isLearned: boolean) =>
      cameras.problems!({ ...keys, zoom: 1, zoomMin: 0.5, zoomMax: 2 }, place({}, isLearned));
    expect(problems(true)).toEqual([{ key: 'spreadUm', must: 'below shiftUmMax 50, because it is learned' }]);
    expect(problems(false)).toEqual([]);
  });

  it('gives the pitch and the full scale of its pixels, and wavelengths for all its channels', () => {
    const { signal } = place({ unit: 'photons', fullScale: 10, wavelengths: [4e-7, 5e-7], channels: 2 });
    expect(cameras.gives!({ binning: 2, cameras: 2 }, signal)).toEqual({
      pixelPitch: 6e-6,
      fullScale: 40,
      wavelengths: [4e-7, 5e-7, 4e-7, 5e-7],
    });
  });
});
