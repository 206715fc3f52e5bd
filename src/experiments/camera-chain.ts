/**
 * The layers of a camera in order, each with the signal that arrives at it and the one that it gives.
 *
 * A layer draws its random numbers from the stream of its place in optics and sensor together, counted from 1; layers that are
 * off keep theirs, so that switching one off leaves the noise of the others as it was.
 */
import type * as tf from '@tensorflow/tfjs';
import type { LayerDefinition, LayerPlace } from '../engine/layer-definition.js';
import type { Signal, SignalUnit } from '../engine/signal.js';
import { commonKeys, definitionOf, listNames, type LayerItem, type ListName } from './config/layer-schema.js';
import { valueText, type Problem } from './config/problem.js';
import { sceneWavelengths } from './config/scene-facts.js';
import type { ExperimentConfig } from './config/schema.js';
import { valueAt, type Path } from './config/tree.js';

/** Size of the scenes, samples. */
export interface SceneSize {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** A layer that is not off. */
export interface Link {
  readonly list: ListName;
  readonly item: LayerItem;
  readonly definition: LayerDefinition;
  readonly place: LayerPlace;
  readonly layer: tf.layers.Layer;
  /** What leaves it. */
  readonly gives: Signal;
}

export interface CameraChain {
  readonly links: readonly Link[];
  /** What leaves the camera, as far as the chain could be followed. */
  readonly frame: Signal;
  /** Faults; where there are any, links may be missing. */
  readonly problems: readonly Problem[];
}

/** Makes the layers of a config for scenes of one size; nothing is computed. */
export function cameraChain(config: ExperimentConfig, size: SceneSize, seed: number): CameraChain {
  const items = listNames.flatMap(list => config[list].map((item, index) => ({ list, item, index })));
  const links: Link[] = [];
  const problems: Problem[] = [];
  let signal = sceneSignal(config, size);
  for (const [order, { list, item, index }] of items.entries()) {
    if (item.mode === 'off') continue;
    const definition = definitionOf(list, item.layer)!;
    const path = [list, index];
    const unitFault = arrivingFault(definition, signal.unit);
    // What follows would be judged by a signal that never comes.
    if (unitFault !== undefined)
      return { links, frame: signal, problems: [...problems, { path, ...unitFault }] };
    const { name, mode } = item;
    const random = { seed, stream: order + 1, isNoisy: config.isNoisy };
    const place = { name, isLearned: mode === 'learned', ...random, signal };
    const keys = keysOf(item);
    const found = keyProblems(definition, keys, place, path);
    const link = found.length > 0 ? found : makeLink(list, item, definition, place, path);
    if (Array.isArray(link)) problems.push(...link);
    else links.push(link);
    signal = Array.isArray(link) ? { ...signal, ...definition.gives?.(keys, signal) } : link.gives;
  }
  return { links, frame: signal, problems };
}

/** The keys of its definition. */
export function keysOf(item: LayerItem): Record<string, unknown> {
  return Object.fromEntries(Object.entries(item).filter(([key]) => !commonKeys.includes(key)));
}

function sceneSignal(config: ExperimentConfig, size: SceneSize): Signal {
  return {
    ...size,
    unit: 'scene',
    pixelPitch: config.scene.pixelPitchUm * 1e-6,
    wavelengths: sceneWavelengths(config),
    fullScale: Infinity,
  };
}

function keyProblems(
  definition: LayerDefinition,
  keys: Record<string, unknown>,
  place: LayerPlace,
  path: Path,
): Problem[] {
  const problems = definition.problems?.(keys, place) ?? [];
  return problems.map(({ key, must }) => ({
    path: [...path, key],
    part: 'value',
    message: `found ${valueText(valueAt(keys, [key]))}, must be ${must}`,
    cause: place.isLearned ? [...path, 'mode'] : path,
  }));
}

/** What a definition does not foresee is a fault of the layer as a whole. */
function makeLink(
  list: ListName,
  item: LayerItem,
  definition: LayerDefinition,
  place: LayerPlace,
  path: Path,
): Link | Problem[] {
  const { signal } = place;
  const keys = keysOf(item);
  try {
    const layer = definition.make(keys, place);
    const shape = layer.computeOutputShape([null, signal.height, signal.width, signal.channels]) as tf.Shape;
    const [, height, width, channels] = shape;
    if (shape.length !== 4 || height == null || width == null || channels == null) {
      throw new RangeError(`gives [${shape.join()}], must give height, width and channels`);
    }
    const gives = { ...signal, height, width, channels, ...definition.gives?.(keys, signal, layer) };
    return { list, item, definition, place, layer, gives };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return [{ path, part: 'value', message: error.message }];
  }
}

const unitTexts: Readonly<Record<SignalUnit, string>> = {
  scene: 'a scene in fractions of full scale',
  photons: 'photons',
  electrons: 'electrons',
  digital: 'digital codes',
};

/** Which layer makes a unit out of the one before it. */
const makers: Readonly<Partial<Record<SignalUnit, string>>> = {
  photons: 'exposure',
  electrons: 'shot-noise',
  digital: 'quantizer',
};

const order: readonly SignalUnit[] = ['scene', 'photons', 'electrons', 'digital'];

function arrivingFault(
  { takes }: LayerDefinition,
  unit: SignalUnit,
): Pick<Problem, 'part' | 'message'> | undefined {
  if (takes.includes(unit)) return undefined;
  const must = takes.map(each => unitTexts[each]).join(' or ');
  const later = takes.filter(each => order.indexOf(each) > order.indexOf(unit));
  const missing = order.slice(order.indexOf(unit) + 1, order.indexOf(later[0] ?? unit) + 1);
  const layers = missing.map(each => `${/^[aeiou]/.test(makers[each]!) ? 'an' : 'a'} ${makers[each]!}`);
  const maker = order.indexOf(unit) > 0 ? makers[unit] : undefined;
  const remedy =
    later.length > 0
      ? `put ${layers.join(' and ')} layer before it`
      : `put it before the ${maker ?? 'first'} layer`;
  return { part: 'value', message: `found ${unitTexts[unit]} before it, must be ${must}: ${remedy}` };
}
