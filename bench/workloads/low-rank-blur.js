import * as tf from '@tensorflow/tfjs';
import { blendedBlur } from '../../dist/optics/shift-variant/blended-kernels.js';
import { blurLowRank } from '../../dist/optics/shift-variant/low-rank-blur.js';
import { uniformImages } from './parts.js';

/** 8 learned PSFs of 15x15, blended by weights at 5x5 points, blur 64 images 64x64; squared error to given images. */
export function lowRankBlur() {
  const [batch, side, psfSide, points, rank] = [64, 64, 15, 5, 8];
  const kernels = tf.variable(tf.randomNormal([psfSide, psfSide, rank], 0, 1, 'float32', 2));
  const blend = tf.variable(tf.randomNormal([points, points, rank], 0, 1, 'float32', 3));
  return {
    variables: [kernels, blend],
    inputs: [1, 4].map(seed => uniformImages([batch, side, side, 1], seed)),
    loss: (images, targets) => {
      const blur = blendedBlur({ kernels, blend }, [side, side]);
      return tf.losses.meanSquaredError(targets, blurLowRank(images, blur, 'zero'));
    },
  };
}
