import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readDesign } from '../../src/analysis/design-record.js';
import { readPredictions, readSamples } from '../../src/analysis/trial-record.js';
import { readResult } from '../../src/analysis/trial-result-record.js';
import { startEngine } from '../../src/engine/start.js';
import { buildCamera } from '../../src/experiments/camera.js';
import { cameraProblems } from '../../src/experiments/config/camera-rules.js';
import { runTrial } from '../../src/experiments/trial.js';
import { toyConfig, toyDataset, toyTrial, type Changes } from './toy-trial.js';

vi.mock('../../src/optics/registry.js', async importOriginal => {
  const [registry, { toyMask, toyBinning }, { diffraction }] = await Promise.all([
    importOriginal<object>(),
    import('./toy-mask.js'),
    import('../../src/optics/diffraction-blur.js'),
  ]);
  return { ...registry, opticsLayers: [diffraction, toyMask, toyBinning] };
});

const root = mkdtempSync(join(tmpdir(), 'design-'));
let runs = 0;

async function run(changes: Changes): Promise<{ folder: string; lines: string[] }> {
  const folder = join(root, String(runs++));
  mkdirSync(folder);
  const lines: string[] = [];
  await runTrial(
    toyTrial(changes),
    toyDataset(),
    folder,
    () => undefined,
    line => lines.push(line),
  );
  return { folder, lines };
}

const mask = (penaltyWeight: number) => [{ layer: 'toy-mask', mode: 'learned', penaltyWeight }];
const training = { epochs: 2, physicalLearningRate: 0.3 };
const openShare = (folder: string) => {
  const { values } = readDesign(folder).find(({ stage }) => stage === 'final')!;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
};

let free: Awaited<ReturnType<typeof run>>;

beforeAll(async () => {
  await startEngine();
  free = await run({ optics: mask(0), training });
});
afterAll(() => rmSync(root, { recursive: true }));

describe('a trial with a learned design', () => {
  it('tests the design as built too, with the same noise, and goes back to the trained one', () => {
    const { testScore, hardTestScore } = readResult(free.folder);
    expect(hardTestScore).toBeGreaterThan(0);
    expect(free.lines.filter(line => line.startsWith('test as built: loss '))).toEqual([
      expect.stringContaining(`accuracy ${hardTestScore!.toFixed(4)}`),
    ]);
    const { rows } = readPredictions(free.folder);
    const right = rows.filter(row => row.label === row.predicted).length;
    expect(testScore).toBe(right / rows.length);
    const final = readDesign(free.folder).find(({ stage }) => stage === 'final')!;
    expect(final.values.some(value => value > 0.05 && value < 0.95)).toBe(true);
  });

  it('keeps the arrays before training and after it', () => {
    const [initial, final] = readDesign(free.folder);
    expect([initial, final].map(array => [array!.layer, array!.name, array!.stage, array!.shape])).toEqual([
      ['toy-mask', 'transmission', 'initial', [8, 8]],
      ['toy-mask', 'transmission', 'final', [8, 8]],
    ]);
    const moved = initial!.values.map((value, i) => Math.abs(value - final!.values[i]!));
    expect(Math.max(...moved)).toBeGreaterThan(0.1);
  });

  it('minimizes the penalty of the layer, and logs the cross-entropy alone', async () => {
    const heavy = await run({ optics: mask(20), training });
    expect(openShare(heavy.folder)).toBeLessThan(0.6 * openShare(free.folder));
    const loss = Number(
      /training loss ([\d.]+)/.exec(heavy.lines.find(line => line.startsWith('epoch 1'))!)![1],
    );
    // Three classes: chance is ln 3 = 1.1 nats. The penalty starts near 20 / 2.
    expect(loss).toBeLessThan(3);
  });

  it('leaves no such file where nothing is learned', async () => {
    const { folder } = await run({ training: { epochs: 1 } });
    expect(readdirSync(folder)).not.toContain('design.arrow');
    expect(readDesign(folder)).toEqual([]);
    expect(readResult(folder)).not.toHaveProperty('hardTestScore');
    expect(readResult(folder)).not.toHaveProperty('hardTestMetrics');
  });
});

describe('a camera that changes the size of the image', () => {
  const optics = [{ layer: 'toy-binning' }];

  it('has a network for the frames that leave it, and a strip with both sizes', async () => {
    const camera = buildCamera(toyConfig({ optics }), { height: 8, width: 8, channels: 1, classes: 3 }, 1);
    expect(camera.frame).toMatchObject({ height: 4, width: 4, pixelPitch: 6.9e-6 });
    expect(camera.network.input.shape).toEqual([null, 4, 4, 1]);
    const { folder } = await run({ optics, training: { epochs: 1 } });
    const { images } = readSamples(folder);
    expect(images.slice(0, 3).map(({ stage, height }) => [stage, height])).toEqual([
      ['scene', 8],
      ['image', 4],
      ['noisy', 4],
    ]);
  });

  it('leaves room for fewer stages of pooling', () => {
    const filters = [2, 2, 2];
    const of = (side: number) =>
      cameraProblems(toyConfig({ optics: [{ layer: 'toy-binning', side }], network: { filters } }));
    expect(of(2)).toEqual([]);
    expect(of(4).map(({ message }) => message)).toEqual([
      'found basic-cnn, which gets frames of 7 x 7 pixels, must get at least 8 x 8 for 3 stages of 2 x 2 pooling (network.filters)',
    ]);
    expect(of(28)[0]!.message).toContain('which gets frames of 1 x 1 pixels');
  });

  it('names the key that does not fit the size, where the size is known', () => {
    const optics = [{ layer: 'toy-binning', side: 3 }];
    const config = toyConfig({ optics });
    expect(cameraProblems(config)).toEqual([
      expect.objectContaining({
        path: ['optics', 0, 'side'],
        message: 'found 3, must be a divisor of the 28 samples of the height',
      }),
    ]);
    const files = { ...config, data: { ...config.data, source: 'idx', imagesPath: 'i', labelsPath: 'l' } };
    expect(cameraProblems(files as unknown as typeof config)).toEqual([]);
  });
});
