import * as tf from '@tensorflow/tfjs';
import { classLabels, networkOf, normalizedConvolutions, rectified, uniformImages } from './parts.js';

/**
 * ResNet-20 (He et al., CVPR 2016, doi:10.1109/CVPR.2016.90) for 32 images 32x32x3: widths 16, 32, 64 with three blocks each,
 * global average pooling, 10 classes. Where the width changes, the stride is 2 and the shortcut a 1x1 convolution.
 *
 * Padding is that of TensorFlow, whose 3x3 windows of stride 2 lie one pixel further down and right than those of PyTorch: the
 * same work on shifted frames.
 */
export function resnet20() {
  const [batch, side, classes] = [32, 32, 10];
  const { variables, apply } = networkOf([side, side, 3], image => connect(image, classes));
  return {
    variables,
    inputs: [uniformImages([batch, side, side, 3]), classLabels(batch, classes)],
    loss: (images, labels) => tf.losses.softmaxCrossEntropy(labels, apply(images)),
  };
}

function connect(image, classes) {
  const convolve = normalizedConvolutions();
  const block = (x, filters) => {
    const strides = x.shape[3] === filters ? 1 : 2;
    const inner = rectified(convolve(x, { filters, strides }));
    const outer = convolve(inner, { filters });
    const shortcut = strides === 1 ? x : convolve(x, { filters, strides, kernelSize: 1 });
    return rectified(tf.layers.add().apply([outer, shortcut]));
  };
  const widths = [16, 16, 16, 32, 32, 32, 64, 64, 64];
  const features = widths.reduce(block, rectified(convolve(image, { filters: 16 })));
  const pooled = tf.layers.globalAveragePooling2d({}).apply(features);
  const kernelInitializer = tf.initializers.glorotUniform({ seed: 1 });
  return tf.layers.dense({ units: classes, kernelInitializer }).apply(pooled);
}
