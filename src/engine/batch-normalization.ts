/**
 * Batch normalization of training, from statistics of the batch itself, with its gradient in closed form.
 *
 *   y = (x − mean) · scale / √(variance + ε) + offset
 *
 * mean and variance are those of each channel over the batch and all positions, the variance without Bessel's correction.
 * TensorFlow.js differentiates each operation of this formula on its own, about three times as many passes over the images
 * (bench/step.js resnet20). Source: Ioffe & Szegedy, ICML 2015, doi:10.48550/arXiv.1502.03167.
 */
import { tf } from './tfjs.js';
import { batchNormGradKernel, batchNormKernel, hasKernel } from './own-kernels.js';

export interface NormalizedBatch {
  /** Shape of x. */
  readonly y: tf.Tensor;
  /** [channels]. */
  readonly mean: tf.Tensor1D;
  /** [channels]. */
  readonly variance: tf.Tensor1D;
}

/**
 * Normalizes a batch; differentiable by x, scale and offset through y, not through mean and variance.
 *
 * @param x Channels on the last axis, float32.
 * @param scale [channels].
 * @param offset [channels].
 * @param epsilon Added to the variance, above 0.
 */
export function normalizeBatch(
  x: tf.Tensor,
  scale: tf.Tensor1D,
  offset: tf.Tensor1D,
  epsilon: number,
): NormalizedBatch {
  if (!hasKernel(batchNormKernel)) return composed(x, scale, offset, epsilon);
  return tf.tidy(() => {
    const [y, mean, variance, centred, inverseDeviation] = tf
      .engine()
      .runKernel<tf.Tensor[]>(batchNormKernel, { x, scale, offset }, { epsilon }) as [
      tf.Tensor,
      tf.Tensor1D,
      tf.Tensor1D,
      tf.Tensor,
      tf.Tensor,
    ];
    const withGradient = tf.customGrad((...args) => {
      (args.at(-1) as unknown as tf.GradSaveFunc)([centred, inverseDeviation, scale]);
      const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const inputs = { dy, centred: saved[0]!, inverseDeviation: saved[1]!, scale: saved[2]! };
        return tf.engine().runKernel<tf.Tensor[]>(batchNormGradKernel, inputs);
      };
      return { value: y.clone(), gradFunc };
    });
    return { y: withGradient(x, scale, offset), mean, variance };
  });
}

function composed(x: tf.Tensor, scale: tf.Tensor1D, offset: tf.Tensor1D, epsilon: number): NormalizedBatch {
  const axes = x.shape.slice(1).map((_, axis) => axis);
  const moments = tf.moments(x, axes);
  const [mean, variance] = [moments.mean as tf.Tensor1D, moments.variance as tf.Tensor1D];
  return { y: tf.batchNorm(x as tf.Tensor4D, mean, variance, offset, scale, epsilon), mean, variance };
}

/** What this file uses of TensorFlow.js' layer. */
interface BatchNormalization extends tf.layers.Layer {
  readonly axis: number;
  readonly epsilon: number;
  readonly momentum: number;
  readonly gamma?: Weight;
  readonly beta?: Weight;
  readonly movingMean: Weight;
  readonly movingVariance: Weight;
}

interface Weight {
  read: () => tf.Tensor;
  write: (value: tf.Tensor) => void;
}

let isPatched = false;

/** Lets `tf.layers.batchNormalization` train through `normalizeBatch`; a second call does nothing. */
export function speedUpBatchNormalization(): void {
  if (isPatched) return;
  isPatched = true;
  const prototype = Object.getPrototypeOf(tf.layers.batchNormalization()) as BatchNormalization;
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its own `this` below
  const { call } = prototype;
  prototype.call = function (this: BatchNormalization, inputs, kwargs) {
    const x = [inputs].flat()[0]!;
    const isLastAxis = this.axis === -1 || this.axis === x.rank - 1;
    if (kwargs.training !== true || !isLastAxis || x.rank < 2) return call.call(this, inputs, kwargs);
    return tf.tidy(() => {
      const channels = x.shape.at(-1)!;
      const scale = (this.gamma?.read() ?? tf.ones([channels])) as tf.Tensor1D;
      const offset = (this.beta?.read() ?? tf.zeros([channels])) as tf.Tensor1D;
      const { y, mean, variance } = normalizeBatch(x, scale, offset, this.epsilon);
      follow(this.movingMean, mean, this.momentum);
      follow(this.movingVariance, variance, this.momentum);
      return y;
    });
  };
}

/** Moves an average towards a new value. */
function follow(average: Weight, value: tf.Tensor, momentum: number): void {
  average.write(
    average
      .read()
      .mul(momentum)
      .add(value.mul(1 - momentum)),
  );
}
