import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { compileStep } from '../../../src/engine/compile.js';
import { startEngine } from '../../../src/engine/start.js';
import { isPenalizedLayer } from '../../../src/engine/layer-description.js';
import { blurCases } from '../../layer-cases/blur.js';
import { sampleTensor } from '../../engine/on-backends.js';

const runs = 6;
/** The same kernels in the same order, in graphs that differ by what was fused. */
const replayTolerance = 1e-5;

beforeAll(() => startEngine());
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

const learned = blurCases.filter(({ name }) => name.includes('learned'));

describe.each(learned.map(entry => [entry.name, entry] as const))(
  '%s',
  (_, { make, inputShape, inputScale }) => {
    function train(wrap: (step: (...inputs: tf.Tensor[]) => tf.Tensor[]) => typeof step): number[] {
      const layer = make();
      const x = sampleTensor([2, ...inputShape])
        .add(1)
        .mul(inputScale / 2);
      const start = layer.apply(x) as tf.Tensor;
      const target = start.mul(0.7).add(sampleTensor(start.shape).mul(inputScale / 10));
      const variables = layer.trainableWeights.map(weight => weight.read() as unknown as tf.Variable);
      const optimizer = tf.train.adam(0.005);
      const step = wrap((image, wanted) => {
        const loss = () => {
          const error = (layer.apply(image) as tf.Tensor).sub(wanted).square().mean<tf.Scalar>();
          return isPenalizedLayer(layer) ? error.add<tf.Scalar>(layer.penalty()) : error;
        };
        return [optimizer.minimize(loss, true, variables)!];
      });
      return Array.from({ length: runs }, () => step(x, target)[0]!.dataSync()[0]!);
    }

    it('trains in a compiled step as it does without', () => {
      const [compiled, plain] = [train(compileStep), train(step => step)];
      compiled.forEach((loss, run) => expect(Math.abs(loss / plain[run]! - 1)).toBeLessThan(replayTolerance));
      expect(compiled.at(-1)).toBeLessThan(compiled[0]!);
    });
  },
);
