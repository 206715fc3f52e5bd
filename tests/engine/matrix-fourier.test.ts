import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { fieldFromPolar, intensity, type ComplexField } from '../../src/engine/fourier/complex-field.js';
import { dft2 } from '../../src/engine/fourier/dft.js';
import { matrixFourierTransform, type FrequencyAxis } from '../../src/engine/fourier/matrix-fourier.js';
import { startEngine } from '../../src/engine/start.js';
import { sampleTensor } from './on-backends.js';
import { planeOf, slowTransform } from './slow-fourier.js';

/** Float32 sums of up to 10⁴ terms, relative to the largest result. */
const sumTolerance = 5e-6;
/** Peak-normalized error of a pupil of 128 samples with anti-aliased edges, r < 8 λN: twice the measured 4.9e-5. */
const airyTolerance = 1e-4;
const differenceTolerance = 5e-3;

beforeAll(() => startEngine());

function sampleField(shape: readonly number[], seed = 1): ComplexField {
  return { real: sampleTensor(shape, seed), imaginary: sampleTensor(shape, seed + 1) };
}

function gap(actual: ComplexField, expected: readonly (readonly [number, number])[]): number {
  const [real, imaginary] = [actual.real.dataSync(), actual.imaginary.dataSync()];
  const scale = Math.max(...expected.map(([re, im]) => Math.hypot(re, im)));
  const worst = expected.map(([re, im], index) => Math.hypot(real[index]! - re, imaginary[index]! - im));
  return Math.max(...worst) / scale;
}

/** J₁ by its integral, (1/π) ∫ cos(t − x sin t) dt over half a turn; the trapezoid rule is exact to float64 here. */
function besselJ1(x: number): number {
  const steps = 200;
  let sum = 0;
  for (let k = 0; k < steps; k++) {
    const t = (Math.PI * (k + 0.5)) / steps;
    sum += Math.cos(t - x * Math.sin(t));
  }
  return sum / steps;
}

/** Share of each of D × D samples that lies in the inscribed circle, by 8 × 8 points. */
function circle(samples: number): tf.Tensor2D {
  const fine = 8;
  const inside = (row: number, column: number) => {
    let count = 0;
    for (let i = 0; i < fine * fine; i++) {
      const y = row + (Math.floor(i / fine) + 0.5) / fine - samples / 2;
      const x = column + ((i % fine) + 0.5) / fine - samples / 2;
      if (x * x + y * y <= (samples / 2) ** 2) count++;
    }
    return count / fine ** 2;
  };
  return tf.tensor2d(
    Array.from({ length: samples }, (_r, row) =>
      Array.from({ length: samples }, (_c, column) => inside(row, column)),
    ),
  );
}

describe('matrixFourierTransform', () => {
  it.each<[string, readonly [number, number], FrequencyAxis, FrequencyAxis]>([
    ['odd to even', [5, 7], { size: 4, spacing: 0.03 }, { size: 6, spacing: 0.11 }],
    ['even to odd', [6, 4], { size: 3, spacing: 0.2 }, { size: 9, spacing: 0.05 }],
    [
      'off centre',
      [5, 8],
      { size: 4, spacing: 0.1, origin: -2.5, fieldOrigin: 1 },
      { size: 3, spacing: 0.3, origin: 7, fieldOrigin: 9.5 },
    ],
    ['one frequency', [3, 3], { size: 1, spacing: 0.1, origin: 2 }, { size: 1, spacing: 0.1 }],
  ])('equals the defining sum: %s', (_, shape, rows, columns) => {
    tf.tidy(() => {
      const field = sampleField(shape);
      const found = matrixFourierTransform(field, { rows, columns });
      expect(found.real.shape).toEqual([rows.size, columns.size]);
      const plane = planeOf(field.real.dataSync(), field.imaginary.dataSync(), shape[1]);
      const axis = ({ size, spacing, origin = (size - 1) / 2 }: FrequencyAxis) => ({ size, spacing, origin });
      const middle = (index: 0 | 1) => [rows, columns][index]!.fieldOrigin ?? (shape[index] - 1) / 2;
      const expected = slowTransform(plane, [middle(0), middle(1)], [axis(rows), axis(columns)]);
      expect(gap(found, expected.flat())).toBeLessThan(sumTolerance);
    });
  });

  it('is the discrete transform at its sampling, of every plane', () => {
    tf.tidy(() => {
      const field = sampleField([2, 3, 9, 100]);
      const at = (size: number) => ({ size, spacing: 1 / size, origin: 0, fieldOrigin: 0 });
      const found = matrixFourierTransform(field, { rows: at(9), columns: at(100) });
      const { real, imaginary } = dft2(field);
      const expected = Array.from(
        real.dataSync(),
        (re, index) => [re, imaginary.dataSync()[index]!] as const,
      );
      expect(found.real.shape).toEqual([2, 3, 9, 100]);
      expect(gap(found, expected)).toBeLessThan(sumTolerance);
    });
  });

  it('has the transform of the other sign as its adjoint', () => {
    tf.tidy(() => {
      const [rows, columns] = [
        { size: 6, spacing: 0.07 },
        { size: 9, spacing: 0.2 },
      ];
      const [x, y] = [sampleField([8, 5]), sampleField([6, 9], 5)];
      const forward = matrixFourierTransform(x, { rows, columns });
      const backward = matrixFourierTransform(y, {
        rows: { size: 8, spacing: 0.07 },
        columns: { size: 5, spacing: 0.2 },
        sign: 1,
      });
      const product = (a: ComplexField, b: ComplexField) =>
        a.real.mul(b.real).sum().add(a.imaginary.mul(b.imaginary).sum()).dataSync()[0]!;
      expect(Math.abs(product(forward, y) - product(x, backward))).toBeLessThan(1e-5 * 8 * 9);
    });
  });

  it('makes of a circular pupil the Airy pattern [2 J₁(x) / x]², x = πr / λN', () => {
    tf.tidy(() => {
      const [samples, perAiryUnit, reach] = [128, 8, 8];
      const axis = { size: 2 * reach * perAiryUnit + 1, spacing: 1 / (perAiryUnit * samples) };
      const pupil = fieldFromPolar(circle(samples), tf.scalar(0));
      const spot = intensity(matrixFourierTransform(pupil, { rows: axis, columns: axis }));
      const [values, middle] = [spot.dataSync(), (axis.size - 1) / 2];
      const peak = values[middle * axis.size + middle]!;
      let worst = 0;
      values.forEach((value, index) => {
        const [row, column] = [Math.floor(index / axis.size) - middle, (index % axis.size) - middle];
        const x = (Math.PI * Math.hypot(row, column)) / perAiryUnit;
        if (x === 0 || x >= reach * Math.PI) return;
        worst = Math.max(worst, Math.abs(value / peak - ((2 * besselJ1(x)) / x) ** 2));
      });
      expect(worst).toBeLessThan(airyTolerance);
      expect(values[middle * axis.size + middle + 1]! / peak).toBeLessThan(0.99);
    });
  });

  it('gives the slope −1.3915976 of the Strehl ratio of a pupil with a quarter wave of defocus', () => {
    tf.tidy(() => {
      const samples = 128;
      const aperture = circle(samples);
      const coordinate = tf.tensor1d(
        Array.from({ length: samples }, (_, index) => (2 * (index + 0.5)) / samples - 1),
      );
      const squaredRadius = coordinate.reshape([samples, 1]).square().add(coordinate.square());
      const axis = { size: 1, spacing: 0.01 };
      const strehl = (waves: tf.Tensor) => {
        const pupil = fieldFromPolar(aperture, squaredRadius.mul(waves.mul(2 * Math.PI)));
        const peak = intensity(matrixFourierTransform(pupil, { rows: axis, columns: axis }));
        return peak.sum().div(aperture.sum().square());
      };
      const waves = tf.scalar(0.25);
      expect(Math.abs(strehl(waves).dataSync()[0]! - 0.810569)).toBeLessThan(2e-4);
      expect(Math.abs(tf.grad(strehl)(waves).dataSync()[0]! + 1.3915976)).toBeLessThan(1e-3);
    });
  });

  it('has the gradient of central differences', () => {
    tf.tidy(() => {
      const [x, direction] = [sampleTensor([2, 5, 6], 3), sampleTensor([2, 5, 6], 4)];
      const loss = (real: tf.Tensor) =>
        intensity(
          matrixFourierTransform(
            { real, imaginary: sampleTensor([2, 5, 6], 5) },
            { rows: { size: 4, spacing: 0.1 }, columns: { size: 7, spacing: 0.05 } },
          ),
        )
          .mul(sampleTensor([2, 4, 7], 6))
          .sum();
      const slope = tf.grad(loss)(x).mul(direction).sum().dataSync()[0]!;
      const at = (offset: number) => loss(x.add(direction.mul(offset))).dataSync()[0]!;
      const estimate = (at(1e-2) - at(-1e-2)) / 2e-2;
      expect(Math.abs(slope - estimate) / Math.abs(slope)).toBeLessThan(differenceTolerance);
    });
  });

  it('says what is wrong with a sampling', () => {
    const field = sampleField([4, 4]);
    const good = { size: 4, spacing: 0.1 };
    expect(() => matrixFourierTransform(field, { rows: { size: 2.5, spacing: 1 }, columns: good })).toThrow(
      'matrixFourierTransform: rows.size is 2.5, must be a whole number of at least 1',
    );
    expect(() => matrixFourierTransform(field, { rows: good, columns: { size: 4, spacing: NaN } })).toThrow(
      'matrixFourierTransform: columns.spacing is NaN, must be finite',
    );
  });
});
