/** Small labelled images that a small network can learn: a bright half, upper or lower, left or right. */
import * as tf from '@tensorflow/tfjs';
import type { LabelledImages } from '../../src/networks/batch.js';
import { Standardize } from '../../src/networks/standardize.js';

const side = 6;

/** Four classes; the dark half carries a pattern that tells images apart. */
export function toyImages(count: number): LabelledImages {
  const labels = Uint8Array.from({ length: count }, (_, i) => i % 4);
  const pixels = Uint8Array.from({ length: count * side * side }, (_, i) => {
    const image = Math.floor(i / side ** 2);
    const [y, x] = [Math.floor(i / side) % side, i % side];
    const isBright = [y < 3, y >= 3, x < 3, x >= 3][labels[image]!]!;
    return (isBright ? 150 : 0) + ((image * 53 + y * 29 + x * 71) % 100);
  });
  const scenes = (rows: Uint32Array) =>
    Float32Array.from(
      [...rows].flatMap(row => [...pixels.subarray(row * side ** 2, (row + 1) * side ** 2)]),
      code => code / 255,
    );
  return { height: side, width: side, channels: 1, labels, scenes };
}

export function range(start: number, end: number): Uint32Array {
  return Uint32Array.from({ length: end - start }, (_, i) => start + i);
}

/** Simulates nothing: a learned factor that counts as hardware. */
export class ToyHardware extends tf.layers.Layer {
  static readonly className = 'ToyHardware';
  private factor: tf.LayerVariable | null = null;

  override build(shape: tf.Shape): void {
    this.factor = this.addWeight('factor', [], 'float32', tf.initializers.ones());
    super.build(shape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => [inputs].flat()[0]!.mul(this.factor!.read()));
  }

  physicalParameters() {
    return [{ name: 'factor', value: this.factor!.read().dataSync()[0]!, unit: '' }];
  }
}
tf.serialization.registerClass(ToyHardware);

export interface ToyModelOptions {
  readonly hardware?: boolean;
  readonly seed?: number;
}

/** From 6 x 6 images to 4 logits. */
export function toyModel({ hardware = false, seed = 1 }: ToyModelOptions = {}): tf.LayersModel {
  const input = tf.input({ shape: [side, side, 1], name: 'scene' });
  const kernelInitializer = tf.initializers.heNormal({ seed });
  const layers = [
    ...(hardware ? [new ToyHardware({ name: 'hardware' })] : []),
    new Standardize({ name: 'standardize', mean: [0.5], std: [0.3] }),
    tf.layers.conv2d({
      name: 'conv1',
      filters: 4,
      kernelSize: 3,
      padding: 'same',
      activation: 'relu',
      kernelInitializer,
    }),
    tf.layers.maxPooling2d({ name: 'pool1', poolSize: 2 }),
    tf.layers.flatten({ name: 'flatten' }),
    tf.layers.dense({ name: 'logits', units: 4, kernelInitializer }),
  ];
  const output = layers.reduce((x, layer) => layer.apply(x) as tf.SymbolicTensor, input);
  return tf.model({ inputs: input, outputs: output, name: 'toy' });
}
