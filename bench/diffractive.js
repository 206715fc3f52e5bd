/**
 * Milliseconds per training step of the diffractive network of torch_reference.py on the onnx engine: five 128x128 phase
 * masks with propagation between them, batch 8, ten detector regions, Adam.
 * node bench/diffractive.js THREADS STEPS. Prints the JSON that torch_peer.py prints.
 */
import * as tf from '@tensorflow/tfjs';
import { compileStep } from '../dist/engine/compile.js';
import { fieldFromPolar, intensity, multiplyFields } from '../dist/engine/fourier/complex-field.js';
import { applyFilter, prepareFilter } from '../dist/engine/fourier/filter-field.js';
import { flush, startEngine } from '../dist/engine/start.js';
import { Adam } from '../dist/networks/adam.js';

const [threads, steps] = process.argv.slice(2).map(Number);
const warmup = 5;
const [size, batch, layers] = [128, 8, 5];

await startEngine({ threads });
const frequencies = tf.tensor1d(Array.from({ length: size }, (_, k) => (k < size / 2 ? k : k - size) / size));
const squares = frequencies.square();
const transfer = fieldFromPolar(
  tf.scalar(1),
  squares
    .reshape([size, 1])
    .add(squares)
    .mul(-40 * 2 * Math.PI),
);
const masks = Array.from({ length: layers }, () => tf.variable(tf.zeros([size, size])));
const images = tf.randomUniform([batch, size, size], 0, 1, 'float32', 1);
const labels = tf.oneHot(tf.tensor1d([0, 1, 2, 3, 4, 5, 6, 7], 'int32'), 10);
const optimizer = new Adam(masks);
let stepNumber = 0;

function loss(images, labels) {
  const propagation = prepareFilter(transfer);
  let field = { real: images, imaginary: tf.zerosLike(images) };
  for (const mask of masks) {
    field = multiplyFields(applyFilter(field, propagation), fieldFromPolar(tf.scalar(1), mask));
  }
  const power = intensity(applyFilter(field, propagation));
  const regions = power.slice([0, 24, 24], [-1, 80, 80]).reshape([batch, 2, 40, 5, 16]);
  return tf.losses.softmaxCrossEntropy(labels, regions.mean([2, 4]).reshape([batch, 10]));
}

const step = compileStep((x, y) => {
  const { value, grads } = tf.variableGrads(() => loss(x, y), masks);
  optimizer.step(
    masks.map(({ name }) => grads[name]),
    () => ({ step: stepNumber, stepSize: 1e-3 }),
  );
  return [value];
});

const times = [];
for (let index = 0; index < warmup + steps; index++) {
  const start = performance.now();
  stepNumber++;
  const [value] = step(images, labels);
  flush();
  value.dataSync();
  value.dispose();
  times.push(performance.now() - start);
}
const measured = times.slice(warmup).sort((a, b) => a - b);
const diffractive = { median: measured[measured.length >> 1], min: measured[0] };
console.log(JSON.stringify({ threads, ms: { diffractive } }));
