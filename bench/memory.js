/**
 * Memory of one process over many steps and over many different graphs:
 *
 *   node --expose-gc bench/memory.js [--steps 5000] [--graphs 300]
 *
 * Trains a small convolutional network on a new batch at each step, then runs as many different graphs, and prints the resident
 * memory after a tenth of the steps, after all, and after the graphs, each time without what JavaScript could let go of.
 */
import * as tf from '@tensorflow/tfjs';
import { parseArgs } from 'node:util';
import { startEngine } from '../dist/engine/start.js';
import { networkModel } from '../dist/networks/architectures/architecture.js';
import { basicCnn } from '../dist/networks/architectures/basic-cnn.js';
import { Descent } from '../dist/networks/descent.js';
import { classification } from '../dist/networks/tasks/classification.js';

const { values: options } = parseArgs({
  options: { steps: { type: 'string', default: '5000' }, graphs: { type: 'string', default: '300' } },
});
const [steps, graphs] = [Number(options.steps), Number(options.graphs)];
const [side, batch, classes] = [28, 32, 10];
const megabytes = () => {
  globalThis.gc?.();
  return process.memoryUsage().rss / 2 ** 20;
};

await startEngine();
const network = { filters: [16, 32], kernelSize: 3, denseUnits: 64 };
const frame = { height: side, width: side, channels: 1 };
const model = networkModel(place => basicCnn(network, place), frame, { outputs: classes, seed: 1 });
const descent = new Descent(model, classification(classes).loss, {
  learningRate: 1e-3,
  physicalLearningRate: 1e-3,
  learningRateSchedule: 'constant',
});
const labels = Array.from({ length: batch }, (_, index) => index % classes);

const moment = { progress: 0, step: 0, stepsPerEpoch: steps, plateauFactor: 1 };
let early = 0;
for (let step = 1; step <= steps; step++) {
  const pixels = Float32Array.from({ length: batch * side * side }, (_, index) => Math.sin(index * step));
  const scenes = tf.tensor4d(pixels, [batch, side, side, 1]);
  descent.step({ scenes, targets: tf.oneHot(labels, classes, 1, 0, 'float32'), images: batch }, moment);
  if (step === Math.floor(steps / 10)) early = megabytes();
}
const late = megabytes();
console.log(`step ${Math.floor(steps / 10)}: ${early.toFixed(0)} MB, step ${steps}: ${late.toFixed(0)} MB`);
console.log(`grown by ${(100 * (late / early - 1)).toFixed(1)} %, ${tf.memory().numTensors} tensors`);

for (let graph = 1; graph <= graphs; graph++) {
  tf.tidy(
    () => void tf.conv2d(tf.ones([1, 16 + graph, 32, 4]), tf.ones([3, 3, 4, 16]), 1, 'same').dataSync(),
  );
}
const { size, compiled } = tf.backend().sessions;
console.log(`${compiled} graphs: ${megabytes().toFixed(0)} MB, ${size} sessions kept`);
