import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../../../src/engine/start.js';
import { modelOf } from './cases.js';

beforeAll(() => startEngine());

function list(layers: readonly object[], side = 12, outputs = 3): tf.LayersModel {
  return modelOf(
    { network: 'layer-list', keys: { layers }, outputs },
    { height: side, width: side, channels: 2 },
  );
}

const shapes = (model: tf.LayersModel) =>
  model.layers.map(layer => [layer.name, (layer.outputShape as tf.Shape).slice(1).join(' x ')]);

describe('a network given layer by layer', () => {
  it('has the sizes that stride, dilation, padding and pooling leave', () => {
    const model = list([
      { layer: 'conv', filters: 4, kernelSize: 5, stride: 2 },
      { layer: 'conv', filters: 5, dilation: 2, padding: 'valid', nonlinearity: 'linear' },
      { layer: 'pool', method: 'mean', size: 2, stride: 1, padding: 'same' },
      { layer: 'global-mean' },
      { layer: 'dense', units: 7, nonlinearity: 'tanh' },
    ]);
    expect(shapes(model).slice(1)).toEqual([
      ['layer1', '6 x 6 x 4'],
      ['layer1_relu', '6 x 6 x 4'],
      ['layer2', '2 x 2 x 5'],
      ['layer3', '2 x 2 x 5'],
      ['layer4', '5'],
      ['layer5', '7'],
      ['layer5_tanh', '7'],
      ['logits', '3'],
    ]);
    expect(model.getLayer('layer3').getClassName()).toBe('AveragePooling2D');
  });

  it('is linear where it is empty', () => {
    expect(shapes(list([])).slice(1)).toEqual([
      ['logits_flatten', '288'],
      ['logits', '3'],
    ]);
  });

  it('repeats a convolution, with the stride of the first alone, and normalizes in front of the nonlinearity', () => {
    const model = list([
      { layer: 'conv', filters: 4, stride: 3, repeat: 2, batchNorm: true, nonlinearity: 'elu' },
    ]);
    expect(shapes(model).slice(1, 7)).toEqual([
      ['layer1_1', '4 x 4 x 4'],
      ['layer1_1_norm', '4 x 4 x 4'],
      ['layer1_1_elu', '4 x 4 x 4'],
      ['layer1_2', '4 x 4 x 4'],
      ['layer1_2_norm', '4 x 4 x 4'],
      ['layer1_2_elu', '4 x 4 x 4'],
    ]);
  });

  it('names the entry whose windows are larger than what arrives, with the size that it needs', () => {
    const twice = { layer: 'conv', filters: 2, kernelSize: 5, stride: 2, repeat: 2, padding: 'valid' };
    expect(() => list([twice])).toThrow(
      'layer-list: layers.0: found conv behind maps with a side of 12 pixels, must be at least 13',
    );
    expect(() => list([twice], 13)).not.toThrow();
    expect(() => list([{ layer: 'pool', size: 13 }])).toThrow(
      'layers.0: found pool behind maps with a side of 12 pixels, must be at least 13',
    );
  });

  it('names an entry that needs height and width behind one that left none', () => {
    expect(() => list([{ layer: 'global-mean' }, { layer: 'pool' }])).toThrow(
      'layers.1: found pool behind a layer that left no height and width, must stand before it',
    );
  });

  it('refuses a stride and a dilation at once', () => {
    expect(() => list([{ layer: 'conv', filters: 2, stride: 2, dilation: 2 }])).toThrow(
      'layers.0.dilation: found 2 with stride 2, must be 1 for one of them',
    );
  });
});

describe('a fully convolutional network', () => {
  const make = (keys: object, outputs = 1, channels = 1) =>
    modelOf(
      { network: 'fully-convolutional', keys: { ...keys }, outputs },
      { height: 31, width: 31, channels },
    );

  it('sees 1 + (k − 1) Σ d pixels: 17 with kernels of 3 and dilations 1, 2, 4 and 1 for the last', () => {
    const model = make({ filters: [3, 3, 3], dilations: [1, 2, 4] });
    const middle = (x: tf.Tensor) => (model.apply(x) as tf.Tensor).slice([0, 15, 15, 0], [1, 1, 1, 1]).sum();
    // Weights and pixels above 0 keep every rectifier open.
    model.setWeights(model.getWeights().map(weight => weight.abs()));
    const seen = tf
      .grad(middle)(tf.ones([1, 31, 31, 1]))
      .greater(0)
      .squeeze<tf.Tensor2D>([0, 3]);
    expect(seen.any(0).sum().dataSync()[0]).toBe(17);
    expect(seen.any(1).sum().dataSync()[0]).toBe(17);
  });

  it('is the frame itself where it is residual and its last weights are 0', () => {
    const model = make({ filters: [3], isResidual: true }, 2, 2);
    model.getLayer('logits').setWeights([tf.zeros([3, 3, 3, 2]), tf.zeros([2])]);
    const x = tf.randomNormal([1, 31, 31, 2], 0, 1, 'float32', 1);
    expect((model.apply(x) as tf.Tensor).sub(x).abs().max().dataSync()[0]).toBe(0);
  });

  it('names dilations and outputs that do not fit', () => {
    expect(() => make({ filters: [3, 3], dilations: [1] })).toThrow(
      'fully-convolutional: dilations: found 1 dilations, must be 2 as filters, or 0',
    );
    expect(() => make({ filters: [3], isResidual: true }, 2)).toThrow(
      'isResidual: found true with 2 outputs, must be false unless they are 1 as channels of the frame',
    );
  });
});

describe('a network', () => {
  it('refuses a seed that is not a whole number of at least 0', () => {
    const make = (seed: number) => () =>
      modelOf({ network: 'linear', keys: {}, outputs: 2 }, { height: 2, width: 2, channels: 1 }, seed);
    expect(make(-1)).toThrow('network: seed is -1, must be a whole number of at least 0');
    expect(make(0.5)).toThrow('network: seed is 0.5');
    expect(make(0)).not.toThrow();
  });
});
