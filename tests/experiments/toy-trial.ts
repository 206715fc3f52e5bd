/** A small data set and a quick config, so that whole trials run in a second. */
import type { TaskName } from '../../src/analysis/score-kind.js';
import type { Dataset } from '../../src/data/dataset.js';
import { defaultLists, type ListName } from '../../src/experiments/config/layer-schema.js';
import { experimentSchema, type ExperimentConfig } from '../../src/experiments/config/schema.js';
import type { Trial } from '../../src/experiments/trial.js';

const [side, classCount] = [8, 3];

/** Bright bars: vertical, horizontal or diagonal, each image a little different. */
export function toyDataset(count = 90): Dataset {
  const labels = Uint8Array.from({ length: count }, (_, i) => i % classCount);
  const pixels = Uint8Array.from({ length: count * side * side }, (_, i) => {
    const image = Math.floor(i / side ** 2);
    const [y, x] = [Math.floor(i / side) % side, i % side];
    const shift = (image * 7) % 3;
    const isBar = [x === 2 + shift, y === 2 + shift, x === y][labels[image]!]!;
    return isBar ? 255 - ((image * 13) % 50) : (image * 31 + y * 17 + x * 41) % 30;
  });
  return {
    name: 'bars',
    height: side,
    width: side,
    channels: 1,
    pixels,
    fullScale: 255,
    labels,
    classNames: ['vertical', 'horizontal', 'diagonal'],
    groups: Array.from(labels, (_, i) => `group ${i}`),
    sources: Array.from(labels, (_, i) => `bar #${i}`),
    isPublishedTest: null,
    fingerprint: '0'.repeat(64),
  };
}

type Section = 'network' | 'training' | 'analysis';
/** Keys of layers of the default lists, such as `{ quantizer: { bitDepth: 1 } }`, or whole lists. */
type LayerKeys = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
export type Changes = Partial<Record<Section, object>> & {
  readonly task?: TaskName;
  readonly heads?: readonly { readonly task: TaskName; readonly weight: number }[];
  readonly layers?: LayerKeys;
  readonly optics?: readonly object[];
  readonly sensor?: readonly object[];
};

/** What turns the named layers off. */
export function off(...layers: string[]): LayerKeys {
  return Object.fromEntries(layers.map(layer => [layer, { mode: 'off' }]));
}

export function toyConfig(changes: Changes = {}): ExperimentConfig {
  const listOf = (list: ListName): readonly object[] =>
    changes[list] ?? defaultLists[list].map(item => ({ ...item, ...changes.layers?.[item.layer] }));
  return experimentSchema.parse({
    name: 'bars',
    task: changes.task ?? 'classify',
    heads: changes.heads ?? [],
    data: { source: 'mnist', split: { validationFraction: 0.2, testFraction: 0.2 } },
    optics: listOf('optics'),
    sensor: listOf('sensor'),
    network: hasType(changes.network)
      ? changes.network
      : { filters: [4], kernelSize: 3, denseUnits: 8, ...changes.network },
    training: { epochs: 3, batchSize: 16, learningRate: 0.01, ...changes.training },
    analysis: { sampleImages: 3, saliencyImages: 4, ...changes.analysis },
  });
}

/** Other networks than the default one have keys of their own. */
function hasType(network: object | undefined): boolean {
  return network !== undefined && 'type' in network;
}

export function toyTrial(changes: Changes = {}, seed = 1): Trial {
  return { id: 'toy', config: toyConfig(changes), seed, repeat: 0, axes: {} };
}
