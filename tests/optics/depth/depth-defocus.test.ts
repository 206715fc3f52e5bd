import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { compileStep } from '../../../src/engine/compile.js';
import type { LayerPlace } from '../../../src/engine/layer-definition.js';
import { startEngine } from '../../../src/engine/start.js';
import type { DepthDefocus } from '../../../src/optics/depth/depth-defocus.js';
import { depthDefocus } from '../../../src/optics/depth/depth-definition.js';
import { place } from '../place.js';

beforeAll(() => startEngine({ threads: 1 }));
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

/** f = 8 mm at f/4: A = 2 mm. Pixels of 1.1 µm, 32 × 32. */
const scene = { height: 32, width: 32, pixelPitch: 1.1e-6 };
const keys = { pupilSamples: 48 };

function make(given: Readonly<Record<string, unknown>>, where: LayerPlace = place(scene)): DepthDefocus {
  const parsed = z.strictObject(depthDefocus.keys).parse({ ...keys, ...given });
  const layer = depthDefocus.make(parsed, where) as DepthDefocus;
  layer.build([null, where.signal.height, where.signal.width, where.signal.channels]);
  return layer;
}

function problems(given: Readonly<Record<string, unknown>>, where: LayerPlace = place(scene)) {
  return depthDefocus.problems!(z.strictObject(depthDefocus.keys).parse({ ...keys, ...given }), where);
}

/** Root of the second moment, pixels. */
function rmsRadius(psf: tf.Tensor): number {
  const size = psf.shape[0];
  const axis = tf.linspace(-(size - 1) / 2, (size - 1) / 2, size).square();
  const moment = psf
    .squeeze()
    .mul(axis.reshape([1, size]).add(axis.reshape([size, 1])))
    .sum();
  return Math.sqrt(moment.dataSync()[0]!);
}

describe('DepthDefocus', () => {
  it('is sharpest in focus, and alike for distances of equal defocus on both sides', () => {
    const spreads = make({ objectDistanceM: [0.5, 2 / 3, 1, 2, 1000] }).pointSpreads();
    const radii = spreads.map(({ psf }) => rmsRadius(psf));
    expect(Math.min(...radii)).toBe(radii[2]);
    expect(radii[0]).toBeGreaterThan(radii[1]!);
    // 1/z − 1/z₀ is 0.5 and −0.5 per metre: without a mask the PSF is even in defocus.
    const [near, far] = [spreads[1]!.psf, spreads[3]!.psf];
    expect(near.sub(far).abs().max().dataSync()[0]).toBeLessThan(1e-6);
  });

  it('approaches the disc of geometric optics far out of focus (B8)', () => {
    // A = 4 mm: W₂₀ = 2 µm (1/0.5 − 1/1) = 2 µm at 400 nm, 5 waves; blur 8 N′ W₂₀ = 32.2 µm.
    const blue = place({ ...scene, wavelengths: [400e-9], height: 64, width: 64 });
    const layer = make({ fNumber: 2, pupilSamples: 96, kernelPixels: 61 }, blue);
    const blur = (8 * (2 / (1 - 0.008)) * 2e-6) / 1.1e-6;
    const radius = rmsRadius(layer.pointSpreads()[0]!.psf);
    expect(Math.abs(radius / (blur / (2 * Math.SQRT2)) - 1)).toBeLessThan(0.1);
  });

  it('has with a cubic mask much the same blur at distances that differ a lot without one', () => {
    const change = (given: Readonly<Record<string, unknown>>) => {
      const [focused, near] = make({ ...given, objectDistanceM: [1, 0.6] }).pointSpreads();
      return focused!.psf.sub(near!.psf).square().sum().div(focused!.psf.square().sum()).dataSync()[0]!;
    };
    expect(change({ phaseMask: 'cubic', cubicWaves: 2.5 })).toBeLessThan(0.3 * change({}));
  });

  it('puts each image of a batch at one of the distances, all of them in turn', () => {
    const [size, batch] = [15, 16];
    const where = place({ height: size, width: size, pixelPitch: 2e-6 });
    const layer = make({ objectDistanceM: [0.5, 1, 4], kernelPixels: size }, where);
    const kernels = layer.pointSpreads().map(({ psf }) => psf.max().dataSync()[0]!);
    const point = tf
      .oneHot(tf.tensor1d([112], 'int32'), size ** 2)
      .cast('float32')
      .reshape([1, size, size, 1]);
    const images = layer.apply(tf.tile(point, [batch, 1, 1, 1])) as tf.Tensor;
    const peaks = Array.from(images.max([1, 2, 3]).dataSync());
    const found = peaks.map(peak => kernels.findIndex(kernel => Math.abs(kernel - peak) < 1e-5));
    expect(new Set(found)).toEqual(new Set([0, 1, 2]));
  });

  it('learns through compiled steps where another camera was focused, whatever the distances', () => {
    const given = {
      objectDistanceM: [0.6, 0.9],
      focusDistanceMMin: 0.5,
      focusDistanceMMax: 2,
      kernelPixels: 15,
      pupilSamples: 32,
    };
    const where = (isLearned: boolean) => place({ height: 16, width: 16, pixelPitch: 2.5e-6 }, isLearned);
    const wanted = make({ ...given, focusDistanceM: 0.75 }, where(false));
    const layer = make({ ...given, focusDistanceM: 1.1 }, where(true));
    const optimizer = tf.train.adam(0.15);
    const variables = layer.trainableWeights.map(weight => weight.read() as unknown as tf.Variable);
    const compiled = compileStep(images => {
      const target = wanted.apply(images) as tf.Tensor;
      const loss = () => (layer.apply(images) as tf.Tensor).sub(target).square().mean<tf.Scalar>();
      return [optimizer.minimize(loss, true, variables)!];
    });
    for (let step = 0; step < 40; step++) {
      for (const each of [wanted, layer]) each.reseed(step, 0);
      compiled(tf.randomUniform([4, 16, 16, 1], 0, 1, 'float32', step));
    }
    expect(Math.abs(layer.physicalParameters()[0]!.value - 0.75)).toBeLessThan(0.04);
  });

  it('has the defocus of its distances, and names what it learns', () => {
    const learned = { focusDistanceMMin: 0.6, focusDistanceMMax: 2, objectDistanceM: 0.8 };
    const layer = make({ ...learned, phaseMask: 'cubic', cubicWavesMax: 1.2 }, place(scene, true));
    const [focus, mask] = layer.physicalParameters();
    expect(focus).toEqual({ name: 'focusDistanceM', value: expect.closeTo(1, 6) as number, unit: 'm' });
    expect(mask).toEqual({ name: 'cubicWaves', value: expect.closeTo(1, 6) as number, unit: 'waves' });
    const [system] = layer.imagingSystems();
    // Wider than the frame: at the bounds of focus and mask the blur would need 40.
    expect(system).toMatchObject({ label: '0.8 m', kernelPixels: 41, pitch: 1.1e-6 });
    const { opd } = system!.pupil();
    // Along x = −y the cubic mask is nothing: W = (A² / 8)(1/0.8 − 1/1) 2x².
    const corner = opd.dataSync()[47]!;
    expect(corner / (0.5e-6 * 0.25 * 2 * (47 / 48) ** 2)).toBeCloseTo(1, 4);
  });

  it('says what it is made of, and how much light its kernels held', () => {
    const { text, parameters } = make({
      objectDistanceM: [0.5, 2],
      phaseMask: 'cubic',
      cubicWaves: 0.5,
    }).describe();
    expect(text).toContain(
      'A thin lens of 8 mm at f/4, f/4.03 at the sensor, was focused at 1 m, with a cubic phase of 0.5 waves',
    );
    expect(text).toContain('0.5 m (0.909 waves of defocus, a blur of 14.7 pixels), 2 m (-0.455 waves');
    const energies = parameters.filter(({ name }) => name.startsWith('kernelEnergy'));
    expect(energies.map(({ value }) => value > 0.9 && value < 1)).toEqual([true, true]);
  });

  it('says what does not fit', () => {
    expect(problems({})).toEqual([]);
    expect(problems({ focusDistanceM: 0.007 })).toEqual([
      { key: 'focusDistanceM', must: 'above the focal length, 0.008 m' },
    ]);
    expect(problems({ objectDistanceM: [1, 0.001] })).toMatchObject([{ key: 'objectDistanceM' }]);
    expect(problems({ objectDistanceM: 0.2, kernelPixels: 31 })).toEqual([
      {
        key: 'kernelPixels',
        must: 'at least 59, because the blur reaches 29.3 pixels from its middle',
      },
    ]);
    expect(problems({ pupilSamples: 10, kernelPixels: 31 })).toEqual([
      { key: 'pupilSamples', must: 'at least 16, because the kernel has 31 pixels' },
    ]);
    const wide = { objectDistanceM: 0.2 };
    expect(problems({ ...wide, pupilSamples: 20 })).toEqual([
      { key: 'pupilSamples', must: 'at least 30, because the blur reaches 29.3 pixels from its middle' },
    ]);
    expect(make(wide).imagingSystems()[0]!.kernelPixels).toBe(59);
    const learned = place(scene, true);
    expect(problems({ focusDistanceM: 20 }, learned)).toMatchObject([{ key: 'focusDistanceM' }]);
    expect(problems({ phaseMask: 'cubic', cubicWaves: 2 }, learned)).toMatchObject([{ key: 'cubicWaves' }]);
    expect(() => make({ focusDistanceM: 0.008 })).toThrow(
      'depth: focusDistance is 0.008 m, must be above the focal length, 0.008 m',
    );
    expect(() => make({ focusDistanceM: 12 }, learned)).toThrow(
      'depth-defocus: focusDistance is 12, must be above 0.25 and below 10 to be learned',
    );
  });
});
