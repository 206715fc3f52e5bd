import * as tf from '@tensorflow/tfjs';
import { hostRandom } from '../../../src/engine/host-random.js';
import { annealLayer, hardenLayer } from '../../../src/engine/layer-parts.js';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startEngine } from '../../../src/engine/start.js';
import {
  beamPattern,
  elementFields,
  farFieldBeam,
  type Position,
} from '../../../src/optics/propagation/element-array.js';
import {
  ElementArray,
  type ElementArrayOptions,
} from '../../../src/optics/propagation/element-array-layer.js';
import { startPreferences } from '../../../src/optics/propagation/element-selection.js';

/** Float32 sums of up to 10² terms, relative to the largest result. */
const sumTolerance = 5e-6;

beforeAll(() => startEngine({ threads: 1 }));
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

/** The beam of a row of elements at `size` sines from −1 to 1. */
function rowBeam(weights: readonly number[], pitch: number, size: number): Float32Array {
  const sines = { rows: 1, columns: size, spacing: [1, 2 / (size - 1)] as const };
  return farFieldBeam(tf.tensor2d([...weights], [1, weights.length]), pitch, sines).dataSync<'float32'>();
}

const ones = (count: number) => Array<number>(count).fill(1);

describe('the beam of a uniform row', () => {
  it('is sin²(Nψ/2) / sin²(ψ/2), ψ = 2πu d/λ', () => {
    const [count, pitch, size] = [8, 0.5, 81];
    rowBeam(ones(count), pitch, size).forEach((found, index) => {
      const half = Math.PI * pitch * ((2 * index) / (size - 1) - 1);
      const factor = Math.abs(half) < 1e-9 ? count : Math.sin(count * half) / Math.sin(half);
      expect(Math.abs(found - factor ** 2)).toBeLessThan(sumTolerance * count ** 2);
    });
  });

  it('has its first null at 2/N for half a wavelength, and its first side lobe at 0.2292 of the amplitude for N = 8', () => {
    const beam = rowBeam(ones(8), 0.5, 801);
    const at = (sine: number) => beam[Math.round(400 + 400 * sine)]!;
    expect(at(0)).toBeCloseTo(64, 3);
    expect(at(0.25)).toBeLessThan(1e-8);
    expect(at(0.2)).toBeGreaterThan(0.5);
    expect(Math.sqrt(Math.max(...beam.slice(500, 601))) / 8).toBeCloseTo(0.2292, 3);
  });

  it('has no second main lobe at half a wavelength, and one at λ/d for a wavelength', () => {
    const outside = (pitch: number) => Math.max(...rowBeam(ones(8), pitch, 401).slice(260));
    expect(outside(0.5) / 64).toBeLessThan(0.06);
    expect(outside(1) / 64).toBeCloseTo(1, 5);
  });
});

describe('spherical waves of elements', () => {
  const wavelength = 1e-3;
  const elements = Array.from({ length: 8 }, (_, n): Position => [(n - 3.5) * wavelength * 0.5, 0, 0]);

  it('make the far-field beam far away', () => {
    const [radius, size] = [100, 21];
    const points = Array.from({ length: size }, (_, index): Position => {
      const sine = (2 * index) / (size - 1) - 1;
      return [radius * sine, 0, radius * Math.sqrt(1 - sine ** 2)];
    });
    const weights = { real: tf.ones([8]), imaginary: tf.zeros([8]) };
    const near = beamPattern(weights, elementFields(elements, points, wavelength)).mul(radius ** 2);
    const far = rowBeam(ones(8), 0.5, size);
    const worst = near.sub(tf.tensor1d(far)).abs().max().dataSync()[0]!;
    // Differences of paths are those of parallel rays to D²/(8R λ) = 2e-5 wavelengths, phases to 1e-4 rad.
    expect(worst / 64).toBeLessThan(3e-4);
  });

  it('meet in phase in a focus, where the weights are the conjugate of the fields', () => {
    const focus: Position = [0.5e-3, 0, 6e-3];
    const fields = elementFields(elements, [focus, [-2e-3, 0, 6e-3]], wavelength);
    const first = (part: tf.Tensor) => part.slice([0, 0], [8, 1]).reshape([8]);
    const [real, imaginary] = [first(fields.real), first(fields.imaginary).neg()];
    const found = beamPattern({ real, imaginary }, fields).dataSync();
    const distances = elements.map(([x]) => Math.hypot(x - focus[0], focus[2]));
    const peak = distances.reduce((sum, r) => sum + 1 / r ** 2, 0) ** 2;
    expect(Math.abs(found[0]! / peak - 1)).toBeLessThan(sumTolerance);
    expect(found[1]! / peak).toBeLessThan(0.2);
  });

  it('cannot be seen from within an element', () => {
    expect(() => elementFields(elements, [elements[2]!], wavelength)).toThrow(
      'elementFields: a point lies in element 2, must be off it',
    );
  });
});

describe('the choice of elements', () => {
  it('starts in the middle, or at random from the seed', () => {
    expect(startPreferences('centre', 1, 5, hostRandom(1, 0))).toEqual([-0.5, 0.5, 1, 0, -1]);
    const [a, b, c] = [1, 1, 2].map(seed => startPreferences('random', 4, 4, hostRandom(seed, 0)));
    expect(a).toEqual(b);
    expect(a).not.toEqual(c);
  });
});

describe('the picture of an element array', () => {
  const options: ElementArrayOptions = {
    elementRows: 4,
    elementColumns: 6,
    pitch: 0.5,
    fieldOfView: Math.PI / 2,
    apodization: 'uniform',
    activeElements: 0,
    activeStart: 'random',
    choice: { relaxation: 'softmax', schedule: 'exponential', sharpening: 7 },
    seed: 1,
    stream: 1,
  };
  const picture = (layer: ElementArray, scene: tf.Tensor) => layer.apply(scene) as tf.Tensor;
  const point = () => {
    const scene = tf.buffer([1, 9, 11, 1]);
    scene.set(1, 0, 4, 3, 0);
    return scene.toTensor();
  };

  it('of a point is the beam around it', () => {
    const found = picture(new ElementArray(options), point()).squeeze().arraySync() as number[][];
    const spacing = (2 * Math.sin(Math.PI / 4)) / 11;
    const factor = (count: number, steps: number) => {
      const half = (Math.PI * steps * spacing) / 2;
      return steps === 0 ? count : Math.sin(count * half) / Math.sin(half);
    };
    const beam = (y: number, x: number) => (factor(4, y) * factor(6, x)) ** 2;
    let total = 0;
    for (let y = -8; y <= 8; y++) for (let x = -10; x <= 10; x++) total += beam(y, x);
    found.forEach((row, y) =>
      row.forEach((value, x) => expect(Math.abs(value - beam(y - 4, x - 3) / total)).toBeLessThan(1e-6)),
    );
  });

  it('is made by exactly K elements once hardened, and by more while they are trained', () => {
    const layer = new ElementArray({ ...options, isLearned: true, activeElements: 7 });
    picture(layer, point());
    const gates = () => layer.physicalArrays().find(({ name }) => name === 'gates')!.values;
    const between = () => gates().filter(gate => gate > 0.01 && gate < 0.99).length;
    expect(between()).toBe(24);
    annealLayer(layer, 1);
    expect(between()).toBeLessThan(8);
    hardenLayer(layer, true);
    expect(Array.from(gates()).sort()).toEqual([...Array<number>(17).fill(0), ...ones(7)]);
    hardenLayer(layer, false);
    annealLayer(layer, 0);
    expect(between()).toBe(24);
  });

  it('says what is wrong with its options', () => {
    expect(() => new ElementArray({ ...options, activeElements: 25 })).toThrow(
      'element-array: activeElements is 25, must be 0 (all) to 24',
    );
    expect(() => new ElementArray({ ...options, fieldOfView: 4 })).toThrow(
      'element-array: fieldOfView is 4 rad, must be above 0 and at most π',
    );
  });
});
