import * as tf from '@tensorflow/tfjs';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { OnnxBackend } from '../../src/engine/backend.js';
import { compileStep } from '../../src/engine/compile.js';
import { liveTensor } from '../../src/engine/live.js';
import { liveRandomKey, randomKey, randomUniform } from '../../src/engine/random.js';
import { startEngine } from '../../src/engine/start.js';
import { sampleTensor } from './on-backends.js';

const runs = 12;
const read = (tensors: tf.Tensor[]) => tensors.map(tensor => Array.from(tensor.dataSync()));

/** Trains a small network for some steps; returns the losses and the last weights. */
function train(wrap: (step: (...inputs: tf.Tensor[]) => tf.Tensor[]) => typeof step): number[][] {
  return tf.tidy(() => {
    const weights = [sampleTensor([4, 3], 1), sampleTensor([3], 2)].map(values => tf.variable(values));
    const optimizer = tf.train.adam(0.05);
    const step = wrap((x, y) => {
      const loss = () =>
        tf.losses.meanSquaredError<tf.Tensor, tf.Scalar>(y, x.matMul(weights[0]!).add(weights[1]!).tanh());
      return [optimizer.minimize(loss, true, weights)!];
    });
    const losses = Array.from({ length: runs }, (_, run) => {
      const loss = step(sampleTensor([8, 4], run), sampleTensor([8, 3], run + 100));
      return read(loss)[0]![0]!;
    });
    const result = [losses, ...read(weights)];
    weights.forEach(weight => {
      weight.dispose();
    });
    optimizer.dispose();
    return result;
  });
}

describe('a compiled step', () => {
  beforeAll(() => startEngine());
  let before = 0;
  beforeEach(() => {
    before = tf.memory().numTensors;
    return () => {
      expect(tf.memory().numTensors).toBe(before);
    };
  });

  it('gives the numbers of the step as it stands, moments of Adam included', () => {
    expect(train(compileStep)).toEqual(train(step => step));
  });

  it('does not run its JavaScript at each run', () => {
    let calls = 0;
    const x = tf.ones([2]);
    const step = compileStep(input => {
      calls++;
      return [input.add(1)];
    });
    for (let run = 0; run < 20; run++) tf.dispose(step(x));
    x.dispose();
    // Runs 1, 2, 4, 8 and 16 are recorded and compared.
    expect(calls).toBe(5);
  });

  it('takes other shapes of its inputs for another step', () => {
    tf.tidy(() => {
      const step = compileStep(input => [input.sum()]);
      const sums = [2, 3, 2, 3, 2, 3].map(length => read(step(tf.ones([length])))[0]);
      expect(sums).toEqual([[2], [3], [2], [3], [2], [3]]);
    });
  });

  it('makes live tensors anew at each run, once, in order', () => {
    tf.tidy(() => {
      let made = 0;
      const step = compileStep(input => {
        const [a, b] = [0, 1].map(() => liveTensor(() => Float32Array.of(++made), []));
        return [input.mul(10).add(a!).sub(b!), b!.add(0)];
      });
      for (let run = 0; run < 6; run++)
        expect(read(step(tf.scalar(run)))).toEqual([[10 * run - 1], [2 * run + 2]]);
    });
  });

  it('draws other random numbers at each run from a live key', () => {
    tf.tidy(() => {
      let exposure = 0;
      const base = { seed: 1, stream: 0, firstRow: 0 };
      const draw = (step: number) => randomUniform([4], randomKey({ ...base, step }));
      const key = () => liveRandomKey(() => ({ ...base, step: exposure++ }));
      const step = compileStep(input => [randomUniform([4], key()).add(input)]);
      const drawn = Array.from({ length: 5 }, () => read(step(tf.scalar(0)))[0]);
      expect(drawn).toEqual([0, 1, 2, 3, 4].map(number => read([draw(number)])[0]));
    });
  });

  it('leaves a copy of a variable as it was', () => {
    tf.tidy(() => {
      const counter = tf.variable(tf.scalar(0));
      const step = compileStep(input => {
        counter.assign(counter.add(input));
        return [];
      });
      for (let run = 0; run < 3; run++) step(tf.scalar(1));
      const copy = counter.clone();
      for (let run = 0; run < 3; run++) step(tf.scalar(1));
      expect(read([copy, counter])).toEqual([[3], [6]]);
      counter.dispose();
    });
  });

  it('follows a variable that is assigned between two runs', () => {
    tf.tidy(() => {
      const gain = tf.variable(tf.scalar(1));
      const step = compileStep(input => [input.mul(gain)]);
      const products = [1, 2, 3, 4, 5].map(value => {
        gain.assign(tf.scalar(value));
        return read(step(tf.scalar(10)))[0]![0];
      });
      expect(products).toEqual([10, 20, 30, 40, 50]);
      gain.dispose();
    });
  });

  it('is recorded again when its session was dropped', () => {
    tf.tidy(() => {
      const step = compileStep(input => [input.mul(3)]);
      for (let run = 0; run < 3; run++) step(tf.scalar(run));
      (tf.backend() as OnnxBackend).sessions.dispose();
      expect(read(step(tf.scalar(5)))).toEqual([[15]]);
    });
  });

  it('runs as it stands on another backend', async () => {
    await tf.setBackend('cpu');
    const x = tf.scalar(2);
    const step = compileStep(input => [input.square()]);
    const squares = Array.from({ length: 4 }, () => step(x)).flat();
    expect(read(squares)).toEqual([[4], [4], [4], [4]]);
    tf.dispose([x, ...squares]);
    await tf.setBackend('onnx');
  });

  describe('refuses', () => {
    const running = (step: ReturnType<typeof compileStep>, count = 2) =>
      tf.tidy(() => {
        for (let run = 0; run < count; run++) step(tf.scalar(run));
      });

    it('a number from JavaScript that changes', () => {
      let rate = 0.5;
      const step = compileStep(input => [input.mul((rate /= 2))]);
      expect(() => {
        running(step);
      }).toThrow(
        'compileStep: an element that Mul takes, of shape [], was 0.25 at the first run and is 0.125 now; must be the same at ' +
          'every run. Pass what changes as an input, or make it with liveTensor',
      );
    });

    it('a number that changes after some runs', () => {
      let rate = 0.5;
      const step = compileStep(input => [input.mul(rate)]);
      expect(() => {
        running(step, 3);
        rate = 0.25;
        running(step, 1);
      }).toThrow('was 0.5 at the first run and is 0.25 now');
    });

    it('random numbers from JavaScript', () => {
      expect(() => {
        running(compileStep(input => [tf.dropout(tf.ones([100]), 0.5).mul(input)]));
      }).toThrow(/^compileStep: an element that \w+ takes, of shape \[100\], was/);
    });

    it('a graph that changes', () => {
      let count = 0;
      const step = compileStep(input => [count++ === 0 ? input.sin() : input.cos()]);
      expect(() => {
        running(step);
      }).toThrow('compileStep: the step recorded another graph than at its first run');
    });

    it('a branch on data', () => {
      const step = compileStep(input => [input.dataSync()[0]! > 0 ? input.sin() : input.cos()]);
      expect(() => {
        running(step);
      }).toThrow('compileStep: the step reads the elements of a tensor of shape [] while it is recorded');
    });

    it('a tensor that it keeps but does not return', () => {
      const kept: tf.Tensor[] = [];
      const step = compileStep(input => {
        kept.push(tf.keep(input.add(1)));
        return [];
      });
      expect(() => {
        running(step);
      }).toThrow('compileStep: the step keeps a tensor of shape [] that it does not return');
      tf.dispose(kept);
    });

    it('one tensor as two inputs', () => {
      const x = tf.scalar(1);
      expect(() => compileStep((a, b) => [a.add(b)])(x, x)).toThrow(
        'compileStep: inputs 0 and 1 are one tensor, must be distinct',
      );
      x.dispose();
    });

    it('leaving the engine usable', () => {
      expect(() => {
        running(compileStep(input => [input.reshape([5])]));
      }).toThrow();
      tf.tidy(() => {
        expect(read([tf.scalar(1).add(1)])).toEqual([[2]]);
      });
    });
  });
});
