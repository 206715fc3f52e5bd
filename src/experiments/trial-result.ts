/** The summary of a trial: scores, what hardware was learned, and the Methods text of each part. */
import * as tf from '@tensorflow/tfjs';
import type { TrialResult } from '../analysis/trial-record.js';
import { isDescribedLayer, isHardwareLayer } from '../engine/layer-description.js';
import { describeBasicCnn } from '../networks/basic-cnn.js';
import type { Evaluation } from '../networks/evaluate.js';
import type { FrameMoments } from '../networks/frame-moments.js';
import { describeTraining, type TrainingResult } from '../networks/train.js';
import type { ExperimentConfig } from './config/schema.js';

export interface Outcome {
  readonly config: ExperimentConfig;
  readonly model: tf.LayersModel;
  readonly trained: TrainingResult;
  readonly test: Evaluation;
  readonly normalization: FrameMoments;
}

/** What result.json says of a trial. */
export function trialResult({ config, model, trained, test, normalization }: Outcome): TrialResult {
  const { best, epochs } = trained;
  const classes = (model.outputs[0]!.shape as [null, number])[1];
  const sizeOf = (weights: readonly tf.LayerVariable[]) =>
    weights.reduce((sum, weight) => sum + tf.util.sizeFromShape(weight.shape as number[]), 0);
  return {
    testAccuracy: test.accuracy,
    testLoss: test.loss,
    validationAccuracy: best.validationAccuracy,
    validationLoss: best.validationLoss,
    bestEpoch: best.epoch,
    epochs,
    parameters: { count: sizeOf(model.weights), trainable: sizeOf(model.trainableWeights) },
    physical: model.layers.flatMap(layer => (isHardwareLayer(layer) ? layer.physicalParameters() : [])),
    methods: [
      ...model.layers.flatMap(layer => (isDescribedLayer(layer) ? [layer.describe()] : [])),
      describeBasicCnn({ ...config.network, classes }),
      describeTraining(config.training),
    ],
    normalization,
  };
}
