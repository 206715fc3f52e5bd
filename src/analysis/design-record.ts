/**
 * design.arrow: the learned arrays of a trial's hardware, such as masks and kernels, before training and after. A trial that learns
 * none has no such file.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { columnValues, type Column } from './arrow-table.js';
import { TRIAL_REMEDY } from './record-error.js';
import { readTableFile, writeTableFile } from './record-file.js';

const kinds = ['magnitude', 'phase', 'signed', 'borders'] as const;
const stages = ['initial', 'final'] as const;

export interface DesignArray {
  /** Name of the layer in the config. */
  readonly layer: string;
  readonly name: string;
  readonly unit: string;
  /** Magnitudes from 0, phases (cyclic, radians), values of either sign, or borders of the rows and then columns of a layout. */
  readonly kind: (typeof kinds)[number];
  /** Row first: [height, width], [planes, height, width] or [elements]. */
  readonly shape: readonly number[];
  readonly stage: (typeof stages)[number];
  readonly values: Float32Array;
}

const file = 'design.arrow';

/** @throws RangeError if values do not fill their shape. */
export function writeDesign(folder: string, arrays: readonly DesignArray[]): void {
  arrays.forEach(checkArray);
  const columns: Column[] = [
    { name: 'layer', kind: 'utf8', values: arrays.map(row => row.layer) },
    { name: 'name', kind: 'utf8', values: arrays.map(row => row.name) },
    { name: 'unit', kind: 'utf8', values: arrays.map(row => row.unit) },
    { name: 'kind', kind: 'utf8', values: arrays.map(row => row.kind) },
    { name: 'shape', kind: 'utf8', values: arrays.map(row => JSON.stringify(row.shape)) },
    { name: 'stage', kind: 'utf8', values: arrays.map(row => row.stage) },
    { name: 'values', kind: 'float32List', values: arrays.map(row => row.values) },
  ];
  writeTableFile(join(folder, file), columns);
}

/** @throws RecordError if design.arrow is damaged. @returns Nothing where there is no such file. */
export function readDesign(folder: string): DesignArray[] {
  const path = join(folder, file);
  if (!existsSync(path)) return [];
  return readTableFile(path, TRIAL_REMEDY, table => {
    const texts = (name: string): string[] => columnValues(table, name, 'utf8');
    const [name, unit, kind, shape, stage] = ['name', 'unit', 'kind', 'shape', 'stage'].map(texts);
    const values = columnValues(table, 'values', 'float32List');
    return texts('layer').map((layer, row) =>
      checkArray({
        layer,
        name: name![row]!,
        unit: unit![row]!,
        kind: oneOf(kinds, kind![row]!, 'kind'),
        shape: JSON.parse(shape![row]!) as number[],
        stage: oneOf(stages, stage![row]!, 'stage'),
        values: values[row]!,
      }),
    );
  });
}

function oneOf<T extends string>(names: readonly T[], found: string, what: string): T {
  const name = names.find(each => each === found);
  if (name === undefined) throw new RangeError(`${what} is ${found}, must be one of ${names.join(', ')}`);
  return name;
}

function checkArray(array: DesignArray): DesignArray {
  const { layer, name, shape, values } = array;
  const isShape = shape.length >= 1 && shape.length <= 3 && shape.every(n => Number.isInteger(n) && n > 0);
  if (!isShape || shape.reduce((product, n) => product * n, 1) !== values.length) {
    throw new RangeError(`${name} of ${layer} has ${values.length} values, must be ${shape.join(' x ')}`);
  }
  return array;
}
