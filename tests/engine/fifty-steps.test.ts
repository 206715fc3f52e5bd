/** Fifty steps of Adam from equal weights: the engine follows the cpu backend. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { compileStep } from '../../src/engine/compile.js';
import { startEngine } from '../../src/engine/start.js';
import { Adam } from '../../src/networks/adam.js';
import { networkModel } from '../../src/networks/architectures/architecture.js';
import { basicCnn } from '../../src/networks/architectures/basic-cnn.js';
import { sampleTensor } from './on-backends.js';

const steps = 50;
const batch = 4;
/** Relative difference of losses; rounding errors of single steps are about 1e-7, and training lets them grow. */
const lossTolerance = 1e-4;

type Symbolic = tf.SymbolicTensor;

interface Task {
  readonly model: tf.LayersModel;
  readonly loss: (outputs: tf.Tensor) => tf.Scalar;
}

function classifier(): Task {
  const options = { filters: [8, 16], kernelSize: 5, denseUnits: 32 };
  const model = networkModel(
    place => basicCnn(options, place),
    { height: 12, width: 12, channels: 1 },
    { outputs: 4, seed: 1 },
  );
  const loss = (logits: tf.Tensor) => {
    const labels = tf.oneHot(tf.range(0, batch, 1, 'int32').mod(tf.scalar(4, 'int32')), 4);
    return tf.losses.softmaxCrossEntropy<tf.Tensor, tf.Scalar>(labels, logits);
  };
  return { model, loss };
}

function segmenter(): Task {
  const input = tf.input({ shape: [8, 8, 1] });
  let seed = 0;
  const weights = () => tf.initializers.heNormal({ seed: ++seed });
  const block = (x: Symbolic, filters: number) =>
    [
      tf.layers.conv2d({
        filters,
        kernelSize: 3,
        padding: 'same',
        useBias: false,
        kernelInitializer: weights(),
      }),
      tf.layers.batchNormalization(),
      tf.layers.reLU(),
    ].reduce((made, layer) => layer.apply(made) as Symbolic, x);
  const high = block(input, 8);
  const low = block(tf.layers.maxPooling2d({ poolSize: 2 }).apply(high) as Symbolic, 16);
  const up = tf.layers
    .conv2dTranspose({ filters: 8, kernelSize: 2, strides: 2, kernelInitializer: weights() })
    .apply(low) as Symbolic;
  const joined = block(tf.layers.concatenate().apply([up, high]) as Symbolic, 8);
  const outputs = tf.layers
    .conv2d({ filters: 1, kernelSize: 1, kernelInitializer: weights() })
    .apply(joined) as Symbolic;
  const loss = (logits: tf.Tensor) => {
    const masks = sampleTensor([batch, 8, 8, 1], 9).greater(0).toFloat();
    return tf.losses.sigmoidCrossEntropy<tf.Tensor, tf.Scalar>(masks, logits);
  };
  return { model: tf.model({ inputs: input, outputs }), loss };
}

/** Losses before each of the steps, all on one batch. */
async function losses(backend: 'onnx' | 'cpu', make: () => Task): Promise<number[]> {
  await tf.setBackend(backend);
  const { model, loss } = make();
  const variables = model.trainableWeights.map(weight => weight.read() as unknown as tf.Variable);
  const optimizer = new Adam(variables);
  let step = 0;
  const compiled = compileStep(images => {
    const { value, grads } = tf.variableGrads(
      () => loss(model.apply(images, { training: true }) as tf.Tensor),
      variables,
    );
    optimizer.step(
      variables.map(({ name }) => grads[name]!),
      () => ({ step, stepSize: 1e-3 }),
    );
    return [value];
  });
  const shape = [batch, ...model.inputs[0]!.shape.slice(1)] as number[];
  const images = sampleTensor(shape);
  const values: number[] = [];
  for (step = 1; step <= steps; step++) {
    const [value] = compiled(images);
    values.push(value!.dataSync()[0]!);
    tf.dispose(value!);
  }
  images.dispose();
  optimizer.dispose();
  model.dispose();
  return values;
}

describe('fifty steps of Adam', () => {
  beforeAll(() => startEngine());

  it.each([
    ['a classifier', classifier],
    ['a U-Net with batch norm', segmenter],
  ] as const)('have the losses of the cpu backend: %s', async (_, make) => {
    const expected = await losses('cpu', make);
    const found = await losses('onnx', make);
    const gaps = found.map((loss, step) => Math.abs(loss / expected[step]! - 1));
    expect(Math.max(...gaps)).toBeLessThan(lossTolerance);
    expect(found.at(-1)).toBeLessThan(found[0]!);
  });
});
