/** Rules of the weights that training begins with, and of those that it leaves alone. */
import { tf } from '../../engine/tfjs.js';
import { savedModelFiles } from '../../networks/start-weights.js';
import { frozenFault } from '../../networks/weight-groups.js';
import type { SceneSize } from '../camera-chain.js';
import { networkPrefix } from '../network.js';
import { connectHeads } from '../network-heads.js';
import { likelyChain } from './camera-rules.js';
import type { Problem } from './problem.js';
import { classCount } from './scene-facts.js';
import type { ExperimentConfig } from './schema.js';
import { canonicalJson } from './tree.js';

/** Faults of `training.startPath`: saved weights must be there. */
export function startProblems({ training: { startPath } }: ExperimentConfig): Problem[] {
  if (startPath === undefined) return [];
  try {
    savedModelFiles(startPath);
    return [];
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const message = error.message.replace('training.startPath: ', '');
    return [{ path: ['training', 'startPath'], part: 'value', message }];
  }
}

/** Faults of `training.frozen`: each name must fit a layer with weights, and one layer must be left. */
export function frozenProblems(config: ExperimentConfig): Problem[] {
  const { frozen } = config.training;
  if (frozen.length === 0) return [];
  const { links, frame } = likelyChain(config);
  const hardware = links.flatMap(({ item }) => (item.mode === 'learned' ? [item.name] : []));
  const network = networkLayers(config, frame);
  if (network === null) return [];
  const message = frozenFault([...hardware, ...network], frozen, networkPrefix);
  return message === null ? [] : [{ path: ['training', 'frozen'], part: 'value', message }];
}

/** Names by what decides them: the trials of a sweep mostly share a network. */
const known = new Map<string, readonly string[] | null>();

/** Names of the layers of the network that have weights; null where it cannot be built before the size of the scenes is known. */
function networkLayers(
  config: ExperimentConfig,
  { height, width, channels }: SceneSize,
): readonly string[] | null {
  const { task, heads, network } = config;
  const key = canonicalJson({ task, heads, network, height, width, channels });
  const found = known.get(key);
  if (found !== undefined) return found;
  const names = withoutDrawing(() => weightedLayers(config, { height, width, channels }));
  known.set(key, names);
  return names;
}

function weightedLayers(config: ExperimentConfig, frame: SceneSize): string[] | null {
  const frames = tf.input({ shape: [frame.height, frame.width, frame.channels] });
  const classes = classCount(config) ?? 2;
  const shape = { ...frame, classes, headClasses: config.heads.map(() => classes) };
  let outputs: tf.SymbolicTensor[];
  try {
    outputs = connectHeads(config, frames, shape, config.seed);
  } catch {
    // The size stands for one that only the files tell: the trial knows more.
    return null;
  }
  const model = tf.model({ inputs: frames, outputs });
  const names = model.layers.flatMap(({ name, trainableWeights }) =>
    trainableWeights.length > 0 ? [name] : [],
  );
  model.dispose();
  return names;
}

/** Layers that are connected in here get weights of 0, which cost no time, on the backend of plain JavaScript, without its greeting. */
function withoutDrawing<Made>(make: () => Made): Made {
  const { prototype } = tf.layers.Layer;
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its own `this` below
  const { apply } = prototype;
  const isProduction = tf.env().getBool('PROD');
  prototype.apply = function (...inputs) {
    this.setFastWeightInitDuringBuild(true);
    return apply.call(this, ...inputs);
  };
  tf.env().set('PROD', true);
  try {
    return make();
  } finally {
    prototype.apply = apply;
    tf.env().set('PROD', isProduction);
  }
}
