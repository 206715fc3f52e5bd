/** What a trial keeps of some test images: their way through the camera, and what in them speaks for the answer. */
import { tf } from '../engine/tfjs.js';
import type { ReconstructionImage } from '../analysis/reconstruction-record.js';
import type { SaliencyMap, SampleImage } from '../analysis/trial-record.js';
import type { Dataset } from '../data/dataset.js';
import { applyLayers } from '../networks/apply-layers.js';
import { sceneBatch, type LabelledImages } from '../networks/batch.js';
import { runGraph } from '../networks/graph.js';
import { gradCamMaps, gradientMaps, lastFeatureMap } from '../networks/saliency.js';
import type { ClassVerdict } from '../networks/tasks/classification.js';
import type { Verdict } from '../networks/tasks/task.js';
import { cameraLayers, type Camera } from './camera.js';
import type { ExperimentConfig } from './config/schema.js';
import { stageImages } from './sample-stages.js';

/** A trained camera and the test images it was measured on. */
export interface Tested<Found extends Verdict = Verdict> {
  readonly config: ExperimentConfig;
  readonly camera: Camera;
  readonly dataset: Dataset;
  readonly images: LabelledImages;
  /** Indices of the test images. */
  readonly rows: Uint32Array;
  /** One per test image. */
  readonly verdicts: readonly Found[];
  /** Brings back the noise that the test image at a place among `rows` was measured with. */
  readonly reseed: (place: number) => void;
}

/**
 * Places among the test images, one of each class in turn, so that a few of them show all classes.
 *
 * @param places Candidates, in the order of preference.
 * @param labels Class of each test image.
 */
export function spreadOverClasses(
  places: readonly number[],
  labels: ArrayLike<number>,
  count: number,
): number[] {
  const seen = new Map<number, number>();
  const rounds = places.map(place => {
    const round = seen.get(labels[place]!) ?? 0;
    seen.set(labels[place]!, round + 1);
    return { place, round, label: labels[place]! };
  });
  rounds.sort((a, b) => a.round - b.round || a.label - b.label);
  return rounds.slice(0, count).map(({ place }) => place);
}

/**
 * Test images for the saliency grid: right ones, then wrong ones, half of each where there are so many.
 *
 * @param isRight For each test image, whether its answer was right.
 */
export function pickRightAndWrong(
  isRight: readonly boolean[],
  labels: ArrayLike<number>,
  count: number,
): number[] {
  const places = [...isRight.keys()];
  const right = places.filter(place => isRight[place]);
  const wrong = places.filter(place => !isRight[place]);
  const wrongCount = Math.min(wrong.length, Math.max(Math.floor(count / 2), count - right.length));
  return [
    ...spreadOverClasses(right, labels, count - wrongCount),
    ...spreadOverClasses(wrong, labels, wrongCount),
  ];
}

/** The sensor strip: the stages of some test images, with the noise they were measured with. */
export function sampleImages(tested: Tested): SampleImage[] {
  const { camera, images, rows } = tested;
  const shown = shownPlaces(tested).flatMap(place => {
    tested.reseed(place);
    return tf.tidy(() =>
      stageImages(camera, sceneBatch(images, rows.subarray(place, place + 1))).map(
        ({ tensor, stage, unit, most }) => {
          const stored = storedImage(tested, place, tensor);
          return { ...stored, stage, unit: `${unit}${meanText(tensor)}`, most };
        },
      ),
    );
  });
  return shown.map(({ most, ...image }) => {
    const same = shown.filter(({ stage }) => stage === image.stage).map(({ values }) => values);
    return { ...image, ...displayRange(same, most) };
  });
}

/** Places among the test images of those that figures show. */
export function shownPlaces({ config, images, rows }: Tested): number[] {
  const labels = Array.from(rows, row => images.labels[row]!);
  return spreadOverClasses([...rows.keys()], labels, config.analysis.sampleImages);
}

/** Values below 0 are shown as they are from this share of the largest on; less is the noise of black. */
const signedShare = 0.2;

/** One range for all images of a stage, so that they can be compared. */
function displayRange(images: readonly Float32Array[], most: number) {
  let [low, high] = [Infinity, -Infinity];
  for (const values of images) {
    for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  }
  const displayMax = most > 0 ? most : roundRange(high);
  return { displayMin: low < -signedShare * displayMax ? Number(low.toPrecision(3)) : 0, displayMax };
}

/** The end of a range for a largest value: 1 for what nearly fills it. */
function roundRange(high: number): number {
  return high <= 0 || (high > 0.5 && high <= 1) ? 1 : Number(high.toPrecision(3));
}

/** Scene, frame and reconstruction of the test images of the strip, with the noise they were measured with. */
export function reconstructionImages(tested: Tested): ReconstructionImage[] {
  const { camera, images, rows, verdicts } = tested;
  return shownPlaces(tested).flatMap(place => {
    tested.reseed(place);
    return tf.tidy(() => {
      const scene = sceneBatch(images, rows.subarray(place, place + 1));
      const frame = applyLayers(cameraLayers(camera), scene) as tf.Tensor4D;
      const output = runGraph(camera.network, frame) as tf.Tensor4D;
      const psnr = verdicts[place]!.score;
      return (
        [
          ['scene', scene],
          ['frame', frame],
          ['reconstruction', output],
        ] as const
      ).map(([part, tensor]) => ({ ...storedImage(tested, place, tensor), part, psnr }));
    });
  });
}

/** The saliency grid: frames of some test images, and the maps of the class the network took each for. */
export function saliencyMaps(tested: Tested<ClassVerdict>): SaliencyMap[] {
  const { config, camera, images, rows, verdicts } = tested;
  const labels = Array.from(rows, row => images.labels[row]!);
  const isRight = verdicts.map(({ predicted }, place) => predicted === labels[place]);
  const hasConvolution = lastFeatureMap(camera.network) !== null;
  return pickRightAndWrong(isRight, labels, config.analysis.saliencyImages).flatMap(place => {
    tested.reseed(place);
    const { predicted, probabilities } = verdicts[place]!;
    return tf.tidy(() => {
      const scene = sceneBatch(images, rows.subarray(place, place + 1));
      const frames = applyLayers(cameraLayers(camera), scene) as tf.Tensor4D;
      const task = { network: camera.network, frames, classes: [predicted] };
      const answer = { predicted, confidence: probabilities[predicted]! };
      const frame = storedImage(tested, place, frames);
      const map = { ...frame, ...answer, channels: 1 };
      return [
        { ...frame, ...answer, method: 'frame' as const },
        { ...map, method: 'gradient' as const, values: gradientMaps(task)[0]! },
        ...(hasConvolution ? [{ ...map, method: 'grad-cam' as const, values: gradCamMaps(task)[0]! }] : []),
      ];
    });
  });
}

/** Says that an image stands for all channels, see `storedImage`. */
function meanText({ shape: [, , , channels] }: tf.Tensor4D): string {
  return channels === 1 || channels === 3 ? '' : `, mean of ${channels} channels`;
}

/** The image as figures can show it: grey, or colour where it has three channels; other numbers of channels as their mean. */
export function storedImage({ dataset, rows }: Tested, place: number, tensor: tf.Tensor4D) {
  const image = rows[place]!;
  const shown = tensor.shape[3] === 1 || tensor.shape[3] === 3 ? tensor : tensor.mean<tf.Tensor4D>(3, true);
  const [, height, width, channels] = shown.shape;
  return {
    image,
    source: dataset.sources[image]!,
    label: dataset.labels[image]!,
    height,
    width,
    channels,
    values: shown.dataSync<'float32'>(),
  };
}
