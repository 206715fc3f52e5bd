import * as tf from '@tensorflow/tfjs';
import { networkOf, normalizedConvolutions, rectified, uniformImages } from './parts.js';

/**
 * U-Net for 8 images 64x64x1: widths 16, 32, 64 and 128 at the bottom, two 3x3 convolutions with batch norm per level, 2x2 max
 * pooling down, 2x2 transposed convolutions up, one map of logits. Loss: binary cross-entropy + 1 - Dice of the whole batch.
 */
export function unet() {
  const [batch, side] = [8, 64];
  const { variables, apply } = networkOf([side, side, 1], connect);
  const images = uniformImages([batch, side, side, 1]);
  const masks = tf.tidy(() =>
    tf.randomUniform(images.shape, 0, 1, 'float32', 2).greater(0.5).cast('float32'),
  );
  return {
    variables,
    inputs: [images, masks],
    loss: (x, y) => {
      const logits = apply(x);
      return tf.losses.sigmoidCrossEntropy(y, logits).add(diceLoss(logits.sigmoid(), y));
    },
  };
}

function connect(image) {
  const convolve = normalizedConvolutions();
  const stage = (x, filters) => [1, 2].reduce(y => rectified(convolve(y, { filters, useBias: true })), x);
  const skips = [];
  let x = image;
  for (const filters of [16, 32, 64]) {
    skips.unshift(stage(x, filters));
    x = tf.layers.maxPooling2d({ poolSize: 2 }).apply(skips[0]);
  }
  x = stage(x, 128);
  for (const skip of skips) {
    const filters = skip.shape[3];
    const kernelInitializer = tf.initializers.heNormal({ seed: filters });
    const larger = tf.layers
      .conv2dTranspose({ filters, kernelSize: 2, strides: 2, kernelInitializer })
      .apply(x);
    x = stage(tf.layers.concatenate().apply([larger, skip]), filters);
  }
  const kernelInitializer = tf.initializers.glorotUniform({ seed: 1 });
  return tf.layers.conv2d({ filters: 1, kernelSize: 1, kernelInitializer }).apply(x);
}

/** 1 - (2 Σ py + 1) / (Σ p + Σ y + 1), sums over all pixels of the batch. */
function diceLoss(p, y) {
  const overlap = p.mul(y).sum().mul(2).add(1);
  return tf.scalar(1).sub(overlap.div(p.sum().add(y.sum()).add(1)));
}
