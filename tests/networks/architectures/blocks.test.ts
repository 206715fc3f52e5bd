import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../../../src/engine/start.js';
import { modelOf } from './cases.js';

beforeAll(() => startEngine());

const frame = { height: 8, width: 8, channels: 1 };

/** What a layer gives for a frame. */
function outputOf(model: tf.LayersModel, layer: string, x: tf.Tensor): tf.Tensor {
  const { output } = model.getLayer(layer);
  return tf.model({ inputs: model.inputs, outputs: output }).apply(x) as tf.Tensor;
}

function gap(a: tf.Tensor, b: tf.Tensor): number {
  return a.sub(b).abs().max().dataSync()[0]!;
}

const x = () => tf.randomNormal([2, 8, 8, 1], 0, 1, 'float32', 1);

describe('a residual block', () => {
  it('is the identity where its convolutions give 0, and adds the subsampled frame where it is padded', () => {
    const model = modelOf(
      { network: 'resnet-small', keys: { blocks: 1, shortcut: 'pad' }, outputs: 2 },
      frame,
    );
    for (const layer of model.layers.filter(each => each.name.endsWith('_conv2_norm'))) {
      layer.setWeights(layer.getWeights().map(weight => tf.zerosLike(weight)));
    }
    const [stem, first, second] = ['stem_relu', 'stage1_block1_relu', 'stage2_block1_relu'].map(name =>
      outputOf(model, name, x()),
    );
    expect(gap(first!, stem!)).toBe(0);
    const kept = stem!.stridedSlice([0, 0, 0, 0], [2, 8, 8, 16], [1, 2, 2, 1]);
    expect(gap(second!.slice([0, 0, 0, 0], [-1, -1, -1, 16]), kept)).toBe(0);
    expect(second!.slice([0, 0, 0, 16], [-1, -1, -1, 16]).abs().max().dataSync()[0]).toBe(0);
    expect(stem!.abs().max().dataSync()[0]).toBeGreaterThan(0);
  });
});

describe('a dense block', () => {
  it('keeps the maps that enter and adds its own', () => {
    const keys = { blocks: [1], growth: 3, stem: 'small' };
    const model = modelOf({ network: 'densenet', keys, outputs: 2 }, frame);
    const [stem, added, joined] = ['stem', 'block1_layer1_conv2', 'block1_layer1_join'].map(name =>
      outputOf(model, name, x()),
    );
    expect(gap(joined!, tf.concat([stem!, added!], 3))).toBe(0);
  });
});

describe('an inception block', () => {
  it('joins convolutions of 1, 3 and 5 pixels and one behind max pooling, in this order', () => {
    const keys = { blocks: 1, width: 0.1, stem: 'small' };
    const model = modelOf({ network: 'googlenet', keys, outputs: 2 }, frame);
    const names = ['one', 'three', 'five', 'pool_mix'].map(name => `inception3a_${name}_relu`);
    const parts = names.map(name => outputOf(model, name, x()));
    expect(gap(outputOf(model, 'inception3a_join', x()), tf.concat(parts, 3))).toBe(0);
    const sides = ['one', 'three', 'five', 'pool_mix'].map(
      name => model.getLayer(`inception3a_${name}`).getWeights()[0]!.shape[0],
    );
    expect(sides).toEqual([1, 3, 5, 1]);
  });
});

describe('a U-Net', () => {
  it('sees its first level through the join alone where the way up from the bottom is closed', () => {
    const keys = { depth: 1, filters: 2, batchNorm: false };
    const model = modelOf({ network: 'unet', keys, outputs: 1 }, frame);
    const up = model.getLayer('up1');
    up.setWeights(up.getWeights().map(weight => tf.zerosLike(weight)));
    const open = model.apply(x()) as tf.Tensor;
    expect(gap(open, model.apply(tf.zerosLike(x())) as tf.Tensor)).toBeGreaterThan(1e-3);
    const joined = outputOf(model, 'up1_join', x());
    expect(gap(joined.slice([0, 0, 0, 0], [-1, -1, -1, 2]), outputOf(model, 'down1_conv2_relu', x()))).toBe(
      0,
    );
  });

  it('enlarges by a transposed convolution or by resizing, as it is told', () => {
    const layers = (upsampling: string) =>
      modelOf({ network: 'unet', keys: { depth: 1, filters: 2, upsampling }, outputs: 1 }, frame)
        .layers.map(layer => layer.getClassName())
        .filter(name => name === 'Conv2DTranspose' || name === 'UpSampling2D');
    expect(layers('transposed')).toEqual(['Conv2DTranspose']);
    expect(layers('nearest')).toEqual(['UpSampling2D']);
    expect(layers('bilinear')).toEqual(['UpSampling2D']);
  });
});
