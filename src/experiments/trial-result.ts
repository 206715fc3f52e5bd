/** The summary of a trial: scores, what hardware was learned, and the Methods text of each part. */
import { tf } from '../engine/tfjs.js';
import type { TestMetric } from '../analysis/test-metrics.js';
import type { TrainedWeights, TrialResult } from '../analysis/trial-result-record.js';
import {
  isDescribedLayer,
  isHardwareLayer,
  type LayerDescription,
  type PhysicalParameter,
} from '../engine/layer-description.js';
import type { Evaluation } from '../networks/evaluate.js';
import type { FrameMoments } from '../networks/frame-moments.js';
import type { Task } from '../networks/tasks/task.js';
import type { StartRecord } from '../networks/start-weights.js';
import type { TrainingResult } from '../networks/training-options.js';
import { isTrainedUntil, weightGroups } from '../networks/weight-groups.js';
import type { Camera } from './camera.js';
import { isSolved } from './config/network-schema.js';
import type { ExperimentConfig } from './config/schema.js';
import { imageSampling } from './image-sampling.js';
import { descentOptions, describeTraining } from './training.js';
import { networkPrefix, type SceneShape } from './network.js';
import { describeHeads } from './network-heads.js';
import { describeSolving } from './solve-network.js';

export interface Outcome {
  readonly config: ExperimentConfig;
  readonly task: Task;
  readonly scene: SceneShape;
  readonly camera: Camera;
  readonly trained: TrainingResult;
  readonly test: Evaluation;
  /** Of the design as it would be built; null where that is the trained one. */
  readonly hardTest: Evaluation | null;
  /** Mean structural similarity of the test images; null where none was measured. */
  readonly ssim: number | null;
  /** Other measures of the test. */
  readonly testMetrics: readonly TestMetric[];
  /** Those of the design as it would be built; none where that is the trained one. */
  readonly hardTestMetrics: readonly TestMetric[];
  readonly normalization: FrameMoments;
  /** What was taken of saved weights; null where all were drawn. */
  readonly start: StartRecord | null;
}

/** What result.json says of a trial. */
export function trialResult(outcome: Outcome): TrialResult {
  const { config, task, scene, camera, trained, test, hardTest, normalization, start } = outcome;
  const { ssim, testMetrics, hardTestMetrics } = outcome;
  const { model } = camera;
  const { best, epochs } = trained;
  const sampling = imageSampling(camera);
  const sizeOf = (weights: readonly tf.LayerVariable[]) =>
    weights.reduce((sum, weight) => sum + tf.util.sizeFromShape(weight.shape as number[]), 0);
  return {
    task: config.task,
    testScore: test.score,
    ...(hardTest && { hardTestScore: hardTest.score }),
    ...(ssim !== null && { testSsim: ssim }),
    ...(testMetrics.length > 0 && { testMetrics }),
    ...(hardTestMetrics.length > 0 && { hardTestMetrics }),
    testLoss: test.loss,
    validationScore: best.validationScore,
    validationLoss: best.validationLoss,
    bestEpoch: best.epoch,
    epochs,
    parameters: { count: sizeOf(model.weights), trainable: sizeOf(model.trainableWeights) },
    physical: physicalParameters(model.layers),
    training: trainedWeights(model, config, best.epoch, start),
    methods: [
      ...descriptions(model.layers),
      describeHeads(config, scene),
      isSolved(config.network) ? describeSolving() : describeTraining(config.training, task, start),
    ],
    ...(sampling && { sampling }),
    normalization,
  };
}

/** What was trained by the epoch whose weights were kept, and what was not. */
function trainedWeights(
  model: tf.LayersModel,
  { training }: ExperimentConfig,
  bestEpoch: number,
  start: StartRecord | null,
): TrainedWeights {
  const plan = descentOptions(training).plan!;
  const groups = weightGroups(model, plan, networkPrefix);
  const named = (isTrained: boolean) =>
    groups
      .filter(group => isTrainedUntil(bestEpoch, group, plan, groups) === isTrained)
      .flatMap(({ names }) => names);
  return {
    trained: named(true),
    frozen: named(false),
    ...(start && { start: { path: training.startPath!, ...start } }),
  };
}

/** Learned parameters; where several layers have one of a name, with the name of the layer before it. */
function physicalParameters(layers: readonly tf.layers.Layer[]): PhysicalParameter[] {
  const found = layers.flatMap(layer =>
    isHardwareLayer(layer)
      ? layer.physicalParameters().map(parameter => ({ owner: layer.name, ...parameter }))
      : [],
  );
  const isShared = (name: string): boolean => new Set(ownersOf(found, name)).size > 1;
  return found.map(({ owner, name, value, unit }) => ({
    name: isShared(name) ? `${owner}.${name}` : name,
    value,
    unit,
  }));
}

function ownersOf(parameters: readonly { readonly name: string; readonly owner: string }[], name: string) {
  return parameters.filter(parameter => parameter.name === name).map(({ owner }) => owner);
}

/** Methods of the layers; where several have one title, with the name of the layer behind it. */
function descriptions(layers: readonly tf.layers.Layer[]): LayerDescription[] {
  const found = layers.flatMap(layer =>
    isDescribedLayer(layer) ? [{ owner: layer.name, description: layer.describe() }] : [],
  );
  const titles = found.map(({ description }) => description.title);
  return found.map(({ owner, description }) => {
    const isShared = titles.filter(title => title === description.title).length > 1;
    return isShared ? { ...description, title: `${description.title} (${owner})` } : description;
  });
}
