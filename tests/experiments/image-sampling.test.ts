import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../../src/engine/start.js';
import { cameraChain } from '../../src/experiments/camera-chain.js';
import { imageSampling } from '../../src/experiments/image-sampling.js';
import { opticsRecords } from '../../src/experiments/optics-quality.js';
import { toyConfig, type Changes } from './toy-trial.js';

beforeAll(() => startEngine());

const chain = (changes: Changes) => cameraChain(toyConfig(changes), { height: 8, width: 8, channels: 1 }, 1);
const lens = (fNumber: number, name = 'lens') => ({ layer: 'diffraction', fNumber, name });

describe('the sampling of an image', () => {
  it('is that of the samples where each is a pixel, and of the largest pixels behind a lens otherwise', () => {
    const pitches = (sensor: readonly object[]) => {
      const { samplePitchUm, pixelPitchUm } = imageSampling(chain({ optics: [lens(8)], sensor }))!;
      return [samplePitchUm, pixelPitchUm].map(pitch => Number(pitch.toFixed(6)));
    };
    const pixels = [{ layer: 'pixels', factor: 2 }];
    const binned = [{ layer: 'exposure' }, { layer: 'shot-noise' }, { layer: 'binning', factor: 2 }];
    expect(pitches([])).toEqual([3.45, 3.45]);
    expect(pitches(pixels)).toEqual([3.45, 6.9]);
    expect(pitches([...pixels, ...binned])).toEqual([3.45, 13.8]);
    expect(imageSampling(chain({ optics: [], sensor: pixels }))).toBeNull();
  });

  it('is judged by the lens that passes least', () => {
    const two = chain({ optics: [lens(16, 'slow'), lens(4, 'fast')], sensor: [] });
    expect(imageSampling(two)!.cutoff).toBeCloseTo(1e6 / (550 * 16), 6);
  });

  it('counts pixels as they are in what is said of a lens', () => {
    const [record] = opticsRecords(chain({ optics: [lens(16)], sensor: [{ layer: 'pixels', factor: 2 }] }));
    expect(record!.pixelPitchUm).toBeCloseTo(6.9, 9);
    expect(record!.nyquist).toBeCloseTo(1e3 / 13.8, 6);
    expect(record!.warnings[0]).toMatch(/^λN\/p is 1\.28 at the pixels of 6\.90 µm, below 2/);
    const [plain] = opticsRecords(chain({ optics: [lens(16)], sensor: [] }));
    expect(plain!.warnings).toEqual([]);
  });
});
