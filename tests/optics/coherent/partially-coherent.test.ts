import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startEngine } from '../../../src/engine/start.js';
import type { Direction } from '../../../src/optics/coherent/led-array.js';
import {
  imageSamplingWarning,
  mapPupils,
  objectivePupils,
  type Objective,
} from '../../../src/optics/coherent/objective.js';
import {
  addSources,
  coherentImages,
  thinObject,
  type Pupils,
} from '../../../src/optics/coherent/partially-coherent.js';
import { pupilBoxes } from '../../../src/optics/coherent/pupil-box.js';
import { sampleTensor } from '../../engine/on-backends.js';
import { planeOf, slowDft2, type ComplexPlane } from '../../engine/slow-fourier.js';

/** Float32 sums of up to 10⁴ terms, relative to the largest result. */
const sumTolerance = 5e-6;
const differenceTolerance = 5e-3;

const size = 32;
/** The pupil's radius NA/λ is 6.4 of the 32 frequencies, 1 / (32 · 0.25 µm) apart. */
const objective: Objective = { numericalAperture: 0.4, wavelength: 500e-9 };
const plane = { rows: size, columns: size, pitch: 0.25e-6 };
/** Sine of the wave whose frequency is one step of the transform. */
const step = objective.wavelength / (size * plane.pitch);

beforeAll(() => startEngine({ threads: 1 }));
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

/** cos(2π · cycles · x / n) on each row. */
function wave(cycles: number, columns = size): tf.Tensor {
  const row = Array.from({ length: columns }, (_, x) => Math.cos((2 * Math.PI * cycles * x) / columns));
  return tf.tile(tf.tensor3d(row, [1, 1, columns]), [1, columns, 1]);
}

/** Amplitude of that cosine and of its sine in an image, over the mean. */
function contrast(image: tf.Tensor, cycles: number): number {
  const values = image.dataSync();
  const columns = image.shape.at(-1)!;
  let [sum, real, imaginary] = [0, 0, 0];
  values.forEach((value, index) => {
    const phase = (2 * Math.PI * cycles * index) / columns;
    sum += value;
    real += value * Math.cos(phase);
    imaginary += value * Math.sin(phase);
  });
  return (2 * Math.hypot(real, imaginary)) / sum;
}

function image(object: Parameters<typeof coherentImages>[0], directions: readonly Direction[]): tf.Tensor {
  const images = coherentImages(object, { amplitude: objectivePupils(objective, plane, directions) });
  return addSources(images, tf.fill([directions.length], 1 / directions.length));
}

const phaseGrating = (cycles: number, depth: number) =>
  thinObject(wave(cycles), { phaseRange: depth, absorbance: 0 });
/** Transmitted amplitude 1 + depth cos, to first order. */
const greyGrating = (cycles: number, depth: number) =>
  thinObject(wave(cycles), { phaseRange: 0, absorbance: (-2 * depth) / Math.LN10 });

describe('a coherent image', () => {
  it('of a pure phase object is even where no pupil cuts its spectrum', () => {
    const object = thinObject(sampleTensor([2, 9, 16]), { phaseRange: 3, absorbance: 0 });
    const images = coherentImages(object, { amplitude: tf.ones([1, 9, 16]) });
    expect(images.sub(1).abs().max().dataSync()[0]).toBeLessThan(2 * sumTolerance);
  });

  it('of an absorbing object without a pupil is its transmission 10^(−absorbance)', () => {
    const object = thinObject(tf.fill([1, 4, 4], 0.5), { phaseRange: 1, absorbance: 2 });
    const images = coherentImages(object, { amplitude: tf.ones([1, 4, 4]) });
    expect(images.dataSync()[5]).toBeCloseTo(0.1, 6);
  });

  it('shows no weak phase object on the axis, to first order, and shows it where one side of its spectrum is cut', () => {
    const [cycles, depth] = [4, 0.02];
    const onAxis = contrast(image(phaseGrating(cycles, depth), [[0, 0]]), cycles);
    expect(onAxis).toBeLessThan(depth ** 2);
    // |1 + i (ε/2) exp(iθ)|² = 1 − ε sin θ + ε²/4.
    const oneSided = contrast(image(phaseGrating(cycles, depth), [[0, 4 * step]]), cycles);
    expect(Math.abs(oneSided / depth - 1)).toBeLessThan(1e-3);
    // The two halves of the pupil cancel each other.
    const bothSides = image(phaseGrating(cycles, depth), [
      [0, 4 * step],
      [0, -4 * step],
    ]);
    expect(contrast(bothSides, cycles)).toBeLessThan(depth ** 2);
  });

  it('passes a grating up to NA/λ on the axis and none beyond', () => {
    const depth = 0.01;
    const found = [3, 5, 7, 9].map(cycles => contrast(image(greyGrating(cycles, depth), [[0, 0]]), cycles));
    // |1 + ε cos θ|²: twice the amplitude.
    for (const below of found.slice(0, 2)) expect(Math.abs(below / (2 * depth) - 1)).toBeLessThan(1e-3);
    for (const beyond of found.slice(2)) expect(beyond).toBeLessThan(depth ** 2);
  });

  it('is dark where the wave misses the pupil and nothing scatters', () => {
    const outside: Direction = [0, objective.numericalAperture + step];
    const empty = image(thinObject(tf.zeros([1, size, size]), { phaseRange: 1, absorbance: 1 }), [outside]);
    expect(empty.max().dataSync()[0]).toBeLessThan(1e-10);
    const grating = image(phaseGrating(4, 0.5), [outside]);
    // The pupil takes three orders on one side, with J₁² + J₂² + J₃² of the light at ε = 0.5.
    expect(Math.abs(grating.mean().dataSync()[0]! - 0.059637)).toBeLessThan(1e-5);
  });
});

describe('the image in partially coherent light', () => {
  it('adds the sources in irradiance, in proportion to their power', () => {
    const object = thinObject(sampleTensor([1, size, size]), { phaseRange: 1, absorbance: 0.3 });
    const directions: readonly Direction[] = [
      [0, 0.1],
      [-0.2, 0.05],
    ];
    const [a, b] = directions.map(each => image(object, [each]));
    const images = coherentImages(object, { amplitude: objectivePupils(objective, plane, directions) });
    const both = addSources(images, tf.tensor1d([0.7, 0.2]));
    const expected = a!.mul(0.7).add(b!.mul(0.2));
    expect(both.sub(expected).abs().max().dataSync()[0]).toBeLessThan(sumTolerance);
  });

  it('is each wave times the object, filtered by the pupil: slow reference with fft.js', () => {
    const scene = sampleTensor([1, size, size]);
    const object = thinObject(scene, { phaseRange: 1.3, absorbance: 0.4 });
    // Whole steps, so that the reference can tilt the object itself.
    const steps = [
      [0, 0],
      [3, -2],
      [-5, 6],
    ] as const;
    const directions = steps.map(([down, across]) => [down * step, across * step] as const);
    const pupils = { amplitude: objectivePupils(objective, plane, directions) };
    const found = coherentImages(object, pupils).dataSync();
    const values = scene.dataSync();
    steps.forEach(([down, across], led) => {
      const expected = slowImage(values, down, across);
      const offset = led * size * size;
      const worst = Math.max(...expected.map((each, index) => Math.abs(each - found[offset + index]!)));
      expect(worst).toBeLessThan(2 * sumTolerance * Math.max(...expected));
    });
  });

  it('is the same from the box of frequencies around the pupil, for waves off the samples and beyond their edge', () => {
    const object = thinObject(sampleTensor([2, size, size]), { phaseRange: 1, absorbance: 0.3 });
    const directions: readonly Direction[] = [
      [0, 0],
      [0.13, -0.31],
      [-0.72, 0.85],
    ];
    const boxes = pupilBoxes(objective, plane, directions)!;
    expect([boxes.rows, boxes.columns]).toEqual([17, 17]);
    const phases = (given: typeof boxes | null) =>
      mapPupils(objective, plane, directions, (y, x) => Math.sin(3 * y) + x * x, given);
    const frame = [3, 5, 20, 24] as const;
    const [all, boxed] = [null, boxes].map(given =>
      coherentImages(
        object,
        {
          amplitude: objectivePupils(objective, plane, directions, given),
          phase: phases(given),
          boxes: given,
        },
        frame,
      ),
    );
    expect(all!.shape).toEqual([2, 3, 20, 24]);
    for (const wave of [0, 1, 2]) {
      const [a, b] = [all!, boxed!].map(each => each.slice([0, wave, 0, 0], [-1, 1, -1, -1]));
      const largest = a!.max().dataSync()[0]!;
      expect(largest).toBeGreaterThan(1e-6);
      expect(a!.sub(b!).abs().max().dataSync()[0]).toBeLessThan(sumTolerance * Math.max(largest, 1e-2));
    }
    expect(pupilBoxes(objective, { ...plane, pitch: 0.6e-6 }, directions)).toBeNull();
  });

  it('has the transfer of incoherent light for weak objects where sources fill the pupil', () => {
    const fine = { rows: 64, columns: 64, pitch: 0.25e-6 };
    const sources: Direction[] = [];
    const count = 17;
    for (let row = 0; row < count; row++) {
      for (let column = 0; column < count; column++) {
        const [y, x] = [row, column].map(index => (2 * index + 1) / count - 1) as [number, number];
        if (Math.hypot(y, x) < 1) sources.push([0.4 * y, 0.4 * x]);
      }
    }
    const depth = 0.01;
    const pupils = { amplitude: objectivePupils(objective, fine, sources) };
    // The pupil's radius is 12.8 frequencies: the cut-off 2NA/λ lies at 25.6 cycles.
    const expected = [
      [6.4 / 25.6, 0.685038],
      [12.8 / 25.6, 0.391002],
      [19.2 / 25.6, 0.144294],
    ] as const;
    const mtf = (s: number) => (2 / Math.PI) * (Math.acos(s) - s * Math.sqrt(1 - s * s));
    for (const [s, value] of expected) expect(mtf(s)).toBeCloseTo(value, 6);
    for (const cycles of [6, 13, 19, 26]) {
      const grating = thinObject(wave(cycles, 64), {
        phaseRange: 0,
        absorbance: (-2 * depth) / Math.LN10,
      });
      const images = coherentImages(grating, pupils);
      const found = contrast(addSources(images, tf.ones([sources.length])), cycles) / (2 * depth);
      expect(Math.abs(found - (cycles < 25.6 ? mtf(cycles / 25.6) : 0))).toBeLessThan(0.02);
    }
  });

  it('has a gradient in the phase of the pupil', () => {
    const object = thinObject(sampleTensor([1, size, size]), { phaseRange: 1, absorbance: 0.3 });
    const directions: readonly Direction[] = [
      [0, 0.1],
      [-0.2, 0.05],
    ];
    const amplitude = objectivePupils(objective, plane, directions);
    const weights = sampleTensor([1, 2, size, size], 5);
    const loss = (phase: tf.Tensor) =>
      coherentImages(object, { amplitude, phase }).mul(weights).sum<tf.Scalar>();
    const start = sampleTensor([2, size, size], 9);
    const gradient = tf.grad(loss)(start);
    const direction = gradient.div(gradient.norm());
    const slope = gradient.mul(direction).sum().dataSync()[0]!;
    const [up, down] = [1, -1].map(sign => loss(start.add(direction.mul(sign * 0.05))).dataSync()[0]!);
    expect(Math.abs((up! - down!) / 0.1 / slope - 1)).toBeLessThan(differenceTolerance);
  });

  it('moves to +x for an optical path that rises towards +x in the pupil (B13)', () => {
    const scene = tf.buffer([1, size, size]);
    scene.set(1, 0, 16, 16);
    const object = thinObject(scene.toTensor(), { phaseRange: 0, absorbance: 3 });
    const radians = 2 * Math.PI * objective.numericalAperture * ((3 * plane.pitch) / objective.wavelength);
    const phase = mapPupils(objective, plane, [[0, 0]], (_y, x) => radians * x);
    const pupils: Pupils = { amplitude: objectivePupils(objective, plane, [[0, 0]]), phase };
    const dark = coherentImages(object, pupils)
      .reshape([size * size])
      .argMin()
      .dataSync()[0]!;
    expect([Math.floor(dark / size), dark % size]).toEqual([16, 19]);
  });
});

describe('sampling', () => {
  it('must hold the pupil', () => {
    expect(() => objectivePupils(objective, { ...plane, pitch: 0.7e-6 }, [[0, 0]])).toThrow(
      'objective: objectPitch is 0.700 µm, must be at most λ/(2 NA) = 0.625 µm, or the samples do not hold the pupil',
    );
  });

  it('is warned about where it does not hold the irradiance', () => {
    expect(imageSamplingWarning(objective, 0.31e-6)).toBeNull();
    expect(imageSamplingWarning(objective, 0.32e-6)).toContain('above the λ/(4 NA) = 0.313 µm of Nyquist');
  });

  it('needs a power for each source', () => {
    expect(() => addSources(tf.zeros([1, 3, 2, 2]), tf.ones([2]))).toThrow(
      'addSources: there are 2 powers, must be one for each of 3 waves',
    );
  });
});

/** |F⁻¹{P F{o exp(2πi (down y + across x) / n)}}|², in float64. */
function slowImage(scene: ArrayLike<number>, down: number, across: number): number[] {
  const field = Array.from(scene, (value, index) => {
    const tilt = (2 * Math.PI * (down * Math.floor(index / size) + across * (index % size))) / size;
    const amplitude = 10 ** (-0.2 * value);
    return [amplitude * Math.cos(1.3 * value + tilt), amplitude * Math.sin(1.3 * value + tilt)] as const;
  });
  const spectrum = slowDft2(
    planeOf(
      field.map(each => each[0]),
      field.map(each => each[1]),
      size,
    ),
  );
  const signed = (k: number) => (k < size / 2 ? k : k - size);
  const filtered: ComplexPlane = spectrum.map((row, k) =>
    row.map(([re, im], l) => {
      const pupil = Math.min(Math.max(6.4 - Math.hypot(signed(k), signed(l)) + 0.5, 0), 1);
      // The inverse transform of a conjugate is the conjugate of the transform: only |…|² is asked for.
      return [pupil * re, -pupil * im] as const;
    }),
  );
  return slowDft2(filtered).flatMap(row => row.map(([re, im]) => (re * re + im * im) / size ** 4));
}
