import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { hashUniform } from '../../src/engine/hash-uniform.js';
import { randomKey, randomNormal, randomPoisson, randomUniform } from '../../src/engine/random.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

it('smoke', () => {
  const key = randomKey({ seed: 1, stream: 0, step: 0, firstRow: 0 });
  const u = randomUniform([100, 1000], key);
  console.log(u.mean().dataSync(), u.square().mean().dataSync());
  const z = randomNormal([100, 1000], key);
  console.log(z.mean().dataSync(), z.square().mean().dataSync());
  for (const m of [0, 0.1, 3, 9.9, 10.1, 50, 1e4]) {
    const k = randomPoisson(tf.fill([100, 1000], m), key);
    const { mean, variance } = tf.moments(k);
    console.log(m, mean.dataSync(), variance.dataSync());
  }
  const g = tf.grad(x => randomPoisson(x, key).mul(tf.tensor1d([1, 2, 3])).sum())(tf.tensor1d([0, 3, 40]));
  g.print();
});
