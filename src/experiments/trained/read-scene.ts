/** Images of a person's own as the scenes that a trained trial takes. */
import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { DataError, fileFault } from '../../data/data-error.js';
import type { ResizePolicy } from '../../data/dataset.js';
import { decodeImage } from '../../data/image-file.js';
import { readImage } from '../../data/image-files.js';
import { formatOf } from '../../data/image-listing.js';
import { cutTiles } from '../../data/masks/tiles.js';
import { resize, resizeGrid, type ResizeGrid } from '../../data/resize.js';
import { givesOfTask } from '../config/network-schema.js';
import type { TrainedTrial } from './trained-trial.js';

/** An image as scenes: one, or its tiles row by row where the trial was trained on tiles and answers for each place. */
export interface SceneFile {
  readonly path: string;
  /** Each [height, width, channels], 0 to 1. */
  readonly scenes: readonly Float32Array[];
  /** Tiles across. */
  readonly across: number;
  /** Where the pixels of the scenes, put together, lie on the image as it is in the file. */
  readonly grid: ResizeGrid;
}

/**
 * Why a trial takes no image files, or null where it does.
 */
export function fileFaultOf({ folder, config: { data }, scene: { channels } }: TrainedTrial): string | null {
  if (data.stackedScenes > 1)
    return `${folder}: takes ${data.stackedScenes} scenes at once, must take one to predict files`;
  if (channels === 1 || channels === 3) return null;
  return `${folder}: takes scenes of ${channels} channels, must take 1 or 3, as image files have`;
}

/**
 * Reads an image the way the trial's own were: colour, resizing and tiles of its data.
 *
 * @throws DataError that names the file, what was found and what it must be.
 */
export async function readScene(trial: TrainedTrial, path: string): Promise<SceneFile> {
  const { height, width, channels } = trial.scene;
  const format = formatOf(path);
  if (format === undefined) {
    const ending = extname(path) === '' ? 'has no extension' : `ends in ${extname(path)}`;
    throw new DataError(`${path}: the name ${ending}, must end in jpg, jpeg, png, tif or tiff`);
  }
  await checkRegular(path);
  const stored = await decodeImage(await readImage(path), path, format, channels === 1 ? 'grey' : 'rgb');
  const policy = policyOf(trial);
  const image = resize(stored, policy);
  const side = tileOf(trial);
  const fits =
    side === undefined
      ? image.height === height && image.width === width
      : image.height % side === 0 && image.width % side === 0;
  if (!fits) throw sizeFault(trial, path, stored, image);
  const fullScale = 2 ** stored.depth - 1;
  const pixels = side === undefined ? image.pixels : cutTiles(image.pixels, { count: 1, ...image }, side);
  const size = height * width * channels;
  const scenes = Array.from({ length: pixels.length / size }, (_, tile) =>
    Float32Array.from(pixels.subarray(tile * size, (tile + 1) * size), code => code / fullScale),
  );
  return { path, scenes, across: image.width / width, grid: resizeGrid(stored, policy) };
}

/** Pipes and devices have no end. */
async function checkRegular(path: string): Promise<void> {
  const found = await stat(path).catch((error: unknown) => {
    throw fileFault(path, error);
  });
  if (found.isDirectory()) throw new DataError(`${path}: is a folder, must be an image file`);
  if (!found.isFile()) throw new DataError(`${path}: is not a regular file, must be an image file`);
}

function policyOf({ config: { data } }: TrainedTrial): ResizePolicy {
  return 'resize' in data ? data.resize : { mode: 'none' };
}

/** Side of the tiles of which a file may have several: answers for places can be put together; others, of any head, cannot. */
function tileOf({ config: { data }, heads }: TrainedTrial): number | undefined {
  const isJoined = heads.every(({ task }) => givesOfTask[task] === 'image');
  return isJoined && data.source === 'masks' ? data.tilePixels : undefined;
}

interface Size {
  readonly height: number;
  readonly width: number;
}

function sizeFault(trial: TrainedTrial, path: string, stored: Size, image: Size): DataError {
  const text = ({ height, width }: Size) => `${width} x ${height} pixels (width x height)`;
  const resized =
    image.height === stored.height && image.width === stored.width ? '' : `, resized to ${text(image)}`;
  const side = tileOf(trial);
  const must = side === undefined ? text(trial.scene) : `of whole tiles of ${side} x ${side} pixels`;
  return new DataError(`${path}: is ${text(stored)}${resized}, must be ${must}, as the trial was trained on`);
}
