import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { inceptionBlock } from '../../../src/networks/architectures/inception.js';
import { Parts } from '../../../src/networks/architectures/parts.js';
import { modelOf } from './cases.js';

/** What this file replaces: the making of a weight, which would fill up to 575 MB. */
interface WeightMaker {
  addWeight: (
    name: string,
    shape: number[],
    dtype?: string,
    initializer?: unknown,
    regularizer?: unknown,
    isTrainable?: boolean,
  ) => unknown;
}

let counts = { trainable: 0, fixed: 0 };

beforeAll(() => tf.setBackend('cpu'));
beforeEach(() => {
  counts = { trainable: 0, fixed: 0 };
  vi.spyOn(tf.layers.Layer.prototype as unknown as WeightMaker, 'addWeight').mockImplementation(
    (name, shape, _dtype, _initializer, _regularizer, isTrainable = true) => {
      counts[isTrainable ? 'trainable' : 'fixed'] += shape.reduce((product, side) => product * side, 1);
      return { originalName: name, shape };
    },
  );
});
afterEach(() => vi.restoreAllMocks());

/** Trainable weights of a network for square frames, from the shapes that its layers ask for. */
function trainable(
  network: string,
  keys: Record<string, unknown>,
  [side, channels]: [number, number],
  outputs = 1000,
): number {
  modelOf({ network, keys, outputs }, { height: side, width: side, channels });
  return counts.trainable;
}

describe('the number of trainable weights', () => {
  it('is 61,706 in LeNet-5, for 32 x 32 pixels and for 28 x 28 with padding (LeCun 1998 with full second layer)', () => {
    expect(trainable('lenet-5', {}, [32, 1], 10)).toBe(61_706);
    counts.trainable = 0;
    expect(trainable('lenet-5', { padding: 'same' }, [28, 1], 10)).toBe(61_706);
  });

  it('is 61,100,840 in AlexNet (torchvision)', () => {
    expect(trainable('alexnet', {}, [224, 3])).toBe(61_100_840);
  });

  it.each([
    [11, 132_863_336, 132_868_840],
    [13, 133_047_848, 133_053_736],
    [16, 138_357_544, 138_365_992],
    [19, 143_667_240, 143_678_248],
  ])('is that of torchvision in VGG-%i: %i, and %i with batch normalization', (layers, plain, normalized) => {
    expect(trainable('vgg', { layers }, [224, 3])).toBe(plain);
    counts.trainable = 0;
    // Convolutions behind which the mean is taken away have no bias here; torchvision's keep one for each filter.
    const biases = (normalized - plain) / 2;
    expect(trainable('vgg', { layers, batchNorm: true }, [224, 3])).toBe(normalized - biases);
  });

  it.each([
    [18, 11_689_512],
    [34, 21_797_672],
  ])('is that of torchvision in ResNet-%i: %i', (layers, count) => {
    expect(trainable('resnet', { layers }, [224, 3])).toBe(count);
  });

  it('leaves out the averages of batch normalization: 9,600 in ResNet-18, two for each of 4,800 maps', () => {
    trainable('resnet', {}, [224, 3]);
    expect(counts.fixed).toBe(9600);
  });

  it.each([
    [3, 'projection', 272_474],
    [3, 'pad', 269_722],
    [5, 'pad', 464_154],
    [9, 'pad', 853_018],
    [18, 'pad', 1_727_962],
  ])(
    'is that of He et al., table 6, in the small ResNet of %i blocks with shortcut %s: %i',
    (blocks, shortcut, count) => {
      expect(trainable('resnet-small', { blocks, shortcut }, [32, 3], 10)).toBe(count);
    },
  );

  it('is 7,978,856 in DenseNet-121 (torchvision), 769,162 in DenseNet-BC-100 of growth 12 (0.8 M in the paper)', () => {
    expect(trainable('densenet', {}, [224, 3])).toBe(7_978_856);
    counts.trainable = 0;
    const small = { blocks: [16, 16, 16], growth: 12, stem: 'small' };
    expect(trainable('densenet', small, [32, 3], 10)).toBe(769_162);
  });

  it.each([
    [1, 4_231_976],
    [0.5, 1_331_592],
    [0.25, 470_072],
  ])('is that of Keras in MobileNet of width %f: %i', (width, count) => {
    expect(trainable('mobilenet', { width }, [224, 3])).toBe(count);
  });

  it('is 6,998,552 in GoogLeNet without auxiliary classifiers (Caffe)', () => {
    expect(trainable('googlenet', {}, [224, 3])).toBe(6_998_552);
  });

  it('is 163,696 in inception block 3a: 159 K kernels in table 1 of the paper, and biases', () => {
    const x = tf.input({ shape: [28, 28, 192] });
    const filters = { one: 64, threeReduce: 96, three: 128, fiveReduce: 16, five: 32, pool: 32 };
    const joined = inceptionBlock(new Parts(1), x, 'block', filters);
    const kernels = 192 * (64 + 96 + 16 + 32) + 9 * 96 * 128 + 25 * 16 * 32;
    expect(counts.trainable).toBe(kernels + 64 + 96 + 128 + 16 + 32 + 32);
    expect(counts.trainable).toBe(163_696);
    expect(joined.shape).toEqual([null, 28, 28, 256]);
  });

  it('is 31,037,633 in a U-Net with batch normalization, 3 channels and 1 output', () => {
    expect(trainable('unet', {}, [64, 3], 1)).toBe(31_037_633);
  });

  it('is 7,850 in a linear network for MNIST, and 101,770 in a perceptron of 128 units', () => {
    expect(trainable('linear', {}, [28, 1], 10)).toBe(784 * 10 + 10);
    counts.trainable = 0;
    expect(trainable('perceptron', {}, [28, 1], 10)).toBe(784 * 128 + 128 + 128 * 10 + 10);
  });
});
