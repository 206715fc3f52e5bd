/** The elements of a mask, or of a set of masks, in a layer: a fixed pattern, or one that is learned from there on. */
import { tf } from '../../engine/tfjs.js';
import type { ChoiceNoise } from '../../engine/discrete-choice.js';
import type { AnnealedLayer, HardenableLayer, PenalizedLayer } from '../../engine/layer-description.js';
import { MaskDesign, startLogits, type DesignRules } from './mask-design.js';

/** Masks and elements of each. */
type Shape = [masks: number, elements: number];

/** A part of its layer, see engine/layer-parts.ts. */
export class LearnableMask implements AnnealedLayer, HardenableLayer, PenalizedLayer {
  /** False where elements are fixed, or any transmission may be built. */
  readonly isDiscrete: boolean;
  private readonly design: MaskDesign;
  private readonly isLearned: boolean;
  /** Transmissions of the fixed mask; null where it is learned. */
  private fixed: tf.Tensor2D | null = null;
  private logits: tf.LayerVariable | null = null;

  /** @throws RangeError if a rule is out of range. */
  constructor(options: DesignRules & ChoiceNoise, isLearned: boolean) {
    this.design = new MaskDesign(options, { seed: options.seed, stream: options.stream });
    this.isLearned = isLearned;
    this.isDiscrete = isLearned && options.constraint === 'binary';
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
    this.design.choice.anneal(progress);
  }

  harden(isHard: boolean): void {
    this.design.choice.harden(isHard);
  }

  /** Chooses the noise of the next draw. @param step Number of the training step, an integer. */
  reseed(step: number): void {
    this.design.choice.reseed(step);
  }

  /** Transmissions as they are used now, 0 to 1, [masks, elements]. @param isTraining True where noise may be drawn. */
  transmission(isTraining = false): tf.Tensor2D {
    return this.fixed ?? this.design.transmission(this.logits!.read() as tf.Tensor2D, isTraining);
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
