import type * as tf from '@tensorflow/tfjs';
import { SubsampledShortcut } from '../layers/subsampled-shortcut.js';
import { frameOf } from './architecture.js';
import { connect, type Parts } from './parts.js';

/** `projection`: a 1 x 1 convolution with batch normalization (option B); `pad`: zeros for the new channels (option A). */
export const shortcuts = ['projection', 'pad'] as const;

export type Shortcut = (typeof shortcuts)[number];

/**
 * Stages of basic residual blocks, y = ReLU(F(x) + shortcut(x)) with F = convolution 3 x 3, normalization, ReLU, convolution 3 x 3,
 * normalization. Each stage but the first starts with stride 2.
 *
 * @param blocks Blocks of each stage.
 * @param filters Filters of each stage.
 */
export function residualStages(
  parts: Parts,
  x: tf.SymbolicTensor,
  stages: readonly { readonly blocks: number; readonly filters: number }[],
  shortcut: Shortcut,
): tf.SymbolicTensor {
  let maps = x;
  stages.forEach(({ blocks, filters }, stage) => {
    for (let index = 1; index <= blocks; index++) {
      const strides = stage > 0 && index === 1 ? 2 : 1;
      maps = basicBlock(parts, maps, `stage${stage + 1}_block${index}`, { filters, strides, shortcut });
    }
  });
  return maps;
}

function basicBlock(
  parts: Parts,
  x: tf.SymbolicTensor,
  name: string,
  { filters, strides, shortcut }: { filters: number; strides: number; shortcut: Shortcut },
): tf.SymbolicTensor {
  const inner = parts.normalizedConvolution(x, `${name}_conv1`, { filters, strides });
  const outer = parts.normalizedConvolution(inner, `${name}_conv2`, { filters, nonlinearity: 'linear' });
  const { channels } = frameOf(x);
  const isSame = strides === 1 && channels === filters;
  const skip = isSame ? x : changedShortcut(parts, x, `${name}_shortcut`, { filters, strides, shortcut });
  return parts.activation(parts.sum([outer, skip], `${name}_sum`), name, 'relu');
}

function changedShortcut(
  parts: Parts,
  x: tf.SymbolicTensor,
  name: string,
  { filters, strides, shortcut }: { filters: number; strides: number; shortcut: Shortcut },
): tf.SymbolicTensor {
  if (shortcut === 'pad') {
    return connect(
      new SubsampledShortcut({ name: parts.named(name), stride: strides, channels: filters }),
      x,
    );
  }
  return parts.normalizedConvolution(x, name, { filters, strides, kernelSize: 1, nonlinearity: 'linear' });
}
