/** Stages of a camera that the sensor strip shows: scene, image behind the optics, signal before the converter, frames. */
import { tf } from '../engine/tfjs.js';
import { isHardwareLayer } from '../engine/layer-description.js';
import type { SignalUnit } from '../engine/signal.js';
import { applyLayers } from '../networks/apply-layers.js';
import { isReseedable } from '../sensor/noise-key.js';
import { keysOf, type Link } from './camera-chain.js';
import type { Camera } from './camera.js';

/** An image at one stage; [1, height, width, channels]. */
export interface StageImage {
  readonly stage: string;
  readonly unit: string;
  readonly tensor: tf.Tensor4D;
  /** Largest value that the stage can have; 0 where that is not known. */
  readonly most: number;
}

/** Bit depths that the strip compares. */
const stripBitDepths = [1, 2, 4, 8];

const unitTexts: Readonly<Record<SignalUnit, string>> = {
  scene: 'fraction of full scale',
  photons: 'photons',
  electrons: 'electrons',
  digital: 'fraction of highest code',
};

/**
 * Sends one scene through the camera. A stage that changes nothing, because the config has no layer there, is left out; frames are
 * shown at several bit depths of the same electrons where the converter is a quantizer.
 *
 * @param scene [1, height, width, channels]; the caller tidies.
 */
export function stageImages({ links }: Camera, scene: tf.Tensor4D): StageImage[] {
  const firstDigital = links.findIndex(({ gives }) => gives.unit === 'digital');
  const isConverter = (index: number): boolean => firstDigital >= 0 && index >= firstDigital;
  const optics = links.filter(({ list }, index) => list === 'optics' && !isConverter(index));
  const sensor = links.filter(({ list }, index) => list === 'sensor' && !isConverter(index));
  const converter = links.filter((_, index) => isConverter(index));
  const image = through(optics, scene);
  const signal = through(sensor, image);
  return [
    { stage: 'scene', unit: unitTexts.scene, tensor: scene, most: 1 },
    ...stageOf('image', optics, image),
    ...stageOf(sensor.some(({ layer }) => isReseedable(layer)) ? 'noisy' : 'exposed', sensor, signal),
    ...frames(converter, signal),
  ];
}

function through(links: readonly Link[], input: tf.Tensor4D): tf.Tensor4D {
  return applyLayers(
    links.map(({ layer }) => layer),
    input,
  ) as tf.Tensor4D;
}

function stageOf(stage: string, links: readonly Link[], tensor: tf.Tensor4D): StageImage[] {
  const last = links.at(-1);
  return last === undefined ? [] : [{ stage, unit: unitTexts[last.gives.unit], tensor, most: 0 }];
}

function frames(converter: readonly Link[], signal: tf.Tensor4D): StageImage[] {
  const [first, ...rest] = converter;
  if (first === undefined) return [];
  const unit = unitTexts.digital;
  if (first.item.layer !== 'quantizer') {
    return [{ stage: 'frame', unit, tensor: through(converter, signal), most: 1 }];
  }
  const own = first.item.bitDepth as number;
  const bitDepths = [...new Set([...stripBitDepths, own])].sort((a, b) => a - b);
  return bitDepths.map(bitDepth => {
    const codes = quantizerLike(first, bitDepth).apply(signal) as tf.Tensor4D;
    return {
      stage: bitDepth === 1 ? '1 bit' : `${bitDepth} bits`,
      unit,
      tensor: through(rest, codes),
      most: 1,
    };
  });
}

/** The quantizer as it is now, but for its bit depth. */
function quantizerLike({ definition, item, place, layer }: Link, bitDepth: number): tf.layers.Layer {
  const present = isHardwareLayer(layer)
    ? Object.fromEntries(layer.physicalParameters().map(({ name, value }) => [name, value]))
    : {};
  const name = `${item.name}-${bitDepth}`;
  return definition.make({ ...keysOf(item), ...present, bitDepth }, { ...place, name, isLearned: false });
}
