/** Solves for the weights of a network in closed form, on frames of all training images, in place of training. */
import { tf } from '../engine/tfjs.js';
import type { LayerDescription } from '../engine/layer-description.js';
import { applyLayers } from '../networks/apply-layers.js';
import { evaluate, forEachOutput } from '../networks/evaluate.js';
import type {
  EpochResult,
  TrainingEvents,
  TrainingOptions,
  TrainingResult,
} from '../networks/training-options.js';
import { reseedNoise, standardizeLayer, type Camera } from './camera.js';
import { architectureOf } from './config/network-schema.js';
import type { ExperimentConfig } from './config/schema.js';
import { unusedTrainingKeys } from './config/solved-rules.js';
import { exposures } from './exposures.js';
import type { Remaining } from './fixed-images.js';
import { networkPrefix } from './network.js';

interface SolveTask {
  readonly config: ExperimentConfig;
  readonly camera: Camera;
  /** What takes the images to frames, and the images. */
  readonly remaining: Remaining;
  readonly options: Pick<
    TrainingOptions,
    'task' | 'train' | 'validation' | 'validated' | 'batchSize' | 'beforeValidationBatch'
  >;
  readonly events: TrainingEvents;
  readonly log: (line: string) => void;
}

/**
 * Gives the network the weights of least error, each training image seen once, with its noise, and judges them.
 *
 * @returns What stands for training, as one epoch: its training loss is that of the very frames that were solved for.
 * @throws RangeError if a layer of the camera is to be trained, or the ridge is too small for the frames.
 */
export async function solveNetwork(task: SolveTask): Promise<TrainingResult> {
  const { config, camera, remaining, options, events, log } = task;
  const { model, images } = remaining;
  checkFixed(config, camera);
  const start = performance.now();
  await solve(task);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  log(
    `solve: ${config.network.type} on ${options.train.length} training images in ${seconds} s; ` +
      `no effect have training.${unusedTrainingKeys}`,
  );
  const { batchSize, train, validation, validated = remaining, beforeValidationBatch } = options;
  const trained = await evaluate(model, options.task, images, train, {
    batchSize,
    beforeBatch: firstRow => reseedNoise(camera.model, exposures.solve, firstRow),
  });
  const judged = await evaluate(validated.model, options.task, validated.images, validation, {
    batchSize,
    ...(beforeValidationBatch && { beforeBatch: beforeValidationBatch }),
  });
  const best: EpochResult = {
    epoch: 1,
    trainLoss: trained.loss,
    trainScore: trained.score,
    validationLoss: judged.loss,
    validationScore: judged.score,
  };
  await events.onStep?.({ epoch: 1, step: 1, steps: 1, trainLoss: trained.loss });
  await events.onEpoch?.(best);
  return { best, epochs: 1 };
}

async function solve({ config, camera, remaining, options }: SolveTask): Promise<void> {
  const { model } = camera;
  const network = model.layers.filter(({ name }) => name.startsWith(networkPrefix));
  const [ahead, last] = [network.slice(0, -1), network.at(-1)!];
  const { height, width, channels } = remaining.images;
  const place = { height, width, channels: camera.frame.channels, outputs: channels };
  const solver = architectureOf(config.network).solve!(config.network, place);
  const layers = [...remaining.links.map(({ layer }) => layer), standardizeLayer(model), ...ahead];
  const exposure = {
    batchSize: options.batchSize,
    beforeBatch: (firstRow: number) => reseedNoise(model, exposures.solve, firstRow),
  };
  await forEachOutput(
    scenes => applyLayers(layers, scenes),
    remaining.images,
    options.train,
    exposure,
    (frame, row) => solver.add(frame, remaining.images.scenes(Uint32Array.of(row))),
  );
  const values = solver.weights();
  tf.tidy(() =>
    last.setWeights(values.map((each, index) => tf.tensor(each, last.weights[index]!.shape as number[]))),
  );
}

function checkFixed({ network }: ExperimentConfig, { links }: Camera): void {
  const learned = links.find(({ layer }) => layer.trainableWeights.length > 0);
  if (learned === undefined) return;
  throw new RangeError(
    `solve: layer ${learned.item.name} has weights to train, must be fixed with network.type ${network.type}, which is solved`,
  );
}

/** How the weights were found, for the Methods text. */
export function describeSolving(): LayerDescription {
  return {
    title: 'Training',
    text:
      'No weight was trained by gradient descent. The network was solved for in closed form, in double precision, from one exposure, ' +
      'with its noise, of each training image.',
    parameters: [],
    source: 'Hoerl & Kennard, Technometrics 12, 55 (1970), doi:10.1080/00401706.1970.10488634',
  };
}
