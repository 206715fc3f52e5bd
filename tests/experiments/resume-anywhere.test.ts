/** A training with all that draws random numbers or keeps a state, stopped at twenty batches drawn from a seed. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { splitDataset } from '../../src/data/split.js';
import { startEngine } from '../../src/engine/start.js';
import { hostRandom, inRandomOrder } from '../../src/engine/host-random.js';
import { runTrial } from '../../src/experiments/trial.js';
import { toyDataset, toyTrial } from './toy-trial.js';

const root = mkdtempSync(join(tmpdir(), 'resume-'));
const [count, batchSize, epochs] = [30, 4, 6];
const dataset = toyDataset(count);

/**
 * Learned, noisy hardware in turns with a network of which a layer is frozen at first; augmentation of all kinds; batch normalization and
 * dropout; momentum, with step sizes that warm up and fall on a plateau.
 */
const trial = toyTrial({
  optics: [],
  sensor: [
    { layer: 'exposure', mode: 'learned', photonsAtFullScale: 200 },
    { layer: 'shot-noise' },
    { layer: 'read-noise' },
  ],
  network: {
    type: 'layer-list',
    layers: [
      { layer: 'conv', filters: 2, stride: 2, batchNorm: true },
      { layer: 'dropout', rate: 0.3 },
    ],
  },
  training: {
    ...{ epochs, batchSize, earlyStoppingPatience: 0, optimizer: { type: 'sgd' }, gradientClipNorm: 1 },
    ...{ learningRateSchedule: 'plateau', schedule: { warmUpEpochs: 1, plateauPatience: 1 } },
    ...{ turns: 'alternating', frozen: ['logits'], unfreezeAfterEpochs: 2 },
    augmentation: {
      ...{ horizontalFlip: true, rotationDegrees: 10, shiftFraction: 0.1, cropFractionMin: 0.8 },
      ...{ brightnessFraction: 0.2, contrastFraction: 0.2, noiseFraction: 0.05, cutoutFraction: 0.3 },
      mixupAlpha: 0.4,
    },
  },
  analysis: { saliencyImages: 0, sampleImages: 0 },
});

/** Runs the trial until it is done or has made some steps; the log tells which. */
async function live(name: string, checkpoint: string, stopAfter: number) {
  const folder = join(root, name);
  mkdirSync(folder);
  let steps = 0;
  const keeping = {
    path: join(root, checkpoint),
    owner: {},
    isStopping: () => steps >= stopAfter,
  };
  const report = () => {
    steps++;
  };
  const end = await runTrial(trial, dataset, folder, report, () => undefined, keeping).then(
    () => 'done',
    (error: unknown) => (error as Error).message,
  );
  return { folder, end };
}

describe('a training with noise, augmentation, dropout and batch normalization', () => {
  beforeAll(() => startEngine());
  afterAll(() => rmSync(root, { recursive: true }));

  it('ends with the same bytes after twenty stops at random batches', async () => {
    const { train } = splitDataset(dataset, { ...trial.config.data.split });
    const steps = epochs * Math.ceil(train.length / batchSize);
    expect(steps).toBeGreaterThan(21);
    const batches = Uint32Array.from({ length: steps - 1 }, (_, index) => index + 1);
    const stops = [...inRandomOrder(batches, hostRandom(20, 20)).subarray(0, 20)].sort((a, b) => a - b);
    const whole = await live('whole', 'none', Infinity);
    expect(whole.end).toBe('done');
    for (const [life, stop] of stops.entries()) {
      const { end } = await live(`life-${life}`, 'kept', stop - (stops[life - 1] ?? 0));
      expect(end).toMatch(/^train: stopped after/);
    }
    const last = await live('last', 'kept', Infinity);
    expect(last.end).toBe('done');
    for (const file of ['model/weights.bin', 'result.json', 'predictions.arrow']) {
      const [first, second] = [whole, last].map(({ folder }) => readFileSync(join(folder, file)));
      expect(second!.equals(first!), file).toBe(true);
    }
  });
});
