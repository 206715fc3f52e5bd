/**
 * What one trial leaves in its folder: predictions.arrow, samples.arrow, saliency.arrow. Its result is in trial-result-record.ts,
 * reconstructions are in reconstruction-record.ts, the metrics of each epoch in metrics-stream.ts, the DONE marker in done-marker.ts.
 * Every writer is atomic, and equal input gives equal bytes.
 */
import { type Table } from 'apache-arrow';
import { join } from 'node:path';
import { columnValues, numbers, type Column } from './arrow-table.js';
import { groupColumn, readGroups, type Grouped } from './group-column.js';
import { TRIAL_REMEDY } from './record-error.js';
import { classNamesOf, readTableFile, writeTableFile } from './record-file.js';

/** One test image and what the network said. */
export interface Prediction extends Grouped {
  /** Index into the data set. */
  readonly index: number;
  /** What a person calls the image, for instance "t10k #12". */
  readonly source: string;
  /** Indices into the class names. */
  readonly label: number;
  readonly predicted: number;
  /** One probability per class. */
  readonly probabilities: Float32Array;
}

export interface Predictions {
  readonly classNames: readonly string[];
  readonly rows: readonly Prediction[];
}

/** @throws RangeError if a label lies outside the classes or a row has another number of probabilities. */
export function writePredictions(folder: string, predictions: Predictions): void {
  checkPredictions(predictions);
  const { rows, classNames } = predictions;
  const columns: Column[] = [
    { name: 'index', kind: 'int32', values: rows.map(row => row.index) },
    { name: 'source', kind: 'utf8', values: rows.map(row => row.source) },
    ...groupColumn(rows),
    { name: 'label', kind: 'int32', values: rows.map(row => row.label) },
    { name: 'predicted', kind: 'int32', values: rows.map(row => row.predicted) },
    { name: 'probabilities', kind: 'float32List', values: rows.map(row => row.probabilities) },
  ];
  writeTableFile(join(folder, 'predictions.arrow'), columns, { classNames: JSON.stringify(classNames) });
}

/** @throws RecordError if predictions.arrow is missing or damaged. */
export function readPredictions(folder: string): Predictions {
  return readTableFile(join(folder, 'predictions.arrow'), TRIAL_REMEDY, table => {
    const index = columnValues(table, 'index', 'int32');
    const source = columnValues(table, 'source', 'utf8');
    const group = readGroups(table);
    const label = columnValues(table, 'label', 'int32');
    const predicted = columnValues(table, 'predicted', 'int32');
    const probabilities = columnValues(table, 'probabilities', 'float32List');
    const rows = index.map((value, i) => ({
      index: value,
      source: source[i]!,
      ...group(i),
      label: label[i]!,
      predicted: predicted[i]!,
      probabilities: probabilities[i]!,
    }));
    return checkPredictions({ classNames: classNamesOf(table), rows });
  });
}

function checkPredictions(predictions: Predictions): Predictions {
  const classes = predictions.classNames.length;
  for (const { index, label, predicted, probabilities } of predictions.rows) {
    checkClass(`label of image ${index}`, label, classes);
    checkClass(`prediction for image ${index}`, predicted, classes);
    if (probabilities.length !== classes) {
      throw new RangeError(`image ${index} has ${probabilities.length} probabilities, must be ${classes}`);
    }
  }
  return predictions;
}

function checkClass(what: string, value: number, classes: number): void {
  if (!Number.isInteger(value) || value < 0 || value >= classes) {
    throw new RangeError(`${what} is ${value}, must be 0 to ${classes - 1}`);
  }
}

/** An image with its size, [height, width, channels] row by row. */
export interface StoredImage {
  /** Index into the data set. */
  readonly image: number;
  readonly source: string;
  /** Index into the class names. */
  readonly label: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly values: Float32Array;
}

/** One test image at one stage of the physical chain. */
export interface SampleImage extends StoredImage {
  /** 'scene', 'blurred', 'noisy', '1 bit', '2 bits', ... in the order of the chain. */
  readonly stage: string;
  /** Unit of the values, for instance 'photons'. */
  readonly unit: string;
  /** Values shown as black and as white. */
  readonly displayMin: number;
  readonly displayMax: number;
}

/** One map of the saliency grid. */
export interface SaliencyMap extends StoredImage {
  readonly predicted: number;
  /** Probability of the predicted class, 0 to 1. */
  readonly confidence: number;
  /** 'frame' is what the network saw; the others are maps over it, 0 or more. */
  readonly method: 'frame' | 'gradient' | 'grad-cam';
}

export interface Samples {
  readonly classNames: readonly string[];
  /** Ordered by image, then by stage. */
  readonly images: readonly SampleImage[];
}

export interface Saliency {
  readonly classNames: readonly string[];
  /** Ordered by image, then by method. */
  readonly maps: readonly SaliencyMap[];
}

/** @throws RangeError if a label lies outside the classes or values do not fill height x width x channels. */
export function writeSamples(folder: string, samples: Samples): void {
  const { images, classNames } = samples;
  images.forEach(image => checkImage(image, classNames.length));
  const columns: Column[] = [
    ...imageColumns(images),
    { name: 'stage', kind: 'utf8', values: images.map(row => row.stage) },
    { name: 'unit', kind: 'utf8', values: images.map(row => row.unit) },
    { name: 'displayMin', kind: 'float64', values: images.map(row => row.displayMin) },
    { name: 'displayMax', kind: 'float64', values: images.map(row => row.displayMax) },
  ];
  writeTableFile(join(folder, 'samples.arrow'), columns, { classNames: JSON.stringify(classNames) });
}

/** @throws RecordError if samples.arrow is missing or damaged. */
export function readSamples(folder: string): Samples {
  return readTableFile(join(folder, 'samples.arrow'), TRIAL_REMEDY, table => {
    const classNames = classNamesOf(table);
    const stage = columnValues(table, 'stage', 'utf8');
    const unit = columnValues(table, 'unit', 'utf8');
    const displayMin = numbers(table, 'displayMin');
    const displayMax = numbers(table, 'displayMax');
    const images = readImages(table, classNames.length).map((image, i) => ({
      ...image,
      stage: stage[i]!,
      unit: unit[i]!,
      displayMin: displayMin[i]!,
      displayMax: displayMax[i]!,
    }));
    return { classNames, images };
  });
}

/** @throws RangeError if a label lies outside the classes or values do not fill height x width x channels. */
export function writeSaliency(folder: string, saliency: Saliency): void {
  const { maps, classNames } = saliency;
  maps.forEach(map => checkImage(map, classNames.length));
  maps.forEach(map => checkClass(`prediction for image ${map.image}`, map.predicted, classNames.length));
  const columns: Column[] = [
    ...imageColumns(maps),
    { name: 'predicted', kind: 'int32', values: maps.map(row => row.predicted) },
    { name: 'confidence', kind: 'float64', values: maps.map(row => row.confidence) },
    { name: 'method', kind: 'utf8', values: maps.map(row => row.method) },
  ];
  writeTableFile(join(folder, 'saliency.arrow'), columns, { classNames: JSON.stringify(classNames) });
}

/** @throws RecordError if saliency.arrow is missing or damaged. */
export function readSaliency(folder: string): Saliency {
  return readTableFile(join(folder, 'saliency.arrow'), TRIAL_REMEDY, table => {
    const classNames = classNamesOf(table);
    const predicted = columnValues(table, 'predicted', 'int32');
    const confidence = numbers(table, 'confidence');
    const method = columnValues(table, 'method', 'utf8');
    const maps = readImages(table, classNames.length).map((image, i) => {
      checkClass(`prediction for image ${image.image}`, predicted[i]!, classNames.length);
      return {
        ...image,
        predicted: predicted[i]!,
        confidence: confidence[i]!,
        method: checkMethod(method[i]!),
      };
    });
    return { classNames, maps };
  });
}

function checkMethod(method: string): SaliencyMap['method'] {
  if (method === 'frame' || method === 'gradient' || method === 'grad-cam') return method;
  throw new RangeError(`method is ${method}, must be frame, gradient or grad-cam`);
}

export function imageColumns(images: readonly StoredImage[]): Column[] {
  return [
    { name: 'image', kind: 'int32', values: images.map(row => row.image) },
    { name: 'source', kind: 'utf8', values: images.map(row => row.source) },
    { name: 'label', kind: 'int32', values: images.map(row => row.label) },
    { name: 'height', kind: 'int32', values: images.map(row => row.height) },
    { name: 'width', kind: 'int32', values: images.map(row => row.width) },
    { name: 'channels', kind: 'int32', values: images.map(row => row.channels) },
    { name: 'values', kind: 'float32List', values: images.map(row => row.values) },
  ];
}

export function readImages(table: Table, classes: number): StoredImage[] {
  const source = columnValues(table, 'source', 'utf8');
  const label = columnValues(table, 'label', 'int32');
  const height = columnValues(table, 'height', 'int32');
  const width = columnValues(table, 'width', 'int32');
  const channels = columnValues(table, 'channels', 'int32');
  const values = columnValues(table, 'values', 'float32List');
  return columnValues(table, 'image', 'int32').map((image, i) =>
    checkImage(
      {
        image,
        source: source[i]!,
        label: label[i]!,
        height: height[i]!,
        width: width[i]!,
        channels: channels[i]!,
        values: values[i]!,
      },
      classes,
    ),
  );
}

export function checkImage<T extends StoredImage>(image: T, classes: number): T {
  const { height, width, channels, values } = image;
  checkClass(`label of image ${image.image}`, image.label, classes);
  const isSize = [height, width, channels].every(n => Number.isInteger(n) && n > 0);
  if (!isSize || height * width * channels !== values.length) {
    const size = `${height} x ${width} x ${channels}`;
    throw new RangeError(`image ${image.image} has ${values.length} values, must be ${size}`);
  }
  return image;
}
