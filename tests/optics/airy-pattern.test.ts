import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { diffractionTransfer } from '../../src/optics/diffraction.js';
import { blurMirrored, mirrorBasis } from '../../src/optics/mirror-blur.js';

/*
 * The image of one point against the closed forms of the Airy pattern. Lengths are in λN. Names as A5 refer to the list of
 * physics checks; tolerances are those of the list, or tighter where the transfer function, which has no sampled
 * pupil, allows it.
 *
 * The frame folds the light of its mirror images back, a fraction 0.91 r² / side³ of it into a circle of radius r (measured
 * within 10 %): each test takes a frame wide enough for its radius.
 */

/** A1, of the peak: twice what the finest pupil of the list reaches. */
const profileTolerance = 2 * 1.8e-5;
/** A2, λN. */
const darkRingTolerance = 0.002;
/** A3, of the peak. */
const brightRingTolerance = 1e-4;
/** A4, relative. */
const halfWidthTolerance = 3e-3;
/** A5 and A7, of all light. */
const energyTolerance = 1e-3;
/** A6, relative. */
const radiusTolerance = 5e-3;
/** A8, of all light; the list asks for 2e-3. */
const pixelTolerance = 2e-5;
/** A13, relative. */
const scalingTolerance = 2e-3;

const size = 257;
const middle = (size - 1) / 2;
/** Pixels of 0.12 λN show the rings, 0.2 the light within 4 λN, 0.5 what is beyond up to 32 λN. */
let fine: Float32Array;
let medium: Float32Array;
let coarse: Float32Array;

beforeAll(async () => {
  await tf.setBackend('cpu');
  [fine, medium, coarse] = [pointImage(size, 0.12), pointImage(size, 0.2), pointImage(size, 0.5)];
});

/** Image of one point in the middle of a square frame, rows after one another. */
function pointImage(side: number, pixelPitch: number, wavelength = 1): Float32Array {
  return tf.tidy(() => {
    const lens = { fNumber: 1, smallestFNumber: 1, wavelength, pixelPitch, height: side, width: side };
    const point = tf.buffer([1, side, side, 1]);
    point.set(1, 0, (side - 1) / 2, (side - 1) / 2, 0);
    const transfer = diffractionTransfer(lens).expandDims<tf.Tensor3D>(0);
    const image = blurMirrored(point.toTensor() as tf.Tensor4D, transfer, mirrorBasis(side, side));
    return image.dataSync<'float32'>();
  });
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

/** Fraction of the light of an Airy pattern within r. */
function encircled(radius: number): number {
  const x = Math.PI * radius;
  return 1 - besselJ(0, x) ** 2 - besselJ(1, x) ** 2;
}

/**
 * Undoes, to second order, the mean over a pixel: I = B − p²/24 ∇²B. The outermost pixels stay as they are.
 *
 * @param image Square, rows after one another.
 */
function sharpen(image: Float32Array): Float32Array {
  const side = Math.sqrt(image.length);
  return image.map((value, index) => {
    const [row, column] = [Math.floor(index / side), index % side];
    if (row === 0 || column === 0 || row === side - 1 || column === side - 1) return value;
    const around = image[index - side]! + image[index + side]! + image[index - 1]! + image[index + 1]!;
    return value - (around - 4 * value) / 24;
  });
}

/**
 * Light within r. Pixels on the rim count with the part of their area inside, so light counts as even within a pixel:
 * one mean more, which is undone as well.
 */
function lightWithin(image: Float32Array, pixelPitch: number, radius: number): number {
  const rim = radius / pixelPitch;
  return sharpen(sharpen(image)).reduce((sum, value, index) => {
    const [dy, dx] = [Math.abs(Math.floor(index / size) - middle), Math.abs((index % size) - middle)];
    return sum + value * partInside(dy, dx, rim);
  }, 0);
}

function partInside(dy: number, dx: number, rim: number): number {
  if (Math.hypot(dy + 0.5, dx + 0.5) < rim) return 1;
  if (Math.hypot(Math.max(0, dy - 0.5), Math.max(0, dx - 0.5)) > rim) return 0;
  const offsets = Array.from({ length: 8 }, (_, index) => (index + 0.5) / 8 - 0.5);
  const isInside = (y: number, x: number): number => Number(Math.hypot(dy + y, dx + x) < rim);
  return offsets.flatMap(y => offsets.map(x => isInside(y, x))).reduce((a, b) => a + b) / 64;
}

/** Centre row from the middle to the right, peak 1. */
function profileOf(image: Float32Array): Float32Array {
  const centre = (image.length - 1) / 2;
  const sharp = sharpen(image);
  return sharp.slice(centre, centre + Math.sqrt(image.length) / 2).map(value => value / sharp[centre]!);
}

/** Radius of the ring nearest to `radius` and the brightness there. */
function ringNear(profile: Float32Array, pixelPitch: number, radius: number): { at: number; value: number } {
  const near = Math.round(radius / pixelPitch);
  const sign = profile[near]! < profile[near - 3]! ? 1 : -1;
  const extreme = [near - 1, near, near + 1].reduce((best, index) =>
    sign * profile[index]! < sign * profile[best]! ? index : best,
  );
  const [before, there, after] = [-1, 0, 1].map(offset => profile[extreme + offset]!) as [
    number,
    number,
    number,
  ];
  const value = there - (after - before) ** 2 / (8 * (after + before - 2 * there));
  return { at: stationaryPoint(profile, extreme) * pixelPitch, value };
}

describe('the image of a point', () => {
  it('is the Airy pattern integrated over pixels (A1)', () => {
    const side = 0.2;
    const nodes = [-Math.sqrt(0.15), 0, Math.sqrt(0.15)];
    const weights = [5 / 18, 8 / 18, 5 / 18];
    let worst = 0;
    for (let column = middle; column < middle + 40; column += 3) {
      const row = middle + ((column * 7) % 20);
      let integral = 0;
      nodes.forEach((dx, i) =>
        nodes.forEach((dy, j) => {
          const radius = side * Math.hypot(column - middle + dx, row - middle + dy);
          integral += (Math.PI / 4) * side ** 2 * weights[i]! * weights[j]! * airy(radius);
        }),
      );
      worst = Math.max(worst, Math.abs(medium[row * size + column]! - integral));
    }
    expect(worst / medium[middle * (size + 1)]!).toBeLessThan(profileTolerance);
  });

  it.each([1.2196699, 2.2331306, 3.2383155, 4.2410629])('has a dark ring at %d λN (A2)', ring => {
    const { at } = ringNear(profileOf(fine), 0.12, ring);
    expect(Math.abs(at - ring)).toBeLessThan(darkRingTolerance);
  });

  it.each([
    [1.63472, 0.0174979],
    [2.67929, 0.004158],
  ])('has a bright ring at %d λN with %d of the peak (A3)', (ring, brightness) => {
    const { at, value } = ringNear(profileOf(fine), 0.12, ring);
    expect(Math.abs(value - brightness)).toBeLessThan(brightRingTolerance);
    expect(Math.abs(at - ring)).toBeLessThan(darkRingTolerance);
  });

  it('is 1.0289940 λN wide at half of the peak (A4)', () => {
    const profile = profileOf(fine);
    const outside = profile.findIndex(value => value < 0.5);
    const [above, below] = [profile[outside - 1]!, profile[outside]!];
    const halfWidth = 0.12 * (outside - 1 + (above - 0.5) / (above - below));
    expect(Math.abs((2 * halfWidth) / 1.028994 - 1)).toBeLessThan(halfWidthTolerance);
  });

  it.each([
    [1.2196699, 0.8377849],
    [2.2331306, 0.9099305],
    [3.2383155, 0.9376475],
  ])('has within its dark ring at %d λN %d of its light (A5)', (ring, light) => {
    expect(Math.abs(lightWithin(medium, 0.2, ring) - light)).toBeLessThan(energyTolerance);
  });

  it.each([
    [0.5, 0.53483],
    [0.8, 0.89694],
    [0.9, 1.90069],
    [0.95, 3.91587],
  ])('has the fraction %d of its light within %d λN (A6)', (light, radius) => {
    const [image, pitch] = radius < 1 ? ([fine, 0.12] as const) : ([medium, 0.2] as const);
    const [less, more] = [1 - radiusTolerance, 1 + radiusTolerance].map(factor =>
      lightWithin(image, pitch, factor * radius),
    );
    expect(less).toBeLessThan(light);
    expect(more).toBeGreaterThan(light);
  });

  it.each([
    [5, 0.039],
    [8, 0.025],
    [10, 0.02],
    [16, 0.0125],
    [32, 0.0063],
  ])('has beyond %d λN %d of its light, about 2/(π² r) (A7)', (radius, light) => {
    const beyond = 1 - lightWithin(coarse, 0.5, radius);
    expect(Math.abs(beyond - light)).toBeLessThan(energyTolerance);
    expect(Math.abs(beyond - (1 - encircled(radius)))).toBeLessThan(energyTolerance);
  });

  it.each([
    [0.25, 0.04784],
    [0.5, 0.17733],
    [1, 0.52889],
    [2, 0.83385],
  ])('puts into a pixel of side %d λN the fraction %d of its light (A8)', (side, fraction) => {
    expect(Math.abs(pointImage(65, side)[32 * 65 + 32]! - fraction)).toBeLessThan(pixelTolerance);
  });

  it('is twice as wide at twice the wavelength (A13)', () => {
    const [single, double] = [1, 2].map(wavelength => {
      const image = pointImage(129, 0.12, wavelength);
      return ringNear(profileOf(image), 0.12, 1.2196699 * wavelength).at;
    });
    expect(Math.abs(double! / single! / 2 - 1)).toBeLessThan(scalingTolerance);
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
