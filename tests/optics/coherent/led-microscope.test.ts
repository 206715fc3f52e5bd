import * as tf from '@tensorflow/tfjs';
import { hostRandom } from '../../../src/engine/host-random.js';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { compileStep } from '../../../src/engine/compile.js';
import { startEngine } from '../../../src/engine/start.js';
import { Adam } from '../../../src/networks/adam.js';
import { ledDirections, ledPattern, type LedArray } from '../../../src/optics/coherent/led-array.js';
import { LedMicroscope } from '../../../src/optics/coherent/led-microscope.js';
import type { LedMicroscopeOptions } from '../../../src/optics/coherent/led-microscope-options.js';
import { sampleTensor } from '../../engine/on-backends.js';

/** Float32 sums of up to 10⁴ terms, relative to the largest result. */
const sumTolerance = 5e-6;

const options: LedMicroscopeOptions = {
  numericalAperture: 0.25,
  wavelengths: [550e-9],
  objectPitch: 0.5e-6,
  ledRows: 3,
  ledColumns: 3,
  ledPitch: 4e-3,
  ledDistance: 18e-3,
  phaseRange: 1,
  absorbance: 0,
  pattern: 'all',
  isColourSummed: false,
  pupilModes: 0,
  pupilRms: 0,
  pupilLimit: 200e-9,
  seed: 1,
  stream: 1,
};

beforeAll(() => startEngine({ threads: 1 }));
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

const scene = (channels = 1) => sampleTensor([2, 12, 10, channels]).abs();
const picture = (given: Partial<LedMicroscopeOptions>, input = scene()) =>
  new LedMicroscope({ ...options, ...given }).apply(input) as tf.Tensor;
const worst = (a: tf.Tensor, b: tf.Tensor) => a.sub(b).abs().max().dataSync()[0]!;

describe('an LED array', () => {
  const array: LedArray = { rows: 3, columns: 4, pitch: 3e-3, distance: 4e-3 };

  it('sends the light of an LED at +x towards −x, by x / √(x² + y² + D²)', () => {
    const directions = ledDirections(array);
    expect(directions).toHaveLength(12);
    // Row 0 stands 3 mm before the axis, column 3 stands 4.5 mm behind it.
    const [down, across] = directions[3]!;
    const path = Math.hypot(3, 4.5, 4);
    expect(down).toBeCloseTo(3 / path, 12);
    expect(across).toBeCloseTo(-4.5 / path, 12);
  });

  it('has patterns', () => {
    const directions = ledDirections({ ...array, columns: 3, distance: 10e-3 });
    const pattern = (name: Parameters<typeof ledPattern>[0], seed = 1) =>
      ledPattern(name, directions, { numericalAperture: 0.3, random: hostRandom(seed, 0) });
    // Sines: 0.287 beside the axis, 0.391 in the corners.
    expect(pattern('centre')).toEqual([0, 0, 0, 0, 1, 0, 0, 0, 0]);
    expect(pattern('all')).toEqual(Array(9).fill(1));
    expect(pattern('off-axis')).toEqual([0, 0, 0, 0, 0, 1, 0, 0, 0]);
    expect(pattern('dark-field')).toEqual([1, 0, 1, 0, 0, 0, 1, 0, 1]);
    expect(pattern('random')).toEqual(pattern('random'));
    expect(pattern('random')).not.toEqual(pattern('random', 2));
    expect(pattern('random').every(drive => drive >= 0 && drive < 1)).toBe(true);
  });

  it('says which number is wrong', () => {
    expect(() => ledDirections({ ...array, rows: 0 })).toThrow(
      'ledDirections: rows is 0, must be a whole number of at least 1',
    );
    expect(() => ledDirections({ ...array, pitch: -1 })).toThrow(
      'ledDirections: pitch is -1 m, must be above 0',
    );
  });
});

describe('an LED microscope', () => {
  it('shows nothing as 1 in the bright field and as 0 in the dark field', () => {
    const empty = tf.zeros([1, 12, 10, 1]);
    expect(worst(picture({ pattern: 'centre' }, empty), tf.scalar(1))).toBeLessThan(sumTolerance);
    expect(picture({ pattern: 'dark-field' }, empty).max().dataSync()[0]).toBeLessThan(1e-10);
    // Five of nine LEDs are in the bright field; the light of all is fixed.
    expect(worst(picture({}, empty), tf.scalar(5 / 9))).toBeLessThan(sumTolerance);
  });

  it('has a gradient in the drives, (I_k − image) / Σ d for each LED', () => {
    const layer = new LedMicroscope({ ...options, isLearned: true });
    const input = scene();
    const image = layer.apply(input) as tf.Tensor;
    const weights = sampleTensor(image.shape, 5);
    const variable = layer.trainableWeights[0]!.read() as tf.Variable;
    const { grads } = tf.variableGrads(
      () => (layer.apply(input) as tf.Tensor).mul(weights).sum<tf.Scalar>(),
      [variable],
    );
    const drives = layer.physicalArrays()[0]!.values;
    const total = drives.reduce((sum, each) => sum + each);
    for (const led of [0, 4, 5]) {
      // σ(30) is 1 and σ(−30) is 0 in float32: the image of one LED alone.
      const only = drives.map((_, index) => (index === led ? 30 : -30));
      const kept = variable.clone();
      variable.assign(tf.tensor2d(only, [1, 9]));
      const alone = layer.apply(input) as tf.Tensor;
      variable.assign(kept);
      const slope = alone.sub(image).mul(weights).sum().dataSync()[0]! / total;
      const expected = slope * drives[led]! * (1 - drives[led]!);
      expect(Math.abs(Object.values(grads)[0]!.dataSync()[led]! - expected)).toBeLessThan(
        1e-5 + 1e-3 * Math.abs(expected),
      );
    }
  });

  it('adds colours in one channel of the camera, or keeps them apart; delay is of path', () => {
    const wavelengths = [600e-9, 500e-9];
    const apart = picture({ wavelengths });
    const added = picture({ wavelengths, isColourSummed: true });
    expect([apart.shape, added.shape]).toEqual([
      [2, 12, 10, 2],
      [2, 12, 10, 1],
    ]);
    expect(worst(added.squeeze([3]), apart.mean(3))).toBeLessThan(sumTolerance);
    const swapped = picture({ wavelengths: wavelengths.toReversed(), phaseRange: 600 / 500 });
    expect(worst(apart, swapped.reverse(3))).toBeLessThan(2 * sumTolerance);
    expect(worst(apart, swapped)).toBeGreaterThan(0.02);
  });

  it('trains its drives and its plate in a compiled step', () => {
    const layer = new LedMicroscope({ ...options, isLearned: true, pupilModes: 2, pupilRms: 20e-9 });
    const input = scene();
    const target = picture({ pattern: 'off-axis' });
    layer.apply(input);
    const variables = layer.trainableWeights.map(weight => weight.read() as tf.Variable);
    const optimizer = new Adam(variables);
    let count = 0;
    const step = compileStep((x, y) => {
      const { value, grads } = tf.variableGrads(
        () => (layer.apply(x) as tf.Tensor).sub(y).square().mean<tf.Scalar>(),
        variables,
      );
      const gradients = variables.map(({ name }) => grads[name]!);
      optimizer.step(gradients, () => ({ step: count, stepSize: 0.3 }));
      return [value];
    });
    const losses = Array.from({ length: 30 }, () => {
      count++;
      return step(input, target)[0]!.dataSync()[0]!;
    });
    expect(losses.at(-1)! / losses[0]!).toBeLessThan(0.5);
    const [drives, plate] = layer.physicalArrays();
    expect(drives!.shape).toEqual([1, 3, 3]);
    expect(drives!.values.every(drive => drive > 0 && drive < 1)).toBe(true);
    expect(plate!.values.every(each => Math.abs(each) < 200)).toBe(true);
    optimizer.dispose();
  });

  it('says what is wrong with its options', () => {
    expect(() => new LedMicroscope({ ...options, ledDistance: 50e-3, pattern: 'dark-field' })).toThrow(
      'led-microscope: pattern is dark-field, must be one of which the array has LEDs: they reach a sine of 0.112, the ' +
        'objective takes 0.25',
    );
    expect(() => new LedMicroscope({ ...options, objectPitch: 2e-6 })).toThrow(
      'objective: objectPitch is 2.00 µm, must be at most λ/(2 NA) = 1.10 µm',
    );
    expect(() => picture({}, scene(2))).toThrow(
      'led-microscope: the scene has 2 channels, must have 1 or one for each of 1 LED colours',
    );
  });
});
