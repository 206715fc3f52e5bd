/** What predictions leave in a folder: pictures of masks and scenes, and a table of classes or positions. */
import { basename, extname, join, resolve } from 'node:path';
import type { TaskName } from '../analysis/score-kind.js';
import { writeFileAtomic } from '../analysis/atomic-file.js';
import { encodePng } from '../figures/png.js';
import type { Prediction } from '../experiments/trained/predict.js';
import type { TrainedHead } from '../experiments/trained/trained-head.js';
import type { TrainedTrial } from '../experiments/trained/trained-trial.js';
import { UsageError } from './usage-error.js';

/** What a head said of an image, without what went into files. */
export interface Kept {
  readonly path: string;
  readonly prediction: Prediction;
  /** The file of the mask or the scene. */
  readonly picture?: string;
  /** Share of the pixels of each class, 0 to 1. */
  readonly shares?: readonly { readonly name: string; readonly share: number }[];
}

export interface PredictionKeeper {
  /** What the codes of pictures mean, a line; empty where there are none. */
  readonly note: string;
  readonly keep: (path: string, prediction: Prediction) => Kept;
  /** Writes the table of classes or positions where there is a folder. @returns Its path. */
  readonly writeTable: (kept: readonly Kept[]) => string | null;
}

const white = 255;
/** What is put behind the name of a file in the name of its picture. */
const suffixes: Partial<Record<TaskName, string>> = { segment: 'mask', reconstruct: 'scene' };

/**
 * For the predictions of a head.
 *
 * @param out The folder; null: nothing is written.
 * @param inputs Files that are predicted.
 * @throws UsageError if a picture would overwrite one of them.
 */
export function predictionKeeper(
  { task, classNames }: TrainedHead,
  data: TrainedTrial['config']['data'],
  out: string | null,
  inputs: readonly string[],
): PredictionKeeper {
  const names = (task === 'segment' ? classNames : null) ?? [];
  const codes = codesOf(data, names.length);
  const suffix = suffixes[task];
  const pictures =
    suffix === undefined || out === null ? new Map<string, string[]>() : picturesOf(out, inputs, suffix);
  const write = (path: string, png: Uint8Array): string => {
    const file = pictures.get(path)!.shift()!;
    writeFileAtomic(file, png);
    return file;
  };
  const keep = (path: string, prediction: Prediction): Kept => {
    switch (prediction.kind) {
      case 'mask': {
        const { classes, width, height } = prediction;
        const pixels = classes.map(label => codes[label]!);
        const picture = write(path, encodePng(pixels, width, height));
        const shares = names.map((name, label) => ({
          name,
          share: classes.reduce((count, each) => count + Number(each === label), 0) / classes.length,
        }));
        return { path, prediction: { ...prediction, classes: new Uint8Array(0) }, picture, shares };
      }
      case 'scene': {
        const { values, width, height } = prediction;
        const pixels = Uint8Array.from(values, value => Math.round(white * Math.min(1, Math.max(0, value))));
        const picture = write(path, encodePng(pixels, width, height));
        return { path, prediction: { ...prediction, values: new Float32Array(0) }, picture };
      }
      default:
        return { path, prediction };
    }
  };
  const meaning = names.map((name, label) => `${name} ${codes[label]!}`).join(', ');
  return {
    note: names.length === 0 ? '' : `codes of the masks: ${meaning}\n`,
    keep,
    writeTable: kept => (out === null ? null : writeTable(out, kept)),
  };
}

/** Files of the pictures of each input, one for each time that it is given; no two have one name. */
function picturesOf(out: string, inputs: readonly string[], suffix: string): Map<string, string[]> {
  const taken = new Map<string, number>();
  const pictures = new Map<string, string[]>();
  for (const path of inputs) {
    const stem = `${basename(path, extname(path))}-${suffix}`;
    const count = (taken.get(stem) ?? 0) + 1;
    taken.set(stem, count);
    const file = join(out, `${stem}${count === 1 ? '' : `-${count}`}.png`);
    if (inputs.some(input => resolve(input) === resolve(file))) {
      throw new UsageError(`--out ${out}: found ${file} among the files to predict, must be another folder`);
    }
    pictures.set(path, [...(pictures.get(path) ?? []), file]);
  }
  return pictures;
}

/** Code of each class of pixels: as the trial's own masks have them, else from 0 to 255. */
function codesOf(data: TrainedTrial['config']['data'], classes: number): readonly number[] {
  if (data.source === 'masks' && data.maskFiles === 'one') return data.maskValues;
  return Array.from({ length: classes }, (_, label) =>
    Math.round((white * label) / Math.max(1, classes - 1)),
  );
}

function writeTable(out: string, kept: readonly Kept[]): string | null {
  const rows = kept.flatMap(({ path, prediction }) => {
    switch (prediction.kind) {
      case 'classes':
        return prediction.ranked.map(({ name, probability }, place) => [path, place + 1, name, probability]);
      case 'position':
        return [[path, prediction.x, prediction.y]];
      default:
        return [];
    }
  });
  if (rows.length === 0) return null;
  const isPosition = kept[0]!.prediction.kind === 'position';
  const header = isPosition ? ['file', 'x', 'y'] : ['file', 'rank', 'class', 'probability'];
  const file = join(out, isPosition ? 'positions.csv' : 'predictions.csv');
  writeFileAtomic(file, [header, ...rows].map(row => `${row.map(cell).join(',')}\n`).join(''));
  return file;
}

/** A cell of a CSV file (RFC 4180). */
function cell(value: string | number): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
