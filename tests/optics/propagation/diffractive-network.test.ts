import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fieldFromPolar, intensity, type ComplexField } from '../../../src/engine/fourier/complex-field.js';
import { canHarden } from '../../../src/engine/layer-parts.js';
import { startEngine } from '../../../src/engine/start.js';
import {
  detectorMatrix,
  detectorSquares,
  passMasks,
  quantizePhase,
} from '../../../src/optics/propagation/diffractive-network.js';
import {
  DiffractiveNetwork,
  type DiffractiveNetworkOptions,
} from '../../../src/optics/propagation/diffractive-network-layer.js';
import { propagateField, propagator } from '../../../src/optics/propagation/propagate.js';
import { sampleTensor } from '../../engine/on-backends.js';

/** Float32 sums of up to 10⁴ terms, relative to the largest result. */
const sumTolerance = 5e-6;

const options: DiffractiveNetworkOptions = {
  masks: 2,
  distance: 0.2e-3,
  wavelengths: [500e-9],
  pixelPitch: 2e-6,
  input: 'amplitude',
  phaseRange: Math.PI,
  start: 'random',
  levels: 0,
  detectors: 0,
  detectorSide: 2,
  seed: 1,
  stream: 1,
};

beforeAll(() => startEngine({ threads: 1 }));
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

const apply = (layer: DiffractiveNetwork, scene: tf.Tensor) => layer.apply(scene) as tf.Tensor;

describe('masks one behind the other', () => {
  it('without phase are one propagation over all gaps, where no light passes beside them', () => {
    const size = 64;
    const x = tf.linspace(-8, 8, size);
    const beam = x.square().neg().exp();
    const field = {
      real: beam.reshape([size, 1]).mul(beam),
      imaginary: tf.zeros([size, size]),
    };
    const gap = { pitch: 2e-6, wavelength: 500e-9, distance: 50e-6 };
    const flat = passMasks(
      field,
      tf.zeros([3, size, size]),
      propagator({ ...gap, rows: size, columns: size }),
    );
    const whole = propagateField(field, { ...gap, distance: 4 * gap.distance });
    const difference = intensity({
      real: flat.real.sub(whole.real),
      imaginary: flat.imaginary.sub(whole.imaginary),
    });
    expect(intensity(whole).max().dataSync()[0]).toBeLessThan(0.98);
    expect(difference.max().dataSync()[0]).toBeLessThan(1e-6);
  });

  it('deflect a beam by λ/(pitch · period): a mask is a grating', () => {
    const [size, pitch, wavelength, distance] = [96, 2e-6, 500e-9, 0.4e-3];
    const x = Array.from({ length: size }, (_, index) => index - size / 2);
    const beam = tf.tensor1d(x.map(each => Math.exp(-((each / 10) ** 2))));
    const field = { real: beam.reshape([size, 1]).mul(beam), imaginary: tf.zeros([size, size]) };
    const period = 8;
    const wedge = tf.tile(
      tf.tensor3d(
        x.map(each => (2 * Math.PI * each) / period),
        [1, 1, size],
      ),
      [1, size, 1],
    );
    const power = intensity(
      passMasks(field, wedge, propagator({ pitch, wavelength, distance, rows: size, columns: size })),
    );
    const centre = power.sum(0).mul(tf.tensor1d(x)).sum().div(power.sum()).dataSync()[0]!;
    const sine = wavelength / (period * pitch);
    const expected = (distance * sine) / Math.sqrt(1 - sine ** 2) / pitch;
    expect(expected).toBeCloseTo(6.253, 3);
    expect(Math.abs(centre - expected)).toBeLessThan(0.02);
  });

  it('are rounded to levels of 2π / levels', () => {
    const phases = tf.tensor1d([0.7, 0.8, 3, -0.8, 6.2]);
    const quarter = Math.PI / 2;
    const expected = [0, quarter, 2 * quarter, -quarter, 4 * quarter];
    Array.from(quantizePhase(phases, 4).dataSync()).forEach((found, index) =>
      expect(found).toBeCloseTo(expected[index]!, 5),
    );
  });
});

describe('detectors', () => {
  it('stand in rows, apart from each other, in the middle of their cells', () => {
    expect(detectorSquares(3, 2, 8, 8)).toEqual([
      { side: 2, top: 1, left: 1 },
      { side: 2, top: 1, left: 5 },
      { side: 2, top: 5, left: 3 },
    ]);
    const covered = detectorMatrix(detectorSquares(10, 4, 16, 16), 16, 16)
      .greater(0)
      .sum(1)
      .dataSync();
    expect(Math.max(...covered)).toBe(1);
    expect(covered.filter(each => each === 1)).toHaveLength(10 * 16);
  });

  it('see the mean irradiance on them', () => {
    const squares = detectorSquares(2, 2, 4, 8);
    const irradiance = sampleTensor([1, 32]);
    const found = irradiance.matMul<tf.Tensor2D>(detectorMatrix(squares, 4, 8)).dataSync();
    const values = irradiance.dataSync();
    squares.forEach(({ top, left }, index) => {
      const pixels = [0, 1].flatMap(down => [0, 1].map(right => values[(top + down) * 8 + left + right]!));
      expect(found[index]).toBeCloseTo(pixels.reduce((sum, each) => sum + each) / 4, 6);
    });
  });

  it('must have room', () => {
    expect(() => detectorSquares(10, 5, 16, 16)).toThrow(
      'detectorSquares: side is 5 pixels, must be a whole number of 1 to 4 for 10 detectors on 16 × 16 pixels',
    );
  });
});

describe('the layer', () => {
  const scene = () => sampleTensor([2, 12, 10, 1]).abs();

  it('makes the irradiance of its parts in a row: slow chain of single propagations', () => {
    const layer = new DiffractiveNetwork({ ...options, isLearned: true });
    const found = apply(layer, scene());
    const phases = layer.physicalArrays()[0]!;
    expect(Math.min(...phases.values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...phases.values)).toBeLessThan(2 * Math.PI);
    const gap = { pitch: 2e-6, wavelength: 500e-9, distance: 0.2e-3 };
    const first = scene().reshape([2, 12, 10]);
    let field: ComplexField = propagateField({ real: first, imaginary: tf.zerosLike(first) }, gap);
    for (const mask of [0, 1]) {
      const phase = tf.tensor2d(phases.values.slice(mask * 120, (mask + 1) * 120), [12, 10]);
      const { real, imaginary } = fieldFromPolar(tf.scalar(1), phase);
      field = propagateField(
        {
          real: field.real.mul(real).sub(field.imaginary.mul(imaginary)),
          imaginary: field.real.mul(imaginary).add(field.imaginary.mul(real)),
        },
        gap,
      );
    }
    const worst = found.squeeze([3]).sub(intensity(field)).abs().max().dataSync()[0]!;
    expect(worst).toBeLessThan(2 * sumTolerance * intensity(field).max().dataSync()[0]!);
  });

  it('keeps the light over short gaps, and loses what passes beside the masks over long ones', () => {
    const share = (distance: number) => {
      const out = apply(new DiffractiveNetwork({ ...options, distance }), scene());
      return out.sum().div(scene().square().sum()).dataSync()[0]!;
    };
    const [short, long] = [share(1e-6), share(2e-3)];
    expect(short).toBeLessThan(1);
    expect(short).toBeGreaterThan(0.95);
    expect(long).toBeLessThan(0.05);
  });

  it('has the levels as built when it is hardened, and keeps its weights', () => {
    const layer = new DiffractiveNetwork({ ...options, isLearned: true, levels: 4 });
    const soft = apply(layer, scene());
    const steps = () =>
      Array.from(layer.physicalArrays()[0]!.values, phase => (phase / (Math.PI / 2)) % 1).map(each =>
        Math.min(each, 1 - each),
      );
    expect(Math.max(...steps())).toBeGreaterThan(0.4);
    layer.harden(true);
    expect(Math.max(...steps())).toBeLessThan(1e-5);
    const built = apply(layer, scene());
    expect(built.sub(soft).abs().max().dataSync()[0]).toBeGreaterThan(1e-3);
    layer.harden(false);
    expect(apply(layer, scene()).sub(soft).abs().max().dataSync()[0]).toBe(0);
  });

  it('is built otherwise than trained only where learned masks have levels', () => {
    const differs = (isLearned: boolean, levels: number) =>
      canHarden(new DiffractiveNetwork({ ...options, isLearned, levels }));
    expect([differs(true, 4), differs(true, 0), differs(false, 4)]).toEqual([true, false, false]);
  });

  it('says what is wrong with its options', () => {
    expect(() => new DiffractiveNetwork({ ...options, masks: 0 })).toThrow(
      'diffractive-network: masks is 0, must be a whole number of at least 1',
    );
    expect(() => apply(new DiffractiveNetwork({ ...options, wavelengths: [5e-7, 6e-7] }), scene())).toThrow(
      'diffractive-network: there are 2 wavelengths, must be 1 or one for each of 1 channels',
    );
  });
});
