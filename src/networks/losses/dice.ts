/**
 * Dice loss of masks, and its sum with cross-entropy.
 *
 *   ℓ = 1 − (2 Σ p t + ε) / (Σ p + Σ t + ε),   p = σ(z), or softmax(z) for several classes
 *
 * Per image: sums over the pixels of an image and a channel, then the mean over channels. Global: sums over all images of the batch, each
 * with its weight, before the ratio, which is steadier where objects are small or missing; the result is then multiplied by the sum of
 * weights, which is 1 for a mean. ε, pixels per image, makes the overlap of two empty masks 1.
 * Source: Milletari et al., 3DV 2016, doi:10.1109/3DV.2016.79 (with plain sums in the denominator instead of squares); sum with
 * cross-entropy: Isensee et al., Nat. Methods 18, 203 (2021), doi:10.1038/s41592-020-01008-z.
 */
import { tf } from '../../engine/tfjs.js';
import { z } from 'zod';
import { sigmoidCrossEntropy, softmaxCrossEntropy } from './classification.js';
import { checkShapes, defineLoss, weightedRows, type Loss } from './loss.js';

const keys = {
  scope: z
    .enum(['image', 'batch'])
    .default('image')
    .describe('Whether the overlap is taken of each image, or of all images of a batch together.'),
  activation: z
    .enum(['sigmoid', 'softmax'])
    .default('sigmoid')
    .describe('sigmoid: masks that may overlap; softmax: one class for each pixel.'),
  epsilon: z.number().min(1e-6).max(1e6).default(1).describe('Added to both sums, pixels; 1e-6 to 1e6.'),
};

const sumKeys = {
  ...keys,
  diceShare: z
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .describe('Share of the Dice loss in the sum, 0 to 1; the rest is cross-entropy.'),
};

export type DiceOptions = z.output<z.ZodObject<typeof keys>>;
export type DiceSumOptions = z.output<z.ZodObject<typeof sumKeys>>;

export function dice({ scope, activation, epsilon }: DiceOptions): Loss {
  return (logits, targets, weights) =>
    tf.tidy(() => {
      checkShapes(logits, targets, weights);
      const [rows, channels] = [logits.shape[0], logits.shape.at(-1)!];
      const probabilities = activation === 'sigmoid' ? logits.sigmoid() : logits.softmax();
      const sums = (x: tf.Tensor) => x.reshape([rows, -1, channels]).sum(1);
      const overlap = sums(probabilities.mul(targets)).mul(2);
      const sizes = sums(probabilities).add(sums(targets));
      const lossOf = (shared: tf.Tensor, all: tf.Tensor) =>
        tf.sub(1, shared.add(epsilon).div(all.add(epsilon)));
      if (scope === 'image') return weightedRows(lossOf(overlap, sizes), weights);
      const total = weights.sum();
      const pooled = (x: tf.Tensor) =>
        x
          .mul(weights.reshape([rows, 1]))
          .sum(0)
          .div(total);
      return lossOf(pooled(overlap), pooled(sizes)).mean().mul(total).asScalar();
    });
}

/** Dice and cross-entropy, that of the sigmoid or of the softmax as `activation` says. */
export function crossEntropyAndDice({ diceShare, ...options }: DiceSumOptions): Loss {
  const plain = { focus: 0, smoothing: 0, classWeights: [] };
  const entropy =
    options.activation === 'sigmoid'
      ? sigmoidCrossEntropy({ ...plain, positiveWeight: 1 })
      : softmaxCrossEntropy(plain);
  const overlap = dice(options);
  return (logits, targets, weights) =>
    tf.tidy(() => {
      const parts = [entropy(logits, targets, weights), overlap(logits, targets, weights)] as const;
      return parts[0].mul(1 - diceShare).add(parts[1].mul(diceShare));
    });
}

const source = 'Milletari et al., 3DV 2016, doi:10.1109/3DV.2016.79';

export const diceDefinition = defineLoss({
  loss: 'dice',
  title: 'Dice loss',
  equation: 'ℓ = 1 − (2 Σ p t + ε) / (Σ p + Σ t + ε), sums over pixels',
  source,
  targets: 'labels',
  keys,
  make: dice,
});

export const diceSumDefinition = defineLoss({
  loss: 'cross-entropy-dice',
  title: 'Cross-entropy and Dice loss',
  equation: 'ℓ = (1 − share) cross-entropy + share [1 − (2 Σ p t + ε) / (Σ p + Σ t + ε)]',
  source: `Isensee et al., Nat. Methods 18, 203 (2021), doi:10.1038/s41592-020-01008-z; ${source}`,
  targets: 'labels',
  keys: sumKeys,
  make: crossEntropyAndDice,
});
