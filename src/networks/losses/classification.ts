/**
 * Cross-entropies of logits z with targets t, in nats.
 *
 *   softmax:  ℓ = −Σ_c w_c t'_c (1 − p_c)^γ ln p_c,   p = softmax(z),   t' = (1 − s) t + s / classes
 *   sigmoid:  ℓ = mean_c w_c [−v t'_c (1 − p_c)^γ ln p_c − (1 − t'_c) p_c^γ ln(1 − p_c)],   p = σ(z),   t' = (1 − s) t + s / 2
 *
 * The mean of a softmax loss over pixels, where there are any, is that of a row. γ = 0 and s = 0 and w = 1 give the plain losses. Weights
 * of classes, and of positives v, multiply; the loss is not divided by their sum.
 * Sources: Bishop, Pattern Recognition and Machine Learning (2006), section 4.3.4; label smoothing s: Szegedy et al., CVPR 2016,
 * doi:10.1109/CVPR.2016.308; focus γ: Lin et al., ICCV 2017, doi:10.1109/ICCV.2017.324.
 */
import { tf } from '../../engine/tfjs.js';
import { z } from 'zod';
import { checkShapes, defineLoss, elementwise, weightedRows, type Loss } from './loss.js';

const keys = {
  focus: z
    .number()
    .min(0)
    .max(10)
    .default(0)
    .describe('Exponent that lets well classified images count less; 2 for a focal loss, 0 for none.'),
  smoothing: z
    .number()
    .min(0)
    .max(0.9)
    .default(0)
    .describe('Share of the target that is spread over all classes, 0 to 0.9.'),
  classWeights: z.array(z.number().min(0)).default([]).describe('Weight of each class; empty: 1 for all.'),
};

const sigmoidKeys = {
  ...keys,
  positiveWeight: z
    .number()
    .positive()
    .default(1)
    .describe('Weight of what is there over what is not, above 0; above 1 where masks are small.'),
};

export type SigmoidOptions = z.output<z.ZodObject<typeof sigmoidKeys>>;
export type CrossEntropyOptions = z.output<z.ZodObject<typeof keys>>;

export function softmaxCrossEntropy({ focus, smoothing, classWeights }: CrossEntropyOptions): Loss {
  return (logits, targets, weights) =>
    tf.tidy(() => {
      checkShapes(logits, targets, weights);
      const classes = logits.shape.at(-1)!;
      const wanted = smoothed(targets, smoothing, 1 / classes);
      const logs = tf.logSoftmax(logits);
      const focused = focus === 0 ? logs : logs.mul(powerOf(tf.sub(1, logs.exp()), focus));
      return weightedRows(byClass(focused.mul(wanted), classWeights).sum(-1).neg(), weights);
    });
}

export function sigmoidCrossEntropy({
  focus,
  smoothing,
  classWeights,
  positiveWeight,
}: SigmoidOptions): Loss {
  return elementwise((logits, targets) => {
    const wanted = smoothed(targets, smoothing, 1 / 2);
    // softplus(−z) = −ln σ(z), softplus(z) = −ln(1 − σ(z)): finite however large the logits are.
    const [missed, falsely] = [logits.neg().softplus(), logits.softplus()];
    const [ofOnes, ofZeros] =
      focus === 0
        ? [missed, falsely]
        : [missed.mul(powerOf(logits.neg().sigmoid(), focus)), falsely.mul(powerOf(logits.sigmoid(), focus))];
    return byClass(wanted.mul(ofOnes).mul(positiveWeight).add(tf.sub(1, wanted).mul(ofZeros)), classWeights);
  });
}

function smoothed(targets: tf.Tensor, share: number, each: number): tf.Tensor {
  return share === 0 ? targets : targets.mul(1 - share).add(share * each);
}

/** A power whose gradient is finite at 0, which 1 − p reaches by rounding. */
function powerOf(base: tf.Tensor, exponent: number): tf.Tensor {
  if (exponent === 1) return base;
  if (exponent === 2) return base.square();
  return base.clipByValue(tiny, 1).pow(exponent);
}

const tiny = 1e-7;

function byClass(losses: tf.Tensor, classWeights: readonly number[]): tf.Tensor {
  if (classWeights.length === 0) return losses;
  const classes = losses.shape.at(-1)!;
  if (classWeights.length !== classes) {
    throw new RangeError(
      `loss: there are ${classWeights.length} classWeights, must be one for each of ${classes} classes`,
    );
  }
  return losses.mul(tf.tensor1d([...classWeights]));
}

export const softmaxDefinition = defineLoss({
  loss: 'softmax-cross-entropy',
  title: 'Softmax cross-entropy',
  equation: 'ℓ = −Σ_c w_c t_c (1 − p_c)^focus ln p_c, p = softmax(z)',
  source: 'Lin et al., ICCV 2017, doi:10.1109/ICCV.2017.324; smoothing: doi:10.1109/CVPR.2016.308',
  targets: 'classes',
  keys,
  make: softmaxCrossEntropy,
});

export const sigmoidDefinition = defineLoss({
  loss: 'sigmoid-cross-entropy',
  title: 'Sigmoid cross-entropy',
  equation: 'ℓ = mean_c w_c [−v t_c (1 − p_c)^focus ln p_c − (1 − t_c) p_c^focus ln(1 − p_c)], p = σ(z)',
  source: 'Lin et al., ICCV 2017, doi:10.1109/ICCV.2017.324; smoothing: doi:10.1109/CVPR.2016.308',
  targets: 'labels',
  keys: sigmoidKeys,
  make: sigmoidCrossEntropy,
});
