/**
 * Complex fields as pairs of real tensors.
 *
 * TensorFlow.js does not differentiate complex64 tensors, and graphs do not hold them; a pair of float32 tensors of one
 * shape does both. All functions are made of differentiable tensor operations, so gradients come by themselves.
 */
import { tf } from '../tfjs.js';

/** real + i · imaginary; both tensors float32 and of one shape. */
export interface ComplexField {
  readonly real: tf.Tensor;
  readonly imaginary: tf.Tensor;
}

/**
 * amplitude · exp(i phase).
 *
 * @param phase Radians; broadcasts against `amplitude`.
 */
export function fieldFromPolar(amplitude: tf.Tensor, phase: tf.Tensor): ComplexField {
  return tidyField(() => ({ real: amplitude.mul(phase.cos()), imaginary: amplitude.mul(phase.sin()) }));
}

/**
 * The product of two fields, whose shapes broadcast.
 *
 * What is subtracted is negated in `b`: where `b` is the smaller one (a mask for a whole batch), neither this nor its
 * gradient takes a pass over the batch for the sign.
 */
export function multiplyFields(a: ComplexField, b: ComplexField): ComplexField {
  return tidyField(() => ({
    real: a.real.mul(b.real).add(a.imaginary.mul(b.imaginary.neg())),
    imaginary: a.real.mul(b.imaginary).add(a.imaginary.mul(b.real)),
  }));
}

/** real − i · imaginary. The real part is the tensor of `field` itself. */
export function conjugate(field: ComplexField): ComplexField {
  return { real: field.real, imaginary: field.imaginary.neg() };
}

/** |field|², the irradiance of a field. */
export function intensity(field: ComplexField): tf.Tensor {
  return tf.tidy(() => field.real.square().add(field.imaginary.square()));
}

/** `tf.tidy` for functions that return a field. */
export function tidyField(make: () => ComplexField): ComplexField {
  const [real, imaginary] = tf.tidy(() => {
    const field = make();
    return [field.real, field.imaginary];
  });
  return { real, imaginary };
}

/**
 * The number of rows and columns of a field of at least two axes, and the number of planes its other axes count.
 *
 * @param where Names the caller in the error.
 * @throws RangeError if the parts differ in shape, or have fewer than two axes.
 */
export function planesOf(
  where: string,
  field: ComplexField,
): { planes: number; rows: number; columns: number } {
  const { shape } = field.real;
  if (shape.join() !== field.imaginary.shape.join()) {
    throw new RangeError(
      `${where}: the real part is [${shape.join()}], the imaginary part [${field.imaginary.shape.join()}], must be equal`,
    );
  }
  return countPlanes(where, shape);
}

/** As `planesOf`, for the shape of a real tensor. */
export function countPlanes(
  where: string,
  shape: readonly number[],
): { planes: number; rows: number; columns: number } {
  if (shape.length < 2) {
    throw new RangeError(
      `${where}: the shape is [${shape.join()}], must have rows and columns as its last axes`,
    );
  }
  const planes = shape.slice(0, -2).reduce((product, size) => product * size, 1);
  return { planes, rows: shape.at(-2)!, columns: shape.at(-1)! };
}
