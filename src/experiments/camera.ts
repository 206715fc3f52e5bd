/**
 * The simulated camera and the network behind it, as one model from scenes to logits:
 *
 *   exposure → diffraction → shotNoise → readNoise → fullWell → quantizer → standardize → network
 *
 * Each part bears its name here; a part that is off is absent, except that photons still become electrons where shot noise
 * is off.
 */
import * as tf from '@tensorflow/tfjs';
import { basicCnn } from '../networks/basic-cnn.js';
import { Standardize } from '../networks/standardize.js';
import { DiffractionBlur } from '../optics/diffraction-blur.js';
import { Exposure } from '../sensor/exposure.js';
import { FullWell } from '../sensor/full-well.js';
import { isReseedable } from '../sensor/noise-key.js';
import { Quantizer } from '../sensor/quantizer.js';
import { ReadNoise } from '../sensor/read-noise.js';
import { ShotNoise } from '../sensor/shot-noise.js';
import { ruleProblems } from './config/rules.js';
import type { ExperimentConfig } from './config/schema.js';

/** What the camera looks at, and what the network is asked. */
export interface SceneShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly classes: number;
}

/** The layers of a model by the place where they act; each group takes what the one before it gives. */
export interface CameraParts {
  /** Scene to mean photons. */
  readonly optics: readonly tf.layers.Layer[];
  /** Photons to the electrons that are read out. */
  readonly sensor: readonly tf.layers.Layer[];
  /** Electrons to the frame. */
  readonly converter: readonly tf.layers.Layer[];
  /** Frame to logits, standardization first. */
  readonly network: readonly tf.layers.Layer[];
}

const places: Readonly<Record<string, keyof CameraParts>> = {
  exposure: 'optics',
  diffraction: 'optics',
  shotNoise: 'sensor',
  readNoise: 'sensor',
  fullWell: 'sensor',
  quantizer: 'converter',
};

/** Tell the noise of one layer from that of another. */
const streams = { shotNoise: 1, readNoise: 2 };

/**
 * Builds the model of a config; its standardization changes nothing until it is fitted.
 *
 * @param seed Seed of the initial weights and of the noise.
 * @throws RangeError if keys of the config contradict each other, or the images are too small for the network.
 */
export function buildModel(config: ExperimentConfig, shape: SceneShape, seed: number): tf.LayersModel {
  const [problem] = ruleProblems(config);
  if (problem !== undefined) {
    throw new RangeError(`camera: ${problem.path.join('.')}: ${problem.message}`);
  }
  const { height, width, channels, classes } = shape;
  const { filters, kernelSize, denseUnits } = config.network;
  const layers = [
    ...opticsLayers(config),
    ...sensorLayers(config.sensor, seed),
    new Standardize({
      name: 'standardize',
      mean: Array<number>(channels).fill(0),
      std: Array<number>(channels).fill(1),
    }),
    ...basicCnn({ filters, kernelSize, denseUnits, classes, seed }, { height, width }),
  ];
  const scene = tf.input({ shape: [height, width, channels], name: 'scene' });
  const logits = layers.reduce((x, layer) => layer.apply(x) as tf.SymbolicTensor, scene);
  return tf.model({ inputs: scene, outputs: logits, name: 'camera' });
}

/** Divides the layers of a model that `buildModel` made. */
export function cameraParts(model: tf.LayersModel): CameraParts {
  const layers = model.layers.slice(1);
  const at = (place: keyof CameraParts) =>
    layers.filter(layer => (places[layer.name] ?? 'network') === place);
  return { optics: at('optics'), sensor: at('sensor'), converter: at('converter'), network: at('network') };
}

/** The layer that scales frames for the network. */
export function standardizeLayer(model: tf.LayersModel): Standardize {
  const layer: unknown = model.getLayer('standardize');
  if (!(layer instanceof Standardize))
    throw new TypeError(`camera: model ${model.name} has no standardization`);
  return layer;
}

/** Sets the noise of the next exposure, see `Reseedable`. */
export function reseedNoise(model: tf.LayersModel, step: number, firstRow: number): void {
  for (const layer of model.layers) if (isReseedable(layer)) layer.reseed(step, firstRow);
}

function opticsLayers({ optics, sensor }: ExperimentConfig): tf.layers.Layer[] {
  const { photonsAtFullScale, photonsMin, photonsMax } = sensor;
  const exposure = new Exposure({
    name: 'exposure',
    photonsAtFullScale,
    ...learned(sensor.exposure, photonsMin, photonsMax),
  });
  const { fNumber, fNumberMin, fNumberMax, wavelengthNm, pixelPitchUm } = optics;
  const diffraction = new DiffractionBlur({
    name: 'diffraction',
    fNumber,
    wavelength: [wavelengthNm].flat().map(nanometres => nanometres * 1e-9),
    pixelPitch: pixelPitchUm * 1e-6,
    ...learned(optics.diffraction, fNumberMin, fNumberMax),
  });
  return [...unlessOff(sensor.exposure, exposure), ...unlessOff(optics.diffraction, diffraction)];
}

function sensorLayers(sensor: ExperimentConfig['sensor'], seed: number): tf.layers.Layer[] {
  const { quantumEfficiency, readNoiseElectrons, fullWellElectrons, bitDepth, gain, threshold } = sensor;
  const shotNoise = new ShotNoise({
    name: 'shotNoise',
    quantumEfficiency,
    seed,
    stream: streams.shotNoise,
    isNoisy: sensor.shotNoise === 'fixed',
  });
  const readNoise = new ReadNoise({
    name: 'readNoise',
    readNoise: readNoiseElectrons,
    seed,
    stream: streams.readNoise,
  });
  const quantizer = new Quantizer({
    name: 'quantizer',
    bitDepth,
    // Without photons there are no electrons: the scene itself, 0 to 1, is converted.
    fullScale: sensor.exposure === 'off' ? 1 : fullWellElectrons,
    gain,
    threshold,
    isLearned: sensor.quantizer === 'learned',
  });
  return [
    ...unlessOff(sensor.exposure, shotNoise),
    ...unlessOff(sensor.readNoise, readNoise),
    ...unlessOff(sensor.fullWell, new FullWell({ name: 'fullWell', fullWell: fullWellElectrons })),
    ...unlessOff(sensor.quantizer, quantizer),
  ];
}

type Mode = 'fixed' | 'learned' | 'off';

function unlessOff(mode: Mode, layer: tf.layers.Layer): tf.layers.Layer[] {
  return mode === 'off' ? [] : [layer];
}

function learned(mode: Mode, min: number, max: number): { isLearned?: true; bounds?: [number, number] } {
  return mode === 'learned' ? { isLearned: true, bounds: [min, max] } : {};
}
