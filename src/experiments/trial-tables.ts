/** What a trial keeps of some test images: their way through the camera, and what in them speaks for the answer. */
import * as tf from '@tensorflow/tfjs';
import type { SaliencyMap, SampleImage } from '../analysis/trial-record.js';
import type { Dataset } from '../data/dataset.js';
import { isHardwareLayer } from '../engine/layer-description.js';
import { applyLayers } from '../networks/apply-layers.js';
import { sceneBatch, type LabelledImages } from '../networks/batch.js';
import type { Verdict } from '../networks/cross-entropy.js';
import { gradCamMaps, gradientMaps } from '../networks/saliency.js';
import { Quantizer } from '../sensor/quantizer.js';
import { cameraParts } from './camera.js';
import type { ExperimentConfig } from './config/schema.js';

/** A trained model and the test images it was measured on. */
export interface Tested {
  readonly config: ExperimentConfig;
  readonly model: tf.LayersModel;
  readonly dataset: Dataset;
  readonly images: LabelledImages;
  /** Indices of the test images. */
  readonly rows: Uint32Array;
  /** One per test image. */
  readonly verdicts: readonly Verdict[];
  /** Brings back the noise that the test image at a place among `rows` was measured with. */
  readonly reseed: (place: number) => void;
}

/** Bit depths that the sensor strip compares. */
const stripBitDepths = [1, 2, 4, 8];

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

/**
 * The sensor strip: the stages of some test images, with the noise they were measured with. The frame is shown at several
 * bit depths, all of the same electrons; a stage that the config turns off is left out.
 */
export function sampleImages(tested: Tested): SampleImage[] {
  const { config, model, images, rows } = tested;
  const labels = Array.from(rows, row => images.labels[row]!);
  const { optics, sensor, converter } = cameraParts(model);
  const stages = stripStages(config, model);
  return spreadOverClasses([...rows.keys()], labels, config.analysis.sampleImages).flatMap(place => {
    tested.reseed(place);
    return tf.tidy(() => {
      const scene = sceneBatch(images, rows.subarray(place, place + 1));
      const light = applyLayers(optics, scene);
      const electrons = applyLayers(sensor, light);
      const frames =
        converter.length === 0 ? [] : stages.converters.map(each => each.apply(electrons) as tf.Tensor);
      const shown: (Stage & { tensor: tf.Tensor })[] = [
        { ...stages.scene, tensor: scene },
        ...(optics.length === 0 ? [] : [{ ...stages.light, tensor: light }]),
        ...(sensor.length === 0 ? [] : [{ ...stages.electrons, tensor: electrons }]),
        ...frames.map((tensor, i) => ({ ...stages.frames[i]!, tensor })),
      ];
      return shown.map(({ tensor, ...stage }) => ({ ...storedImage(tested, place, tensor), ...stage }));
    });
  });
}

/** The saliency grid: frames of some test images, and both maps of the class the network took each for. */
export function saliencyMaps(tested: Tested): SaliencyMap[] {
  const { config, model, images, rows, verdicts } = tested;
  const labels = Array.from(rows, row => images.labels[row]!);
  const isRight = verdicts.map(({ predicted }, place) => predicted === labels[place]);
  const { optics, sensor, converter, network } = cameraParts(model);
  return pickRightAndWrong(isRight, labels, config.analysis.saliencyImages).flatMap(place => {
    tested.reseed(place);
    const { predicted, probabilities } = verdicts[place]!;
    return tf.tidy(() => {
      const scene = sceneBatch(images, rows.subarray(place, place + 1));
      const frames = applyLayers([...optics, ...sensor, ...converter], scene) as tf.Tensor4D;
      const task = { layers: network, frames, classes: [predicted] };
      const answer = { predicted, confidence: probabilities[predicted]! };
      const frame = storedImage(tested, place, frames);
      const map = { ...frame, ...answer, channels: 1 };
      return [
        { ...frame, ...answer, method: 'frame' as const },
        { ...map, method: 'gradient' as const, values: gradientMaps(task)[0]! },
        { ...map, method: 'grad-cam' as const, values: gradCamMaps(task)[0]! },
      ];
    });
  });
}

type Stage = Pick<SampleImage, 'stage' | 'unit' | 'displayMin' | 'displayMax'>;

/** Names, units and ranges of the stages, and converters of all bit depths that are shown. */
function stripStages({ sensor, optics }: ExperimentConfig, model: tf.LayersModel) {
  const present = new Map(
    model.layers.flatMap(layer =>
      isHardwareLayer(layer)
        ? layer.physicalParameters().map(({ name, value }) => [name, value] as const)
        : [],
    ),
  );
  const hasPhotons = sensor.exposure !== 'off';
  const photons = hasPhotons ? (present.get('photonsAtFullScale') ?? sensor.photonsAtFullScale) : 1;
  const mostElectrons = photons * sensor.quantumEfficiency;
  const fullWell = sensor.fullWell === 'off' ? Infinity : sensor.fullWellElectrons;
  const bitDepths = [...new Set([...stripBitDepths, sensor.bitDepth])].sort((a, b) => a - b);
  const fraction = 'fraction of full scale';
  const stage = (name: string, unit: string, displayMax: number): Stage => ({
    stage: name,
    unit,
    displayMin: 0,
    displayMax,
  });
  return {
    scene: stage('scene', fraction, 1),
    light: stage(
      optics.diffraction === 'off' ? 'exposed' : 'blurred',
      hasPhotons ? 'photons' : fraction,
      photons,
    ),
    electrons: stage('noisy', 'electrons', Math.min(mostElectrons, fullWell)),
    frames: bitDepths.map(bits =>
      stage(bits === 1 ? '1 bit' : `${bits} bits`, 'fraction of highest code', 1),
    ),
    converters: bitDepths.map(
      bitDepth =>
        new Quantizer({
          bitDepth,
          fullScale: hasPhotons ? sensor.fullWellElectrons : 1,
          gain: present.get('gain') ?? sensor.gain,
          threshold: present.get('threshold') ?? sensor.threshold,
        }),
    ),
  };
}

function storedImage({ dataset, rows }: Tested, place: number, tensor: tf.Tensor) {
  const image = rows[place]!;
  const [, height, width, channels] = tensor.shape as [number, number, number, number];
  return {
    image,
    source: dataset.sources[image]!,
    label: dataset.labels[image]!,
    height,
    width,
    channels,
    values: tensor.dataSync<'float32'>(),
  };
}
