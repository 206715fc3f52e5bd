/**
 * Which weights of a model are trained, and when: those of the network and of learned hardware, frozen ones and ones that are frozen
 * for some epochs, both at once or in turns.
 */
import type { tf } from '../engine/tfjs.js';
import { isHardwareLayer } from '../engine/layer-description.js';

export interface TrainingPlan {
  /** Names of layers that are not trained; `*` stands for any letters: `conv*`. Without the prefix that they have in the model. */
  readonly frozen: readonly string[];
  /** Epochs after which frozen layers are trained too; 0: never. */
  readonly unfreezeAfterEpochs: number;
  /** `alternating`: the network for some epochs, then the hardware for as many, and so on. */
  readonly turns: 'joint' | 'alternating';
  /** Length of a turn. */
  readonly turnEpochs: number;
}

export const plainPlan: TrainingPlan = {
  frozen: [],
  unfreezeAfterEpochs: 0,
  turns: 'joint',
  turnEpochs: 1,
};

export interface WeightGroup {
  readonly part: 'network' | 'hardware';
  /** Whether these are frozen at first. */
  readonly isFrozen: boolean;
  readonly variables: readonly tf.Variable[];
  /** Name of each in messages and records: `conv1/kernel`. */
  readonly names: readonly string[];
}

/** Whether the name of a layer fits one of some patterns. */
export function fitsPattern(name: string, patterns: readonly string[], prefix = ''): boolean {
  const own = name.startsWith(prefix) ? name.slice(prefix.length) : name;
  return patterns.some(pattern => {
    const source = pattern
      .split('*')
      .map(text => text.replace(/[.\\+?^${}()|[\]]/g, '\\$&'))
      .join('.*');
    return new RegExp(`^${source}$`).test(own);
  });
}

/**
 * The trainable weights of a model in up to four groups; empty ones are left out.
 *
 * @throws RangeError if a pattern fits no layer with trainable weights, or no weight is trained from the first epoch on.
 */
export function weightGroups(model: tf.LayersModel, plan: TrainingPlan, prefix = ''): WeightGroup[] {
  const layers = model.layers.filter(layer => layer.trainableWeights.length > 0);
  const fault = frozenFault(
    layers.map(({ name }) => name),
    plan.frozen,
    prefix,
  );
  if (fault !== null) throw new RangeError(`training.frozen: ${fault}`);
  const groups = (['network', 'hardware'] as const).flatMap(part =>
    [false, true].map((isFrozen): WeightGroup => {
      const own = layers.filter(
        layer =>
          isHardwareLayer(layer) === (part === 'hardware') &&
          fitsPattern(layer.name, plan.frozen, prefix) === isFrozen,
      );
      const weights = own.flatMap(layer => layer.trainableWeights);
      return {
        part,
        isFrozen,
        // What a layer's weight reads is the variable itself.
        variables: weights.map(weight => weight.read() as unknown as tf.Variable),
        names: weights.map(weight => weight.originalName),
      };
    }),
  );
  return groups.filter(({ variables }) => variables.length > 0);
}

/**
 * What is wrong with the names of frozen layers, without the key; null: nothing.
 *
 * @param names Of all layers with trainable weights, with the prefix where they have it.
 */
export function frozenFault(names: readonly string[], frozen: readonly string[], prefix = ''): string | null {
  const stray = frozen.find(pattern => !names.some(name => fitsPattern(name, [pattern], prefix)));
  if (stray !== undefined) {
    const own = names.map(name => (name.startsWith(prefix) ? name.slice(prefix.length) : name));
    return `found ${stray}, must be a layer with weights, * for any letters: ${own.join(', ')}`;
  }
  const isAll = names.length > 0 && names.every(name => fitsPattern(name, frozen, prefix));
  return isAll ? 'found all layers with weights, must leave one to be trained from the first epoch on' : null;
}

/** Whether a group is ever trained. */
export function isEverTrained({ isFrozen }: WeightGroup, { unfreezeAfterEpochs }: TrainingPlan): boolean {
  return !isFrozen || unfreezeAfterEpochs > 0;
}

/**
 * Whether a group is trained in an epoch.
 *
 * @param epoch From 1.
 * @param others All groups of the model: turns are taken where both parts have weights that are not frozen.
 */
export function isTrainedIn(
  epoch: number,
  group: WeightGroup,
  plan: TrainingPlan,
  others: readonly WeightGroup[],
): boolean {
  const isThawed = ({ isFrozen }: WeightGroup) =>
    !isFrozen || (plan.unfreezeAfterEpochs > 0 && epoch > plan.unfreezeAfterEpochs);
  if (!isThawed(group)) return false;
  const parts = new Set(others.filter(isThawed).map(({ part }) => part));
  if (plan.turns === 'joint' || parts.size < 2) return true;
  const isNetworkTurn = Math.floor((epoch - 1) / plan.turnEpochs) % 2 === 0;
  return isNetworkTurn === (group.part === 'network');
}

/** Whether a group was trained in any epoch up to one, counted from 1. */
export function isTrainedUntil(
  epoch: number,
  group: WeightGroup,
  plan: TrainingPlan,
  others: readonly WeightGroup[],
): boolean {
  return Array.from({ length: epoch }, (_, before) => before + 1).some(each =>
    isTrainedIn(each, group, plan, others),
  );
}
