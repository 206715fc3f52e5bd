import type * as tf from '@tensorflow/tfjs';

/** Now, at each run of a step. */
export interface StepNow {
  /** Number of this step, from 1. */
  readonly step: number;
  readonly stepSize: number;
}

/** What moves weights by their gradients and holds state between steps; Adam (../adam.ts) is one too. */
export interface Optimizer {
  /**
   * Moves each weight; may be part of a compiled step.
   *
   * @param gradients One for each weight, in their order.
   * @param now Called at each run.
   */
  step(gradients: readonly tf.Tensor[], now: () => StepNow): void;
  dispose(): void;
}

/** An optimizer whose state can be saved and set again. */
export interface StatefulOptimizer extends Optimizer {
  /** In an order that depends on the weights alone. */
  readonly state: readonly tf.Variable[];
}
