import * as tf from '@tensorflow/tfjs';
import { compileStep } from '../dist/engine/compile.js';
import { flush } from '../dist/engine/start.js';
import { Adam } from '../dist/networks/adam.js';

/**
 * A training step of a workload with Adam, 1e-3: each call runs one step and returns its loss.
 *
 * @param isLazy Records the step anew each time instead of replaying it.
 */
export function trainingStep({ variables, inputs, loss }, isLazy = false) {
  const optimizer = new Adam(variables);
  let step = 0;
  const train = (...batch) => {
    const { value, grads } = tf.variableGrads(() => loss(...batch), variables);
    const gradients = variables.map(({ name }) => grads[name]);
    optimizer.step(gradients, () => ({ step, stepSize: 1e-3 }));
    return [value];
  };
  const run = isLazy ? (...batch) => tf.tidy(() => train(...batch)) : compileStep(train);
  return () => {
    step++;
    const [value] = run(...inputs);
    flush();
    const [lossNow] = value.dataSync();
    value.dispose();
    return lossNow;
  };
}
