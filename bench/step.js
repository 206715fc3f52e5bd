/**
 * Milliseconds per training step of the reference CNN (28x28x1, batch 64, conv32@5 - pool - conv64@5 - pool - dense128 -
 * dense10, Adam) on the onnx engine: node bench/step.js THREADS STEPS [--lazy]. Prints the JSON that torch_peer.py prints.
 * With --lazy the step is recorded anew each time, not replayed.
 */
import * as tf from '@tensorflow/tfjs';
import { compileStep } from '../dist/engine/compile.js';
import { flush, startEngine } from '../dist/engine/start.js';
import { Adam } from '../dist/networks/adam.js';
import { basicCnn } from '../dist/networks/basic-cnn.js';

const [threads, steps] = process.argv.slice(2, 4).map(Number);
const isLazy = process.argv.includes('--lazy');
const warmup = 5;

await startEngine({ threads });
const options = { filters: [32, 64], kernelSize: 5, denseUnits: 128, classes: 10, seed: 1 };
const input = tf.input({ shape: [28, 28, 1] });
const outputs = basicCnn(options, { height: 28, width: 28 }).reduce((y, layer) => layer.apply(y), input);
const model = tf.model({ inputs: input, outputs });
const variables = model.trainableWeights.map(weight => weight.read());
const optimizer = new Adam(variables);
const images = tf.randomUniform([64, 28, 28, 1], 0, 1, 'float32', 1);
const labels = tf.oneHot(tf.range(0, 64, 1, 'int32').mod(tf.scalar(10, 'int32')), 10);
let stepNumber = 0;

const train = (x, y) => {
  const loss = () => tf.losses.softmaxCrossEntropy(y, model.apply(x, { training: true }));
  const { value, grads } = tf.variableGrads(loss, variables);
  optimizer.step(
    variables.map(({ name }) => grads[name]),
    () => ({ step: stepNumber, stepSize: 1e-3 }),
  );
  return [value];
};
const step = isLazy ? (x, y) => tf.tidy(() => train(x, y)) : compileStep(train);

const times = [];
for (let index = 0; index < warmup + steps; index++) {
  const start = performance.now();
  stepNumber++;
  const [loss] = step(images, labels);
  flush();
  loss.dataSync();
  loss.dispose();
  times.push(performance.now() - start);
}
const measured = times.slice(warmup).sort((a, b) => a - b);
const cnn = { median: measured[measured.length >> 1], min: measured[0] };
console.log(JSON.stringify({ threads, ms: { cnn } }));
