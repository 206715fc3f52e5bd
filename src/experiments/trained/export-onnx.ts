/**
 * A trained trial as one ONNX file: optics, sensor and network, from scenes to answers.
 *
 *   scenes [batch, height, width, channels], 0 to 1  →  probabilities, scenes or positions
 */
import type { TaskName } from '../../analysis/score-kind.js';
import { tf } from '../../engine/tfjs.js';
import { exportGraph, type ExportInput } from '../../engine/export-graph.js';
import { exposureKey } from '../../engine/exposure-key.js';
import { withKeys, type KeyMaker } from '../../engine/replaced-keys.js';
import type { ModelAbout } from '../../engine/onnx-model.js';
import { hardenLayers, isHardenable } from '../../networks/layer-hooks.js';
import { packageVersion } from '../code-version.js';
import { loadCamera } from './load-camera.js';
import type { TrainedTrial } from './trained-trial.js';

export interface OnnxOptions {
  /** Scenes that the model takes at once, 1 or more. */
  readonly batch: number;
  /** none: each law of the noise gives its mean; drawn: the graph draws it, by the number of an exposure. */
  readonly noise: 'none' | 'drawn';
  /** The design as it would be built, where one is learned. */
  readonly isAsBuilt: boolean;
}

/** What leaves the model, by task. */
const outputs: Readonly<Record<TaskName, { readonly name: string; readonly meaning: string }>> = {
  classify: { name: 'probabilities', meaning: 'probability of each class, in the order of class_names' },
  'multi-label': { name: 'probabilities', meaning: 'probability of each class, each by itself' },
  segment: {
    name: 'probabilities',
    meaning: 'probability of each class at each pixel of the scene, in the order of class_names',
  },
  reconstruct: { name: 'scenes', meaning: 'the scene, as fractions of full scale, not clipped' },
  locate: {
    name: 'positions',
    meaning:
      'x and y of the object in pixels of the scene from its upper left corner, x to the right, y down',
  },
};

/** A file to be written, and what it holds. */
export interface OnnxFile {
  readonly bytes: Uint8Array;
  readonly inputs: readonly ExportInput[];
  readonly output: { readonly name: string; readonly meaning: string };
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
  const answer = (x: tf.Tensor, number?: tf.Tensor): tf.Tensor => {
    const keyOf: KeyMaker = asked => {
      isDrawn = true;
      return number === undefined ? refuseChoice() : exposureKey(asked, number as tf.Tensor1D);
    };
    const made = withKeys(keyOf, () => answerOf(model.apply(x, { training: false }) as tf.Tensor, trial));
    if (isNoisy && !isDrawn) refuseNoise();
    return made;
  };
  try {
    if (options.noise === 'drawn' && !isNoisy) refuseNoise();
    const design = !isHardenable(model) ? 'fixed' : options.isAsBuilt ? 'as built' : 'as trained';
    hardenLayers(model, options.isAsBuilt);
    const inputs: ExportInput[] = isNoisy ? [scenes, exposure] : [scenes];
    const output = outputs[config.task];
    const said = about(trial, design, isNoisy);
    const bytes = exportGraph(inputs, output.name, answer, said);
    return { bytes, inputs, output, metadata: said.metadata };
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

/** From what the network gives to what the model in the file does. */
function answerOf(output: tf.Tensor, { config, scene: { height, width } }: TrainedTrial): tf.Tensor {
  switch (config.task) {
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
  { config, classNames, pixelClassNames, result, origin }: TrainedTrial,
  design: string,
  isNoisy: boolean,
): ModelAbout {
  const { name, meaning } = outputs[config.task];
  const names = pixelClassNames ?? (name === 'probabilities' ? classNames : null);
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
      output: `${name}: ${meaning}`,
      ...(names && { class_names: JSON.stringify(names) }),
      design,
      noise: isNoisy
        ? 'drawn by the graph; the input exposure, an int32, chooses it: the same number gives the same noise'
        : 'none: mean signals',
      config: JSON.stringify(config),
    },
  };
}
