import * as tf from '@tensorflow/tfjs';
import { beforeEach, describe, expect, it } from 'vitest';
import type { OnnxBackend } from '../../src/engine/backend.js';
import { startEngine } from '../../src/engine/start.js';
import { onBothBackends, sampleTensor } from './on-backends.js';

const backend = () => tf.backend() as OnnxBackend;

describe('the onnx backend', () => {
  beforeEach(() => startEngine());

  it('computes nothing until a tensor is read, then all that is held', () => {
    const x = sampleTensor([4]);
    const [doubled, shifted] = [x.mul(2), x.add(1)];
    expect(backend().sessions.compiled).toBe(0);
    doubled.dataSync();
    expect(backend().sessions.compiled).toBe(1);
    shifted.dataSync();
    expect(backend().sessions.compiled).toBe(1);
    tf.dispose([x, doubled, shifted]);
  });

  it('compiles one program for a loop over batches that differ in data, offset and bounds', () => {
    const x = sampleTensor([64, 3]);
    for (let batch = 1; batch < 16; batch++) {
      tf.tidy(() =>
        x
          .slice([batch * 4, 0], [4, 3])
          .clipByValue(-batch / 16, batch / 16)
          .mul(batch)
          .sum()
          .dataSync(),
      );
    }
    expect(backend().sessions.compiled).toBe(1);
    x.dispose();
  });

  it('differentiates slices at any place with the same sessions', () => {
    tf.tidy(() => {
      const x = tf.range(0, 12);
      const gradientAt = (start: number) =>
        Array.from(
          tf
            .grad(y => y.slice([start], [2]).square().sum())(x)
            .dataSync(),
        );
      const first = gradientAt(0);
      const { compiled } = backend().sessions;
      expect(first.slice(0, 3)).toEqual([0, 2, 0]);
      expect(gradientAt(7).slice(6, 10)).toEqual([0, 14, 16, 0]);
      expect(backend().sessions.compiled).toBe(compiled);
    });
  });

  it('keeps no more sessions than its capacity, and recompiles what it dropped', async () => {
    await startEngine({ sessions: 3 });
    const run = (length: number) => tf.tidy(() => Array.from(tf.range(0, length).mul(2).dataSync()));
    for (let length = 1; length <= 10; length++) run(length);
    expect(backend().sessions.size).toBe(3);
    expect(run(1)).toEqual([0]);
    expect(run(10)).toEqual([0, 2, 4, 6, 8, 10, 12, 14, 16, 18]);
  });

  it('returns copies: writing into what was read changes no tensor', () => {
    const x = tf.tensor1d([1, 2, 3]);
    x.dataSync()[0] = 99;
    expect(Array.from(x.add(0).dataSync())).toEqual([1, 2, 3]);
    x.dispose();
  });

  it('keeps shared data alive until the last of its tensors is disposed', () => {
    const x = sampleTensor([2, 3]).add(0);
    const view = x.reshape([3, 2]);
    x.dispose();
    expect(view.dataSync()).toHaveLength(6);
    const count = backend().numDataIds();
    view.dispose();
    expect(backend().numDataIds()).toBe(count - 1);
  });

  it('reads a reshaped view of a pending tensor under both shapes', () => {
    const result = tf.tidy(() => {
      const x = sampleTensor([2, 6]).mul(2);
      return [x.reshape([3, 4]).sum(0), x.sum(1)].map(t => t.shape.concat(t.dataSync().length));
    });
    expect(result).toEqual([
      [4, 4],
      [2, 2],
    ]);
  });

  it('splits a graph that nobody reads into pieces of bounded size', () => {
    const steps = 9000;
    let x: tf.Tensor = tf.scalar(0);
    for (let step = 0; step < steps; step++) {
      const next = x.add(1);
      x.dispose();
      x = next;
    }
    expect(x.dataSync()[0]).toBe(steps);
    x.dispose();
  });

  it('leaves no tensor behind after an optimizer step, and runs each step by itself', () => {
    const weight = tf.variable(sampleTensor([3, 1]));
    const optimizer = tf.train.adam(0.1);
    const x = sampleTensor([8, 3], 2) as tf.Tensor2D;
    const step = () =>
      optimizer.minimize(() =>
        x
          .matMul(weight as tf.Variable<tf.Rank.R2>)
          .square()
          .mean(),
      );
    step();
    const before = tf.memory().numTensors;
    for (let count = 0; count < 20; count++) step();
    expect(tf.memory().numTensors).toBe(before);
    // The first step also creates the optimizer's state.
    expect(backend().sessions.compiled).toBeLessThanOrEqual(2);
    tf.dispose([weight, x]);
    optimizer.dispose();
  });

  it('takes tensors made on another backend', async () => {
    await tf.setBackend('cpu');
    const x = tf.tensor1d([1, 2, 3]);
    await tf.setBackend('onnx');
    expect(Array.from(x.mul(2).dataSync())).toEqual([2, 4, 6]);
    x.dispose();
  });

  it('names the shapes when a reshape does not fit', () => {
    expect(() => sampleTensor([2, 3]).reshape([4, 2])).toThrow(/6.*(4,2|8)/);
  });

  it.each([
    [{ threads: 0 }, 'startEngine: threads is 0, must be a whole number of at least 1'],
    [{ sessions: 1.5 }, 'startEngine: sessions is 1.5, must be a whole number of at least 1'],
  ])('refuses %o', async (options, message) => {
    await expect(startEngine(options)).rejects.toThrow(message);
  });

  it('trains a small CNN with the losses of the cpu backend over 30 Adam steps', async () => {
    // Float32 rounding differs between the backends and grows with the steps.
    const lossTolerance = 1e-4;
    const { onnx, cpu } = await onBothBackends(() => {
      const variables = [
        [3, 3, 1, 4],
        [3, 3, 4, 8],
        [128, 3],
      ].map((shape, index) => tf.variable(sampleTensor(shape, index).mul(0.3)));
      const [first, second, dense] = variables as [
        tf.Variable<tf.Rank.R4>,
        tf.Variable<tf.Rank.R4>,
        tf.Variable<tf.Rank.R2>,
      ];
      const x = sampleTensor([6, 16, 16, 1], 7) as tf.Tensor4D;
      const labels = tf.oneHot([0, 1, 2, 0, 1, 2], 3);
      const optimizer = tf.train.adam(0.01);
      const losses = Array.from({ length: 30 }, () => {
        const loss = optimizer.minimize(
          () => {
            const a = tf.maxPool(tf.conv2d(x, first, 1, 'same').relu<tf.Tensor4D>(), 2, 2, 'same');
            const b = tf.maxPool(tf.conv2d(a, second, 1, 'same').relu<tf.Tensor4D>(), 2, 2, 'same');
            const logits = b.reshape<tf.Tensor2D>([6, 128]).matMul<tf.Tensor2D>(dense);
            return tf.losses.softmaxCrossEntropy<tf.Tensor, tf.Scalar>(labels, logits);
          },
          true,
          variables,
        )!;
        return loss.dataSync()[0]!;
      });
      optimizer.dispose();
      tf.dispose(variables);
      return tf.tensor1d(losses);
    });
    expect(cpu[0]!.at(-1)!).toBeLessThan(cpu[0]![0]! / 2);
    cpu[0]!.forEach((loss, step) =>
      expect(Math.abs(onnx[0]![step]! - loss) / loss).toBeLessThan(lossTolerance),
    );
  });
});
