/**
 * Keys that were written and change nothing, as another key makes them idle in every combination of a sweep.
 *
 * A key that some combination uses is none of them. Nor are keys of the file once overrides or a single trial have narrowed what it asks
 * for, and those of a config with most keys written out, such as the record of a trial.
 */
import type { TaskName } from '../../analysis/score-kind.js';
import { isGeometric } from '../../data/augmentation/options.js';
import type { Axis, GridPoint } from './expand.js';
import { hasTestPart } from './fold-rules.js';
import { headsOf } from './head-schema.js';
import { placeOf } from './layer-paths.js';
import { listNames } from './layer-schema.js';
import { isSolved, isToned } from './network-schema.js';
import { overlaps, type Override } from './override.js';
import { valueText, type Problem } from './problem.js';
import type { ExperimentConfig } from './schema.js';
import { leafPaths, valueAt } from './tree.js';
import { variantNames, variantPath } from './variants.js';

interface Rule {
  readonly keys: readonly string[];
  readonly isUsed: (config: ExperimentConfig) => boolean;
  /** What would have to be so. */
  readonly needs: string;
}

const hasSchedule =
  (...names: readonly string[]) =>
  ({ training }: ExperimentConfig) =>
    names.includes(training.learningRateSchedule);

const asks = (task: TaskName) => (config: ExperimentConfig) =>
  headsOf(config).some(head => head.task === task);

function isLearned(config: ExperimentConfig): boolean {
  return listNames.some(list => config[list].some(({ mode }) => mode === 'learned'));
}

/** Of `training`: what only steps ask for. */
const trainingKeys = [
  'epochs',
  'learningRate',
  'learningRateSchedule',
  'schedule.warmUpEpochs',
  'optimizer',
  'gradientClipNorm',
  'earlyStoppingPatience',
  'checkpoint',
];

const rules: readonly Rule[] = [
  {
    keys: ['training.schedule.lastFactor'],
    isUsed: hasSchedule('cosine'),
    needs: 'training.learningRateSchedule cosine',
  },
  {
    keys: ['training.schedule.milestones'],
    isUsed: hasSchedule('steps'),
    needs: 'training.learningRateSchedule steps',
  },
  {
    keys: ['training.schedule.decayFactor'],
    isUsed: hasSchedule('steps', 'plateau'),
    needs: 'training.learningRateSchedule steps or plateau',
  },
  {
    keys: ['training.schedule.plateauPatience'],
    isUsed: hasSchedule('plateau'),
    needs: 'training.learningRateSchedule plateau',
  },
  {
    keys: ['training.physicalLearningRate'],
    isUsed: isLearned,
    needs: 'a layer of optics or sensor with mode learned',
  },
  {
    keys: ['training.turns'],
    isUsed: config => config.training.turns === 'joint' || isLearned(config),
    needs: 'a layer of optics or sensor with mode learned',
  },
  {
    keys: ['training.turnEpochs'],
    isUsed: ({ training }) => training.turns === 'alternating',
    needs: 'training.turns alternating',
  },
  {
    keys: ['training.unfreezeAfterEpochs'],
    isUsed: ({ training }) => training.frozen.length > 0 || training.unfreezeAfterEpochs === 0,
    needs: 'names in training.frozen',
  },
  {
    keys: ['training.unfreezeAfterEpochs'],
    isUsed: ({ training }) => training.unfreezeAfterEpochs < training.epochs || training.frozen.length === 0,
    needs: 'more training.epochs, after which there is something left to train',
  },
  {
    keys: ['training.optimizer.isNesterov'],
    isUsed: ({ training: { optimizer } }) => optimizer.isNesterov !== true || optimizer.momentum !== 0,
    needs: 'a training.optimizer.momentum above 0',
  },
  {
    keys: ['training.augmentation.boundary'],
    isUsed: ({ training }) => isGeometric(training.augmentation),
    needs: 'a rotation, shift, zoom or another geometric change in training.augmentation',
  },
  {
    keys: ['analysis.hitRadiusPixels'],
    isUsed: asks('locate'),
    needs: 'task locate, or a head for it',
  },
  {
    keys: ['analysis.topClasses', 'analysis.specificity'],
    isUsed: asks('classify'),
    needs: 'task classify, or a head for it',
  },
  {
    keys: ['analysis.saliencyImages'],
    isUsed: config => config.analysis.saliencyImages === 0 || asks('classify')(config),
    needs: 'task classify, or a head for it',
  },
  {
    keys: ['data.split.testFraction'],
    isUsed: config => config.data.split.folds === undefined && !hasTestPart(config.data),
    needs: 'images without a test part of their own, and no data.split.folds',
  },
  {
    keys: ['data.testLabelsPath', 'data.testImagesArray', 'data.testLabelsArray'],
    isUsed: ({ data }) => !('imagesPath' in data) || data.testImagesPath !== undefined,
    needs: 'data.testImagesPath',
  },
  {
    keys: ['data.maskValues'],
    isUsed: ({ data }) => data.source !== 'masks' || data.maskFiles === 'one',
    needs: 'data.maskFiles one',
  },
  {
    keys: ['data.spectralChannels'],
    isUsed: ({ data }) => !('content' in data) || data.content === 'spectra',
    needs: 'data.content spectra',
  },
  {
    keys: ['data.mostEmitters'],
    isUsed: ({ data }) => !('classBy' in data) || data.classBy === 'count',
    needs: 'data.classBy count',
  },
  {
    keys: ['network.toneMu', 'network.toneFrameMu'],
    isUsed: ({ network }) => isToned(network),
    needs: 'network.tone mu-law',
  },
  {
    keys: trainingKeys.map(key => `training.${key}`),
    isUsed: ({ network }) => !isSolved(network),
    needs: 'a network.type that is trained',
  },
];

/** Keys that a command line can set without a say in what others do. */
const neutral: readonly string[] = ['data.path', 'data.imagesPath', 'data.labelsPath'];

/** What was written. */
export interface Written {
  /** File and overrides together. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly overrides: readonly Override[];
  readonly axes: readonly Axis[];
  readonly points: readonly GridPoint[];
  /** Whether one trial of several was chosen. */
  readonly isNarrowed: boolean;
  /** Without axes, all defaults filled in. */
  readonly base: ExperimentConfig;
}

/** Share of all keys above which a file is taken for the record of a trial; one of an earlier version lacks some. */
const mostKeys = 0.75;

function isRecord(values: Written['values'], base: ExperimentConfig): boolean {
  const paths = leafPaths({ ...base });
  const written = paths.filter(path => valueAt(values, path) !== undefined);
  return written.length > mostKeys * paths.length;
}

/** The faults, each with the path at which the key was written. */
export function unusedKeys(written: Written): { readonly problem: Problem; readonly at: Problem['path'] }[] {
  const configs = written.points.map(({ config }) => config);
  return rules.flatMap(({ keys, isUsed, needs }) => {
    if (configs.some(isUsed)) return [];
    return keys.flatMap(key => {
      const found = placeOfKey(key, written);
      if (found === undefined) return [];
      const message = `found ${valueText(found.value)}, must be left out, as it has no effect without ${needs}`;
      return [{ problem: { path: key.split('.'), part: 'key' as const, message }, at: found.at }];
    });
  });
}

/** Where a key was written that may be judged: by itself, as an axis, or in a variant. */
function placeOfKey(
  key: string,
  { values, overrides, axes, isNarrowed, base }: Written,
): { readonly at: Problem['path']; readonly value: unknown } | undefined {
  const path = key.split('.');
  const isOverridden = overrides.some(override => overlaps(override.path, path));
  const isOpen = !isNarrowed && overrides.every(override => neutral.includes(override.path.join('.')));
  const isFileJudged = isOpen && !isRecord(values, base);
  if (!isOverridden && !isFileJudged) return undefined;
  const value = valueAt(values, path);
  if (value !== undefined) return { at: path, value };
  const axis = axes.find(each => each.path !== variantPath && placeOf(each.path, values).join('.') === key);
  if (axis !== undefined) return { at: ['sweep', axis.path], value: axis.values };
  for (const name of variantNames(values)) {
    const settings = valueAt(values.variants, [name]) as Readonly<Record<string, unknown>>;
    const setting = Object.keys(settings).find(each => placeOf(each, values).join('.') === key);
    if (setting !== undefined) return { at: ['variants', name, setting], value: settings[setting] };
  }
  return undefined;
}
