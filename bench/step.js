/**
 * Milliseconds per training step of the reference CNN (28x28x1, batch 64, conv32@5 - pool - conv64@5 - pool - dense128 -
 * dense10, Adam) on the onnx engine: node bench/step.js THREADS STEPS. Prints the JSON that torch_peer.py prints.
 */
import * as tf from '@tensorflow/tfjs';
import { basicCnn } from '../dist/networks/basic-cnn.js';
import { flush, startEngine } from '../dist/engine/start.js';

const [threads, steps] = process.argv.slice(2).map(Number);
const warmup = 5;

await startEngine({ threads });
const options = { filters: [32, 64], kernelSize: 5, denseUnits: 128, classes: 10, seed: 1 };
const input = tf.input({ shape: [28, 28, 1] });
const logits = basicCnn(options, { height: 28, width: 28 }).reduce((y, layer) => layer.apply(y), input);
const model = tf.model({ inputs: input, outputs: logits });
const variables = model.trainableWeights.map(weight => weight.read());
const images = tf.randomUniform([64, 28, 28, 1], 0, 1, 'float32', 1);
const labels = tf.oneHot(tf.range(0, 64, 1, 'int32').mod(tf.scalar(10, 'int32')), 10);
const optimizer = tf.train.adam(1e-3);

const times = [];
for (let step = 0; step < warmup + steps; step++) {
  const start = performance.now();
  const loss = optimizer.minimize(
    () => tf.losses.softmaxCrossEntropy(labels, model.apply(images, { training: true })),
    true,
    variables,
  );
  flush();
  loss.dataSync();
  loss.dispose();
  times.push(performance.now() - start);
}
const measured = times.slice(warmup).sort((a, b) => a - b);
const cnn = { median: measured[measured.length >> 1], min: measured[0] };
console.log(JSON.stringify({ threads, ms: { cnn } }));
