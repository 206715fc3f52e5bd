import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../../src/engine/start.js';
import { graphOf, runGraph, type NetworkGraph } from '../../src/networks/graph.js';
import { gradCamMaps, gradientMaps, lastFeatureMap } from '../../src/networks/saliency.js';
import { toyModel } from './toy-images.js';

function build(
  shape: [number, number, number],
  layers: tf.layers.Layer[],
  weights: number[][],
): NetworkGraph {
  const input = tf.input({ shape });
  const output = layers.reduce((x, layer) => layer.apply(x) as tf.SymbolicTensor, input);
  const variables = layers.flatMap(layer => layer.weights);
  variables.forEach((variable, i) => variable.write(tf.tensor(weights[i]!, variable.shape as number[])));
  return { input, output };
}

/** float32, a handful of operations on numbers near 1. */
const digits = 5;

/** Step and tolerance of central differences on logits of order 1 in float32: error of rounding about 1e-7 / step. */
const differences = { step: 1e-2, tolerance: 1e-3 };

describe('gradientMaps', () => {
  beforeAll(() => startEngine());

  it('is |w| of the class for a linear classifier, and its largest channel for a colour frame', () => {
    const weights = [
      [0.5, -1],
      [2, 0.25],
      [-3, 4],
      [0.125, -0.5],
    ];
    const make = (shape: [number, number, number]) =>
      build(shape, [tf.layers.flatten(), tf.layers.dense({ units: 2 })], [weights.flat(), [7, 8]]);
    const grey = tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8], [2, 2, 2, 1]);
    const maps = gradientMaps({ network: make([2, 2, 1]), frames: grey, classes: [0, 1] });
    expect(maps.map(map => Array.from(map))).toEqual([
      [0.5, 2, 3, 0.125],
      [1, 0.25, 4, 0.5],
    ]);
    const colour = tf.tensor4d([1, 2, 3, 4], [1, 1, 2, 2]);
    const [map] = gradientMaps({ network: make([1, 2, 2]), frames: colour, classes: [0] });
    expect(Array.from(map!)).toEqual([2, 3]);
  });

  it('is the absolute finite difference of the logit for a network with convolution, ReLU and pooling', () => {
    const network = graphOf(toyModel({ seed: 4 }));
    const frame = Float32Array.from({ length: 36 }, (_, i) => ((i * 17) % 31) / 31);
    const logit = (values: Float32Array) =>
      tf.tidy(() => {
        const x = tf.tensor4d(values, [1, 6, 6, 1]);
        return runGraph(network, x).dataSync()[2]!;
      });
    const [map] = gradientMaps({ network, frames: tf.tensor4d(frame, [1, 6, 6, 1]), classes: [2] });
    for (const place of [0, 8, 14, 21, 35]) {
      const shifted = (sign: number) =>
        Float32Array.from(frame, (v, i) => v + (i === place ? sign * differences.step : 0));
      const slope = (logit(shifted(1)) - logit(shifted(-1))) / (2 * differences.step);
      expect(Math.abs(Math.abs(slope) - map![place]!)).toBeLessThan(differences.tolerance);
    }
  });

  it('gives each frame of a batch the map it has alone', () => {
    const network = graphOf(toyModel());
    const frames = tf.tensor4d(
      Float32Array.from({ length: 72 }, (_, i) => ((i * 11) % 37) / 37),
      [2, 6, 6, 1],
    );
    const together = gradientMaps({ network, frames, classes: [1, 3] });
    const second = gradientMaps({ network, frames: frames.slice([1, 0, 0, 0]), classes: [3] });
    together[1]!.forEach((value, i) => expect(value).toBeCloseTo(second[0]![i]!, digits));
  });

  it('refuses a class without logit and a missing class', () => {
    const network = graphOf(toyModel());
    const frames = tf.zeros<tf.Rank.R4>([1, 6, 6, 1]);
    expect(() => gradientMaps({ network, frames, classes: [4] })).toThrow(
      'saliency: class is 4, must be 0 to 3',
    );
    expect(() => gradientMaps({ network, frames, classes: [] })).toThrow(
      'there are 0 classes, must be one for each of 1',
    );
  });

  it('refuses maps that are not finite', () => {
    const network = build(
      [1, 1, 1],
      [tf.layers.flatten(), tf.layers.dense({ units: 2 })],
      [
        [NaN, 1],
        [0, 0],
      ],
    );
    expect(() => gradientMaps({ network, frames: tf.ones<tf.Rank.R4>([1, 1, 1, 1]), classes: [0] })).toThrow(
      'gradientMaps: map 0 has values that are not finite',
    );
  });
});

describe('gradCamMaps', () => {
  /** 4 x 4 frame → conv 1 x 1 with features x and 1 − x → mean over 2 x 2 → one logit of given weights. */
  function smallNetwork(logitWeights: number[]) {
    const layers = [
      tf.layers.conv2d({ name: 'features', filters: 2, kernelSize: 1, activation: 'relu' }),
      tf.layers.averagePooling2d({ poolSize: 2 }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 1 }),
    ];
    return build([4, 4, 1], layers, [[1, -1], [0, 1], logitWeights, [0]]);
  }
  const frame = [0, 0.25, 0.5, 0.75, 1, 0, 0.25, 0.5, 0.75, 1, 0, 0.25, 0.5, 0.75, 1, 0];
  const frames = () => tf.tensor4d(frame, [1, 4, 4, 1]);

  it('weights features by their mean gradient and keeps what is positive', () => {
    // Gradient to each pixel of feature k: weight of its pooled cell / 4; the mean over pixels: mean of the weights / 4.
    const weights = [4, 0, 8, 0, 0, 8, 4, 24];
    const alpha = [(4 + 8 + 0 + 4) / 4 / 4, (0 + 0 + 8 + 24) / 4 / 4];
    const [map] = gradCamMaps({ network: smallNetwork(weights), frames: frames(), classes: [0] });
    const expected = frame.map(x => Math.max(0, alpha[0]! * x + alpha[1]! * (1 - x)));
    map!.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, digits));
    const negative = gradCamMaps({
      network: smallNetwork([-4, 8, -4, 8, -4, 8, -4, 8]),
      frames: frames(),
      classes: [0],
    });
    const clipped = frame.map(x => Math.max(0, -x + 2 * (1 - x)));
    negative[0]!.forEach((value, i) => expect(value).toBeCloseTo(clipped[i]!, digits));
    expect(clipped.filter(value => value === 0).length).toBeGreaterThan(2);
  });

  it('stays zero, and a number, where nothing speaks for the class', () => {
    const [map] = gradCamMaps({
      network: smallNetwork(Array<number>(8).fill(-1)),
      frames: frames(),
      classes: [0],
    });
    expect(Array.from(map!)).toEqual(Array<number>(16).fill(0));
  });

  it('resizes a smaller feature map with pixel centres on pixel centres', () => {
    const layers = [
      tf.layers.conv2d({ filters: 1, kernelSize: 2, strides: 2, activation: 'relu' }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 1 }),
    ];
    const network = build([4, 4, 1], layers, [[0.25, 0.25, 0.25, 0.25], [0], [1, 1, 1, 1], [0]]);
    // Features 0 in the left, 1 in the right column: a ramp that is flat half a feature pixel from each border.
    const step = tf.tensor4d([0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1], [1, 4, 4, 1]);
    const [map] = gradCamMaps({ network, frames: step, classes: [0] });
    for (let row = 0; row < 4; row++) {
      [0, 0.25, 0.75, 1].forEach((value, column) =>
        expect(map![row * 4 + column]).toBeCloseTo(value, digits),
      );
    }
  });

  it('explains the sum of a branch and its shortcut as the map in front of the head', () => {
    const input = tf.input({ shape: [4, 4, 1] });
    const branch = tf.layers.conv2d({ filters: 1, kernelSize: 1, useBias: false }).apply(input);
    const sum = tf.layers.add().apply([input, branch as tf.SymbolicTensor]);
    const mean = tf.layers.globalAveragePooling2d({ dataFormat: 'channelsLast' }).apply(sum);
    const output = tf.layers.dense({ units: 1, useBias: false }).apply(mean) as tf.SymbolicTensor;
    const model = tf.model({ inputs: input, outputs: output });
    model.setWeights([tf.fill([1, 1, 1, 1], 0.5), tf.fill([1, 1], 32)]);
    // Of 1.5 x, weighted by the gradient of each pixel, 32 / 16.
    const [map] = gradCamMaps({ network: graphOf(model), frames: frames(), classes: [0] });
    map!.forEach((value, i) => expect(value).toBeCloseTo(3 * frame[i]!, digits));
    expect(lastFeatureMap({ input, output: sum as tf.SymbolicTensor })).toBe(sum);
  });

  it('refuses a network without convolution', () => {
    const network = build(
      [1, 1, 1],
      [tf.layers.flatten({ name: 'flat' }), tf.layers.dense({ name: 'out', units: 1 })],
      [[1], [0]],
    );
    expect(() => gradCamMaps({ network, frames: tf.ones<tf.Rank.R4>([1, 1, 1, 1]), classes: [0] })).toThrow(
      'gradCamMaps: the layers are flat, out, must hold a 2-D convolution',
    );
  });

  it('leaves no tensor behind', () => {
    const network = graphOf(toyModel());
    const images = tf.zeros<tf.Rank.R4>([1, 6, 6, 1]);
    const before = tf.memory().numTensors;
    gradCamMaps({ network, frames: images, classes: [0] });
    gradientMaps({ network, frames: images, classes: [0] });
    expect(tf.memory().numTensors).toBe(before);
  });
});
