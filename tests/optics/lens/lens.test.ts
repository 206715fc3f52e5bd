import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { compileStep } from '../../../src/engine/compile.js';
import { boundaries, padImages } from '../../../src/engine/fourier/pad-images.js';
import { canHarden } from '../../../src/engine/layer-parts.js';
import { startEngine } from '../../../src/engine/start.js';
import { DiffractionBlur } from '../../../src/optics/diffraction-blur.js';
import { Lens } from '../../../src/optics/lens/lens.js';
import type { LensOptions } from '../../../src/optics/lens/lens-options.js';

/** Float32 sums of a few dozen products. */
const sumTolerance = 3e-6;
/** C5 and C6 in the list of physics checks. */
const methodTolerance = 1e-5;
/** A1, twice the error of a hard-edged pupil of 128 samples, of the peak. */
const profileTolerance = 1.12e-3;

const wavelength = 500e-9;
/** λN = 4 µm = 2 pixels. */
const options: LensOptions = {
  fNumber: 8,
  wavelength: [wavelength],
  bandwidth: 0,
  spectralLines: 5,
  pixelPitch: 2e-6,
  pupilSamples: 32,
  aperture: 'circle',
  obscuration: 0.3,
  film: 'none',
  edgeAmplitude: 0.5,
  defocus: 0,
  phase: 'none',
  zernike: [],
  cubic: wavelength,
  initialization: 'flat',
  rms: 50e-9,
  maximumOpd: 300e-9,
  mapSamples: 8,
  material: 'fused-silica',
  heightLevels: 5,
  smoothnessWeight: 0,
  kernelPixels: 9,
  isPixelIntegrated: true,
  boundary: 'symmetric',
  isLearned: false,
  seed: 5,
  stream: 1,
};

beforeAll(() => startEngine());
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

const scene = (side = 20, channels = 1) =>
  tf.randomUniform<tf.Rank.R4>([2, side, side, channels], 0, 1, 'float32', 3);
const apply = (layer: tf.layers.Layer, image: tf.Tensor) => layer.apply(image) as tf.Tensor4D;
const largest = (tensor: tf.Tensor) => tensor.abs().max().dataSync()[0]!;
const gap = (a: tf.Tensor, b: tf.Tensor) => largest(a.sub(b)) / largest(b);

function built(changes: Partial<LensOptions>, channels = 1): Lens {
  const layer = new Lens({ ...options, ...changes });
  layer.build([null, 20, 20, channels]);
  return layer;
}

function point(side: number): tf.Tensor4D {
  const image = tf.buffer([1, side, side, 1]);
  image.set(1, 0, Math.floor(side / 2), Math.floor(side / 2), 0);
  return image.toTensor() as tf.Tensor4D;
}

describe('a lens without aberrations', () => {
  it.each([
    [8, 2e-6],
    [4, 3.45e-6],
  ])(
    'at f/%d on pixels of %d m is the diffraction blur, but for what the kernel cuts off',
    (fNumber, pixelPitch) => {
      const size = 33;
      const sampled = { fNumber, pixelPitch };
      const lens = built({ ...sampled, pupilSamples: 128, kernelPixels: size });
      const exact = () => new DiffractionBlur({ ...sampled, wavelength: [wavelength] });
      const lost = 1 - lens.pointSpread().energy.dataSync()[0]!;
      expect(lost).toBeGreaterThan(0.005);
      expect(lost).toBeLessThan(0.03);
      // What is cut off brightens the rest by as much.
      const spot = apply(lens, point(size)).mul(1 - lost);
      expect(gap(spot, apply(exact(), point(size)))).toBeLessThan(profileTolerance + lost / 10);
      expect(largest(apply(lens, scene(40)).sub(apply(exact(), scene(40))))).toBeLessThan(lost);
    },
  );

  it('spreads each point as its point spread function, of any size, whatever method convolves (C5)', () => {
    for (const kernelPixels of [8, 9]) {
      const layer = built({ kernelPixels });
      const psf = layer.pointSpread().psf.squeeze<tf.Tensor2D>([2]);
      const start = 10 - Math.floor(kernelPixels / 2);
      const spot = apply(layer, point(20)).reshape<tf.Tensor2D>([20, 20]);
      expect(gap(spot.slice([start, start], [kernelPixels, kernelPixels]), psf)).toBeLessThan(
        methodTolerance,
      );
      expect(Math.abs(psf.sum().dataSync()[0]! - 1)).toBeLessThan(sumTolerance);
      expect(psf.min().dataSync()[0]).toBeGreaterThanOrEqual(0);
    }
  });

  it.each(boundaries)(
    'blurs as a sum over the pixels of its kernel, with a %s boundary (C5, C6)',
    boundary => {
      for (const kernelPixels of [4, 5]) {
        const layer = built({ boundary, kernelPixels });
        const [x, y] = [scene(9), tf.randomUniform([2, 9, 9, 1], 0, 1, 'float32', 8)];
        const psf = layer.pointSpread().psf.dataSync();
        const before = kernelPixels - 1 - Math.floor(kernelPixels / 2);
        const margin = [before, kernelPixels - 1 - before] as const;
        const padded = padImages(x, margin, margin, boundary);
        let sum: tf.Tensor = tf.zerosLike(x);
        psf.forEach((weight, index) => {
          const [i, j] = [Math.floor(index / kernelPixels), index % kernelPixels];
          const from = [0, kernelPixels - 1 - i, kernelPixels - 1 - j, 0];
          sum = sum.add(padded.slice(from, [2, 9, 9, 1]).mul(weight));
        });
        expect(gap(apply(layer, x), sum)).toBeLessThan(methodTolerance);
        const adjoint = tf.grad(image => apply(layer, image).mul(y).sum())(x);
        const [left, right] = [apply(layer, x).mul(y).sum(), x.mul(adjoint).sum()].map(
          each => each.dataSync()[0]!,
        ) as [number, number];
        expect(Math.abs(left / right - 1)).toBeLessThan(methodTolerance);
      }
    },
  );

  it('gives photons that are not negative, however dark the scene', () => {
    const image = apply(built({ kernelPixels: 17 }), point(64).mul(1e4));
    expect(image.min().dataSync()[0]).toBe(0);
  });
});

describe('colours', () => {
  it('are each blurred at their own wavelength', () => {
    const wavelengths = [620e-9, 540e-9, 460e-9];
    const image = scene(20, 3);
    const channels = apply(built({ wavelength: wavelengths, defocus: 4e-7 }, 3), image).split(3, 3);
    image.split(3, 3).forEach((channel, index) => {
      const alone = built({ wavelength: [wavelengths[index]!], defocus: 4e-7 });
      expect(gap(channels[index]!, apply(alone, channel))).toBeLessThan(sumTolerance);
    });
  });

  it('meet the refractive index of their wavelength in a height map', () => {
    const layer = built({ phase: 'height-map', initialization: 'random', rms: 100e-9 });
    const [green, blue] = [500e-9, 450e-9].map(each => layer.pupilAt(each).opd);
    // n − 1 of fused silica: 0.46233 at 500 nm, 0.46557 at 450 nm (Malitson 1965).
    const ratio = blue!.div(green!.add(1e-12)).max().dataSync()[0]!;
    expect(ratio).toBeCloseTo(0.46557 / 0.46233, 3);
  });

  it('of a band are the mean over its wavelengths', () => {
    const band = built({ bandwidth: 100e-9, spectralLines: 2, kernelPixels: 5 }).pointSpread();
    const lines = [475e-9, 525e-9].map(each => {
      const { psf, energy } = built({ wavelength: [each], kernelPixels: 5 }).pointSpread();
      return psf.mul(energy);
    });
    const mean = lines[0]!.add(lines[1]!).div(2);
    expect(gap(band.psf.mul(band.energy), mean)).toBeLessThan(sumTolerance);
  });
});

describe('a shaped phase', () => {
  const shaped = { initialization: 'random', isLearned: true } as const;

  it.each(['zernike', 'free-form', 'height-map', 'cubic'] as const)(
    'of kind %s is the same while it is fixed at random as where training starts',
    phase => {
      const heights = { heightLevels: 200, maximumOpd: 300e-9 };
      const start = { ...shaped, ...heights, phase, zernike: [2e-8, 0, 5e-8], cubic: 1e-7 };
      const [learned, fixed, other] = [
        built(start),
        built({ ...start, isLearned: false }),
        built({ ...start, seed: 6 }),
      ].map(layer => apply(layer, scene()));
      // Fixed heights are rounded, to 1.5 nm.
      expect(gap(learned!, fixed!)).toBeLessThan(phase === 'height-map' ? 2e-3 : sumTolerance);
      expect(gap(learned!, other!) > 1e-3).toBe(phase !== 'cubic');
    },
  );

  it.each(['zernike', 'free-form', 'height-map', 'cubic'] as const)(
    'of kind %s stays buildable whatever its free numbers are',
    phase => {
      const layer = built({ ...shaped, phase, zernike: [0, 0, 0], cubic: 1e-9 });
      const [weight] = layer.getWeights();
      layer.setWeights([tf.randomNormal(weight!.shape, 0, 100, 'float32', 2)]);
      const [array] = layer.physicalArrays();
      const largestNm = {
        zernike: 300,
        'free-form': (2 * Math.PI * 300) / 500,
        'height-map': 300 / 0.46233,
        cubic: 300 / 500,
      }[phase];
      const values = array?.values ?? layer.physicalParameters().map(({ value }) => value);
      const most = Math.max(...Array.from(values, Math.abs));
      expect(most).toBeGreaterThan(0.9 * largestNm);
      expect(most).toBeLessThan(1.0001 * largestNm);
      if (phase === 'height-map') expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    },
  );

  it('has random path differences of the rms asked for', () => {
    for (const phase of ['zernike', 'free-form', 'height-map'] as const) {
      const zernike = Array<number>(30).fill(0);
      const layer = built({ ...shaped, phase, zernike, rms: 20e-9, mapSamples: 16 });
      const values = Array.from(layer.physicalArrays()[0]!.values);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const squares = values.map(value => (value - mean) ** 2).reduce((sum, value) => sum + value, 0);
      const expected = {
        zernike: 20 / Math.sqrt(30),
        'free-form': (2 * Math.PI * 20) / 500,
        'height-map': 20 / 0.46233,
      }[phase];
      // The standard deviation of n numbers is right to 1 / √(2n): 13 % of 30 coefficients, 4 % of 256 points.
      const found = Math.sqrt(squares / values.length) / expected;
      expect(Math.abs(found - 1)).toBeLessThan(phase === 'zernike' ? 0.4 : 0.12);
    }
  });

  it('is rounded to heights that can be made when it is hardened, and back', () => {
    const layer = built({ ...shaped, phase: 'height-map' });
    const image = scene();
    const [soft, gradient] = [apply(layer, image), slope(layer, image)];
    layer.harden(true);
    const step = 300 / 0.46233 / 4;
    const levels = Array.from(layer.physicalArrays()[0]!.values, value => value / step);
    expect(Math.max(...levels.map(level => Math.abs(level - Math.round(level))))).toBeLessThan(1e-3);
    expect(new Set(levels.map(Math.round)).size).toBeGreaterThan(1);
    const hard = apply(layer, image);
    expect(gap(hard, soft)).toBeGreaterThan(1e-3);
    expect(largest(slope(layer, image))).toBeGreaterThan(0);
    layer.harden(false);
    expect(largest(apply(layer, image).sub(soft))).toBe(0);
    expect(largest(slope(layer, image).sub(gradient))).toBe(0);
  });

  it('is built otherwise than trained only where learned heights have levels', () => {
    const differs = (phase: LensOptions['phase'], isLearned: boolean) =>
      canHarden(new Lens({ ...options, ...shaped, phase, isLearned }));
    expect([differs('height-map', true), differs('height-map', false), differs('free-form', true)]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('costs the mean squared step between neighbours, in waves', () => {
    const layer = built({ ...shaped, phase: 'free-form', mapSamples: 2, smoothnessWeight: 3 });
    // 300 nm · tanh w: 0 and 150 nm, 0.3 waves of 500 nm, in a checkerboard: every step is 0.3.
    const high = Math.atanh(0.5);
    layer.setWeights([tf.tensor2d([0, high, high, 0], [2, 2])]);
    expect(layer.penalty().dataSync()[0]).toBeCloseTo(3 * 2 * 0.09, 5);
    const heights = built({ ...shaped, phase: 'height-map', mapSamples: 2, smoothnessWeight: 3 });
    // 300 nm · σ(w) of path: 150 and 225 nm, steps of 0.15 waves.
    const raised = Math.log(3);
    heights.setWeights([tf.tensor2d([0, raised, raised, 0], [2, 2])]);
    expect(heights.penalty().dataSync()[0]).toBeCloseTo(3 * 2 * 0.0225, 5);
    expect(
      built({ ...shaped, phase: 'free-form' })
        .penalty()
        .dataSync()[0],
    ).toBe(0);
  });

  it('that is flat has no gradient for symmetric aberrations, so that training must not start there', () => {
    // Defocus, and coma along y and x as Noll 7 and 8.
    const gradients = (zernike: number[]) =>
      Array.from(slope(built({ phase: 'zernike', zernike, isLearned: true }), scene()).dataSync(), Math.abs);
    const [defocus, , , comaY, comaX] = gradients([0, 0, 0, 0, 0]) as [
      number,
      number,
      number,
      number,
      number,
    ];
    expect(defocus).toBeLessThan(1e-4 * Math.max(comaY, comaX));
    const [, , , ...started] = gradients([2e-8, 0, 0, 0, 0]);
    expect(gradients([2e-8, 0, 0, 0, 0])[0]).toBeGreaterThan(1e-2 * Math.max(...started));
  });

  it('learns in a compiled step to undo a defocus: c₄ = −W₂₀ / (2√3)', () => {
    const defocus = 0.6 * wavelength;
    const blurred = built({ phase: 'zernike', zernike: [-0.02 * wavelength], defocus, isLearned: true });
    const sharp = apply(built({}), scene());
    const optimizer = tf.train.adam(0.1);
    const step = compileStep((image, target) => [
      optimizer.minimize(() => apply(blurred, image).sub(target).square().mean(), true)!,
    ]);
    const losses = Array.from({ length: 80 }, () => {
      const [loss] = step(scene(), sharp);
      return loss!.dataSync()[0]!;
    });
    expect(losses.at(-1)!).toBeLessThan(0.01 * losses[0]!);
    const [found] = blurred.physicalArrays()[0]!.values;
    expect(found! / ((-defocus * 1e9) / (2 * Math.sqrt(3)))).toBeCloseTo(1, 1);
    optimizer.dispose();
  });
});

/** Gradient of an output along a fixed direction with the layer's weights. */
function slope(layer: Lens, image: tf.Tensor): tf.Tensor {
  const variable = layer.trainableWeights[0]!.read() as unknown as tf.Variable;
  const direction = tf.randomNormal([2, 20, 20, 1], 0, 1, 'float32', 6);
  const { grads } = tf.variableGrads(() => apply(layer, image).mul(direction).sum(), [variable]);
  return grads[variable.name]!;
}

describe('Lens', () => {
  it('leaves no tensor behind when it is used', () => {
    const image = scene();
    for (const phase of ['none', 'zernike', 'free-form', 'height-map'] as const) {
      const layer = built({ phase, zernike: [1e-8], isLearned: phase !== 'none', bandwidth: 1e-8 });
      const inside = tf.memory().numTensors;
      tf.dispose(apply(layer, image));
      layer.describe();
      layer.physicalArrays();
      expect(tf.memory().numTensors).toBe(inside);
    }
  });

  it('reports how it is sampled at each wavelength', () => {
    const layer = built({ wavelength: [600e-9, 400e-9], kernelPixels: 9 }, 2);
    const [red, blue] = layer.sampling();
    expect([red!.samplesPerLambdaN, blue!.samplesPerLambdaN]).toEqual([
      expect.closeTo(2.4, 9),
      expect.closeTo(1.6, 9),
    ]);
    const energies = layer.pointSpread().energy.dataSync();
    expect(blue!.kernelEnergy).toBeCloseTo(energies[1]!, 6);
    expect(energies[0]).toBeLessThan(energies[1]!);
  });

  it('writes its numbers into the Methods text', () => {
    const { text, parameters } = built({ defocus: 0.1 * wavelength, aperture: 'annulus' }).describe();
    const energy = parameters.find(({ name }) => name === 'kernelEnergy')!.value;
    expect(text).toBe(
      'A lens at f/8.00 with an annular (inner radius 0.300 of the outer) pupil of 32 × 32 samples formed the image in ' +
        'incoherent light of 500 nm. Its wavefront had 0.100 waves of defocus (W20): the wavefront error was 0.0264 waves rms at ' +
        '500 nm, a Strehl ratio of about 0.973 (Maréchal). Its point spread function was integrated over square samples of 2.00 µm, ' +
        `λN/p = 2.00; a kernel of 9 × 9 samples held ${(100 * energy).toFixed(1)} % of the light and was scaled to hold all. ` +
        'Negative values of rounding were cut to 0. Outside the frame the scene continued as its mirror image.',
    );
    expect(energy).toBeGreaterThan(0.8);
    expect(energy).toBeLessThan(1);
  });

  it('says what is wrong with its options', () => {
    const faults: readonly [Partial<LensOptions>, string][] = [
      [{ fNumber: 0 }, 'lens: fNumber is 0, must be above 0'],
      [{ wavelength: [-1] }, 'lens: wavelength is -1 m, must be above 0'],
      [{ edgeAmplitude: 0 }, 'lens: edgeAmplitude is 0, must be above 0 and at most 1'],
      [{ kernelPixels: 2.5 }, 'lens: kernelPixels is 2.5, must be a whole number of at least 1'],
      [{ isLearned: true }, 'lens: phase is none, must be something to learn'],
      [
        { phase: 'zernike' },
        'lens: zernike has no coefficients, must have one or more where phase is zernike',
      ],
      [
        { phase: 'zernike', zernike: [0, -4e-7] },
        'lens: zernike is -4e-7 m, must be within ±maximumOpd, 3e-7 m',
      ],
      [{ phase: 'cubic' }, 'lens: cubic is 5e-7 m, must be within ±maximumOpd, 3e-7 m'],
      [
        { phase: 'height-map', mapSamples: 5 },
        'lens: mapSamples is 5, must divide pupilSamples, 32, where phase is height-map',
      ],
    ];
    for (const [changes, message] of faults) {
      expect(() => new Lens({ ...options, ...changes })).toThrow(message);
    }
    expect(() => built({ wavelength: [5e-7, 6e-7] }, 3)).toThrow(
      'lens: there are 2 wavelengths, must be 1 or one for each of 3 channels',
    );
  });
});

describe('a film in the pupil', () => {
  const ones = tf.ones<tf.Rank.R4>([1, 20, 20, 1]);

  it('passes (t² − 1) / (2 ln t) of the light where its amplitude falls as a Gaussian to t', () => {
    for (const edgeAmplitude of [0.5, 0.1]) {
      const layer = built({ film: 'gaussian', edgeAmplitude, pupilSamples: 128 });
      const expected = (edgeAmplitude ** 2 - 1) / (2 * Math.log(edgeAmplitude));
      const passed = apply(layer, ones);
      // A hard edge of 128 samples.
      expect(Math.abs(passed.mean().dataSync()[0]! - expected)).toBeLessThan(2e-3);
      expect(gap(passed, passed.mean())).toBeLessThan(1e-5);
      expect(layer.describe().text).toContain(
        `${(100 * passed.mean().dataSync()[0]!).toFixed(1)} % of the light came through`,
      );
    }
  });

  it('takes light out of the rings', () => {
    const share = (film: LensOptions['film']) => {
      const psf = built({ film, edgeAmplitude: 0.1, kernelPixels: 19 }).pointSpread().psf;
      return tf
        .unstack(psf.squeeze().slice([9, 9], [1, 10]).squeeze())[5]!
        .div(psf.max())
        .dataSync()[0]!;
    };
    expect(share('gaussian')).toBeLessThan(0.2 * share('none'));
  });

  it('of free form starts as the Gaussian and is trained between 0 and 1', () => {
    const free = { film: 'free-form', edgeAmplitude: 0.4, mapSamples: 32 } as const;
    const gaussian = built({ ...free, film: 'gaussian' });
    const start = built(free);
    // The map holds amplitudes at its 32 samples, of which 0.98 is the largest that can start.
    expect(gap(apply(start, ones), apply(gaussian, ones))).toBeLessThan(0.02);
    const learned = built({ ...free, isLearned: true });
    const [film] = learned.trainableWeights;
    film!.write(tf.fill([32, 32], -8));
    // σ(−8)² of the light.
    expect(apply(learned, ones).mean().dataSync()[0]! / (1 + Math.exp(8)) ** -2).toBeCloseTo(1, 3);
    film!.write(tf.fill([32, 32], 30));
    expect(gap(apply(learned, scene()), apply(built({}), scene()))).toBeLessThan(1e-5);
    expect(learned.physicalArrays()).toMatchObject([{ name: 'film', shape: [32, 32], kind: 'magnitude' }]);
  });
});
