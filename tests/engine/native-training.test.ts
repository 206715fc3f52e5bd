/** One training step of each kind of network that the engine is meant for: every kernel of it must be in the graph. */
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { onFallback } from '../../src/engine/fallback.js';
import { startEngine } from '../../src/engine/start.js';
import { sampleTensor } from './on-backends.js';

type Layer = tf.layers.Layer;
type Symbolic = tf.SymbolicTensor;
const apply = (layer: Layer, x: Symbolic | Symbolic[]) => layer.apply(x) as Symbolic;

/** Weights are drawn with a seed, so that two backends start from the same ones. */
function initializer(seed: number) {
  return tf.initializers.glorotUniform({ seed });
}

function convolution(filters: number, seed: number, options: object = {}): Layer {
  return tf.layers.conv2d({
    filters,
    kernelSize: 3,
    padding: 'same',
    kernelInitializer: initializer(seed),
    ...options,
  });
}

function dense(units: number, seed: number, activation: 'softmax' | 'linear' = 'linear'): Layer {
  return tf.layers.dense({ units, activation, kernelInitializer: initializer(seed) });
}

function modelOf(inputs: Symbolic, outputs: Symbolic): tf.LayersModel {
  return tf.model({ inputs, outputs });
}

const networks: Record<string, () => tf.LayersModel> = {
  'residual block': () => {
    const x = tf.input({ shape: [12, 12, 3] });
    const stem = apply(
      tf.layers.maxPooling2d({ poolSize: 3, strides: 2, padding: 'same' }),
      apply(convolution(8, 1), x),
    );
    const normalized = apply(tf.layers.batchNormalization(), apply(convolution(16, 2, { strides: 2 }), stem));
    const body = apply(
      tf.layers.batchNormalization(),
      apply(convolution(16, 3), apply(tf.layers.reLU(), normalized)),
    );
    const shortcut = apply(convolution(16, 4, { kernelSize: 1, strides: 2 }), stem);
    const sum = apply(tf.layers.reLU(), apply(tf.layers.add(), [body, shortcut]));
    return modelOf(x, apply(dense(4, 5, 'softmax'), apply(tf.layers.globalAveragePooling2d({}), sum)));
  },
  'U-Net with batch norm': () => {
    const x = tf.input({ shape: [8, 12, 2] });
    const block = (input: Symbolic, filters: number, seed: number) =>
      apply(
        tf.layers.reLU(),
        apply(tf.layers.batchNormalization(), apply(convolution(filters, seed), input)),
      );
    const first = block(x, 8, 1);
    const second = block(apply(tf.layers.maxPooling2d({ poolSize: 2 }), first), 16, 2);
    const third = block(apply(tf.layers.averagePooling2d({ poolSize: 2 }), second), 16, 3);
    const transposed = tf.layers.conv2dTranspose({
      filters: 8,
      kernelSize: 2,
      strides: 2,
      kernelInitializer: initializer(4),
    });
    const fourth = block(apply(tf.layers.concatenate(), [apply(transposed, third), second]), 16, 5);
    const enlarged = apply(tf.layers.upSampling2d({ size: [2, 2], interpolation: 'bilinear' }), fourth);
    const fifth = block(apply(tf.layers.concatenate(), [enlarged, first]), 8, 6);
    return modelOf(x, apply(convolution(1, 7, { kernelSize: 1 }), fifth));
  },
  autoencoder: () => {
    const x = tf.input({ shape: [8, 8, 1] });
    const coded = apply(tf.layers.flatten(), apply(convolution(4, 1, { strides: 2, activation: 'elu' }), x));
    const code = apply(tf.layers.leakyReLU({ alpha: 0.2 }), apply(dense(6, 2), coded));
    const grown = apply(tf.layers.reshape({ targetShape: [4, 4, 4] }), apply(dense(64, 3), code));
    const nearest = apply(tf.layers.upSampling2d({ size: [2, 2] }), grown);
    return modelOf(x, apply(convolution(1, 4, { activation: 'sigmoid' }), nearest));
  },
  LSTM: () => {
    const x = tf.input({ shape: [5, 3] });
    const recurrent = tf.layers.lstm({
      units: 6,
      kernelInitializer: initializer(1),
      recurrentInitializer: initializer(2),
    });
    return modelOf(x, apply(dense(2, 3, 'softmax'), apply(recurrent, x)));
  },
  GRU: () => {
    const x = tf.input({ shape: [5, 3] });
    const recurrent = tf.layers.gru({
      units: 6,
      kernelInitializer: initializer(1),
      recurrentInitializer: initializer(2),
    });
    return modelOf(x, apply(dense(2, 3, 'softmax'), apply(recurrent, x)));
  },
  'network on volumes': () => {
    const x = tf.input({ shape: [6, 6, 6, 1] });
    const volumes = (filters: number, seed: number) =>
      tf.layers.conv3d({ filters, kernelSize: 3, padding: 'same', kernelInitializer: initializer(seed) });
    const first = apply(tf.layers.maxPooling3d({ poolSize: [2, 2, 2] }), apply(volumes(4, 1), x));
    const second = apply(
      tf.layers.averagePooling3d({ poolSize: [3, 3, 3], strides: [1, 1, 1] }),
      apply(volumes(8, 2), first),
    );
    return modelOf(x, apply(dense(3, 3, 'softmax'), apply(tf.layers.flatten(), second)));
  },
  'separable and dilated convolutions': () => {
    const x = tf.input({ shape: [9, 8, 3] });
    const separable = tf.layers.separableConv2d({
      filters: 6,
      kernelSize: 3,
      depthMultiplier: 2,
      depthwiseInitializer: initializer(1),
      pointwiseInitializer: initializer(2),
    });
    const depthwise = tf.layers.depthwiseConv2d({ kernelSize: 3, depthwiseInitializer: initializer(3) });
    const wide = apply(
      convolution(4, 4, { dilationRate: 2, activation: 'relu' }),
      apply(tf.layers.prelu(), apply(depthwise, apply(separable, x))),
    );
    return modelOf(x, apply(dense(2, 5), apply(tf.layers.globalMaxPooling2d({}), wide)));
  },
};

/** Losses of three steps on one batch. */
function losses(make: () => tf.LayersModel): number[] {
  const model = make();
  const [inputShape, outputShape] = [model.inputs[0]!.shape, model.outputs[0]!.shape];
  const x = sampleTensor([4, ...(inputShape.slice(1) as number[])]);
  const target = sampleTensor([4, ...(outputShape.slice(1) as number[])], 2);
  const optimizer = tf.train.adam(0.01);
  const history = [0, 1, 2].map(() => {
    const cost = optimizer.minimize(
      () => tf.losses.meanSquaredError(target, model.apply(x, { training: true }) as tf.Tensor),
      true,
    )!;
    const [loss] = cost.dataSync();
    cost.dispose();
    return loss!;
  });
  tf.dispose([x, target]);
  optimizer.dispose();
  model.dispose();
  return history;
}

/** Relative difference of losses after two Adam steps, which divide by the root of small squares. */
const lossTolerance = 1e-4;

describe('training step', () => {
  beforeAll(() => startEngine());
  afterEach(() => {
    onFallback(null);
  });

  it.each(Object.entries(networks))('of a %s runs without a cpu kernel, as on the cpu', async (_, make) => {
    const fallen: string[] = [];
    onFallback(name => fallen.push(name));
    const onnx = losses(make);
    expect([...new Set(fallen)]).toEqual([]);
    await tf.setBackend('cpu');
    const cpu = losses(make);
    await tf.setBackend('onnx');
    onnx.forEach((loss, step) => {
      expect(Math.abs(loss - cpu[step]!) / cpu[step]!).toBeLessThan(lossTolerance);
    });
    expect(onnx[2]).toBeLessThan(onnx[0]!);
  });
});
