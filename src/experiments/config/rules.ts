/** Rules of a config that tie several keys together or that a schema cannot say. */
import { augmentationProblems } from './augmentation-rules.js';
import { cameraProblems } from './camera-rules.js';
import { foldProblems } from './fold-rules.js';
import { headProblems } from './head-rules.js';
import { trunkTaskOf } from './head-schema.js';
import { hasOneLogit, networksOf } from './network-schema.js';
import { valueText, type Problem } from './problem.js';
import { listed } from './requirement.js';
import { solvedProblems } from './solved-rules.js';
import { classCount, imageChannels } from './scene-facts.js';
import type { Path } from './tree.js';
import type { ExperimentConfig } from './schema.js';
import { lossesOfTask } from './training-schema.js';
import { frozenProblems, startProblems } from './weight-rules.js';

/** Faults of a config whose keys are each valid. */
export function ruleProblems(config: ExperimentConfig): Problem[] {
  const tasks = taskProblems(config);
  const others = () => [...lossProblems(config), ...augmentationProblems(config), ...modelProblems(config)];
  return [...dataProblems(config.data), ...tasks, ...(tasks.length > 0 ? [] : others())];
}

/** Names of layers are known where the camera and its network are sound. */
function modelProblems(config: ExperimentConfig): Problem[] {
  const camera = cameraProblems(config);
  const others = () => [...frozenProblems(config), ...solvedProblems(config)];
  return [...camera, ...startProblems(config), ...(camera.length > 0 ? [] : others())];
}

function problem(path: Path, value: unknown, must: string, cause?: Path): Problem {
  const message = `found ${valueText(value)}, must be ${must}`;
  return { path, part: 'value', message, ...(cause && { cause }) };
}

/** A network answers one kind of task, and a set of images bears some. */
function taskProblems(config: ExperimentConfig): Problem[] {
  const {
    task,
    data,
    network: { type },
  } = config;
  const must = truthFault(task, data);
  if (must !== null) return [problem(['task'], task, must, ['data', 'source'])];
  const heads = headProblems(config, own => truthFault(own, data));
  if (heads.length > 0) return heads;
  const one = logitProblems(config);
  if (one.length > 0) return one;
  const asking = trunkTaskOf(config);
  const fitting = networksOf(asking);
  if (fitting.includes(type)) return [];
  const cause = asking === task ? ['task'] : ['heads'];
  return [problem(['network', 'type'], type, `${listed(fitting)} with task ${asking}`, cause)];
}

/** One logit tells two classes apart. */
function logitProblems(config: ExperimentConfig): Problem[] {
  const { task, heads, network } = config;
  if (!hasOneLogit(network)) return [];
  const path = ['network', 'logits'];
  if (task !== 'classify') return [problem(path, 'one', `each with task ${task}`, ['task'])];
  if (heads.length > 0) return [problem(path, 'one', 'each with several heads', ['heads'])];
  const classes = classCount(config) ?? 2;
  return classes === 2 ? [] : [problem(path, 'one', `each for ${classes} classes`)];
}

/** A loss judges the outputs of one kind of task, and weighs each of its classes. */
function lossProblems(config: ExperimentConfig): Problem[] {
  const { task, training, network } = config;
  const { type } = training.loss;
  const isOne = hasOneLogit(network);
  const fitting = ['task', ...lossesOfTask[task].filter(name => !isOne || name !== 'sigmoid-cross-entropy')];
  if (!fitting.includes(type))
    return [
      problem(
        ['training', 'loss', 'type'],
        type,
        `${listed(fitting)} with ${isOne ? 'network.logits one' : `task ${task}`}`,
        [isOne ? 'network' : 'task'],
      ),
    ];
  const weights = training.loss.classWeights;
  if (!Array.isArray(weights) || weights.length === 0) return [];
  const classes = classCount(config) ?? weights.length;
  const path = ['training', 'loss', 'classWeights'];
  if (weights.length !== classes)
    return [problem(path, weights, `${classes} weights, one for each class, or none`)];
  return weights.some(weight => weight > 0) ? [] : [problem(path, weights, 'a list with a weight above 0')];
}

/** What the task must be, or the data for it; null where they fit. */
function truthFault(task: ExperimentConfig['task'], data: ExperimentConfig['data']): string | null {
  const kind = data.source === 'procedural' ? data.kind : null;
  const isPlain = data.stackedScenes === 1 && !data.isRolled;
  switch (task) {
    case 'classify':
    case 'multi-label':
      if (data.source === 'masks' && data.imageClasses === 'none')
        return 'another one with data.source masks, whose images have no classes but with data.imageClasses object';
      return data.source === 'boxes'
        ? 'another one with data.source boxes, whose images have no classes'
        : null;
    case 'segment':
      return data.source === 'masks' || kind === 'cells'
        ? null
        : 'another one, as masks come with data.source masks and with procedural cells only';
    case 'locate': {
      const hasPosition =
        data.source === 'boxes' ||
        kind === 'position' ||
        (data.source === 'procedural' && data.kind === 'point-emitters' && data.classBy === 'quadrant');
      if (!hasPosition)
        return (
          'another one, as positions come with data.source boxes, with procedural position, and with point-emitters of ' +
          'data.classBy quadrant only'
        );
      return isPlain
        ? null
        : 'another one with data.isRolled or data.stackedScenes, which leave no one position';
    }
    case 'reconstruct':
      return null;
  }
}

/** A mask has a code for each of its names, and no code stands for two. */
function maskProblems(data: ExperimentConfig['data']): Problem[] {
  if (data.source !== 'masks') return [];
  const { maskFiles, maskValues, maskNames } = data;
  const path = ['data', 'maskNames'];
  if (maskNames.length !== maskValues.length) {
    const must = `${maskValues.length} names, one for each of data.maskValues`;
    return [problem(path, maskNames, must, ['data', 'maskValues'])];
  }
  if (new Set(maskValues).size !== maskValues.length)
    return [problem(['data', 'maskValues'], maskValues, 'different codes')];
  if (new Set(maskNames).size !== maskNames.length) return [problem(path, maskNames, 'different names')];
  if (maskFiles === 'per-object' && maskNames.length !== 2)
    return [problem(path, maskNames, '2 names with data.maskFiles per-object', ['data', 'maskFiles'])];
  return [];
}

function dataProblems(data: ExperimentConfig['data']): Problem[] {
  const problems: Problem[] = [];
  const { validationFraction, testFraction } = data.split;
  if (data.split.folds === undefined && validationFraction + testFraction >= 1) {
    const must = `below ${Number((1 - testFraction).toFixed(6))}, so that with data.split.testFraction ${testFraction} images are left to train`;
    problems.push(
      problem(['data', 'split', 'validationFraction'], validationFraction, must, [
        'data',
        'split',
        'testFraction',
      ]),
    );
  }
  const isPaired = data.source === 'idx' || data.source === 'npy';
  if (isPaired && (data.testImagesPath === undefined) !== (data.testLabelsPath === undefined)) {
    const [given, missing] =
      data.testLabelsPath === undefined
        ? ['testImagesPath', 'testLabelsPath']
        : ['testLabelsPath', 'testImagesPath'];
    problems.push(
      problem(['data', missing], undefined, `a path, because data.${given} is given`, ['data', given]),
    );
  }
  if ('groupPattern' in data) {
    const fault = patternFault(data.groupPattern);
    if (fault !== undefined) problems.push(problem(['data', 'groupPattern'], data.groupPattern, fault));
  }
  return [
    ...problems,
    ...classProblems(data),
    ...foldProblems(data),
    ...fluorophoreProblems(data),
    ...maskProblems(data),
    ...stackProblems(data),
  ];
}

/** Classes are named once, and are those of images. */
function classProblems(data: ExperimentConfig['data']): Problem[] {
  const { classes } = data;
  if (classes === undefined) return [];
  const path = ['data', 'classes'];
  if (data.source === 'boxes' || (data.source === 'masks' && data.imageClasses === 'none'))
    return [problem(path, classes, 'absent, as these images have no classes', ['data', 'source'])];
  const twice = classes.map(String).find((name, index, names) => names.indexOf(name) !== index);
  return twice === undefined ? [] : [problem(path, classes, `a list with ${twice} once`)];
}

/** Each fluorophore is a class of its own. */
function fluorophoreProblems(data: ExperimentConfig['data']): Problem[] {
  if (data.source !== 'procedural' || data.kind !== 'fluorophores') return [];
  const twice = data.fluorophores.find((name, index, names) => names.indexOf(name) !== index);
  if (twice === undefined) return [];
  return [problem(['data', 'fluorophores'], data.fluorophores, `a list with ${twice} once`)];
}

/** Stacked scenes are grey, and each part of the split has enough of them. */
function stackProblems(data: ExperimentConfig['data']): Problem[] {
  const n = data.stackedScenes;
  const path = ['data', 'stackedScenes'];
  const channels = imageChannels(data);
  if (n > 1 && channels !== null && channels > 1) {
    if ('color' in data) {
      return [problem(path, n, '1 for colour images: data.color grey makes grey ones', ['data', 'color'])];
    }
    return [problem(path, n, `1 for images of ${channels} channels`, ['data', 'source'])];
  }
  const limits = ['trainImages', 'validationImages', 'testImages'] as const;
  const short = limits.find(key => (data[key] ?? Infinity) < n);
  if (short === undefined) return [];
  const must = `at most ${data[short]!}, the images of data.${short}, as companions come from the same part`;
  return [problem(path, n, must, ['data', short])];
}

function patternFault(pattern: string): string | undefined {
  try {
    const groups = new RegExp(`${pattern}|`).exec('')!.length - 1;
    return groups > 0
      ? undefined
      : 'a regular expression with a group in (...) around what identifies the original';
  } catch (error) {
    return `a regular expression (${(error as Error).message})`;
  }
}
