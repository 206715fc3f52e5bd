/**
 * Saves a model in the layers format of TensorFlow.js, model.json and weights.bin, and loads it back whole or not at all.
 *
 * model.json carries the SHA-256 of weights.bin, so weights that were cut, damaged or saved with another model are found.
 * Loading needs the classes of all layers registered, which importing their modules does.
 * Format: https://www.tensorflow.org/js/guide/save_load
 */
import { tf } from '../engine/tfjs.js';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { annealLayers } from './layer-hooks.js';

const topologyFile = 'model.json';
const weightsFile = 'weights.bin';

/**
 * Writes `model.json` and `weights.bin` into a folder, made if missing; each file atomically, `model.json` last.
 * Equal models with equal layer names give equal bytes.
 */
export async function saveModel(model: tf.LayersModel, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const handler = tf.io.withSaveHandler(async artifacts => {
    const { modelTopology, format, generatedBy, weightSpecs } = artifacts;
    const weights = new Uint8Array(tf.io.CompositeArrayBuffer.join(artifacts.weightData));
    const content = {
      format,
      generatedBy,
      modelTopology,
      weightsManifest: [{ paths: [weightsFile], weights: weightSpecs }],
      userDefinedMetadata: { weightsSha256: digest(weights) },
    };
    await writeWhole(join(folder, weightsFile), weights);
    await writeWhole(join(folder, topologyFile), `${JSON.stringify(content, null, 1)}\n`);
    return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
  });
  await model.save(handler);
}

/** What `saveModel` wrote, found whole. */
export interface SavedModel {
  readonly modelTopology: object;
  readonly weightSpecs: tf.io.WeightsManifestEntry[];
  readonly weightData: ArrayBuffer;
}

/** @throws SavedModelError that names the file if one is missing, cut or damaged. */
export async function readSavedModel(folder: string): Promise<SavedModel> {
  const path = join(folder, topologyFile);
  const { modelTopology, weightSpecs, weightsSha256 } = parseTopology(path, await readWhole(path));
  const weights = await readWhole(join(folder, weightsFile));
  const found = digest(weights);
  if (found !== weightsSha256) {
    throw damaged(
      join(folder, weightsFile),
      `has ${weights.length} bytes with SHA-256 ${found.slice(0, 12)}..., must be the ones that ${topologyFile} names ` +
        `(${weightsSha256.slice(0, 12)}...)`,
    );
  }
  return { modelTopology, weightSpecs, weightData: Uint8Array.from(weights).buffer };
}

/**
 * Loads what `saveModel` wrote: a trained model, so layers that sharpen during training are at its end.
 *
 * @throws SavedModelError that names the file if one is missing, cut or damaged, or if a layer class is not registered.
 */
export async function loadModel(folder: string): Promise<tf.LayersModel> {
  const saved = await readSavedModel(folder);
  try {
    const model = await tf.loadLayersModel(tf.io.fromMemory(saved));
    annealLayers(model, 1);
    return model;
  } catch (cause) {
    throw damaged(
      join(folder, topologyFile),
      `holds no model that can be built (${(cause as Error).message})`,
      cause,
    );
  }
}

interface SavedTopology {
  readonly modelTopology: object;
  readonly weightSpecs: tf.io.WeightsManifestEntry[];
  readonly weightsSha256: string;
}

function parseTopology(path: string, bytes: Uint8Array): SavedTopology {
  try {
    const content = JSON.parse(new TextDecoder().decode(bytes)) as {
      modelTopology: object;
      weightsManifest: [{ weights: tf.io.WeightsManifestEntry[] }];
      userDefinedMetadata: { weightsSha256: string };
    };
    return {
      modelTopology: content.modelTopology,
      weightSpecs: content.weightsManifest[0].weights,
      weightsSha256: content.userDefinedMetadata.weightsSha256,
    };
  } catch (cause) {
    throw damaged(path, `is cut short or damaged (${(cause as Error).message})`, cause);
  }
}

async function readWhole(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    const isMissing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw damaged(path, isMissing ? 'is missing' : `cannot be read (${(cause as Error).message})`, cause);
  }
}

class SavedModelError extends Error {
  override readonly name = 'SavedModelError';
}

function damaged(path: string, problem: string, cause?: unknown): SavedModelError {
  return new SavedModelError(`${path}: ${problem}; delete the folder of this trial and run it again`, {
    cause,
  });
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function writeWhole(path: string, content: Uint8Array | string): Promise<void> {
  const temporary = `${path}.tmp`;
  try {
    await writeFile(temporary, content, { flush: true });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
