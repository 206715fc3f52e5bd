/** Rules of a config that tie several keys together or that a schema cannot say. */
import { valueText, type Problem } from './problem.js';
import type { Path } from './requirement.js';
import type { ExperimentConfig } from './schema.js';

/** Height and width of the digits of MNIST. */
const mnistSide = 28;

/** Faults of a config whose keys are each valid. */
export function ruleProblems(config: ExperimentConfig): Problem[] {
  return [
    ...dataProblems(config.data),
    ...opticsProblems(config),
    ...sensorProblems(config.sensor),
    ...networkProblems(config),
  ];
}

function problem(path: Path, value: unknown, must: string, cause?: Path): Problem {
  const message = `found ${valueText(value)}, must be ${must}`;
  return { path, part: 'value', message, ...(cause && { cause }) };
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
  if (data.source === 'idx' && (data.testImagesPath === undefined) !== (data.testLabelsPath === undefined)) {
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
  return problems;
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

function opticsProblems({ optics, data }: ExperimentConfig): Problem[] {
  const problems: Problem[] = [];
  if (optics.diffraction === 'learned') {
    problems.push(...boundProblems('optics', optics, 'fNumber', 'fNumberMin', 'fNumberMax', 'diffraction'));
  }
  const channels = data.source === 'folder' && data.color === 'rgb' ? 3 : 1;
  const { wavelengthNm } = optics;
  if (Array.isArray(wavelengthNm) && wavelengthNm.length !== 1 && wavelengthNm.length !== channels) {
    const kind = channels === 3 ? 'three colour channels' : 'one channel';
    const must = `one number or a list of ${channels}, as the images have ${kind}; for an axis write [[450], [550]]`;
    problems.push(problem(['optics', 'wavelengthNm'], wavelengthNm, must));
  }
  return problems;
}

function sensorProblems(sensor: ExperimentConfig['sensor']): Problem[] {
  if (sensor.exposure === 'off') {
    const needElectrons = ['shotNoise', 'readNoise', 'fullWell'] as const;
    return needElectrons
      .filter(key => sensor[key] !== 'off')
      .map(key =>
        problem(
          ['sensor', key],
          sensor[key],
          'off, because sensor.exposure is off and so there are no electrons',
          ['sensor', 'exposure'],
        ),
      );
  }
  if (sensor.exposure === 'fixed') return [];
  return boundProblems('sensor', sensor, 'photonsAtFullScale', 'photonsMin', 'photonsMax', 'exposure');
}

/** The images must stand one halving of height and width for each stage; where only the files tell their size, the trial checks. */
function networkProblems({ network, data }: ExperimentConfig): Problem[] {
  const side = shorterSide(data);
  const stages = network.filters.length;
  if (side === null || side >= 2 ** stages) return [];
  const most = Math.floor(Math.log2(side));
  const must = `at most ${most} entries, because each stage halves the images, whose shorter side has ${side} pixels`;
  return [problem(['network', 'filters'], network.filters, must)];
}

/** Pixels, where the config alone decides. */
function shorterSide(data: ExperimentConfig['data']): number | null {
  if (data.source === 'mnist') return mnistSide;
  if (data.source !== 'folder' || data.resize.mode === 'none') return null;
  return Math.min(data.resize.heightPixels, data.resize.widthPixels);
}

/** Faults of a learned value: its bounds must be in order, and it must start between them. */
function boundProblems<Key extends string>(
  section: string,
  values: Readonly<Record<Key, number>>,
  key: Key,
  minKey: Key,
  maxKey: Key,
  modeKey: string,
): Problem[] {
  const [value, min, max] = [values[key], values[minKey], values[maxKey]];
  if (min >= max) {
    return [
      problem([section, minKey], min, `below ${section}.${maxKey}, which is ${max}`, [section, maxKey]),
    ];
  }
  if (value > min && value < max) return [];
  const must = `above ${section}.${minKey} ${min} and below ${section}.${maxKey} ${max}, because it is learned`;
  return [problem([section, key], value, must, [section, modeKey])];
}
