import * as tf from '@tensorflow/tfjs';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { exportGraph } from '../../src/engine/export-graph.js';
import { exposureKey } from '../../src/engine/exposure-key.js';
import { multiplyPartsKernel } from '../../src/engine/own-kernels.js';
import { randomKey } from '../../src/engine/random.js';
import { startEngine } from '../../src/engine/start.js';

beforeAll(() => startEngine());

const about = { name: 'test', producer: 'test', producerVersion: '0', description: '', metadata: {} };

/** Exports what `run` makes of x [2, 4, 6], and runs it in plain ONNX Runtime and here. */
async function bothWays(run: (x: tf.Tensor) => tf.Tensor): Promise<[file: number[], here: number[]]> {
  const shape = [2, 4, 6];
  const numbers = Float32Array.from({ length: 48 }, (_, place) => Math.sin(1 + place));
  const bytes = exportGraph([{ name: 'x', shape, dtype: 'float32' }], ['y'], x => [run(x)], about);
  const session = await InferenceSession.create(bytes, { logSeverityLevel: 4 });
  const { y } = await session.run({ x: new Tensor('float32', numbers, shape) });
  await session.release();
  const here = tf.tidy(() => run(tf.tensor(numbers, shape)).dataSync());
  return [Array.from(y!.data as Float32Array), Array.from(here)];
}

const weights = (...shape: number[]) =>
  tf.tensor(
    Array.from({ length: tf.util.sizeFromShape(shape) }, (_, place) => Math.cos(place)),
    shape,
  );

describe('a graph in a file', () => {
  it.each<[string, (x: tf.Tensor) => tf.Tensor]>([
    ['a product with the left side transposed', x => tf.matMul(x, weights(2, 4, 3), true, false)],
    ['a product with both sides transposed', x => tf.matMul(x, weights(2, 3, 4), true, true)],
    [
      'fields times a complex factor',
      x =>
        tf.engine().runKernel(multiplyPartsKernel, {
          x: x.reshape([2, 2, 2, 6]),
          real: weights(2, 6),
          imaginary: weights(2, 6).square(),
        }),
    ],
    [
      'an input under two shapes',
      x =>
        x
          .reshape([4, 12])
          .sum(1)
          .add(x.reshape([12, 4]).sum(0)),
    ],
  ])('gives what the engine gives: %s', async (_, run) => {
    const [file, here] = await bothWays(run);
    expect(here.length).toBeGreaterThan(3);
    file.forEach((value, place) => expect(value).toBeCloseTo(here[place]!, 5));
  });

  it('mixes the key of an exposure as the host does, bit for bit', () => {
    const parts = { seed: 2 ** 40 + 7, stream: 3, firstRow: 0 };
    for (const step of [0, 1, 2 ** 31 - 1, -3]) {
      const made = tf.tidy(() => exposureKey({ ...parts, step }, tf.tensor1d([step], 'int32')).dataSync());
      expect([...made]).toEqual([...randomKey({ ...parts, step }).dataSync()]);
    }
  });

  it('needs all its inputs, and operations alone', () => {
    const inputs = [{ name: 'x', shape: [2], dtype: 'float32' }] as const;
    expect(() => exportGraph(inputs, ['y', 'z'], x => [x.square(), tf.ones([2])], about)).toThrow(
      'exportGraph: z depends on no input, must depend on one',
    );
    const more = [...inputs, { name: 'z', shape: [2], dtype: 'float32' }] as const;
    expect(() => exportGraph(more, ['y'], x => [x.square()], about)).toThrow(
      'exportGraph: no output depends on z, one must',
    );
    expect(() => exportGraph(inputs, ['y'], x => [x.mul(x.dataSync()[0]!)], about)).toThrow(
      'the step reads the elements of a tensor of shape [2]',
    );
  });
});
