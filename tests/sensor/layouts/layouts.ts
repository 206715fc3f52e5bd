/** A layout of pixels, and measures of tensors, that tests share. */
import type * as tf from '@tensorflow/tfjs';
import type { PixelLayoutOptions } from '../../../src/sensor/layouts/pixel-layout.js';

export const plain: PixelLayoutOptions = {
  layout: 'random',
  heights: [1.3, 2.2, 4.5],
  widths: [3, 1.5, 0.75, 3.75],
  smallest: 0.5,
  pixelPitch: 2e-6,
};

export const numbers = (tensor: tf.Tensor) => [...tensor.dataSync<'float32'>()];
export const total = (tensor: tf.Tensor) => numbers(tensor).reduce((sum, value) => sum + value, 0);
export const gap = (a: tf.Tensor, b: tf.Tensor) => a.sub(b).abs().max().div(b.abs().max()).dataSync()[0]!;
