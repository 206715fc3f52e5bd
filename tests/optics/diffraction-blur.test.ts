import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DiffractionBlur, type DiffractionBlurOptions } from '../../src/optics/diffraction-blur.js';

/** Four float32 matrix products. */
const tolerance = 1e-5;
/** Of the light of an image (C2) and of a constant (C4); names as C2 refer to the list of physics checks. */
const conservationTolerance = 1e-6;
const lens: DiffractionBlurOptions = { fNumber: 4, wavelength: [550e-9], pixelPitch: 3.45e-6 };

beforeAll(async () => {
  await tf.setBackend('cpu');
});
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

function blur(options: DiffractionBlurOptions, image: tf.Tensor): tf.Tensor {
  return new DiffractionBlur(options).apply(image) as tf.Tensor;
}

/** Sum of each image, added up in float64. */
function lightOf(images: tf.Tensor): number[] {
  return images.unstack().map(image => image.dataSync<'float32'>().reduce((sum, value) => sum + value, 0));
}

function largest(tensor: tf.Tensor): number {
  return tensor.abs().max().dataSync()[0]!;
}

describe('DiffractionBlur', () => {
  it('blurs like a fixed lens of the same f-number while the learned one starts', () => {
    const image = tf.randomUniform([2, 12, 10, 1], 0, 1, 'float32', 4);
    const learned = blur({ ...lens, isLearned: true, bounds: [1.4, 16] }, image);
    expect(largest(learned.sub(blur(lens, image)))).toBeLessThan(tolerance);
  });

  it('blurs each colour at its own wavelength', () => {
    const image = tf.randomUniform([1, 9, 9, 3], 0, 1, 'float32', 4);
    const wavelength = [620e-9, 540e-9, 460e-9];
    const channels = blur({ ...lens, wavelength }, image).split(3, 3);
    image.split(3, 3).forEach((channel, index) => {
      const alone = blur({ ...lens, wavelength: [wavelength[index]!] }, channel);
      expect(largest(alone.sub(channels[index]!))).toBeLessThan(tolerance);
    });
  });

  it.each([28, 29])(
    'keeps light and constants of %i pixels, and makes no negative beyond rounding (C2, C4)',
    side => {
      const image = tf.randomUniform([3, side, side, 1], 0, 1, 'float32', 4).greater(0.9).cast('float32');
      for (const fNumber of [4, 16]) {
        const blurred = blur({ ...lens, fNumber }, image);
        const [before, after] = [image, blurred].map(each => lightOf(each));
        before!.forEach((light, row) =>
          expect(Math.abs(after![row]! / light - 1)).toBeLessThan(conservationTolerance),
        );
        expect(blurred.min().dataSync()[0]).toBeGreaterThan(-1e-6);
        const constant = blur({ ...lens, fNumber }, tf.onesLike(image));
        expect(largest(constant.sub(1))).toBeLessThan(conservationTolerance);
      }
    },
  );

  it('moves the learned f-number with training and reports it', () => {
    const layer = new DiffractionBlur({ ...lens, isLearned: true, bounds: [1.4, 16] });
    const image = tf.randomUniform([1, 12, 12, 1], 0, 1, 'float32', 4);
    const optimizer = tf.train.adam(0.1);
    const start = layer.apply(image) as tf.Tensor;
    expect(layer.physicalParameters()[0]!.value).toBeCloseTo(4, 5);
    for (let step = 0; step < 20; step++) {
      optimizer.minimize(() => (layer.apply(image) as tf.Tensor).sub(image).square().mean());
    }
    expect(layer.physicalParameters()[0]!.value).toBeLessThan(3);
    expect(largest((layer.apply(image) as tf.Tensor).sub(image))).toBeLessThan(largest(start.sub(image)));
    expect(layer.describe().text).toContain('(learned)');
  });

  it('writes its numbers into the Methods text', () => {
    const layer = new DiffractionBlur(lens);
    expect(layer.describe().text).toBe(
      'A diffraction-limited lens at f/4.00 and 550 nm formed the image on square samples of 3.45 µm: the scene ' +
        'was convolved with the Airy pattern integrated over a sample. λN/p = 0.638, below the 2 of ' +
        'Nyquist sampling: the lens passes finer detail than the samples hold. Outside the frame the scene continued as its mirror image; no part of the pattern was cut off.',
    );
  });

  it('says what is wrong with its options or its input', () => {
    const learned = { ...lens, isLearned: true };
    expect(() => new DiffractionBlur({ ...lens, fNumber: 0 })).toThrow(
      'diffraction: fNumber is 0, must be above 0',
    );
    expect(() => new DiffractionBlur(learned)).toThrow(
      'diffraction: bounds are missing, must be given to learn fNumber',
    );
    expect(() => new DiffractionBlur({ ...learned, bounds: [5, 16] })).toThrow(
      'diffraction: fNumber is 4, must be above 5 and below 16 to be learned',
    );
    expect(() => blur({ ...lens, wavelength: [1e-6, 2e-6] }, tf.ones([1, 4, 4, 3]))).toThrow(
      'diffraction: there are 2 wavelengths, must be 1 or one for each of 3 channels',
    );
    expect(() => blur(lens, tf.ones([4, 4, 3]))).toThrow(
      'diffraction: input is [4,4,3], must have height, width and channels',
    );
  });
});
