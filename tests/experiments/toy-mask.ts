/** A learned mask that has all that trainer and trial offer to a layer: penalty, sharpening, a design as built. */
import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { defineLayer } from '../../src/engine/layer-definition.js';
import type { PhysicalArray } from '../../src/engine/layer-description.js';
import { liveTensor } from '../../src/engine/live.js';

interface ToyMaskOptions {
  readonly name: string;
  readonly weight: number;
}

/** Transmission σ(sharpness · free), where sharpness grows from 1 to 5; as built 0 or 1. */
export class ToyMask extends tf.layers.Layer {
  static readonly className = 'ToyMask';
  readonly anneals: number[] = [];
  readonly hardens: boolean[] = [];
  private free: tf.LayerVariable | null = null;
  private sharpness = 1;
  private isHard = false;

  constructor(private readonly options: ToyMaskOptions) {
    super(options);
  }

  override build([, height, width]: tf.Shape): void {
    const start = tf.initializers.randomNormal({ seed: 5, stddev: 0.5 });
    this.free = this.addWeight('transmission', [height!, width!, 1], 'float32', start);
    super.build([]);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => [inputs].flat()[0]!.mul(this.transmission()));
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), weight: this.options.weight };
  }

  penalty(): tf.Scalar {
    return tf.tidy(() => this.transmission().mean<tf.Scalar>().mul(this.options.weight));
  }

  anneal(progress: number): void {
    this.anneals.push(progress);
    this.sharpness = 1 + 4 * progress;
  }

  harden(isHard: boolean): void {
    this.hardens.push(isHard);
    this.isHard = isHard;
  }

  physicalParameters(): never[] {
    return [];
  }

  physicalArrays(): PhysicalArray[] {
    const values = tf.tidy(() => this.transmission().dataSync<'float32'>());
    const shape = this.free!.shape.slice(0, 2) as number[];
    return [{ name: 'transmission', unit: '', kind: 'magnitude', shape, values }];
  }

  private transmission(): tf.Tensor {
    const sharpness = liveTensor(() => Float32Array.of(this.sharpness), []);
    const soft = this.free!.read().mul(sharpness).sigmoid();
    return this.isHard ? soft.greater(0.5).toFloat() : soft;
  }
}

tf.serialization.registerClass(ToyMask);

export const toyMask = defineLayer({
  layer: 'toy-mask',
  title: 'Toy mask',
  summary: 'A mask for tests.',
  equation: 'y = t x',
  source: 'none',
  takes: ['scene'],
  canBeLearned: true,
  keys: {
    penaltyWeight: z.number().min(0).default(0).describe('Weight of the mean transmission in the loss.'),
  },
  make: ({ penaltyWeight }, { name }) => new ToyMask({ name, weight: penaltyWeight }),
});

/** Averages squares of 2 x 2 samples: frames smaller than the scenes. */
export const toyBinning = defineLayer({
  layer: 'toy-binning',
  title: 'Toy binning',
  summary: 'Larger pixels for tests.',
  equation: 'y = mean of 2 x 2',
  source: 'none',
  takes: ['scene'],
  canBeLearned: false,
  keys: { side: z.int().min(1).default(2).describe('Samples across a pixel.') },
  problems: ({ side }, { signal }) =>
    signal.height % side === 0
      ? []
      : [{ key: 'side', must: `a divisor of the ${signal.height} samples of the height` }],
  make: ({ side }, { name }) => tf.layers.averagePooling2d({ name, poolSize: side, strides: side }),
  gives: ({ side }, { pixelPitch }) => ({ pixelPitch: side * pixelPitch }),
});
