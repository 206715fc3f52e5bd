/**
 * Milliseconds per training step of the phase mask of torch_reference.py on the onnx engine: 64x64 pupil phase, incoherent
 * PSF, blur of 64 images 64x64, 4x4 detectors, dense 10, Adam.
 * node bench/phase-mask.js THREADS STEPS. Prints the JSON that torch_peer.py prints.
 */
import * as tf from '@tensorflow/tfjs';
import { compileStep } from '../dist/engine/compile.js';
import { fieldFromPolar, intensity } from '../dist/engine/fourier/complex-field.js';
import { dft2 } from '../dist/engine/fourier/dft.js';
import { convolveImages } from '../dist/engine/fourier/convolve-images.js';
import { flush, startEngine } from '../dist/engine/start.js';
import { Adam } from '../dist/networks/adam.js';

const [threads, steps] = process.argv.slice(2).map(Number);
const warmup = 5;
const [size, batch] = [64, 64];

await startEngine({ threads });
const grid = tf.linspace(-1, 1, size).square();
const aperture = grid.reshape([size, 1]).add(grid).lessEqual(0.25).cast('float32');
const phase = tf.variable(tf.zeros([size, size]));
const weights = tf.variable(tf.randomUniform([16, 10], -0.25, 0.25, 'float32', 2));
const bias = tf.variable(tf.zeros([10]));
const images = tf.randomUniform([batch, size, size, 1], 0, 1, 'float32', 1);
const labels = tf.oneHot(
  tf.tensor1d(
    Array.from({ length: batch }, (_, index) => index % 10),
    'int32',
  ),
  10,
);
const variables = [phase, weights, bias];
const optimizer = new Adam(variables);
let stepNumber = 0;

function loss(images, labels) {
  const irradiance = intensity(dft2(fieldFromPolar(aperture, phase)));
  const psf = irradiance.div(irradiance.sum()).reshape([size, size, 1]);
  const image = convolveImages(images, psf, { boundary: 'circular', method: 'fourier' });
  const detected = image.reshape([batch, 4, 16, 4, 16]).mean([2, 4]).reshape([batch, 16]);
  return tf.losses.softmaxCrossEntropy(labels, detected.matMul(weights).add(bias));
}

const step = compileStep((x, y) => {
  const { value, grads } = tf.variableGrads(() => loss(x, y), variables);
  optimizer.step(
    variables.map(({ name }) => grads[name]),
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
const phaseMask = { median: measured[measured.length >> 1], min: measured[0] };
console.log(JSON.stringify({ threads, ms: { phase_mask: phaseMask } }));
