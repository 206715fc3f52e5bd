/**
 * means.arrow: the mean of what arrives at each layer of a trial that learns a map over the frame, to be shown with that map. A trial
 * that learns none has no such file.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { columnValues, type Column } from './arrow-table.js';
import { TRIAL_REMEDY } from './record-error.js';
import { readTableFile, writeTableFile } from './record-file.js';

export interface MeanImage {
  /** Name of the layer in the config. */
  readonly layer: string;
  /** Test images that it is the mean of. */
  readonly images: number;
  readonly height: number;
  readonly width: number;
  /** [height, width], the mean over channels; unit of what arrives. */
  readonly values: Float32Array;
}

const file = 'means.arrow';

/** @throws RangeError if values do not fill their size. */
export function writeMeanImages(folder: string, means: readonly MeanImage[]): void {
  means.forEach(checkImage);
  const columns: Column[] = [
    { name: 'layer', kind: 'utf8', values: means.map(row => row.layer) },
    { name: 'images', kind: 'int32', values: means.map(row => row.images) },
    { name: 'height', kind: 'int32', values: means.map(row => row.height) },
    { name: 'width', kind: 'int32', values: means.map(row => row.width) },
    { name: 'values', kind: 'float32List', values: means.map(row => row.values) },
  ];
  writeTableFile(join(folder, file), columns);
}

/** @throws RecordError if means.arrow is damaged. @returns Nothing where there is no such file. */
export function readMeanImages(folder: string): MeanImage[] {
  const path = join(folder, file);
  if (!existsSync(path)) return [];
  return readTableFile(path, TRIAL_REMEDY, table => {
    const [images, height, width] = ['images', 'height', 'width'].map(name =>
      columnValues(table, name, 'int32'),
    );
    const values = columnValues(table, 'values', 'float32List');
    return columnValues(table, 'layer', 'utf8').map((layer, row) =>
      checkImage({
        layer,
        images: images![row]!,
        height: height![row]!,
        width: width![row]!,
        values: values[row]!,
      }),
    );
  });
}

function checkImage(image: MeanImage): MeanImage {
  const { layer, height, width, values } = image;
  if (!(height > 0 && width > 0 && values.length === height * width)) {
    throw new RangeError(
      `mean image at ${layer} has ${values.length} values, must have ${height} x ${width}`,
    );
  }
  return image;
}
