/** The package entry on Node: the physical layers, the engine, the data sets and the trainer, for use from code. */
export * from './layers.js';
export { flush, startEngine, type EngineOptions } from './engine/start.js';
export { compileStep, type Step } from './engine/compile.js';
export { onFallback } from './engine/fallback.js';
export { DataError } from './data/data-error.js';
export { fingerprintDataset, loadDataset, type LoadOptions } from './data/load.js';
export { drawProcedural, type ProceduralOptions } from './data/procedural/procedural-set.js';
export { splitDataset, type Split, type SplitOptions } from './data/split.js';
export { toScene } from './data/scene.js';
export { shuffled } from './data/shuffle.js';
export { rollScenes } from './data/roll-scenes.js';
export { stackScenes, tupleOrder } from './data/stack-scenes.js';
export type { DataOptions, Dataset, PixelClasses, Position } from './data/dataset.js';
export type { Affine, Point } from './data/augmentation/affine.js';
export { EpochAugmentation } from './data/augmentation/augment.js';
export { noAugmentation, type AugmentationOptions } from './data/augmentation/options.js';
export { augmentImages, type Augmentation } from './experiments/augmented-images.js';
export { labelledImages, type SceneArrangement } from './experiments/labelled-images.js';
export { reseedNoise } from './experiments/camera.js';
export { DiscreteChoice, type ChoiceNoise, type CountRule } from './engine/discrete-choice.js';
export { keepBudget } from './engine/discrete/keep-budget.js';
export { type ChoiceRules } from './engine/discrete/rules.js';
export { sharpnessAt } from './engine/discrete/schedule.js';
export { Adam } from './networks/adam.js';
export { applyLayers } from './networks/apply-layers.js';
export {
  batchRows,
  inputBatch,
  sceneBatch,
  type LabelledImages,
  type PreparedImages,
} from './networks/batch.js';
export type { DescentOptions } from './networks/descent.js';
export { FrameStatistics, type FrameMoments } from './networks/frame-moments.js';
export { addHead, joinHeads, splitHeads, type HeadOptions } from './networks/heads.js';
export { annealLayers, hardenLayers, isHardenable, layerPenalties } from './networks/layer-hooks.js';
export { gradCamMaps, gradientMaps, type SaliencyTask } from './networks/saliency.js';
export { Standardize, type StandardizeOptions } from './networks/standardize.js';
export { compressTone, expandTone } from './networks/tone.js';
export { trainModel } from './networks/train.js';
export type {
  EpochResult,
  StepProgress,
  TrainingEvents,
  TrainingOptions,
  TrainingResult,
} from './networks/training-options.js';
export { TrainingStopped, type Checkpoints, type TrainingState } from './networks/training-state.js';
export { startFrom, type StartRecord } from './networks/start-weights.js';
export { graphOf, runGraph, type NetworkGraph } from './networks/graph.js';
export type { TrainingPlan } from './networks/weight-groups.js';
export { evaluate, forEachOutput, type Evaluation, type EvaluationOptions } from './networks/evaluate.js';
export { loadModel, saveModel } from './networks/save-model.js';
export { openTrial, type TrainedTrial } from './experiments/trained/trained-trial.js';
export { loadCamera } from './experiments/trained/load-camera.js';
export { testImages, type TestImages } from './experiments/trained/test-images.js';
export { measure as measureTrials, type HeadMeasurements } from './experiments/trained/measure.js';
export { predictFiles, type Predicted } from './experiments/trained/predict.js';
export { exportOnnx, type OnnxFile, type OnnxOptions } from './experiments/trained/export-onnx.js';
export { classification, type ClassVerdict } from './networks/tasks/classification.js';
export { labelSets, type LabelSetVerdict } from './networks/tasks/label-set.js';
export { localization, type PositionVerdict } from './networks/tasks/localization.js';
export { hdrReconstruction, reconstruction } from './networks/tasks/reconstruction.js';
export { segmentation, type PixelVerdict } from './networks/tasks/segmentation.js';
export { severalTasks, type Head, type SeveralVerdict } from './networks/tasks/several.js';
export type { PartScore, Task, Verdict } from './networks/tasks/task.js';
export { alexNet, type AlexNetOptions } from './networks/architectures/alexnet.js';
export {
  networkModel,
  type ArchitectureDefinition,
  type Solver,
  type SolverPlace,
  type NetworkFrame,
  type NetworkPlace,
} from './networks/architectures/architecture.js';
export { autoencoder, type AutoencoderOptions } from './networks/architectures/autoencoder.js';
export { basicCnn, type BasicCnnOptions } from './networks/architectures/basic-cnn.js';
export {
  locallyConnectedDeconvolution,
  tiedDeconvolution,
  type LocallyConnectedNetworkOptions,
  type TiedOptions,
} from './networks/architectures/deconvolution.js';
export { demosaickingNetwork, type DemosaickingOptions } from './networks/architectures/demosaicking.js';
export { denseNet, type DenseNetOptions } from './networks/architectures/densenet.js';
export { encoderDecoder, type EncoderDecoderOptions } from './networks/architectures/encoder-decoder.js';
export {
  fullyConvolutional,
  type FullyConvolutionalOptions,
} from './networks/architectures/fully-convolutional.js';
export { googLeNet, type GoogLeNetOptions } from './networks/architectures/googlenet.js';
export { inceptionBlock, type InceptionFilters } from './networks/architectures/inception.js';
export { layerList, type LayerListOptions } from './networks/architectures/layer-list.js';
export { leNet, type LeNetOptions } from './networks/architectures/lenet.js';
export { linearNetwork, type LinearOptions } from './networks/architectures/linear.js';
export { mobileNet, type MobileNetOptions } from './networks/architectures/mobilenet.js';
export { Parts } from './networks/architectures/parts.js';
export { patchWienerSolver } from './networks/architectures/patch-wiener.js';
export { perceptron, type PerceptronOptions } from './networks/architectures/perceptron.js';
export { recurrent, type RecurrentOptions } from './networks/architectures/recurrent.js';
export { architectures } from './networks/architectures/registry.js';
export { smallResNet, type SmallResNetOptions } from './networks/architectures/resnet-small.js';
export { resNet, type ResNetOptions } from './networks/architectures/resnet.js';
export { uNet, type UNetOptions } from './networks/architectures/unet.js';
export { vgg, type VggOptions } from './networks/architectures/vgg.js';
export {
  applyPatchWiener,
  fitPatchWiener,
  type PatchWiener,
  type PatchWienerOptions,
} from './networks/classical/patch-wiener.js';
export {
  LocallyConnected2D,
  locallyConnect,
  type LocallyConnectedOptions,
} from './networks/layers/locally-connected.js';
export { CapturesToRows, RowsToCaptures, type CapturesOptions } from './networks/layers/captures.js';
export { ResizeFrames, type ResizeFramesOptions } from './networks/layers/resize-frames.js';
export { SeededDropout, type SeededDropoutOptions } from './networks/layers/seeded-dropout.js';
export { balancedClassWeights } from './networks/losses/class-weights.js';
export {
  sigmoidCrossEntropy,
  softmaxCrossEntropy,
  type CrossEntropyOptions,
  type SigmoidOptions,
} from './networks/losses/classification.js';
export { crossEntropyAndDice, dice, type DiceOptions, type DiceSumOptions } from './networks/losses/dice.js';
export { meanWeights, type Loss, type LossDefinition } from './networks/losses/loss.js';
export { losses } from './networks/losses/registry.js';
export { absoluteError, huber, muLaw, squaredError } from './networks/losses/regression.js';
export { l1Penalty, l2Penalty, smoothnessPenalty } from './networks/losses/regularizers.js';
export { AdamW, type AdamWOptions } from './networks/optimizers/adam-w.js';
export { clipByGlobalNorm } from './networks/optimizers/clip-gradients.js';
export { Momentum, type MomentumOptions } from './networks/optimizers/momentum.js';
export type { Optimizer, StatefulOptimizer, StepNow } from './networks/optimizers/optimizer.js';
export { optimizers, type OptimizerDefinition } from './networks/optimizers/registry.js';
export { RmsProp, type RmsPropOptions } from './networks/optimizers/rms-prop.js';
export {
  afterEpoch,
  cosineFactor,
  plateauStart,
  stepsFactor,
  warmUpFactor,
  type PlateauOptions,
  type PlateauState,
} from './networks/optimizers/schedules.js';
export {
  plainSchedule,
  scheduleNames,
  stepSizeFactor,
  type ScheduleName,
  type ScheduleOptions,
} from './networks/optimizers/step-size.js';
export {
  balancedAccuracy,
  classScores,
  confusionMatrix,
  macroF1,
  type ClassScores,
  type ConfusionMatrix,
} from './analysis/confusion.js';
export {
  meanSquaredError,
  peakSignalToNoise,
  structuralSimilarity,
  type ImageSize,
} from './analysis/image-metrics.js';
export { meanInterval, pairedDifference, type MeanInterval } from './analysis/statistics.js';
export {
  bootstrapInterval,
  type BootstrapInterval,
  type BootstrapOptions,
} from './analysis/metrics/bootstrap.js';
export { ClassificationTally, type CalibrationBin } from './analysis/metrics/classification-tally.js';
export { matthewsCorrelation } from './analysis/metrics/correlation.js';
export { hdrPeakSignalToNoise, muLawError, muLawTone, type ToneRange } from './analysis/metrics/hdr-error.js';
export { diceOf, iouOf, MaskTally, pooledCounts, type MaskCounts } from './analysis/metrics/mask-tally.js';
export { PositionTally } from './analysis/metrics/position-tally.js';
export {
  averagePrecision,
  macroRocAuc,
  rocAuc,
  ScoreList,
  sensitivityAt,
  type ScoredImages,
  type Sensitivity,
} from './analysis/metrics/ranking.js';
