/** The elements of a mask, or of a set of masks, in a layer: a fixed pattern, or one that is learned from there on. */
import { tf } from '../../engine/tfjs.js';
import { MaskDesign, startLogits, type DesignRules } from './mask-design.js';

/** Masks and elements of each. */
type Shape = [masks: number, elements: number];

export class LearnableMask {
  private readonly design: MaskDesign;
  private readonly isLearned: boolean;
  /** Transmissions of the fixed mask; null where it is learned. */
  private fixed: tf.Tensor2D | null = null;
  private logits: tf.LayerVariable | null = null;

  /** @throws RangeError if a rule is out of range. */
  constructor(rules: DesignRules, isLearned: boolean) {
    this.design = new MaskDesign(rules);
    this.isLearned = isLearned;
  }

  /**
   * Makes the elements.
   *
   * @param pattern Transmissions, 0 to 1, mask by mask.
   * @param addWeight Adds a weight of this shape to the layer.
   */
  build(pattern: Float32Array, shape: Shape, addWeight: (shape: Shape) => tf.LayerVariable): void {
    if (!this.isLearned) {
      this.fixed = tf.keep(tf.tensor2d(pattern, shape));
      return;
    }
    this.logits = addWeight(shape);
    const start = tf.tensor2d(startLogits(pattern), shape);
    this.logits.write(start);
    start.dispose();
  }

  anneal(progress: number): void {
    this.design.anneal(progress);
  }

  harden(isHard: boolean): void {
    this.design.harden(isHard);
  }

  /** Transmissions as they are used now, 0 to 1, [masks, elements]. */
  transmission(): tf.Tensor2D {
    return this.fixed ?? this.design.transmission(this.logits!.read() as tf.Tensor2D);
  }

  /** Price of light above the budget; 0 for a fixed mask. */
  penalty(): tf.Scalar {
    return this.logits === null ? tf.scalar(0) : this.design.penalty(this.logits.read() as tf.Tensor2D);
  }

  /** The elements of `transmission`. */
  values(): Float32Array {
    return tf.tidy(() => this.transmission().dataSync<'float32'>().slice());
  }

  dispose(): void {
    this.fixed?.dispose();
  }
}
