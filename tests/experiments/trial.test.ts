import * as tf from '@tensorflow/tfjs';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readMetrics } from '../../src/analysis/metrics-stream.js';
import { readPredictions, readSaliency, readSamples } from '../../src/analysis/trial-record.js';
import { readResult } from '../../src/analysis/trial-result-record.js';
import { toScene } from '../../src/data/scene.js';
import { startEngine } from '../../src/engine/start.js';
import { reseedNoise, standardizeLayer } from '../../src/experiments/camera.js';
import { runTrial, type TrialProgress } from '../../src/experiments/trial.js';
import { applyLayers } from '../../src/networks/apply-layers.js';
import { loadModel } from '../../src/networks/save-model.js';
import { off, toyDataset, toyTrial, type Changes } from './toy-trial.js';

const root = mkdtempSync(join(tmpdir(), 'trial-'));
const dataset = toyDataset();
let runs = 0;

interface Run {
  readonly folder: string;
  readonly lines: string[];
}

async function run(
  changes: Changes = {},
  report: (p: TrialProgress) => void = () => undefined,
): Promise<Run> {
  const folder = join(root, String(runs++));
  mkdirSync(folder);
  const lines: string[] = [];
  await runTrial(toyTrial(changes), dataset, folder, report, line => lines.push(line));
  return { folder, lines };
}

let plain: Run;
/** What the plain run reported, and how many epochs its metrics.arrow held then. */
const reports: { progress: TrialProgress; epochsOnDisk: number }[] = [];

beforeAll(async () => {
  await startEngine();
  const folder = join(root, String(runs));
  plain = await run(
    {},
    progress => void reports.push({ progress, epochsOnDisk: readMetrics(folder).length }),
  );
});
afterAll(() => rmSync(root, { recursive: true }));

/** Softmax in float32 of one image or of a batch of 16. */
const probabilityTolerance = 1e-5;

describe('runTrial', () => {
  it('leaves the files of a trial and no temporary ones', () => {
    expect(readdirSync(plain.folder).sort()).toEqual([
      'metrics.arrow',
      'model',
      'predictions.arrow',
      'result.json',
      'saliency.arrow',
      'samples.arrow',
    ]);
    expect(readdirSync(join(plain.folder, 'model')).sort()).toEqual(['model.json', 'weights.bin']);
  });

  it('learns the toy classes', () => {
    expect(readResult(plain.folder).testScore).toBeGreaterThan(0.8);
  });

  it('gives the same bytes when repeated, but for time and memory in metrics.arrow', async () => {
    const { folder } = await run();
    for (const file of [
      'model/model.json',
      'model/weights.bin',
      'predictions.arrow',
      'result.json',
      'samples.arrow',
      'saliency.arrow',
    ]) {
      expect(readFileSync(join(folder, file)).equals(readFileSync(join(plain.folder, file))), file).toBe(
        true,
      );
    }
    const measured = (from: string) =>
      readMetrics(from).map(metrics => ({ ...metrics, seconds: null, residentMegabytes: null }));
    expect(measured(folder)).toEqual(measured(plain.folder));
  });

  it('reports the scores of its predictions, and those of the epoch with the lowest validation loss', () => {
    const result = readResult(plain.folder);
    const { rows, classNames } = readPredictions(plain.folder);
    const right = rows.filter(row => row.label === row.predicted).length;
    const loss = rows.reduce((sum, row) => sum - Math.log(row.probabilities[row.label]!), 0) / rows.length;
    expect(classNames).toEqual(dataset.classNames);
    expect(rows.every(row => row.label === dataset.labels[row.index])).toBe(true);
    expect(rows.every(row => row.source === dataset.sources[row.index])).toBe(true);
    expect(result.testScore).toBe(right / rows.length);
    expect(Math.abs(result.testLoss - loss)).toBeLessThan(probabilityTolerance);
    const metrics = readMetrics(plain.folder);
    const best = metrics.reduce((a, b) => (b.validationLoss < a.validationLoss ? b : a));
    expect([result.bestEpoch, result.validationLoss]).toEqual([best.epoch, best.validationLoss]);
    expect(metrics.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
    expect(metrics.every(({ seconds, residentMegabytes }) => seconds > 0 && residentMegabytes > 10)).toBe(
      true,
    );
  });

  it('saves a model that repeats its predictions', async () => {
    const model = await loadModel(join(plain.folder, 'model'));
    const { rows } = readPredictions(plain.folder);
    const testStep = -3;
    for (const place of [0, 5, rows.length - 1]) {
      const { index, probabilities } = rows[place]!;
      reseedNoise(model, testStep, place);
      const found = tf.tidy(() => {
        const scene = tf.tensor4d(toScene(dataset, [index]), [1, 8, 8, 1]);
        return tf.softmax(model.apply(scene) as tf.Tensor).dataSync();
      });
      probabilities.forEach((value, c) =>
        expect(Math.abs(found[c]! - value)).toBeLessThan(probabilityTolerance),
      );
    }
  });

  it('standardizes with the moments of training frames, which the saved model carries', async () => {
    const { normalization } = readResult(plain.folder);
    const { mean, std } = standardizeLayer(await loadModel(join(plain.folder, 'model')));
    expect(normalization).toEqual({ mean, std });
    expect(mean[0]).toBeGreaterThan(0);
    expect(std[0]).toBeLessThan(1);
  });

  it('writes metrics.arrow as the epochs end, so that a kill leaves what was done', () => {
    expect(reports.every(({ progress, epochsOnDisk }) => epochsOnDisk === progress.epoch - 1)).toBe(true);
  });

  it('reports every step, with the validation accuracy from the second epoch on', () => {
    const seen = reports.map(({ progress }) => progress);
    const steps = Math.ceil(54 / 16);
    expect(seen).toHaveLength(3 * steps);
    expect(seen.at(-1)).toMatchObject({ epoch: 3, epochs: 3, step: steps, steps });
    expect(seen.map(progress => progress.validationScore === undefined)).toEqual(
      seen.map(progress => progress.epoch === 1),
    );
    expect(seen.every(progress => Number.isFinite(progress.trainLoss))).toBe(true);
  });

  it('keeps half right and half wrong test images with the maps of the predicted class', async () => {
    // Hardly trained: some answers are wrong.
    const training = { epochs: 1, learningRate: 1e-9 };
    const { folder } = await run({ layers: { quantizer: { bitDepth: 1, threshold: 0.1 } }, training });
    const { maps } = readSaliency(folder);
    const predictions = new Map(readPredictions(folder).rows.map(row => [row.index, row]));
    expect(maps.map(map => map.method)).toEqual(Array(4).fill(['frame', 'gradient', 'grad-cam']).flat());
    const frames = maps.filter(map => map.method === 'frame');
    expect(frames.map(frame => frame.label === frame.predicted)).toEqual([true, true, false, false]);
    for (const map of maps) {
      const { predicted, probabilities } = predictions.get(map.image)!;
      expect([map.predicted, map.confidence]).toEqual([predicted, probabilities[predicted]]);
      expect(map.values.every(value => value >= 0)).toBe(true);
    }
    expect(frames.every(frame => frame.values.every(value => value === 0 || value === 1))).toBe(true);
  });

  it('keeps the stages of test images, with the noise they were tested with', async () => {
    const { images } = readSamples(plain.folder);
    const stages = images.slice(0, 7);
    const most = (name: string) =>
      Math.max(...images.filter(({ stage }) => stage === name).flatMap(image => [...image.values]));
    const shown = (name: string) => Number(most(name).toPrecision(3));
    expect(most('image')).toBeGreaterThan(0.5);
    expect(most('noisy')).toBeGreaterThan(1000);
    expect(stages.map(({ stage, unit, displayMax }) => [stage, unit, displayMax])).toEqual([
      ['scene', 'fraction of full scale', 1],
      ['image', 'fraction of full scale', 1],
      ['noisy', 'electrons', shown('noisy')],
      ['1 bit', 'fraction of highest code', 1],
      ['2 bits', 'fraction of highest code', 1],
      ['4 bits', 'fraction of highest code', 1],
      ['8 bits', 'fraction of highest code', 1],
    ]);
    expect(new Set(images.map(image => image.label)).size).toBe(3);
    const { image, values } = stages[2]!;
    expect(Array.from(stages[6]!.values)).toEqual(
      Array.from(values, electrons =>
        Math.fround(Math.floor(Math.min(1, Math.max(0, electrons / 10000)) * 255 + 0.5) / 255),
      ),
    );
    const model = await loadModel(join(plain.folder, 'model'));
    reseedNoise(
      model,
      -3,
      readPredictions(plain.folder).rows.findIndex(row => row.index === image),
    );
    const analogue = ['diffraction', 'exposure', 'shot-noise', 'read-noise', 'full-well'];
    const layers = analogue.map(name => model.getLayer(name));
    const scene = tf.tensor4d(toScene(dataset, [image]), [1, 8, 8, 1]);
    expect(Array.from(applyLayers(layers, scene).dataSync())).toEqual(Array.from(values));
  });

  it('shows the bit depth of the trial in the strip, and leaves out what is off', async () => {
    const noElectrons = off('exposure', 'shot-noise', 'read-noise', 'full-well');
    const stagesOf = async (changes: Changes) => {
      const { folder } = await run({
        training: { epochs: 1 },
        analysis: { sampleImages: 1, saliencyImages: 0 },
        ...changes,
      });
      expect(readSaliency(folder).maps).toEqual([]);
      return readSamples(folder).images.map(({ stage }) => stage);
    };
    const frames = ['1 bit', '2 bits', '3 bits', '4 bits', '8 bits'];
    const threeBits = { ...noElectrons, quantizer: { bitDepth: 3 } };
    expect(await stagesOf({ layers: threeBits })).toEqual(['scene', 'image', ...frames]);
    expect(await stagesOf({ layers: off('diffraction', 'quantizer') })).toEqual(['scene', 'noisy']);
    const photons = off('diffraction', 'shot-noise', 'read-noise', 'full-well', 'quantizer');
    expect(await stagesOf({ layers: photons })).toEqual(['scene', 'exposed']);
    expect(await stagesOf({ optics: [], sensor: [] })).toEqual(['scene']);
  });

  it('trains learned hardware and says what it came to', async () => {
    const { folder } = await run({
      layers: {
        diffraction: { mode: 'learned' },
        exposure: { mode: 'learned' },
        quantizer: { mode: 'learned', bitDepth: 1, threshold: 0.2 },
      },
      training: { epochs: 1 },
    });
    const { physical, parameters, methods } = readResult(folder);
    expect(physical.map(({ name, unit }) => [name, unit])).toEqual([
      ['fNumber', ''],
      ['photonsAtFullScale', 'photons'],
      ['gain', ''],
      ['threshold', 'of full scale'],
    ]);
    const start = [4, 4000, 1, 0.2];
    physical.forEach(({ value }, i) => expect(Math.abs(value / start[i]! - 1)).toBeGreaterThan(1e-3));
    // conv 3·3·4 + 4, dense 64·8 + 8, logits 8·3 + 3, and the four of the camera.
    expect(parameters).toEqual({ count: 591, trainable: 591 });
    expect(methods.map(({ title }) => title)).toEqual([
      'Diffraction blur',
      'Exposure',
      'Shot noise',
      'Read noise',
      'Full well',
      'Quantizer',
      'Standardization',
      'Basic convolutional network',
      'Training',
    ]);
  });

  it('keeps the names of two layers of a kind apart', async () => {
    const { folder } = await run({
      optics: ['front', 'back'].map(name => ({ layer: 'diffraction', name, mode: 'learned' })),
      training: { epochs: 1 },
    });
    const { physical, methods } = readResult(folder);
    expect(physical.map(({ name }) => name)).toEqual(['front.fNumber', 'back.fNumber']);
    expect(methods.slice(0, 2).map(({ title }) => title)).toEqual([
      'Diffraction blur (front)',
      'Diffraction blur (back)',
    ]);
  });

  it('trains a linear network, whose saliency has no Grad-CAM', async () => {
    const { folder } = await run({ network: { type: 'linear' } });
    const { parameters, methods, testScore } = readResult(folder);
    expect(parameters).toEqual({ count: 8 * 8 * 3 + 3, trainable: 8 * 8 * 3 + 3 });
    expect(methods.find(({ title }) => title === 'Linear network')!.text).toMatch(/^A linear network read/);
    expect(testScore).toBeGreaterThan(0.6);
    expect(new Set(readSaliency(folder).maps.map(({ method }) => method))).toEqual(
      new Set(['frame', 'gradient']),
    );
  });

  it('warns of a sensor that never leaves one code, and ends', async () => {
    const { folder, lines } = await run({
      layers: { exposure: { photonsAtFullScale: 100 }, quantizer: { bitDepth: 1 } },
      training: { epochs: 1 },
    });
    expect(
      lines.filter(line => line.startsWith('warning: standardize: every pixel of every training frame is 0')),
    ).toHaveLength(1);
    expect(readResult(folder).normalization).toEqual({ mean: [0], std: [1] });
    expect(readResult(folder).testScore).toBeLessThan(0.6);
  });

  it('logs the data, each epoch and the test', () => {
    expect(plain.lines[0]).toBe('data: bars, 54 training, 18 validation, 18 test images of 8 x 8 x 1');
    expect(
      plain.lines.filter(line => /^epoch \d: training loss \d\.\d{4}, accuracy/.test(line)),
    ).toHaveLength(3);
    expect(plain.lines.at(-1)).toMatch(/^test: loss \d\.\d{4}, accuracy \d\.\d{4} with epoch \d$/);
  });

  it('leaves no tensor behind, also when it fails', async () => {
    const before = tf.memory().numTensors;
    await run({ training: { epochs: 1 } });
    expect(tf.memory().numTensors).toBe(before);
    const failing = () => {
      throw new Error('the parent is gone');
    };
    await expect(run({}, failing)).rejects.toThrow('the parent is gone');
    expect(tf.memory().numTensors).toBe(before);
  });
});
