/**
 * spectra.arrow: spectra of light and of fluorophores, bands of filters and responses in the camera of a trial, before training and
 * after. A camera without wavelengths has no such file.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { columnValues, type Column } from './arrow-table.js';
import { TRIAL_REMEDY } from './record-error.js';
import { readTableFile, writeTableFile } from './record-file.js';

const kinds = ['light', 'emission', 'filter', 'response'] as const;
const stages = ['initial', 'final'] as const;

export interface RecordedCurve {
  /** Name of the layer in the config. */
  readonly layer: string;
  readonly name: string;
  readonly kind: (typeof kinds)[number];
  readonly stage: (typeof stages)[number];
  /** Middles of the channels, nm. */
  readonly wavelengthsNm: Float32Array;
  /** One for each wavelength; shares from 0 to 1 of filters and responses, relative of light. */
  readonly values: Float32Array;
}

const file = 'spectra.arrow';

/** @throws RangeError if a curve has not a value for each wavelength. */
export function writeSpectra(folder: string, curves: readonly RecordedCurve[]): void {
  curves.forEach(checkCurve);
  const columns: Column[] = [
    { name: 'layer', kind: 'utf8', values: curves.map(row => row.layer) },
    { name: 'name', kind: 'utf8', values: curves.map(row => row.name) },
    { name: 'kind', kind: 'utf8', values: curves.map(row => row.kind) },
    { name: 'stage', kind: 'utf8', values: curves.map(row => row.stage) },
    { name: 'wavelengthsNm', kind: 'float32List', values: curves.map(row => row.wavelengthsNm) },
    { name: 'values', kind: 'float32List', values: curves.map(row => row.values) },
  ];
  writeTableFile(join(folder, file), columns);
}

/** @throws RecordError if spectra.arrow is damaged. @returns Nothing where there is no such file. */
export function readSpectra(folder: string): RecordedCurve[] {
  const path = join(folder, file);
  if (!existsSync(path)) return [];
  return readTableFile(path, TRIAL_REMEDY, table => {
    const [name, kind, stage] = ['name', 'kind', 'stage'].map(each => columnValues(table, each, 'utf8'));
    const wavelengths = columnValues(table, 'wavelengthsNm', 'float32List');
    const values = columnValues(table, 'values', 'float32List');
    return columnValues(table, 'layer', 'utf8').map((layer, row) =>
      checkCurve({
        layer,
        name: name![row]!,
        kind: oneOf(kinds, kind![row]!, 'kind'),
        stage: oneOf(stages, stage![row]!, 'stage'),
        wavelengthsNm: wavelengths[row]!,
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

function checkCurve(curve: RecordedCurve): RecordedCurve {
  const { layer, name, wavelengthsNm, values } = curve;
  if (values.length === 0 || values.length !== wavelengthsNm.length) {
    throw new RangeError(
      `${name} of ${layer} has ${values.length} values, must be one for each of ${wavelengthsNm.length} wavelengths`,
    );
  }
  return curve;
}
