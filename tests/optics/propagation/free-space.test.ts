import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fieldFromPolar, intensity, type ComplexField } from '../../../src/engine/fourier/complex-field.js';
import { filterField } from '../../../src/engine/fourier/filter-field.js';
import { startEngine } from '../../../src/engine/start.js';
import { angularSpectrumTransfer, bandLimit } from '../../../src/optics/propagation/angular-spectrum.js';
import {
  fraunhoferTransform,
  fresnelNumber,
  fresnelTransfer,
  fresnelTransform,
} from '../../../src/optics/propagation/fresnel.js';
import { fieldPower, propagateField } from '../../../src/optics/propagation/propagate.js';
import { sampleTensor } from '../../engine/on-backends.js';

/** Float32 sums of up to 10⁴ terms, relative to the largest result. */
const sumTolerance = 5e-6;
/** ⟨Ax, y⟩ and ⟨x, Aᴴy⟩ are sums of rounded float32 products. */
const adjointTolerance = 1e-5;

const wavelength = 500e-9;

beforeAll(() => startEngine({ threads: 1 }));
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

/** A field of the coordinates (y, x) in samples from element ⌊n / 2⌋. */
function fieldOf(
  size: readonly [number, number],
  at: (y: number, x: number) => readonly [amplitude: number, phase: number],
): ComplexField {
  const [rows, columns] = size;
  const values = Array.from({ length: rows * columns }, (_, index) =>
    at(Math.floor(index / columns) - Math.floor(rows / 2), (index % columns) - Math.floor(columns / 2)),
  );
  const part = (which: 0 | 1) =>
    tf.tensor2d(
      values.map(each => each[which]),
      [rows, columns],
    );
  return fieldFromPolar(part(0), part(1));
}

function gaussian(size: number, radius: number): ComplexField {
  return fieldOf([size, size], (y, x) => [Math.exp(-(x * x + y * y) / radius ** 2), 0]);
}

function worst(a: ComplexField, b: ComplexField): number {
  const difference = { real: a.real.sub(b.real), imaginary: a.imaginary.sub(b.imaginary) };
  return Math.sqrt(intensity(difference).max().dataSync()[0]! / intensity(b).max().dataSync()[0]!);
}

function inner(a: ComplexField, b: ComplexField): readonly [number, number] {
  const sum = (x: tf.Tensor) => x.sum().dataSync()[0]!;
  return [
    sum(a.real.mul(b.real).add(a.imaginary.mul(b.imaginary))),
    sum(a.real.mul(b.imaginary).sub(a.imaginary.mul(b.real))),
  ];
}

/** Root mean square radius along x, samples. */
function rmsAcross(irradiance: tf.Tensor): number {
  const [rows, columns] = irradiance.shape as [number, number];
  const x = tf.range(0, columns).sub(Math.floor(columns / 2));
  const total = irradiance.sum().dataSync()[0]!;
  expect(rows).toBeGreaterThan(0);
  return Math.sqrt(irradiance.mul(x.square()).sum().dataSync()[0]! / total);
}

describe('the angular spectrum', () => {
  it('advances a plane wave by 2πz cos θ / λ and leaves its irradiance', () => {
    const [size, pitch, distance] = [64, 1e-6, 37.3e-6];
    const tilt = 8 / (size * pitch);
    const wave = fieldOf([1, size], (_, x) => [1, 2 * Math.PI * tilt * x * pitch]);
    const transfer = angularSpectrumTransfer({
      rows: 1,
      columns: size,
      pitch,
      wavelength,
      distance,
      isBandLimited: false,
    });
    const turns = (distance / wavelength) * Math.sqrt(1 - (wavelength * tilt) ** 2);
    const expected = fieldOf([1, size], (_, x) => [1, 2 * Math.PI * ((tilt * x * pitch + turns) % 1)]);
    expect(worst(filterField(wave, transfer), expected)).toBeLessThan(2 * sumTolerance);
  });

  it('widens a Gaussian beam to w₀ √(1 + (z/z_R)²), z_R = π w₀²/λ', () => {
    const [pitch, waist, distance] = [4e-6, 40e-6, 15e-3];
    const beam = gaussian(128, waist / pitch);
    const moved = propagateField(beam, { pitch, wavelength, distance });
    const rayleigh = (Math.PI * waist ** 2) / wavelength;
    const expected = waist * Math.sqrt(1 + (distance / rayleigh) ** 2);
    // The rms radius of exp(−2r²/w²) along one axis is w/2; the paraxial formula is right to (λ/πw₀)² = 2e-5.
    expect(Math.abs((2 * pitch * rmsAcross(intensity(moved))) / expected - 1)).toBeLessThan(1e-4);
  });

  it('lets evanescent waves decay by exp(−2πz √(f² − 1/λ²)), forwards and backwards', () => {
    const [size, pitch] = [8, 100e-9];
    for (const distance of [50e-9, -50e-9]) {
      const { real, imaginary } = angularSpectrumTransfer({
        rows: 1,
        columns: size,
        pitch,
        wavelength,
        distance,
      });
      const frequency = 3 / (size * pitch);
      const decay = Math.exp(
        -2 * Math.PI * Math.abs(distance) * Math.sqrt(frequency ** 2 - 1 / wavelength ** 2),
      );
      // Band: f_limit is 1.92e6 per metre here, below the evanescent 3.75e6; with no limit the decay shows.
      expect(real.dataSync()[3]).toBe(0);
      const free = angularSpectrumTransfer({
        rows: 1,
        columns: size,
        pitch,
        wavelength,
        distance,
        isBandLimited: false,
      });
      expect(free.real.dataSync()[3]).toBeCloseTo(decay, 6);
      expect([imaginary, free.imaginary].map(part => part.dataSync()[3])).toEqual([0, 0]);
    }
  });

  it('undoes itself: forward by z, backward by z, where all waves are inside of the band', () => {
    const [pitch, distance] = [4e-6, 2e-3];
    const beam = gaussian(64, 6);
    const options = { pitch, wavelength, rows: 64, columns: 64 };
    const there = filterField(beam, angularSpectrumTransfer({ ...options, distance }));
    const back = filterField(there, angularSpectrumTransfer({ ...options, distance: -distance }));
    expect(worst(there, beam)).toBeGreaterThan(0.1);
    expect(worst(back, beam)).toBeLessThan(2 * sumTolerance);
  });

  it('keeps the power of what stays on the samples, and loses what walks off them', () => {
    const pitch = 4e-6;
    const power = (field: ComplexField) => fieldPower(field, pitch).dataSync()[0]!;
    const beam = gaussian(64, 8);
    expect(power(beam)).toBeCloseTo((Math.PI / 2) * (8 * pitch) ** 2, 12);
    const near = propagateField(beam, { pitch, wavelength, distance: 1e-3 });
    expect(Math.abs(power(near) / power(beam) - 1)).toBeLessThan(1e-5);
    // Tilted by 1/4 cycle per sample, all of it moves by z λ/(4p) = 94 samples of the 64.
    const tilted = fieldOf([64, 64], (y, x) => [Math.exp(-(x * x + y * y) / 64), (Math.PI / 2) * x]);
    const gone = propagateField(tilted, { pitch, wavelength, distance: 12e-3 });
    expect(power(gone) / power(tilted)).toBeLessThan(1e-3);
  });

  it('has the band of Matsushima and Shimobaba', () => {
    const { real, imaginary } = angularSpectrumTransfer({
      rows: 1,
      columns: 64,
      pitch: 4e-6,
      wavelength,
      distance: 20e-3,
    });
    const limit = bandLimit(64 * 4e-6, { wavelength, distance: 20e-3 });
    // 1 / (λ √((2 · 20 mm / 256 µm)² + 1)) = 12799.7 per metre, 3.28 of the 64 frequencies.
    expect(limit).toBeCloseTo(12799.74, 1);
    const amplitude = intensity({ real, imaginary }).dataSync();
    expect(Array.from(amplitude.slice(0, 5), each => Math.round(each))).toEqual([1, 1, 1, 1, 0]);
  });

  it('is reciprocal: its adjoint is the propagation by −z', () => {
    const [pitch, distance] = [2e-6, 0.4e-3];
    const [x, y] = [1, 3].map(seed => ({
      real: sampleTensor([2, 15, 20], seed),
      imaginary: sampleTensor([2, 15, 20], seed + 1),
    })) as [ComplexField, ComplexField];
    const forward = inner(propagateField(x, { pitch, wavelength, distance }), y);
    const backward = inner(x, propagateField(y, { pitch, wavelength, distance: -distance }));
    forward.forEach((part, index) =>
      expect(Math.abs(part - backward[index]!)).toBeLessThan(adjointTolerance * 600),
    );
  });

  it('says which length is wrong', () => {
    expect(() => propagateField(gaussian(4, 1), { pitch: 0, wavelength, distance: 1 })).toThrow(
      'propagator: pitch is 0 m, must be above 0',
    );
  });
});

describe('Fresnel diffraction', () => {
  it('agrees with the angular spectrum near the axis', () => {
    const [pitch, distance] = [5e-6, 4e-3];
    const beam = gaussian(64, 8);
    const [exact, paraxial] = (['angular-spectrum', 'fresnel'] as const).map(method =>
      propagateField(beam, { pitch, wavelength, distance, method }),
    ) as [ComplexField, ComplexField];
    // The next term of the square root turns the phase by π z λ³ f⁴ / 4: 1e-4 rad where the beam's spectrum has fallen to e⁻⁹.
    expect(worst(paraxial, exact)).toBeLessThan(1e-4);
  });

  it('images a grating onto itself at 2p²/λ, and shifted by half a period half way (Talbot)', () => {
    const [size, pitch, period] = [64, 2e-6, 16];
    const talbot = (2 * (period * pitch) ** 2) / wavelength;
    const isOpen = (x: number) => (((x % period) + period) % period < 5 ? 1 : 0);
    const grating = (shift: number) => fieldOf([1, size], (_, x) => [isOpen(x + shift), 0]);
    const after = (distance: number) =>
      intensity(
        filterField(grating(0), fresnelTransfer({ rows: 1, columns: size, pitch, wavelength, distance })),
      );
    const gap = (a: tf.Tensor, b: ComplexField) => a.sub(intensity(b)).abs().max().dataSync()[0]!;
    expect(gap(after(talbot), grating(0))).toBeLessThan(2e-5);
    expect(gap(after(talbot / 2), grating(period / 2))).toBeLessThan(2e-5);
    expect(gap(after(talbot / 4), grating(0))).toBeGreaterThan(0.3);
  });

  it('is the same by transfer function and by single transform, where n p² = λz', () => {
    const [size, pitch] = [64, 5e-6];
    const distance = (size * pitch ** 2) / wavelength;
    const beam = fieldOf([size, size], (y, x) => [Math.exp(-((x - 3) ** 2 + y * y) / 50), 0.2 * y]);
    const transfer = fresnelTransfer({ rows: size, columns: size, pitch, wavelength, distance });
    expect(
      worst(fresnelTransform(beam, { pitch, wavelength, distance }), filterField(beam, transfer)),
    ).toBeLessThan(1e-4);
  });

  it('keeps the power in a single transform, whose samples lie λz/(np) apart', () => {
    const [pitch, distance] = [5e-6, 60e-3];
    const beam = gaussian(32, 4);
    const moved = fresnelTransform(beam, { pitch, wavelength, distance });
    const [before, after] = [
      fieldPower(beam, pitch),
      fieldPower(moved, (wavelength * distance) / (32 * pitch)),
    ].map(each => each.dataSync()[0]!);
    expect(Math.abs(after! / before! - 1)).toBeLessThan(1e-5);
  });

  it('focuses the samples of the result where they are asked for', () => {
    const [pitch, distance] = [5e-6, 20e-3];
    const beam = gaussian(32, 5);
    const all = fresnelTransform(beam, { pitch, wavelength, distance });
    const spacing = (wavelength * distance) / (32 * pitch);
    const output = { rows: 3, columns: 5, pitch: 2 * spacing };
    const some = fresnelTransform(beam, { pitch, wavelength, distance, output });
    const picked = (part: tf.Tensor) => tf.stridedSlice(part, [14, 12], [19, 21], [2, 2]);
    expect(worst(some, { real: picked(all.real), imaginary: picked(all.imaginary) })).toBeLessThan(1e-4);
  });
});

describe('Fraunhofer diffraction', () => {
  it('of a slit is sinc², with the irradiance (width²/(λz))² in its middle for a square of that width', () => {
    const [pitch, width, distance] = [1e-6, 40, 0.2];
    const slit = fieldOf([64, 64], (y, x) => [
      Math.abs(x + 0.5) < width / 2 && Math.abs(y + 0.5) < width / 2 ? 1 : 0,
      0,
    ]);
    const output = { rows: 1, columns: 81, pitch: 0.1e-3 };
    const field = fraunhoferTransform(slit, { pitch, wavelength, distance, output });
    expect(fresnelNumber((width * pitch) / 2, wavelength, distance)).toBeCloseTo(0.004, 9);
    const peak = ((width * pitch) ** 2 / (wavelength * distance)) ** 2;
    intensity(field)
      .dataSync()
      .forEach((found, index) => {
        const turns = (width * pitch * (index - 40) * output.pitch) / (wavelength * distance);
        // Sums of samples, not an integral: sin(πNt)/(N sin(πt)), which is sinc to (πt)²/6 with t = turns / N.
        const samples =
          turns === 0 ? 1 : Math.sin(Math.PI * turns) / (width * Math.sin((Math.PI * turns) / width));
        expect(Math.abs(found / peak - samples ** 2)).toBeLessThan(1e-5);
        const sinc = turns === 0 ? 1 : Math.sin(Math.PI * turns) / (Math.PI * turns);
        expect(Math.abs(found / peak - sinc ** 2)).toBeLessThan(5e-4);
      });
  });

  it('is what Fresnel diffraction becomes far away', () => {
    const pitch = 5e-6;
    const beam = gaussian(32, 4);
    const gap = (distance: number) =>
      worst(
        fraunhoferTransform(beam, { pitch, wavelength, distance }),
        fresnelTransform(beam, { pitch, wavelength, distance }),
      );
    // The quadratic phase at the radius of the beam is π times the Fresnel number (20 µm)² / (λz).
    expect(gap(0.5)).toBeLessThan(2 * Math.PI * fresnelNumber(20e-6, wavelength, 0.5));
    expect(gap(2e-3)).toBeGreaterThan(0.3);
  });
});
