import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startEngine } from '../../../src/engine/start.js';
import { LenslessPhase, type LenslessPhaseOptions } from '../../../src/optics/masks/lensless-phase-layer.js';
import {
  plateCaustic,
  platePath,
  platePropagator,
  plateSampling,
  plateWaves,
} from '../../../src/optics/masks/lensless-phase.js';

const wavelength = 550e-9;
const geometry = { plateSide: 90e-6, maskDistance: 0.5e-3, pixelPitch: 3e-6 };
const options: LenslessPhaseOptions = {
  ...{ ...geometry, depth: 2e-6, waves: 4, strength: 0.5, boundary: 'zero' },
  ...{ wavelength: [wavelength], seed: 1, stream: 0 },
};
/** The plane of the sensor ends at the shadow, and waves steeper than its samples hold are left out. */
const lightTolerance = 0.005;
const { samples, pixels, pitch } = plateSampling(geometry);
const middle = (pixels - 1) / 2;

beforeAll(async () => {
  await startEngine({ threads: 1 });
});
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

/** Caustic of a plate with a path W(x, y) in m, x and y in m from its middle. */
function causticOf(path: (x: number, y: number) => number): number[][] {
  const place = (index: number) => (index - (samples - 1) / 2) * pitch;
  const rows = Array.from({ length: samples }, (_, row) =>
    Array.from({ length: samples }, (_, column) => path(place(column), place(row))),
  );
  const way = platePropagator(geometry, wavelength);
  return plateCaustic(tf.tensor2d(rows), wavelength, way).squeeze([2]).arraySync() as number[][];
}

/**
 * Share of the light of a slit that falls within its geometric shadow, by Fresnel's integral added up in float64.
 *
 * E(x') = ∫ exp(πi (x − x')² / (λd)) dx / √(λd) over the slit.
 */
function shadowLight(side: number): number {
  const steps = 500;
  const places = Array.from({ length: steps }, (_, i) => ((i + 0.5) / steps - 0.5) * side);
  const area = wavelength * geometry.maskDistance;
  const light = places.map(to => {
    const phases = places.map(from => (Math.PI * (from - to) ** 2) / area);
    const sum = (wave: (phase: number) => number) => phases.reduce((parts, phase) => parts + wave(phase), 0);
    return ((sum(Math.cos) ** 2 + sum(Math.sin) ** 2) * (side / steps) ** 2) / area;
  });
  return light.reduce((sum, value) => sum + value, 0) / steps;
}

const total = (psf: number[][]) => psf.flat().reduce((sum, value) => sum + value, 0);

describe('plateCaustic', () => {
  it('is the shadow of the outline where the plate is flat, with the light that Fresnel diffraction leaves in it', () => {
    const psf = causticOf(() => 0);
    expect([psf.length, pixels]).toEqual([31, 31]);
    expect(Math.abs(total(psf) - shadowLight(93e-6) ** 2)).toBeLessThan(lightTolerance);
    expect(psf[middle]![3]).toBeCloseTo(psf[middle]![pixels - 4]!, 6);
    expect(psf[3]![middle]).toBeCloseTo(psf[middle]![3]!, 6);
  });

  it('is the focus of a lens where the path is −r²/(2d): a diffraction pattern of λd/A', () => {
    const psf = causticOf((x, y) => -(x * x + y * y) / (2 * geometry.maskDistance));
    // sinc² integrated over ±3 µm / 2 of zeros at λd/A = 2.96 µm, along both axes.
    const side = (3e-6 * pixels * 3e-6) / (wavelength * geometry.maskDistance);
    const steps = 2000;
    const along = Array.from({ length: steps }, (_, i) => {
      const u = ((i + 0.5) / steps - 0.5) * side * Math.PI;
      return (Math.sin(u) / u) ** 2 * (side / steps);
    }).reduce((sum, value) => sum + value, 0);
    expect(psf[middle]![middle]! / along ** 2).toBeCloseTo(1, 1.3);
    expect(psf[middle]![middle]).toBe(Math.max(...psf.flat()));
  });

  it('moves to +x where the path rises towards +x, by the slope times the distance (B13)', () => {
    const slope = (4 * geometry.pixelPitch) / geometry.maskDistance;
    const focus = (x: number, y: number) => -(x * x + y * y) / (2 * geometry.maskDistance);
    const psf = causticOf((x, y) => focus(x, y) + slope * x);
    expect(psf[middle]!.indexOf(Math.max(...psf.flat()))).toBe(middle + 4);
  });
});

describe('LenslessPhase', () => {
  it('has a smooth path within its range, of the stated strength', () => {
    const layer = new LenslessPhase({ ...options, strength: 0.01, isLearned: true });
    layer.apply(tf.zeros([1, 8, 8, 1]));
    const { values, unit, shape } = layer.physicalArrays()[0]!;
    expect([unit, ...shape]).toEqual(['nm', samples, samples]);
    const rms = Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);
    // Far below saturation the path is D/2 times the sum of waves.
    expect(rms / (0.01 * 1000)).toBeCloseTo(1, 3);
    const steep = platePath(tf.fill([4, 4], 50), plateWaves(4, samples), 2e-6);
    expect(steep.abs().max().dataSync()[0]! / 1e-6).toBeCloseTo(1, 5);
  });

  it('shows its caustic where the scene is one point', () => {
    const layer = new LenslessPhase(options);
    const scene = tf.buffer([1, 35, 35, 1]);
    scene.set(1, 0, 17, 17, 0);
    const seen = (layer.apply(scene.toTensor()) as tf.Tensor).sum().dataSync()[0]!;
    const kept = layer.describe().parameters.find(({ name }) => name === 'keptLight')!.value;
    expect(seen / kept).toBeCloseTo(1, 4);
    expect(kept).toBeLessThan(1);
    expect(kept).toBeGreaterThan(0.3);
  });

  it.each([
    [{ depth: 0 }, 'lensless-phase: depth is 0, must be above 0'],
    [{ maskDistance: -1 }, 'lensless-phase: maskDistance is -1 m, must be above 0'],
  ])('refuses %j', (wrong, message) => {
    expect(() => new LenslessPhase({ ...options, ...wrong })).toThrow(new RangeError(message));
  });

  it('names wavelengths that do not fit the channels', () => {
    const layer = new LenslessPhase({ ...options, wavelength: [5e-7, 6e-7] });
    expect(() => layer.apply(tf.zeros([1, 8, 8, 3]))).toThrow(
      new RangeError('lensless-phase: there are 2 wavelengths, must be 1 or one for each of 3 channels'),
    );
  });
});
