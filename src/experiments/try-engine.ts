/** A short training that shows whether an engine works on this machine. */
import { tf } from '../engine/tfjs.js';
import { useEngine } from '../engine/choose-engine.js';
import type { EngineName } from '../engine/engine-names.js';
import { networkModel } from '../networks/architectures/architecture.js';
import { basicCnn } from '../networks/architectures/basic-cnn.js';
import { Descent } from '../networks/descent.js';
import { classification, judgeClass } from '../networks/tasks/classification.js';

const side = 8;
const classes = 4;
const batchSize = 16;
const steps = 20;

/**
 * Trains a small network on a handful of images and looks at the loss.
 *
 * @returns What the engine runs on, and how long a step took.
 * @throws Error if the engine cannot start, or if training it does not lower the loss.
 */
export async function tryEngine(name: EngineName, threads: number): Promise<string> {
  const runsOn = await useEngine(name, threads);
  const options = { filters: [8], kernelSize: 3, denseUnits: 16 };
  const model = networkModel(
    place => basicCnn(options, place),
    { height: side, width: side, channels: 1 },
    { outputs: classes, seed: 1 },
  );
  const descent = new Descent(model, classification(classes).loss, {
    learningRate: 0.01,
    physicalLearningRate: 0.01,
    learningRateSchedule: 'constant',
  });
  const labels = Array.from({ length: batchSize }, (_, index) => index % classes);
  const losses: number[] = [];
  const milliseconds: number[] = [];
  try {
    for (let step = 0; step < steps; step++) {
      const start = performance.now();
      const targets = tf.oneHot(labels, classes, 1, 0, 'float32');
      const logits = descent.step({ scenes: stripes(labels), targets, images: batchSize }, momentOf(step));
      milliseconds.push(performance.now() - start);
      losses.push(
        logits.reduce((sum, each, place) => sum + judgeClass(each, labels[place]!).loss, 0) / batchSize,
      );
    }
  } finally {
    descent.dispose();
    model.dispose();
  }
  const [first, last] = [losses[0]!, losses.at(-1)!];
  if (!(last < first / 2)) {
    throw new Error(
      `engine ${name}: the loss of a small network went from ${first.toFixed(3)} to ${last.toFixed(3)} in ${steps} steps, must ` +
        `fall below half; ${runsOn}`,
    );
  }
  const typical = milliseconds.toSorted((a, b) => a - b)[steps / 2]!;
  return `${runsOn}; a small training step took ${typical.toFixed(1)} ms, its loss fell from ${first.toPrecision(2)} to ${last.toPrecision(2)}`;
}

function momentOf(step: number) {
  return { progress: step / steps, step, stepsPerEpoch: steps, plateauFactor: 1 };
}

/** Images whose class is the column in which a bright line stands. */
function stripes(labels: readonly number[]): tf.Tensor4D {
  const images = labels.map(label =>
    Array.from({ length: side }, () =>
      Array.from({ length: side }, (_, column) => [column === 2 * label ? 1 : 0]),
    ),
  );
  return tf.tensor4d(images);
}
