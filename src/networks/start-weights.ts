/**
 * Weights of another model to start from (transfer learning).
 *
 * A weight is taken where name and shape are those of the model; where no name is known at all, as in models made elsewhere, weights are
 * taken in the order of the layers as long as shapes agree. What was taken and what was not is told.
 * Format: https://www.tensorflow.org/js/guide/save_load (model.json of TensorFlow.js, and of Keras by its converter).
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, normalize } from 'node:path';
import { z } from 'zod';
import { tf } from '../engine/tfjs.js';

/** What became of the weights of a file. */
export interface StartRecord {
  readonly matchedBy: 'name' | 'order';
  /** Names of the weights of the model that were taken. */
  readonly taken: readonly string[];
  /** Weights of the model that kept their drawn values, and why. */
  readonly notTaken: readonly { readonly weight: string; readonly reason: string }[];
}

interface Saved {
  readonly name: string;
  readonly tensor: tf.Tensor;
}

const entrySchema = z.looseObject({
  name: z.string(),
  shape: z.array(z.int().min(0)),
  dtype: z.enum(['float32', 'int32', 'bool']),
  quantization: z.looseObject({ dtype: z.enum(['uint8', 'uint16', 'float16']) }).exactOptional(),
});

/** Of a number as it is stored. */
const bytesOf = { float32: 4, int32: 4, bool: 1, uint8: 1, uint16: 2, float16: 2 } as const;

/** Weights lie beside model.json or below: a file from elsewhere has no say in which other files are read. */
const shardSchema = z
  .string()
  .min(1)
  .refine(path => !isAbsolute(path) && !normalize(path).startsWith('..'));

const savedModelSchema = z.object({
  weightsManifest: z.array(z.object({ paths: z.array(shardSchema).min(1), weights: z.array(entrySchema) })),
});

type Manifest = z.output<typeof savedModelSchema>['weightsManifest'];

/**
 * The files of a saved model: model.json first, then its weights.
 *
 * @param path Folder of a trial, of the results of a single one, or of a model; or model.json.
 * @throws RangeError that names the path if there is none or if there are several, if it lists no weights, or if a file that it lists is
 *   missing.
 */
export function savedModelFiles(path: string): string[] {
  const inTrial = join('model', 'model.json');
  const file = [join(path, inTrial), join(path, 'model.json'), path].find(isFile) ?? onlyTrial(path, inTrial);
  if (file === undefined) {
    throw new RangeError(
      `training.startPath: found ${path}, must be a trial, a folder with model.json, or a model.json`,
    );
  }
  const groups = readManifest(file).map(({ paths, weights }) => ({
    shards: paths.map(name => join(dirname(file), name)),
    weights,
  }));
  const shards = groups.flatMap(group => group.shards);
  const missing = shards.find(each => !isFile(each));
  if (missing !== undefined) {
    throw new RangeError(`training.startPath: found no ${missing}, must be there, as ${file} lists it`);
  }
  groups.forEach(group => checkSize(group, file));
  return [file, ...shards];
}

/** What is longer or shorter than listed would be read as other weights. */
function checkSize(
  { shards, weights }: { readonly shards: readonly string[]; readonly weights: Manifest[number]['weights'] },
  file: string,
): void {
  const found = shards.reduce((sum, shard) => sum + statSync(shard).size, 0);
  const listed = weights.reduce(
    (sum, { shape, dtype, quantization }) =>
      sum + tf.util.sizeFromShape(shape) * bytesOf[quantization?.dtype ?? dtype],
    0,
  );
  if (found === listed) return;
  throw new RangeError(
    `training.startPath: found ${found} bytes in ${shards.join(', ')}, must be the ${listed} of the weights that ${file} lists`,
  );
}

/** Of the folder that `train` writes. */
function onlyTrial(path: string, file: string): string | undefined {
  const trials = join(path, 'trials');
  if (!existsSync(trials) || !statSync(trials).isDirectory()) return undefined;
  const files = readdirSync(trials)
    .map(id => join(trials, id, file))
    .filter(isFile);
  if (files.length <= 1) return files[0];
  throw new RangeError(
    `training.startPath: found ${path} with ${files.length} trials, must name one: ${join(path, 'trials', 'ID')}`,
  );
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}

/**
 * Puts saved weights into a model.
 *
 * @param prefix What the names of layers of the network begin with in the model, but perhaps not in the file.
 * @throws RangeError as `savedModelFiles` does, or if no weight can be taken.
 */
export function startFrom(model: tf.LayersModel, path: string, prefix: string): StartRecord {
  const saved = readWeights(path);
  try {
    checkNumbers(saved, path);
    return takeWeights(model, saved, path, prefix);
  } finally {
    tf.dispose(saved.map(({ tensor }) => tensor));
  }
}

/** @throws RangeError if a weight is not finite: its training would end at the first step. */
function checkNumbers(saved: readonly Saved[], path: string): void {
  const broken = saved.find(
    ({ tensor }) => tensor.dtype === 'float32' && !tensor.dataSync<'float32'>().every(Number.isFinite),
  );
  if (broken === undefined) return;
  throw new RangeError(
    `training.startPath: found NaN or infinity in ${broken.name} of ${path}, must be finite numbers`,
  );
}

function takeWeights(
  model: tf.LayersModel,
  saved: readonly Saved[],
  path: string,
  prefix: string,
): StartRecord {
  const weights = model.layers
    .flatMap(layer => layer.weights)
    .map(weight => ({ name: weight.originalName, weight }));
  const named = new Map(saved.map(({ name, tensor }) => [withoutPrefix(name, prefix), tensor]));
  const isNamed = weights.some(({ name }) => named.has(withoutPrefix(name, prefix)));
  const network = weights.filter(({ name }) => name.startsWith(prefix));
  const inOrder = byLayer(saved);
  const found = (name: string) =>
    isNamed
      ? named.get(withoutPrefix(name, prefix))
      : inOrder[network.findIndex(each => each.name === name)]?.tensor;
  const taken: string[] = [];
  const notTaken: { weight: string; reason: string }[] = [];
  let isInStep = true;
  for (const { name, weight } of weights) {
    const tensor = isInStep ? found(name) : undefined;
    const shape = weight.shape as number[];
    if (tensor === undefined) notTaken.push({ weight: name, reason: 'the file has none for it' });
    else if (!tf.util.arraysEqual(tensor.shape, shape)) {
      notTaken.push({
        weight: name,
        reason: `the file has [${tensor.shape.join()}], the model [${shape.join()}]`,
      });
      // Behind the first that differs, order says no more which weight is which.
      isInStep = isNamed;
    } else {
      weight.write(tensor);
      taken.push(name);
    }
  }
  if (taken.length === 0) {
    const names = saved.map(({ name, tensor }) => `${name} [${tensor.shape.join()}]`);
    throw new RangeError(
      `training.startPath: found weights ${names.slice(0, 6).join(', ')}${names.length > 6 ? ', ...' : ''} in ${path}, must have one ` +
        `that fits: ${weights
          .map(({ name, weight }) => `${name} [${weight.shape.join()}]`)
          .slice(0, 6)
          .join(', ')}`,
    );
  }
  return { matchedBy: isNamed ? 'name' : 'order', taken, notTaken };
}

/** Weights layer by layer: Keras' converter writes them so, TensorFlow.js writes averages of batch normalization behind all that are trained. */
function byLayer(saved: readonly Saved[]): Saved[] {
  const groups = new Map<string, Saved[]>();
  for (const each of saved) {
    const layer = each.name.replace(/\/[^/]*$/, '');
    groups.set(layer, [...(groups.get(layer) ?? []), each]);
  }
  return [...groups.values()].flat();
}

function withoutPrefix(name: string, prefix: string): string {
  return name.startsWith(prefix) ? name.slice(prefix.length) : name;
}

function readWeights(path: string): Saved[] {
  const [file] = savedModelFiles(path) as [string];
  return readManifest(file).flatMap(({ paths, weights }) => {
    const bytes = Buffer.concat(paths.map(name => readFileSync(join(dirname(file), name))));
    const buffer = Uint8Array.from(bytes).buffer;
    let tensors: tf.NamedTensorMap;
    try {
      tensors = tf.io.decodeWeights(buffer, weights);
    } catch (cause) {
      const found = `found ${bytes.length} bytes in ${paths.join(', ')}`;
      throw new RangeError(`training.startPath: ${found}, must be the weights that ${file} lists`, { cause });
    }
    return weights.map(({ name }) => ({ name, tensor: tensors[name]! }));
  });
}

function readManifest(file: string): Manifest {
  try {
    return savedModelSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).weightsManifest;
  } catch (cause) {
    throw new RangeError(`training.startPath: found ${file}, must be a model.json that lists its weights`, {
      cause,
    });
  }
}
