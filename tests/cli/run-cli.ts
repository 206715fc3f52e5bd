/** Runs the built command line as a user does, in a folder of its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const entry = resolve(import.meta.dirname, '../../bin/physlayer.js');

export interface Outcome {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly outcome: Promise<Outcome>;
  /** Resolves when stderr holds the text; rejects if the process ends before. */
  readonly sees: (text: string) => Promise<void>;
}

export function startCli(cwd: string, ...args: readonly string[]): Running {
  const child = spawn(process.execPath, [entry, ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const texts = { stdout: '', stderr: '' };
  const waiting = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text;
      waiting.forEach(check => check());
    });
  }
  const outcome = new Promise<Outcome>(done => {
    child.on('close', (code, signal) => done({ code, signal, ...texts }));
  });
  const sees = (text: string): Promise<void> =>
    new Promise((seen, failed) => {
      const check = (): void => {
        if (texts.stderr.includes(text)) seen();
      };
      waiting.add(check);
      check();
      void outcome.then(({ stderr }) => failed(new Error(`never said '${text}':\n${stderr}`)));
    });
  return { child, outcome, sees };
}

export function runCli(cwd: string, ...args: readonly string[]): Promise<Outcome> {
  return startCli(cwd, ...args).outcome;
}

export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'cli-'));
}

/** The process ids that work on trials of an output folder. */
export function workerPids(out: string): number[] {
  return readdirSync(join(out, 'trials')).flatMap(name => {
    const pid = /\.running-.*-(\d+)$/.exec(name)?.[1];
    return pid === undefined ? [] : [Number(pid)];
  });
}

const side = 8;
const images = 60;

/** Writes two classes of 8 x 8 images, bright above or below, as IDX files, and a config of two settings with two repeats. */
export function writeExperiment(folder: string): string {
  const pixels = Buffer.alloc(images * side * side);
  const labels = Buffer.alloc(images);
  for (let image = 0; image < images; image++) {
    labels[image] = image % 2;
    for (let pixel = 0; pixel < side * side; pixel++) {
      const isBright = Math.floor(pixel / ((side * side) / 2)) === image % 2;
      pixels[image * side * side + pixel] = isBright ? 200 + (image % 50) : 10;
    }
  }
  writeFileSync(join(folder, 'images.idx'), Buffer.concat([idxHeader(3, images, side, side), pixels]));
  writeFileSync(join(folder, 'labels.idx'), Buffer.concat([idxHeader(1, images), labels]));
  writeFileSync(join(folder, 'small.yaml'), config);
  return 'small.yaml';
}

/** Unsigned bytes; IDX is described at http://yann.lecun.com/exdb/mnist/. */
function idxHeader(dimensions: number, ...sizes: readonly number[]): Buffer {
  const header = Buffer.alloc(4 + 4 * dimensions);
  header.writeUInt8(8, 2);
  header.writeUInt8(dimensions, 3);
  sizes.forEach((size, index) => header.writeUInt32BE(size, 4 + 4 * index));
  return header;
}

const config = `name: small
repeats: 2
data: { source: idx, imagesPath: images.idx, labelsPath: labels.idx }
sensor:
  - { layer: exposure }
  - { layer: shot-noise }
  - { layer: read-noise }
  - { layer: full-well, fullWellElectrons: 2600 }
  - { layer: quantizer }
network: { filters: [2], kernelSize: 3, denseUnits: 4 }
training: { epochs: 2, batchSize: 8 }
analysis: { sampleImages: 1, saliencyImages: 2 }
sweep:
  sensor.bitDepth: [1, 8]
`;

export function readSummaryBytes(out: string): string {
  return readFileSync(join(out, 'summary.arrow')).toString('hex');
}
