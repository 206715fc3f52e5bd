import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../../src/engine/start.js';
import { tf } from '../../src/engine/tfjs.js';
import { DarkCurrent } from '../../src/sensor/dark-current.js';
import { photonBudget, type PixelLight } from '../../src/sensor/photon-budget.js';
import { Quantizer } from '../../src/sensor/quantizer.js';
import { ReadNoise } from '../../src/sensor/read-noise.js';
import { ShotNoise } from '../../src/sensor/shot-noise.js';

/** Of a standard deviation over 65,536 pixels. */
const noiseTolerance = 2e-2;

/** The camera of docs/sensor.md. */
const camera = { quantumEfficiency: 0.65, darkElectrons: 1, readNoise: 3, fullWell: 10_000, bitDepth: 10 };

beforeAll(() => startEngine());

/** Noise of 65,536 pixels behind the layers themselves, step by step from electrons on. */
function simulatedNoise({ photons, darkElectrons, readNoise, fullWell, bitDepth }: PixelLight): number[] {
  return tf.tidy(() => {
    const noise = { seed: 3, stream: 0 };
    const layers = [
      new ShotNoise({ quantumEfficiency: camera.quantumEfficiency, ...noise }),
      new DarkCurrent({ darkElectrons, isMeanSubtracted: true, ...noise, stream: 1 }),
      new ReadNoise({ readNoise, ...noise, stream: 2 }),
      new Quantizer({ bitDepth, fullScale: fullWell, blackLevel: 16 / 1023 }),
    ];
    let signal: tf.Tensor = tf.fill([16, 64, 64, 1], photons);
    return layers.map((layer, index) => {
      signal = layer.apply(signal) as tf.Tensor;
      const codes = index === 3 ? signal.mul(2 ** bitDepth - 1) : signal;
      return Math.sqrt(tf.moments(codes).variance.dataSync()[0]!);
    });
  });
}

function row(cells: readonly string[]): string {
  return cells.join(' | ');
}

describe('photonBudget', () => {
  it.each([4000, 40])('gives the numbers of docs/sensor.md for %i photons', photons => {
    const page = readFileSync(resolve(import.meta.dirname, '../../docs/sensor.md'), 'utf8');
    const rows = page.split('\n').map(line =>
      row(
        line
          .split('|')
          .slice(1, -1)
          .map(cell => cell.trim()),
      ),
    );
    for (const { name, signal, noise, signalToNoise, dynamicRange } of photonBudget({ photons, ...camera })) {
      const range = dynamicRange === Infinity ? 'no limit' : `${dynamicRange.toFixed(2)} dB`;
      expect(rows).toContain(
        row([name, signal.toFixed(2), noise.toFixed(2), `${signalToNoise.toFixed(2)} dB`, range]),
      );
    }
  });

  it.each([4000, 40])('says how noisy the layers are at each step, at %i photons', photons => {
    const light = { photons, ...camera };
    const expected = photonBudget(light).slice(1);
    simulatedNoise(light).forEach((noise, index) =>
      expect(Math.abs(noise / expected[index]!.noise - 1)).toBeLessThan(noiseTolerance),
    );
  });

  it('refuses numbers that no pixel has, and more electrons than one holds', () => {
    expect(() => photonBudget({ ...camera, photons: NaN })).toThrow(
      'photonBudget: photons is NaN, must be above 0',
    );
    expect(() => photonBudget({ ...camera, photons: 1, readNoise: -1 })).toThrow(
      'photonBudget: readNoise is -1, must be 0 or more',
    );
    expect(() => photonBudget({ ...camera, photons: 1, bitDepth: 0 })).toThrow('bitDepth is 0');
    expect(() => photonBudget({ photons: 20_000, ...camera })).toThrow(
      'photonBudget: 13000 electrons are freed, must be at most full well 10000',
    );
  });
});
