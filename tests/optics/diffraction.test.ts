import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { diffractionMtf, diffractionTransfer, samplingWarning } from '../../src/optics/diffraction.js';

/** float32 in acos near the cut-off. Names as A9 refer to the list of physics checks. */
const mtfTolerance = 1e-6;

beforeAll(async () => {
  await tf.setBackend('cpu');
});
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

describe('diffractionMtf', () => {
  it.each([
    [0, 1],
    [0.1, 0.872889],
    [0.25, 0.685038],
    [0.403973, 0.5],
    [0.5, 0.391002],
    [0.75, 0.144294],
    [0.805384, 0.1],
    [0.9, 0.037386],
    [1, 0],
    [1.7, 0],
  ])('at %d of the cut-off keeps %d of the contrast (A9, A10)', (frequency, contrast) => {
    const computed = diffractionMtf(tf.scalar(frequency)).dataSync()[0]!;
    expect(Math.abs(computed - contrast)).toBeLessThan(mtfTolerance);
  });

  it('has the slope −(4/π) √(1 − s²), also at the cut-off and beyond', () => {
    const frequencies = [0, 0.3, 0.8, 1, 2];
    const slopes = tf
      .grad(s => diffractionMtf(s))(tf.tensor1d(frequencies))
      .dataSync();
    frequencies.forEach((s, index) => {
      const expected = (-4 / Math.PI) * Math.sqrt(Math.max(0, 1 - s * s));
      expect(Math.abs(slopes[index]! - expected)).toBeLessThan(mtfTolerance);
    });
  });
});

describe('diffractionTransfer', () => {
  const sharp = { fNumber: 2, smallestFNumber: 2, wavelength: 1e-6, pixelPitch: 1e-6, height: 8, width: 8 };

  it('keeps all light', () => {
    for (const pixelPitch of [0.3e-6, 1e-6, 7e-6]) {
      expect(diffractionTransfer({ ...sharp, pixelPitch }).dataSync()[0]).toBeCloseTo(1, 6);
    }
  });

  it('is lens times pixel at λN = 2p, where nothing is aliased, and 0 from half a cycle per pixel on (A10, D16)', () => {
    const quarter = diffractionTransfer(sharp).dataSync()[4]!;
    expect(Math.abs(quarter - 0.391002 * 0.900316)).toBeLessThan(1e-6);
    const blurred = diffractionTransfer({ ...sharp, fNumber: 4, smallestFNumber: 4 }).dataSync();
    expect(blurred.slice(4, 8)).toEqual(new Float32Array(4));
  });

  it('at half a cycle per pixel adds the alias: 2 × MTF × the 0.636620 of a full pixel (D16)', () => {
    const width = 1000;
    const lens = { fNumber: 1, smallestFNumber: 1, wavelength: 1e-6, pixelPitch: 1e-6, height: 1, width };
    // The last frequency is 0.4995; to first order the sum does not change up to 0.5.
    const last = diffractionTransfer(lens).dataSync()[width - 1]!;
    expect(Math.abs(last - 2 * 0.391002 * 0.63662)).toBeLessThan(2 * mtfTolerance);
  });

  it('approaches a perfect image where the pattern is much smaller than a pixel', () => {
    const wide = diffractionTransfer({ ...sharp, pixelPitch: 100e-6 });
    expect(wide.sub(1).abs().max().dataSync()[0]).toBeLessThan(0.05);
    expect(wide.max().dataSync()[0]).toBeLessThanOrEqual(1 + mtfTolerance);
  });

  it('depends on wavelength and f-number through their product', () => {
    const doubled = diffractionTransfer({ ...sharp, wavelength: 2e-6 }).dataSync();
    const stopped = diffractionTransfer({ ...sharp, fNumber: 4, smallestFNumber: 4 }).dataSync();
    expect(doubled).toEqual(stopped);
  });

  it('does not depend on how small the f-number could become', () => {
    const wide = diffractionTransfer({ ...sharp, fNumber: 2, smallestFNumber: 0.7 });
    expect(wide.sub(diffractionTransfer(sharp)).abs().max().dataSync()[0]).toBeLessThan(mtfTolerance);
  });

  it('has the gradient of central differences with respect to the f-number', () => {
    const direction = tf.randomNormal([8, 9], 0, 1, 'float32', 3);
    const options = { ...sharp, height: 8, width: 9, smallestFNumber: 1, pixelPitch: 3e-6 };
    const loss = (fNumber: tf.Tensor): tf.Tensor =>
      diffractionTransfer({ ...options, fNumber })
        .mul(direction)
        .sum();
    const [at, step] = [3, 0.03];
    const slope = tf.grad(loss)(tf.scalar(at)).dataSync()[0]!;
    const [up, down] = [at + step, at - step].map(fNumber => loss(tf.scalar(fNumber)).dataSync()[0]!);
    expect(Math.abs((up! - down!) / (2 * step) / slope - 1)).toBeLessThan(5e-3);
  });

  it('names the quantity that is not positive', () => {
    expect(() => diffractionTransfer({ ...sharp, wavelength: 0 })).toThrow(
      'diffraction: wavelength is 0 m, must be above 0',
    );
    expect(() => diffractionTransfer({ ...sharp, smallestFNumber: -1 })).toThrow(
      'diffraction: fNumber is -1, must be above 0',
    );
  });
});

describe('samplingWarning', () => {
  it('is silent from λN = 2p on and tells both frequencies below (A14)', () => {
    expect(samplingWarning({ fNumber: 8, wavelength: 500e-9, pixelPitch: 2e-6 })).toBeNull();
    expect(samplingWarning({ fNumber: 7.999, wavelength: 500e-9, pixelPitch: 2e-6 })).not.toBeNull();
    expect(samplingWarning({ fNumber: 4, wavelength: 500e-9, pixelPitch: 2e-6 })).toBe(
      'diffraction: λN/p is 1.00, below 2: the lens passes detail up to 1.00 cycles per pixel, ' +
        'pixels resolve 0.5, the rest is aliased',
    );
  });
});
