import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { diffractionMtf, diffractionTransfer, samplingWarning } from '../../src/optics/diffraction.js';
import { blurMirrored, mirrorBasis } from '../../src/optics/mirror-blur.js';

/** float32 in acos near the cut-off. */
const mtfTolerance = 1e-6;
/** Fraction of the light that far mirror images of a point add; falls with the size of the frame. */
const wrapTolerance = 1e-3;

beforeAll(async () => {
  await tf.setBackend('cpu');
});
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

/** Image of one point in the middle of a square frame, rows after one another; λN is 1. */
function pointImage(size: number, pixelPitch: number): Float32Array {
  const lens = { fNumber: 1, smallestFNumber: 1, wavelength: 1, pixelPitch, height: size, width: size };
  const point = tf.buffer([1, size, size, 1]);
  point.set(1, 0, (size - 1) / 2, (size - 1) / 2, 0);
  const transfer = diffractionTransfer(lens).expandDims<tf.Tensor3D>(0);
  return blurMirrored(
    point.toTensor() as tf.Tensor4D,
    transfer,
    mirrorBasis(size, size),
  ).dataSync<'float32'>();
}

/** Bessel function Jₙ by its integral, which the trapezium rule gives to rounding error. */
function besselJ(order: number, x: number): number {
  const steps = 400;
  let sum = 0;
  for (let step = 0; step < steps; step++) {
    const angle = (Math.PI * (step + 0.5)) / steps;
    sum += Math.cos(order * angle - x * Math.sin(angle));
  }
  return sum / steps;
}

/** Airy pattern at r in units of λN, peak 1. */
function airy(radius: number): number {
  const x = Math.PI * radius;
  return x < 1e-9 ? 1 : ((2 * besselJ(1, x)) / x) ** 2;
}

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
  ])('at %d of the cut-off keeps %d of the contrast', (frequency, contrast) => {
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

  it('is lens times pixel at λN = 2p, where nothing is aliased, and 0 from half a cycle per pixel on', () => {
    const quarter = diffractionTransfer(sharp).dataSync()[4]!;
    expect(Math.abs(quarter - 0.391002 * 0.900316)).toBeLessThan(1e-6);
    const blurred = diffractionTransfer({ ...sharp, fNumber: 4, smallestFNumber: 4 }).dataSync();
    expect(blurred.slice(4, 8)).toEqual(new Float32Array(4));
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

describe('the image of a point', () => {
  it.each([
    [0.25, 0.04784],
    [0.5, 0.17733],
    [1, 0.52889],
    [2, 0.83385],
  ])('puts into a pixel of side %d λN the fraction %d of its light', (side, fraction) => {
    expect(Math.abs(pointImage(65, side)[32 * 65 + 32]! - fraction)).toBeLessThan(2e-5);
  });

  it('is the Airy pattern integrated over pixels', () => {
    const [size, side] = [129, 0.2];
    const image = pointImage(size, side);
    const nodes = [-Math.sqrt(0.15), 0, Math.sqrt(0.15)];
    const weights = [5 / 18, 8 / 18, 5 / 18];
    let worst = 0;
    for (let column = 64; column < 64 + 40; column += 3) {
      const row = 64 + ((column * 7) % 20);
      let integral = 0;
      nodes.forEach((dx, i) =>
        nodes.forEach((dy, j) => {
          const radius = side * Math.hypot(column - 64 + dx, row - 64 + dy);
          integral += (Math.PI / 4) * side ** 2 * weights[i]! * weights[j]! * airy(radius);
        }),
      );
      worst = Math.max(worst, Math.abs(image[row * size + column]! - integral));
    }
    expect(worst / image[64 * size + 64]!).toBeLessThan(5e-5);
  });

  it('has its dark rings, bright ring and half width where the Airy pattern has them', () => {
    const [size, side, middle] = [257, 0.06, 128];
    const image = pointImage(size, side);
    const centre = middle * (size + 1);
    const profile = image.slice(centre, centre + middle).map(value => value / image[centre]!);
    for (const ring of [1.2196699, 2.2331306, 3.2383155]) {
      const near = Math.round(ring / side);
      const around = [...profile.keys()].slice(near - 4, near + 5);
      const darkest = around.reduce((best, index) => (profile[index]! < profile[best]! ? index : best));
      expect(Math.abs(stationaryPoint(profile, darkest) * side - ring)).toBeLessThan(0.002);
    }
    const brightest = Math.max(...profile.slice(22, 35));
    expect(Math.abs(brightest - 0.0174979)).toBeLessThan(1e-4);
    const outside = profile.findIndex(value => value < 0.5);
    const [above, below] = [profile[outside - 1]!, profile[outside]!];
    const halfWidth = side * (outside - 1 + (above - 0.5) / (above - below));
    expect(Math.abs((2 * halfWidth) / 1.028994 - 1)).toBeLessThan(3e-3);
  });

  it('keeps the encircled energy of the Airy pattern, whose loss beyond r is 2/(π² r)', () => {
    const [size, side, middle] = [257, 0.2, 128];
    const image = pointImage(size, side);
    const inside = (radius: number): number => {
      let sum = 0;
      image.forEach((value, index) => {
        const [dy, dx] = [Math.floor(index / size) - middle, (index % size) - middle];
        if (Math.hypot(dx, dy) * side < radius) sum += value;
      });
      return sum;
    };
    expect(Math.abs(inside(1.2196699) - 0.8377849)).toBeLessThan(2 * wrapTolerance);
    expect(Math.abs(inside(2.2331306) - 0.9099305)).toBeLessThan(2 * wrapTolerance);
    for (const radius of [5, 8]) {
      expect(Math.abs(1 - inside(radius) - 2 / (Math.PI ** 2 * radius))).toBeLessThan(2 * wrapTolerance);
    }
  });
});

describe('samplingWarning', () => {
  it('is silent from λN = 2p on and tells both frequencies below', () => {
    expect(samplingWarning({ fNumber: 8, wavelength: 500e-9, pixelPitch: 2e-6 })).toBeNull();
    expect(samplingWarning({ fNumber: 4, wavelength: 500e-9, pixelPitch: 2e-6 })).toBe(
      'diffraction: λN/p is 1.00, below 2: the lens passes detail up to 1.00 cycles per pixel, ' +
        'pixels resolve 0.5, the rest is aliased',
    );
  });
});

/** Place near a sample where the polynomial through it and its four neighbours is level. */
function stationaryPoint(samples: Float32Array, at: number): number {
  const [far, before, middle, after, beyond] = [-2, -1, 0, 1, 2].map(offset => samples[at + offset]!) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const slope = (8 * (after - before) - (beyond - far)) / 12;
  const second = (16 * (after + before) - (beyond + far) - 30 * middle) / 12;
  const third = (beyond - far - 2 * (after - before)) / 2;
  const fourth = beyond + far - 4 * (after + before) + 6 * middle;
  let shift = 0;
  for (let iteration = 0; iteration < 6; iteration++) {
    const level = slope + second * shift + (third * shift ** 2) / 2 + (fourth * shift ** 3) / 6;
    shift -= level / (second + third * shift + (fourth * shift ** 2) / 2);
  }
  return at + shift;
}
