/** Shares of a whole in a layer, such as that of each laser line in a dose: fixed, or learned as a softmax of free numbers. */
import { tf } from '../../engine/tfjs.js';
import type { PhysicalArray } from '../../engine/layer-description.js';

export class LearnableShares {
  private logits: tf.LayerVariable | null = null;

  /** @param start 0 or more, not all 0, and above 0 where learned; they are divided by their sum. */
  constructor(
    private readonly start: readonly number[],
    private readonly isLearned: boolean,
  ) {}

  /** @param addWeight Adds a weight of this shape to the layer. */
  build(addWeight: (shape: number[]) => tf.LayerVariable): void {
    if (!this.isLearned) return;
    const logits = addWeight([this.start.length]);
    tf.tidy(() => void logits.write(tf.tensor1d(this.start.map(Math.log))));
    this.logits = logits;
  }

  /** As they are now, [1, parts], sum 1. */
  present(): tf.Tensor2D {
    if (this.logits !== null) return tf.softmax(this.logits.read().reshape<tf.Tensor2D>([1, -1]));
    const sum = this.start.reduce((a, b) => a + b, 0);
    return tf.tensor2d([this.start.map(share => share / sum)]);
  }

  /** The learned shares as they are now; nothing where they are fixed. */
  physicalArrays(name: string): PhysicalArray[] {
    if (this.logits === null) return [];
    const values = tf.tidy(() => this.present().dataSync<'float32'>());
    return [{ name, unit: '', shape: [values.length], values, kind: 'magnitude' }];
  }
}
