/**
 * A training script of one's own, without a config: gratings behind a lens and a noisy sensor, told apart by a small network.
 *
 * In a project that has the package, the names below come from 'physlayer'.
 */
import * as tf from '@tensorflow/tfjs';
import {
  augmentImages,
  balancedAccuracy,
  basicCnn,
  classification,
  confusionMatrix,
  DiffractionBlur,
  evaluate,
  Exposure,
  forEachOutput,
  FrameStatistics,
  labelledImages,
  loadDataset,
  reseedNoise,
  ShotNoise,
  shuffled,
  splitDataset,
  Standardize,
  startEngine,
  trainModel,
} from '../src/index.js';

export interface OwnTraining {
  readonly images: number;
  readonly epochs: number;
  /** Of everything that is drawn. */
  readonly seed: number;
}

/** Share of the test images that are named rightly, mean over the classes, 0 to 1. */
export async function ownTraining({ images: count, epochs, seed }: OwnTraining): Promise<number> {
  await startEngine();
  const [height, width] = [16, 16];
  const textures = { kind: 'textures', periodsPixels: [4, 8], orientations: 2 } as const;
  const set = await loadDataset({
    ...{ source: 'procedural', images: count, heightPixels: height, widthPixels: width, seed },
    ...textures,
  });
  const classes = set.classNames.length;
  const split = splitDataset(set, { seed, validationFraction: 0.2, testFraction: 0.2 });
  const scenes = labelledImages(set, split, { data: { stackedScenes: 1, isRolled: false, split: { seed } } });

  const standardize = new Standardize({ mean: [0], std: [1] });
  const camera = [
    new DiffractionBlur({ fNumber: 8, wavelength: [550e-9], pixelPitch: 3.45e-6 }),
    new Exposure({ photonsAtFullScale: 2000 }),
    new ShotNoise({ quantumEfficiency: 0.6, seed, stream: 1 }),
  ];
  const input = tf.input({ shape: [height, width, set.channels] });
  const frame = camera.reduce((x, layer) => layer.apply(x) as tf.SymbolicTensor, input);
  const logits = basicCnn(
    { filters: [8], kernelSize: 5, denseUnits: 16 },
    { input: standardize.apply(frame) as tf.SymbolicTensor, outputs: classes, seed },
  );
  const model = tf.model({ inputs: input, outputs: logits });
  const batchSize = 16;
  // Steps below 0 are not those of training: the same noise in each validation, another in the test.
  const noiseOf = (step: number) => (firstRow: number) => reseedNoise(model, step, firstRow);

  const statistics = new FrameStatistics(set.channels);
  const sensor = tf.model({ inputs: input, outputs: frame });
  await forEachOutput(
    x => sensor.apply(x) as tf.Tensor,
    scenes,
    split.train,
    { batchSize, beforeBatch: noiseOf(-1) },
    values => statistics.add(values),
  );
  standardize.setMoments(statistics.moments(line => process.emitWarning(line)));

  const task = classification(classes);
  await trainModel(model, scenes, {
    ...{ task, epochs, batchSize, train: split.train, validation: split.validation },
    ...{ learningRate: 0.005, physicalLearningRate: 0.02, learningRateSchedule: 'constant' },
    earlyStoppingPatience: 0,
    augment: augmentImages({ shiftPixels: 1, brightnessFraction: 0.1 }, scenes, seed),
    orderOf: (rows, epoch) => shuffled(rows, seed, epoch),
    beforeStep: step => noiseOf(step)(0),
    beforeValidationBatch: noiseOf(-2),
  });
  const { verdicts } = await evaluate(model, task, scenes, split.test, {
    batchSize,
    beforeBatch: noiseOf(-3),
  });
  model.dispose();
  const rows = verdicts.map(({ predicted }, place) => ({
    label: set.labels[split.test[place]!]!,
    predicted,
  }));
  return balancedAccuracy(confusionMatrix(rows, classes))!;
}
