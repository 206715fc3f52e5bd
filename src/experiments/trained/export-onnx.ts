/**
 * A trained trial as one ONNX file: optics, sensor and network, from scenes to answers.
 *
 *   scenes [batch, height, width, channels], 0 to 1  →  of each head probabilities, a scene or a position
 */
import type { TaskName } from '../../analysis/score-kind.js';
import { tf } from '../../engine/tfjs.js';
import { exportGraph, type ExportInput } from '../../engine/export-graph.js';
import { exposureKey } from '../../engine/exposure-key.js';
import { withKeys, type KeyMaker } from '../../engine/replaced-keys.js';
import type { ModelAbout } from '../../engine/onnx-model.js';
import { splitHeads } from '../../networks/heads.js';
import { hardenLayers, isHardenable } from '../../networks/layer-hooks.js';
import { packageVersion } from '../code-version.js';
import { loadCamera } from './load-camera.js';
import type { SceneSize, TrainedHead } from './trained-head.js';
import type { TrainedTrial } from './trained-trial.js';

export interface OnnxOptions {
  /** Scenes that the model takes at once, 1 or more. */
  readonly batch: number;
  /** none: each law of the noise gives its mean; drawn: the graph draws it, by the number of an exposure. */
  readonly noise: 'none' | 'drawn';
  /** The design as it would be built, where one is learned. */
  readonly isAsBuilt: boolean;
}

/** What leaves the model, by task: its name where there is one head, and what it is. */
const answers: Readonly<Record<TaskName, { readonly name: string; readonly meaning: string }>> = {
  classify: { name: 'probabilities', meaning: 'probability of each class, in the order of ' },
  'multi-label': { name: 'probabilities', meaning: 'probability of each class by itself, in the order of ' },
  segment: {
    name: 'probabilities',
    meaning: 'probability of each class at each pixel of the scene, in the order of ',
  },
  reconstruct: { name: 'reconstructions', meaning: 'the scene, as fractions of full scale, not clipped' },
  locate: {
    name: 'positions',
    meaning:
      'x and y of the object in pixels of the scene from its upper left corner, x to the right, y down',
  },
};

/** An output of the model. */
interface OnnxOutput {
  /** The task, where there are several heads. */
  readonly name: string;
  readonly meaning: string;
  /** What of the metadata is of this output. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** A file to be written, and what it holds. */
export interface OnnxFile {
  readonly bytes: Uint8Array;
  readonly inputs: readonly ExportInput[];
  readonly outputs: readonly OnnxOutput[];
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Writes camera and network of a trial as an ONNX model; the current engine must be `onnx`.
 *
 * @throws RangeError as `loadCamera` does, without noise if the camera makes a random choice that has no mean, and with it if it draws none.
 */
export function exportOnnx(trial: TrainedTrial, options: OnnxOptions): OnnxFile {
  const { config, scene } = trial;
  const isNoisy = options.noise === 'drawn' && config.isNoisy;
  const { model } = loadCamera({ ...trial, config: { ...config, isNoisy } });
  const shape = [options.batch, scene.height, scene.width, scene.channels];
  const scenes = { name: 'scenes', shape, dtype: 'float32' } as const;
  const exposure = { name: 'exposure', shape: [1], dtype: 'int32' } as const;
  let isDrawn = false;
  const answer = (x: tf.Tensor, number?: tf.Tensor): tf.Tensor[] => {
    const keyOf: KeyMaker = asked => {
      isDrawn = true;
      return number === undefined ? refuseChoice() : exposureKey(asked, number as tf.Tensor1D);
    };
    const made = withKeys(keyOf, () => answersOf(model.apply(x, { training: false }) as tf.Tensor, trial));
    if (isNoisy && !isDrawn) refuseNoise();
    return made;
  };
  try {
    if (options.noise === 'drawn' && !isNoisy) refuseNoise();
    const design = !isHardenable(model) ? 'fixed' : options.isAsBuilt ? 'as built' : 'as trained';
    hardenLayers(model, options.isAsBuilt);
    const inputs: ExportInput[] = isNoisy ? [scenes, exposure] : [scenes];
    const outputs = trial.heads.map((head, place) => outputOf(head, place, trial.heads.length));
    const said = about(trial, outputs, design, isNoisy);
    const names = outputs.map(({ name }) => name);
    const bytes = exportGraph(inputs, names, answer, said);
    return { bytes, inputs, outputs, metadata: said.metadata };
  } finally {
    model.dispose();
  }
}

function refuseChoice(): never {
  throw new RangeError(
    'export: found a random choice without a mean in the camera, must be exported with its noise drawn',
  );
}

function refuseNoise(): never {
  throw new RangeError('export: found a camera that draws no noise, must be exported with noise none');
}

/** @param place Of the head, from 0; keys of the metadata of further heads end in their task. */
function outputOf({ task, classNames }: TrainedHead, place: number, heads: number): OnnxOutput {
  const key = (text: string) => (place === 0 ? text : `${text}.${task}`);
  const name = heads === 1 ? answers[task].name : task;
  const names = key('class_names');
  const meaning = `${answers[task].meaning}${classNames === null ? '' : names}`;
  const metadata = {
    [key('output')]: `${name}: ${meaning}`,
    ...(classNames && { [names]: JSON.stringify(classNames) }),
  };
  return { name, meaning, metadata };
}

/** From what the network gives to what the model in the file does, head by head. */
function answersOf(output: tf.Tensor, { heads, scene }: TrainedTrial): tf.Tensor[] {
  const shapes = heads.map(({ shape }) => shape);
  return splitHeads(output, shapes).map((part, place) => answerOf(part, heads[place]!.task, scene));
}

function answerOf(output: tf.Tensor, task: TaskName, { height, width }: SceneSize): tf.Tensor {
  switch (task) {
    case 'classify':
    case 'segment':
      return tf.softmax(output);
    case 'multi-label':
      return tf.sigmoid(output);
    case 'reconstruct':
      return output;
    case 'locate':
      // From -1 to 1 across the scene.
      return output.add(1).mul(tf.tensor1d([width / 2, height / 2]));
  }
}

function about(
  { config, result, origin }: TrainedTrial,
  outputs: readonly OnnxOutput[],
  design: string,
  isNoisy: boolean,
): ModelAbout {
  const version = packageVersion('../..');
  return {
    name: config.name,
    producer: 'physlayer',
    producerVersion: version,
    description: `Camera and network of ${config.name}: ${result.methods.map(({ title }) => title).join(', ')}`,
    metadata: {
      physlayer_version: version,
      code_version: origin.codeVersion,
      task: config.task,
      input: 'scenes: [batch, height, width, channels], fractions of full scale, 0 to 1',
      ...Object.fromEntries(outputs.flatMap(output => Object.entries(output.metadata))),
      design,
      noise: isNoisy
        ? 'drawn by the graph; the input exposure, an int32, chooses it: the same number gives the same noise'
        : 'none: mean signals',
      config: JSON.stringify(config),
    },
  };
}
