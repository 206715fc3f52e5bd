/**
 * What a config can name as a loss: its keys and how it is made from them.
 *
 * A loss of a batch is Σᵢ wᵢ ℓᵢ over its rows i, with weights given by the trainer: 1 / n for each of n images makes it their mean, 0 keeps a
 * row that only fills up the batch out of loss and gradient. What ℓ is of a row with several elements (pixels, labels) each loss says.
 */
import { tf } from '../../engine/tfjs.js';
import type { z } from 'zod';

/**
 * @param outputs What the network gave, [rows, ...]; logits where the loss is one of probabilities.
 * @param targets As many; see `LossDefinition.targets`.
 * @param weights Of the rows, [rows].
 * @returns A scalar, differentiable by the outputs.
 */
export type Loss = (outputs: tf.Tensor, targets: tf.Tensor, weights: tf.Tensor1D) => tf.Scalar;

/**
 * `classes`: one-hot on the last axis; `labels`: 0 or 1 in each element, several may be 1; `values`: any numbers.
 */
export type TargetKind = 'classes' | 'labels' | 'values';

type KeysOf<Shape extends z.ZodRawShape> = z.output<z.ZodObject<Shape>>;

export interface LossDefinition<Shape extends z.ZodRawShape = z.ZodRawShape> {
  /** Its name in a config, in kebab case. */
  readonly loss: string;
  /** `Focal cross-entropy` */
  readonly title: string;
  /** In plain text. */
  readonly equation: string;
  /** Reference with DOI. */
  readonly source: string;
  readonly targets: TargetKind;
  /** Keys of the config; ranges and defaults in their descriptions. */
  readonly keys: Shape;
  readonly make: (keys: KeysOf<Shape>) => Loss;
}

/** Gives a definition the type of the registry, where the types of its keys are no longer known. */
export function defineLoss<Shape extends z.ZodRawShape>(definition: LossDefinition<Shape>): LossDefinition {
  return definition as unknown as LossDefinition;
}

/** A loss that is the weighted sum over rows of the mean over all elements of a row. */
export function elementwise(lossOf: (outputs: tf.Tensor, targets: tf.Tensor) => tf.Tensor): Loss {
  return (outputs, targets, weights) =>
    tf.tidy(() => {
      checkShapes(outputs, targets, weights);
      return weightedRows(lossOf(outputs, targets), weights);
    });
}

/** Σᵢ wᵢ mean of row i. */
export function weightedRows(losses: tf.Tensor, weights: tf.Tensor1D): tf.Scalar {
  const [rows] = losses.shape;
  const perRow = losses.rank === 1 ? losses : losses.reshape([rows, -1]).mean(1);
  return perRow.mul(weights).sum();
}

/** @throws RangeError if targets or weights do not fit the outputs. */
export function checkShapes(outputs: tf.Tensor, targets: tf.Tensor, weights: tf.Tensor1D): void {
  if (!tf.util.arraysEqual(outputs.shape, targets.shape)) {
    throw new RangeError(
      `loss: targets are [${targets.shape.join()}], must be [${outputs.shape.join()}] as outputs`,
    );
  }
  if (weights.shape[0] !== outputs.shape[0]) {
    throw new RangeError(
      `loss: there are ${weights.shape[0]} weights, must be one for each of ${outputs.shape[0]} rows`,
    );
  }
}

/** Weights of the rows of a batch: 1 / n for its n images, 0 for those that fill it up; [size]. */
export function meanWeights(images: number, size: number): tf.Tensor1D {
  return tf.tensor1d(Float32Array.from({ length: size }, (_, row) => (row < images ? 1 / images : 0)));
}
