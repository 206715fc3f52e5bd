/** Rules of networks whose weights are solved for: what would have to be trained, or asks for another loss, is refused. */
import { isAugmented } from '../../data/augmentation/options.js';
import { likelyChain } from './camera-rules.js';
import { isSolved, isToned } from './network-schema.js';
import { valueText, type Problem } from './problem.js';
import type { ExperimentConfig } from './schema.js';
import type { Path } from './tree.js';

/** Keys of `training` that do nothing where weights are solved for. */
export const unusedTrainingKeys =
  'epochs, learningRate, physicalLearningRate, learningRateSchedule, schedule, optimizer, gradientClipNorm, earlyStoppingPatience, ' +
  'turns, turnEpochs and checkpoint';

/** Faults of a config with such a network. */
export function solvedProblems(config: ExperimentConfig): Problem[] {
  const { network, training, heads } = config;
  if (!isSolved(network)) return [];
  const { loss, l1, l2, frozen, startPath, augmentation } = training;
  const faults: [isFault: boolean, path: Path, value: unknown, must: string][] = [
    [heads.length > 0, ['heads'], heads, 'no heads'],
    [isToned(network), ['network', 'tone'], network.tone, 'linear'],
    [!['task', 'squared'].includes(loss.type), ['training', 'loss', 'type'], loss.type, 'task or squared'],
    [l1 > 0, ['training', 'l1'], l1, '0'],
    [l2 > 0, ['training', 'l2'], l2, '0 (network.ridge keeps the filter small)'],
    [frozen.length > 0, ['training', 'frozen'], frozen, 'empty'],
    [startPath !== undefined, ['training', 'startPath'], startPath, 'absent'],
    [isAugmented(augmentation), ['training', 'augmentation'], augmentation, 'absent'],
  ];
  const found = faults
    .filter(([isFault]) => isFault)
    .map(([, path, value, must]) => problem(path, valueText(value), must, network.type));
  return [...found, ...learnedProblems(config)];
}

/** Nothing trains the camera. */
function learnedProblems(config: ExperimentConfig): Problem[] {
  const { links } = likelyChain(config);
  return links
    .filter(({ place }) => place.isLearned)
    .map(({ list, item }) => {
      const index = config[list].indexOf(item);
      const text = 'fixed or off, as a filter is solved for behind one camera';
      return problem([list, index, 'mode'], 'learned', text, config.network.type);
    });
}

function problem(path: Path, found: string, must: string, type: string): Problem {
  const message = `found ${found}, must be ${must}, with network.type ${type}, which is solved and not trained`;
  return { path, part: 'value', message, cause: ['network', 'type'] };
}
