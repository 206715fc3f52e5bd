/** Rules of a config that tie several keys together or that a schema cannot say. */
import { cameraProblems } from './camera-rules.js';
import { networksOfTask } from './network-schema.js';
import { valueText, type Problem } from './problem.js';
import { listed } from './requirement.js';
import type { Path } from './tree.js';
import type { ExperimentConfig } from './schema.js';

/** Faults of a config whose keys are each valid. */
export function ruleProblems(config: ExperimentConfig): Problem[] {
  const tasks = taskProblems(config);
  return [...dataProblems(config.data), ...tasks, ...(tasks.length > 0 ? [] : cameraProblems(config))];
}

function problem(path: Path, value: unknown, must: string, cause?: Path): Problem {
  const message = `found ${valueText(value)}, must be ${must}`;
  return { path, part: 'value', message, ...(cause && { cause }) };
}

/** A network answers one kind of task. */
function taskProblems({ task, network: { type } }: ExperimentConfig): Problem[] {
  const fitting: readonly string[] = networksOfTask[task];
  if (fitting.includes(type)) return [];
  return [problem(['network', 'type'], type, `${listed(fitting)} with task ${task}`, ['task'])];
}

function dataProblems(data: ExperimentConfig['data']): Problem[] {
  const problems: Problem[] = [];
  const { validationFraction, testFraction } = data.split;
  if (validationFraction + testFraction >= 1) {
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
  if (data.source === 'folder' && data.groupPattern !== undefined) {
    const fault = patternFault(data.groupPattern);
    if (fault !== undefined) problems.push(problem(['data', 'groupPattern'], data.groupPattern, fault));
  }
  return [...problems, ...fluorophoreProblems(data), ...stackProblems(data)];
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
  if (n > 1 && data.source === 'folder' && data.color === 'rgb') {
    return [problem(path, n, '1 for colour images: data.color grey makes grey ones', ['data', 'color'])];
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
