/**
 * Scenes that are computed, each from the seed of the set and its index alone, at the moment they are asked for. At most 256 MB of them
 * are kept for later.
 *
 * Sample i is of class i mod classes, so classes differ by one sample at most, and a set of more images starts with the same ones.
 */
import { createHash } from 'node:crypto';
import { hostRandom } from '../../engine/host-random.js';
import { DataError } from '../data-error.js';
import { arrangingKeys, type Dataset, type Position } from '../dataset.js';
import { cells } from './cells.js';
import { deadLeaves, type LeafOptions } from './dead-leaves.js';
import { fluorophores, type FluorophoreOptions } from './fluorophores.js';
import { hdrScenes, type HdrOptions } from './hdr-scenes.js';
import { pointEmitters, type EmitterOptions } from './point-emitters.js';
import { position, type PositionOptions } from './position.js';
import type { DrawnScene, SceneKind } from './scene-kind.js';
import { textures, type TextureOptions } from './textures.js';

interface SharedOptions {
  readonly source: 'procedural';
  /** Number of images in all. */
  readonly images: number;
  readonly heightPixels: number;
  readonly widthPixels: number;
  /** Of the scenes, 0 to 2³² − 1. */
  readonly seed: number;
}

export type ProceduralOptions = SharedOptions &
  (
    | ({ readonly kind: 'textures' } & TextureOptions)
    | ({ readonly kind: 'point-emitters' } & EmitterOptions)
    | ({ readonly kind: 'hdr-scenes' } & HdrOptions)
    | { readonly kind: 'cells' }
    | ({ readonly kind: 'dead-leaves' } & LeafOptions)
    | ({ readonly kind: 'position' } & PositionOptions)
    | ({ readonly kind: 'fluorophores' } & FluorophoreOptions)
  );

/** Raised where a kind draws other scenes from the same options. */
const version = 1;
const mostClasses = 256;
const mostKeptBytes = 1 << 28;

/** @throws DataError if the options give fewer images than classes, or too few or too many classes. */
export function loadProcedural(options: ProceduralOptions): Dataset {
  const { kind, images, heightPixels: height, widthPixels: width } = options;
  const { channels, classNames, pixelClassNames, pixelClasses } = kindOf(options);
  const classes = classNames.length;
  if (classes < 2 || classes > mostClasses) {
    throw new DataError(
      `data: ${kind} has ${classes} classes with these options, must have 2 to ${mostClasses}`,
    );
  }
  if (images < classes) {
    throw new DataError(
      `data.images: found ${images}, must be at least ${classes}, one of each class of ${kind}`,
    );
  }
  const sources = Array.from({ length: images }, (_, index) => `${kind} #${index}`);
  const content = Object.entries(options).filter(([key]) => key !== 'source' && !arrangingKeys.includes(key));
  const drawn = remembered(options, pixelClasses);
  return {
    name: `procedural ${kind}`,
    height,
    width,
    channels,
    pixels: new Float32Array(0),
    fullScale: 1,
    draw: index => drawn(index).scene,
    ...(pixelClassNames && {
      pixelClasses: { classNames: pixelClassNames, of: (index: number) => drawn(index).classes! },
    }),
    ...(hasPosition(options) && { position: (index: number) => drawn(index).position! }),
    labels: Uint8Array.from({ length: images }, (_, index) => index % classes),
    classNames,
    groups: sources,
    sources,
    isPublishedTest: null,
    fingerprint: createHash('sha256')
      .update(JSON.stringify({ source: options.source, version, content: content.sort() }))
      .digest('hex'),
  };
}

/**
 * One scene of a set, with its ground truth.
 *
 * @param index 0 or more; the scene does not depend on the number of images.
 * @throws RangeError if `index` is no whole number from 0.
 */
export function drawProcedural(
  options: ProceduralOptions,
  index: number,
): DrawnScene & { readonly label: number } {
  const kind = kindOf(options);
  const random = hostRandom(options.seed, index);
  const label = index % kind.classNames.length;
  return { label, ...kind.draw(label, { height: options.heightPixels, width: options.widthPixels }, random) };
}

/** Kinds with one object. */
function hasPosition(options: ProceduralOptions): boolean {
  return options.kind === 'position' || (options.kind === 'point-emitters' && options.classBy === 'quadrant');
}

/** What a set needs of a sample. */
interface Drawn {
  readonly scene: Float32Array;
  readonly classes: Uint8Array | null;
  readonly position: Position | null;
}

/** Keeps the samples that were drawn first, as far as they fit, for the next pass over the set. */
function remembered(
  options: ProceduralOptions,
  pixelClasses: SceneKind['pixelClasses'],
): (index: number) => Drawn {
  const kept = new Map<number, Drawn>();
  let bytes = 0;
  return index => {
    const known = kept.get(index);
    if (known !== undefined) return known;
    const { scene, truth } = drawProcedural(options, index);
    const [x, y] = truth.position ?? truth.positions ?? [];
    const drawn = {
      scene,
      classes: pixelClasses?.(truth) ?? null,
      position: x === undefined || y === undefined ? null : ([x, y] as const),
    };
    const size = scene.byteLength + (drawn.classes?.byteLength ?? 0);
    if (bytes + size <= mostKeptBytes) {
      kept.set(index, drawn);
      bytes += size;
    }
    return drawn;
  };
}

/** Classes and channels of a kind of scenes, and how one is drawn. */
export function kindOf(options: ProceduralOptions): SceneKind {
  switch (options.kind) {
    case 'textures':
      return textures(options);
    case 'point-emitters':
      return pointEmitters(options);
    case 'hdr-scenes':
      return hdrScenes(options);
    case 'cells':
      return cells();
    case 'dead-leaves':
      return deadLeaves(options);
    case 'position':
      return position(options);
    case 'fluorophores':
      return fluorophores(options);
  }
}
