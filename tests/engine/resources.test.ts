import * as tf from '@tensorflow/tfjs';
import { beforeEach, describe, expect, it } from 'vitest';
import type { OnnxBackend } from '../../src/engine/backend.js';
import { startEngine } from '../../src/engine/start.js';
import { sampleTensor } from './on-backends.js';

const backend = () => tf.backend() as OnnxBackend;

/** Ids of data and tensors that `run` leaves behind. */
function leftBehind(run: () => void): { tensors: number; dataIds: number } {
  const [tensors, dataIds] = [tf.memory().numTensors, backend().numDataIds()];
  run();
  return { tensors: tf.memory().numTensors - tensors, dataIds: backend().numDataIds() - dataIds };
}

const nothing = { tensors: 0, dataIds: 0 };

/** What an engine that works gives for 1 + 1. */
const onePlusOne = () => tf.tidy(() => tf.scalar(1).add(1).dataSync()[0]);

describe('tensors of the engine', () => {
  beforeEach(() => startEngine());

  const image = () => sampleTensor([2, 6, 6, 3]) as tf.Tensor4D;
  const filter = () => sampleTensor([3, 3, 3, 4]) as tf.Tensor4D;
  const operations: Record<string, () => tf.Tensor> = {
    'a convolution and its gradients': () => {
      const gradients = tf.grads((x, w) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, 'same').sum());
      return tf.concat(gradients([image(), filter()]).map(gradient => gradient.flatten()));
    },
    'max pooling behind a ReLU and its gradient': () =>
      tf.grad(x => tf.maxPool(tf.relu(x as tf.Tensor4D), 2, 2, 'valid').sum())(image()),
    'a matrix product with bias and its gradients': () =>
      tf.grad(x =>
        tf
          .matMul(x as tf.Tensor2D, x as tf.Tensor2D, false, true)
          .add([1, 2])
          .square()
          .sum(),
      )(sampleTensor([2, 3])),
    'views of one tensor': () => {
      const x = sampleTensor([4, 6]).mul(2);
      return tf.addN([x.reshape([24]), x.flatten(), x.expandDims(0).reshape([24])]);
    },
    'a list of parts': () =>
      tf.stack(tf.split(sampleTensor([6, 4]), 3)).add(tf.stack(tf.unstack(tf.ones([3, 2, 4])))),
    'complex numbers': () =>
      tf.real(tf.spectral.ifft(tf.spectral.fft(tf.complex(sampleTensor([8]), tf.zeros([8]))))),
    'a kernel of the cpu backend': () => tf.unique(sampleTensor([9])).values,
  };

  for (const [name, run] of Object.entries(operations)) {
    it(`leave nothing behind: ${name}, read`, () => {
      expect(leftBehind(() => tf.tidy(() => void run().dataSync()))).toEqual(nothing);
    });

    it(`leave nothing behind: ${name}, never read`, () => {
      expect(leftBehind(() => tf.tidy(() => void run()))).toEqual(nothing);
    });
  }

  it('leave nothing behind on the cpu backend either, where a kernel of it fails', () => {
    const cpu = tf.findBackend('cpu');
    const before = cpu.numDataIds();
    tf.tidy(() => {
      expect(() => tf.sparse.sparseSegmentSum(sampleTensor([2, 2]) as tf.Tensor2D, [0, 5], [0, 0])).toThrow(
        /out of range/,
      );
    });
    expect(cpu.numDataIds()).toBe(before);
  });

  it('keep the parts of a complex tensor after it is disposed', () => {
    const z = tf.complex(tf.tensor1d([1, 2]), tf.tensor1d([3, 4]));
    const real = tf.real(z);
    z.dispose();
    expect(Array.from(real.dataSync())).toEqual([1, 2]);
    real.dispose();
  });
});

describe('an error of the engine', () => {
  beforeEach(() => startEngine());

  it('comes at the call, names kernel and shapes, and leaves the engine usable', () => {
    const kept = sampleTensor([2, 2]).add(1);
    const x = tf.ones([2, 3]);
    const wrong: [() => unknown, RegExp][] = [
      [() => tf.concat([x, tf.ones([2, 2])], 0), /^Concat of \[2,3\], \[2,2\]: /],
      [() => tf.stack([x, tf.ones([3, 2])]), /^Pack of \[2,3\], \[3,2\]: /],
      [() => tf.sum(x, 2), /^Sum of \[2,3\]: .*\[-2, 2\) but got axis 2/],
      [() => tf.reverse(x, -3), /^Reverse of \[2,3\]: .*axis -3/],
      [
        () => tf.gather(x, tf.tensor1d([0, 2], 'int32')),
        /^GatherV2 of \[2,3\], \[2\]: .* 2 is not in \[0, 1\]/,
      ],
      [() => tf.expandDims(x, -4), /^ExpandDims of \[2,3\]: expandDims: axis is -4, must be -3 to 2/],
      [() => x.add(tf.ones([4])), /^Add of \[2,3\], \[4\]: .*\[2,3\] and \[4\]/],
    ];
    for (const [call, message] of wrong) expect(call).toThrow(message);
    expect(backend().sessions.compiled).toBe(0);
    expect(kept.dataSync()).toHaveLength(4);
    tf.dispose([kept, x]);
  });

  it('that is a want of memory names the graph, and leaves what did not need the memory readable', () => {
    const small = tf.ones([3]).mul(2);
    // 4 TB: more than any machine grants.
    const huge = tf.fill([2 ** 20, 2 ** 20], 1);
    expect(() => backend().flush()).toThrow(
      /^onnx backend: a recorded graph of \d+ operators, for tensors of shape \[3\], \[1048576,1048576\], failed: .*Expand/s,
    );
    expect(Array.from(small.dataSync())).toEqual([2, 2, 2]);
    expect(() => huge.dataSync()).toThrow(/\[1048576,1048576\], failed/);
    tf.dispose([small, huge]);
    expect(onePlusOne()).toBe(2);
  });

  it('in a computed index comes when the graph runs, and leaves the engine usable', () => {
    const indices = tf.tensor1d([0, 3], 'int32').mul(tf.scalar(2, 'int32'));
    const gathered = tf.gather(sampleTensor([4, 2]), indices);
    expect(() => gathered.dataSync()).toThrow(/onnx backend: .*Gather.*\[4,2\].*out of/s);
    tf.dispose([indices, gathered]);
    expect(onePlusOne()).toBe(2);
  });
});

describe('sessions of the engine', () => {
  it('stay within the capacity over 60 different graphs', async () => {
    await startEngine({ sessions: 8 });
    for (let length = 1; length <= 60; length++) {
      const sum = tf.tidy(() => tf.ones([length]).mul(2).sum().dataSync()[0]);
      expect(sum).toBe(2 * length);
      expect(backend().sessions.size).toBeLessThanOrEqual(8);
    }
    expect(backend().sessions.compiled).toBe(60);
  });
});
