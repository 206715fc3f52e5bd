import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  conjugate,
  fieldFromPolar,
  intensity,
  multiplyFields,
  type ComplexField,
} from '../../src/engine/fourier/complex-field.js';
import {
  dft2,
  fftShift,
  inverseDft2,
  inverseFftShift,
  inverseRealDft2,
  realDft2,
} from '../../src/engine/fourier/dft.js';
import { filterField } from '../../src/engine/fourier/filter-field.js';
import { keptMatrix, keptMatrixBytes } from '../../src/engine/fourier/kept-matrices.js';
import { onFallback } from '../../src/engine/fallback.js';
import { startEngine } from '../../src/engine/start.js';
import { sampleTensor } from './on-backends.js';
import { planeOf, slowDft2 } from './slow-fourier.js';

/** Float32 sums of up to 10⁵ terms, relative to the largest result. */
const sumTolerance = 2e-6;
/** Inner products in float32, relative to the norms. */
const adjointTolerance = 1e-5;
/** Central differences of float32 losses. */
const differenceTolerance = 5e-3;

/** Sizes of one matrix and of two levels, odd, even and prime. */
const sizes: readonly (readonly [number, number])[] = [
  [1, 1],
  [3, 4],
  [8, 16],
  [5, 128],
  [96, 7],
  [128, 108],
  [97, 135],
];

let fallbacks: string[] = [];

beforeAll(async () => {
  await startEngine();
  onFallback(name => fallbacks.push(name));
});

afterAll(() => {
  onFallback(null);
  expect(fallbacks).toEqual([]);
  fallbacks = [];
});

function sampleField(shape: readonly number[], seed = 1): ComplexField {
  return { real: sampleTensor(shape, seed), imaginary: sampleTensor(shape, seed + 1) };
}

/** 0, 1, … size − 1. */
function counter(size: number): tf.Tensor {
  return tf.tensor1d(Array.from({ length: size }, (_, index) => index));
}

function valuesOf(field: ComplexField): [number, number][] {
  const [real, imaginary] = [field.real.dataSync(), field.imaginary.dataSync()];
  return Array.from(real, (re, index) => [re, imaginary[index]!]);
}

/** Largest difference of two lists of complex numbers, relative to the largest number expected. */
function complexGap(actual: [number, number][], expected: readonly (readonly [number, number])[]): number {
  expect(actual.length).toBe(expected.length);
  const scale = Math.max(...expected.map(([re, im]) => Math.hypot(re, im)));
  return (
    Math.max(
      ...expected.map(([re, im], index) => Math.hypot(actual[index]![0] - re, actual[index]![1] - im)),
    ) / scale
  );
}

/** Re ⟨a, b⟩ of the stacked parts, and the product of their norms. */
function innerProduct(a: ComplexField, b: ComplexField): { product: number; norms: number } {
  const [left, right] = [valuesOf(a).flat(), valuesOf(b).flat()];
  const product = left.reduce((sum, value, index) => sum + value * right[index]!, 0);
  return { product, norms: Math.hypot(...left) * Math.hypot(...right) };
}

/** A loss that weighs every element differently. */
function weighted({ real, imaginary }: ComplexField): tf.Tensor {
  return real
    .mul(sampleTensor(real.shape, 9))
    .sum()
    .add(imaginary.mul(sampleTensor(real.shape, 10)).sum());
}

/** Compares the gradient of `loss` along one direction with a central difference. */
function gradientGap(loss: (x: tf.Tensor) => tf.Tensor, shape: readonly number[]): number {
  const [x, direction] = [sampleTensor(shape, 3), sampleTensor(shape, 4)];
  const slope = tf.grad(loss)(x).mul(direction).sum().dataSync()[0]!;
  const step = 1e-2;
  const at = (offset: number) => loss(x.add(direction.mul(offset))).dataSync()[0]!;
  const estimate = (at(step) - at(-step)) / (2 * step);
  return Math.abs(slope - estimate) / Math.max(1, Math.abs(slope));
}

describe('complex fields', () => {
  const a = { re: [1, 2], im: [3, -1] };
  const fieldOf = ({ re, im }: { re: number[]; im: number[] }) => ({
    real: tf.tensor1d(re),
    imaginary: tf.tensor1d(im),
  });

  it('multiply as complex numbers do', () => {
    const product = multiplyFields(fieldOf(a), fieldOf({ re: [0, 5], im: [2, 1] }));
    expect(valuesOf(product)).toEqual([
      [-6, 2],
      [11, -3],
    ]);
  });

  it('have the intensity |z|², which is z times its conjugate', () => {
    expect(Array.from(intensity(fieldOf(a)).dataSync())).toEqual([10, 5]);
    expect(valuesOf(multiplyFields(fieldOf(a), conjugate(fieldOf(a))))).toEqual([
      [10, 0],
      [5, 0],
    ]);
  });

  it('are made from amplitude and phase, a quarter turn being i', () => {
    const field = fieldFromPolar(tf.tensor1d([2, 3]), tf.tensor1d([0, Math.PI / 2]));
    expect(
      complexGap(valuesOf(field), [
        [2, 0],
        [0, 3],
      ]),
    ).toBeLessThan(1e-7);
  });
});

describe.each(sizes)('dft2 of %i × %i', (rows, columns) => {
  it('equals the slow transform', () => {
    tf.tidy(() => {
      const field = sampleField([rows, columns]);
      const expected = slowDft2(planeOf(field.real.dataSync(), field.imaginary.dataSync(), columns));
      expect(complexGap(valuesOf(dft2(field)), expected.flat())).toBeLessThan(sumTolerance);
    });
  });

  it('is undone by its inverse, plane by plane', () => {
    tf.tidy(() => {
      const field = sampleField([2, 3, rows, columns]);
      const back = inverseDft2(dft2(field));
      expect(back.real.shape).toEqual([2, 3, rows, columns]);
      expect(complexGap(valuesOf(back), valuesOf(field))).toBeLessThan(sumTolerance);
    });
  });

  it('has the inverse times the number of points as its adjoint', () => {
    tf.tidy(() => {
      const [x, y] = [sampleField([rows, columns]), sampleField([rows, columns], 5)];
      const forward = innerProduct(dft2(x), y);
      const backward = innerProduct(x, inverseDft2(y));
      const gap = forward.product - backward.product * rows * columns;
      expect(Math.abs(gap) / forward.norms).toBeLessThan(adjointTolerance);
    });
  });

  it('keeps the energy (Parseval)', () => {
    tf.tidy(() => {
      const field = sampleField([rows, columns]);
      const [before, after] = [field, dft2(field)].map(f => intensity(f).sum().dataSync()[0]!);
      expect(Math.abs(after! / (before! * rows * columns) - 1)).toBeLessThan(1e-5);
    });
  });

  it('of a real image is the half of dft2, and is undone by its inverse', () => {
    tf.tidy(() => {
      const image = sampleTensor([2, rows, columns]);
      const half = realDft2(image);
      const kept = Math.floor(columns / 2) + 1;
      const whole = dft2({ real: image, imaginary: image.zerosLike() });
      const cut = (x: tf.Tensor) => x.slice([0, 0, 0], [-1, -1, kept]);
      const expected = { real: cut(whole.real), imaginary: cut(whole.imaginary) };
      expect(complexGap(valuesOf(half), valuesOf(expected))).toBeLessThan(sumTolerance);
      const back = inverseRealDft2(half, columns);
      expect(tf.max(back.sub(image).abs()).dataSync()[0]!).toBeLessThan(sumTolerance);
    });
  });

  it('filters as transform, product and inverse transform do', () => {
    tf.tidy(() => {
      const field = sampleField([2, 3, rows, columns]);
      const transfer = sampleField([3, rows, columns], 5);
      const expected = inverseDft2(multiplyFields(dft2(field), transfer));
      const gap = complexGap(valuesOf(filterField(field, transfer)), valuesOf(expected));
      expect(gap).toBeLessThan(sumTolerance);
    });
  });
});

describe('dft2', () => {
  it('turns a shift by [1, 2] into the phase −2π (k / rows + 2 l / columns)', () => {
    tf.tidy(() => {
      const [rows, columns] = [6, 128];
      const field = sampleField([rows, columns]);
      const moved = (x: tf.Tensor) => {
        const elements = x.dataSync();
        return tf.tensor2d(
          Array.from({ length: rows * columns }, (_, index) => {
            const [row, column] = [Math.floor(index / columns), index % columns];
            return elements[((row + rows - 1) % rows) * columns + ((column + columns - 2) % columns)]!;
          }),
          [rows, columns],
        );
      };
      const phase = counter(rows)
        .reshape([rows, 1])
        .div(rows)
        .add(counter(columns).mul(2 / columns))
        .mul(-2 * Math.PI);
      const expected = multiplyFields(dft2(field), fieldFromPolar(tf.scalar(1), phase));
      const shifted = dft2({ real: moved(field.real), imaginary: moved(field.imaginary) });
      expect(complexGap(valuesOf(shifted), valuesOf(expected))).toBeLessThan(sumTolerance);
    });
  });

  it('puts a wave of +1 turn per plane at frequency +1', () => {
    tf.tidy(() => {
      const phase = counter(5)
        .mul((2 * Math.PI) / 5)
        .reshape([1, 5]);
      const spectrum = dft2(fieldFromPolar(tf.scalar(1), phase));
      expect(tf.argMax(spectrum.real, 1).dataSync()[0]).toBe(1);
      expect(spectrum.real.dataSync()[1]).toBeCloseTo(5, 5);
    });
  });

  it('says what is wrong with a field', () => {
    expect(() => dft2({ real: tf.zeros([2, 3]), imaginary: tf.zeros([3, 2]) })).toThrow(
      'dft2: the real part is [2,3], the imaginary part [3,2], must be equal',
    );
    expect(() => dft2({ real: tf.zeros([3]), imaginary: tf.zeros([3]) })).toThrow(
      'dft2: the shape is [3], must have rows and columns as its last axes',
    );
    expect(() => inverseRealDft2(sampleField([4, 4]), 8)).toThrow(
      'inverseRealDft2: the spectrum has 4 columns, must have 5 for an image of 8',
    );
    expect(() => filterField(sampleField([2, 4, 4]), sampleField([4, 5]))).toThrow(
      'applyFilter: the transfer is [4,5], must be the last axes of the field, [2,4,4]',
    );
  });

  it('gives on the cpu backend what it gives on onnx', async () => {
    const compute = () =>
      tf.tidy(() => valuesOf(filterField(dft2(sampleField([2, 96, 10])), sampleField([96, 10]))));
    const onnx = compute();
    await tf.setBackend('cpu');
    const cpu = compute();
    await tf.setBackend('onnx');
    expect(complexGap(onnx, cpu)).toBeLessThan(sumTolerance);
  });

  it('leaves nothing behind but its result', () => {
    const field = sampleField([2, 96, 10]);
    const before = tf.memory().numTensors;
    const spectrum = dft2(field);
    expect(tf.memory().numTensors).toBe(before + 2);
    tf.dispose([field.real, field.imaginary, spectrum.real, spectrum.imaginary]);
  });
});

describe('Fourier gradients', () => {
  const [rows, columns] = [5, 96];
  const other = () => sampleTensor([rows, columns], 7);

  it.each([
    ['dft2, real part', (x: tf.Tensor) => weighted(dft2({ real: x, imaginary: other() }))],
    ['dft2, imaginary part', (x: tf.Tensor) => weighted(dft2({ real: other(), imaginary: x }))],
    [
      'inverseDft2',
      (x: tf.Tensor) => weighted(inverseDft2({ real: other(), imaginary: x })).mul(rows * columns),
    ],
    ['realDft2', (x: tf.Tensor) => weighted(realDft2(x))],
    [
      'inverseRealDft2',
      (x: tf.Tensor) =>
        inverseRealDft2({ real: x, imaginary: other() }, 2 * (columns - 1))
          .mul(sampleTensor([rows, 2 * (columns - 1)], 8))
          .sum()
          .mul(rows * columns),
    ],
    [
      'filterField, field',
      (x: tf.Tensor) => weighted(filterField({ real: x, imaginary: other() }, sampleField([rows, columns]))),
    ],
    [
      'filterField, transfer',
      (x: tf.Tensor) =>
        weighted(filterField(sampleField([3, rows, columns]), { real: other(), imaginary: x })),
    ],
    ['fftShift', (x: tf.Tensor) => fftShift(x).mul(other()).sum()],
    [
      'intensity behind a phase',
      (x: tf.Tensor) =>
        intensity(dft2(multiplyFields(sampleField([2, rows, columns]), fieldFromPolar(tf.scalar(1), x))))
          .mul(sampleTensor([2, rows, columns], 8))
          .sum(),
    ],
  ])('%s: agrees with central differences', (_, loss) => {
    tf.tidy(() => {
      expect(gradientGap(loss, [rows, columns])).toBeLessThan(differenceTolerance);
    });
  });
});

describe('fftShift', () => {
  it('moves the origin to the middle, odd and even', () => {
    const x = tf.tensor2d([0, 1, 2, 3, 4, 5], [2, 3]);
    expect(fftShift(x).arraySync()).toEqual([
      [5, 3, 4],
      [2, 0, 1],
    ]);
  });

  it('is undone by its inverse where the sizes are odd', () => {
    const x = sampleTensor([2, 5, 3]);
    expect(inverseFftShift(fftShift(x)).dataSync()).toEqual(x.dataSync());
    expect(fftShift(fftShift(x)).dataSync()).not.toEqual(x.dataSync());
  });
});

describe('kept matrices', () => {
  it('are built once, and dropped when others need the room', () => {
    let builds = 0;
    const large = 2 ** 23;
    const make = (name: string) => keptMatrix(name, [large], () => (builds++, new Float32Array(large)));
    tf.tidy(() => {
      make('a');
      make('a');
      expect(builds).toBe(1);
      for (const name of ['b', 'c', 'd', 'e']) make(name);
      expect(keptMatrixBytes()).toBeLessThanOrEqual(2 ** 27);
      make('a');
      expect(builds).toBe(6);
    });
  });
});
