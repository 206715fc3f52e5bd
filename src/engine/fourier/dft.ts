/**
 * Two-dimensional discrete Fourier transforms over the last two axes, of any size, differentiable on every backend.
 *
 *   X[k, l] = Σ x[m, n] exp(−2πi (k m / rows + l n / columns)),   inverse: the same with +, divided by rows · columns
 *
 * The origin of both planes is element [0, 0], as in `numpy.fft`; `fftShift` moves it to [⌊rows / 2⌋, ⌊columns / 2⌋].
 */
import { tf } from '../tfjs.js';
import { countPlanes, planesOf, tidyField, type ComplexField } from './complex-field.js';
import { dftPlan } from './dft-plan.js';
import { adjointRows, naturalOrder, transformColumns, transformRows } from './transform-axis.js';

/**
 * The transform of a field.
 *
 * @param field […, rows, columns].
 * @returns […, rows, columns].
 */
export function dft2(field: ComplexField): ComplexField {
  return transform('dft2', field, false);
}

/** The inverse of `dft2`. */
export function inverseDft2(field: ComplexField): ComplexField {
  return swapParts(transform('inverseDft2', swapParts(field), true));
}

/** Exchanging the parts before and after a transform conjugates its kernel: i conj(z) has them exchanged. */
function swapParts({ real, imaginary }: ComplexField): ComplexField {
  return { real: imaginary, imaginary: real };
}

function transform(where: string, field: ComplexField, isNormalized: boolean): ComplexField {
  const { planes, rows, columns } = planesOf(where, field);
  const scale = (size: number) => ({ scale: isNormalized ? 1 / size : 1 });
  return tidyField(() => {
    const stacked = stackParts(field, planes);
    const down = naturalOrder(transformColumns(stacked, dftPlan(rows), scale(rows)));
    return splitParts(transformRows(down, dftPlan(columns), scale(columns)), field.real.shape);
  });
}

/**
 * The transform of real images; the half of the frequencies that determines the rest, at half the work of `dft2`.
 *
 * @param image […, rows, columns].
 * @returns […, rows, ⌊columns / 2⌋ + 1]; the others are X[−k, −l] = conj X[k, l].
 */
export function realDft2(image: tf.Tensor): ComplexField {
  const { planes, rows, columns } = countPlanes('realDft2', image.shape);
  const kept = Math.floor(columns / 2) + 1;
  return tidyField(() => {
    const across = transformRows(image.reshape([planes, rows, 1, columns]), dftPlan(columns), { kept });
    const down = naturalOrder(transformColumns(across.transpose([0, 2, 1, 3]), dftPlan(rows)));
    return splitParts(down, [...image.shape.slice(0, -1), kept]);
  });
}

/**
 * The inverse of `realDft2`.
 *
 * @param spectrum […, rows, ⌊columns / 2⌋ + 1]. What no real image has (an imaginary part at frequency 0, say) is ignored.
 * @param columns Columns of the image: the half spectrum does not tell 2n from 2n + 1.
 * @throws RangeError if the spectrum has another number of columns than an image of `columns` has.
 */
export function inverseRealDft2(spectrum: ComplexField, columns: number): tf.Tensor {
  const { planes, rows, columns: kept } = planesOf('inverseRealDft2', spectrum);
  const expected = Math.floor(columns / 2) + 1;
  if (kept !== expected) {
    throw new RangeError(
      `inverseRealDft2: the spectrum has ${kept} columns, must have ${expected} for an image of ${columns}`,
    );
  }
  return tf.tidy(() => {
    const stacked = stackParts(swapParts(spectrum), planes);
    const down = naturalOrder(transformColumns(stacked, dftPlan(rows), { scale: 1 / rows }));
    const both = down.reverse(2).mul(tf.tensor1d(multiplicity(columns)));
    const image = adjointRows(both, dftPlan(columns), 1, 1 / columns);
    return image.reshape([...spectrum.real.shape.slice(0, -1), columns]);
  });
}

/** How often a frequency of the half spectrum stands in the whole one: 2 with its mirror image, 1 where it is its own. */
function multiplicity(columns: number): number[] {
  return Array.from({ length: Math.floor(columns / 2) + 1 }, (_, k) => ((2 * k) % columns === 0 ? 1 : 2));
}

/** [planes, 2, rows, columns] from a pair. */
export function stackParts({ real, imaginary }: ComplexField, planes: number): tf.Tensor {
  const shape = [planes, 1, ...real.shape.slice(-2)];
  return tf.concat([real.reshape(shape), imaginary.reshape(shape)], 1);
}

/** A pair of the given shape from [planes, rows, 2, columns]. */
export function splitParts(stacked: tf.Tensor, shape: number[]): ComplexField {
  const [real, imaginary] = tf.split(stacked, 2, 2);
  return { real: real!.reshape(shape), imaginary: imaginary!.reshape(shape) };
}

/** Moves the origin of the last two axes from [0, 0] to [⌊rows / 2⌋, ⌊columns / 2⌋]; odd and even sizes. */
export function fftShift(x: tf.Tensor): tf.Tensor {
  const { rows, columns } = countPlanes('fftShift', x.shape);
  return rollPlanes(x, Math.floor(rows / 2), Math.floor(columns / 2));
}

/** Moves the origin of the last two axes from [⌊rows / 2⌋, ⌊columns / 2⌋] to [0, 0]; undoes `fftShift`. */
export function inverseFftShift(x: tf.Tensor): tf.Tensor {
  const { rows, columns } = countPlanes('inverseFftShift', x.shape);
  return rollPlanes(x, -Math.floor(rows / 2), -Math.floor(columns / 2));
}

/** Element [i, j] of the last two axes moves to [i + down, j + right], around the edges. */
export function rollPlanes(x: tf.Tensor, down: number, right: number): tf.Tensor {
  return tf.tidy(() => roll(roll(x, x.rank - 2, down), x.rank - 1, right));
}

function roll(x: tf.Tensor, axis: number, places: number): tf.Tensor {
  const size = x.shape[axis]!;
  const moved = ((places % size) + size) % size;
  if (moved === 0) return x;
  const [head, tail] = tf.split(x, [size - moved, moved], axis);
  return tf.concat([tail!, head!], axis);
}
