import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { compileStep } from '../../../src/engine/compile.js';
import { startEngine } from '../../../src/engine/start.js';
import { CapturesToRows, RowsToCaptures } from '../../../src/networks/layers/captures.js';
import { gradCamMaps } from '../../../src/networks/saliency.js';
import { graphOf } from '../../../src/networks/graph.js';
import { modelOf } from './cases.js';

beforeAll(() => startEngine());

/** Captures of 2 x 2 pixels, which enter the cell as they are, three of them. */
const frame = { height: 2, width: 2, channels: 3 };
const [units, captures, numbers] = [3, 3, 4];
const bare = (cell: 'lstm' | 'gru') =>
  modelOf({ network: 'recurrent', keys: { cell, units, filters: [] }, outputs: 2 }, frame);

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

type Matrix = readonly (readonly number[])[];

/** x W + h U + b of one gate. */
function gate(
  place: number,
  [w, u, b]: readonly [Matrix, Matrix, readonly number[]],
  x: readonly number[],
  h: readonly number[],
) {
  return Array.from({ length: units }, (_, unit) => {
    const column = place * units + unit;
    const ofInput = x.reduce((sum, value, i) => sum + value * w[i]![column]!, 0);
    return ofInput + h.reduce((sum, value, i) => sum + value * u[i]![column]!, 0) + b[column]!;
  });
}

function slowCell(
  cell: 'lstm' | 'gru',
  weights: readonly [Matrix, Matrix, readonly number[]],
  sequence: Matrix,
): number[] {
  let [h, c] = [0, 0].map(() => Array<number>(units).fill(0)) as [number[], number[]];
  for (const x of sequence) {
    if (cell === 'lstm') {
      const [i, f, candidate, o] = [0, 1, 2, 3].map(place => gate(place, weights, x, h));
      c = c.map((value, n) => sigmoid(f![n]!) * value + sigmoid(i![n]!) * Math.tanh(candidate![n]!));
      h = c.map((value, n) => sigmoid(o![n]!) * Math.tanh(value));
    } else {
      const [z, r] = [0, 1].map(place => gate(place, weights, x, h).map(sigmoid));
      const reset = h.map((value, n) => value * r![n]!);
      const candidate = gate(2, weights, x, reset).map(Math.tanh);
      h = h.map((value, n) => z![n]! * value + (1 - z![n]!) * candidate[n]!);
    }
  }
  return h;
}

/** float32 sums of a few products. */
const tolerance = 2e-6;

describe.each(['lstm', 'gru'] as const)('a recurrent network of %s', cell => {
  it('gives what its equations give, capture by capture', () => {
    const model = bare(cell);
    model.setWeights(
      model.getWeights().map((weight, seed) => tf.randomNormal(weight.shape, 0, 0.7, 'float32', seed + 1)),
    );
    const [w, u, b, head, bias] = model.getWeights().map(weight => weight.arraySync()) as [
      Matrix,
      Matrix,
      number[],
      Matrix,
      number[],
    ];
    const x = tf.randomNormal<tf.Rank.R4>([2, 2, 2, captures], 0, 1, 'float32', 9);
    const found = (model.apply(x) as tf.Tensor2D).arraySync();
    x.arraySync().forEach((image, row) => {
      const sequence = Array.from({ length: captures }, (_, t) => image.flat().map(pixel => pixel[t]!));
      const h = slowCell(cell, [w, u, b], sequence);
      const logits = bias.map((start, k) => h.reduce((sum, value, n) => sum + value * head[n]![k]!, start));
      found[row]!.forEach((value, k) => expect(Math.abs(value - logits[k]!)).toBeLessThan(tolerance));
    });
  });

  it('has the gradient of a compiled step that finite differences give', () => {
    const model = modelOf(
      { network: 'recurrent', keys: { cell, units, filters: [2] }, outputs: 2 },
      { ...frame, height: 4, width: 4 },
    );
    const variables = model.trainableWeights.map(weight => weight.read() as unknown as tf.Variable);
    const x = tf.randomNormal<tf.Rank.R4>([3, 4, 4, captures], 0, 1, 'float32', 3);
    const wanted = tf.randomNormal([3, 2], 0, 1, 'float32', 4);
    const loss = () =>
      (model.apply(x, { training: true }) as tf.Tensor).sub(wanted).square().mean<tf.Scalar>();
    const step = compileStep(() => {
      const { grads } = tf.variableGrads(loss, variables);
      return variables.map(({ name }) => grads[name]!);
    });
    const gradients = step().map(gradient => gradient.clone());
    variables.forEach((variable, index) => {
      const start = variable.clone();
      const direction = tf.randomNormal(variable.shape, 0, 1, 'float32', 7 + index);
      const at = (shift: number) => {
        variable.assign(start.add(direction.mul(shift)));
        return loss().dataSync()[0]!;
      };
      const size = 1e-3;
      const difference = (at(size) - at(-size)) / (2 * size);
      variable.assign(start);
      const slope = gradients[index]!.mul(direction).sum().dataSync()[0]!;
      // Central differences of 1e-3 in float32: a rectifier that turns within, or rounding, costs about 1e-3.
      expect(Math.abs(slope - difference), variable.name).toBeLessThan(3e-3 * (1 + Math.abs(slope)));
      expect(gradients[index]!.abs().max().dataSync()[0], variable.name).toBeGreaterThan(0);
    });
  });

  it('has as many weights as the cell of Keras', () => {
    const gates = cell === 'lstm' ? 4 : 3;
    const model = bare(cell);
    expect(model.countParams()).toBe(gates * (numbers * units + units ** 2 + units) + 2 * units + 2);
  });

  it('knows the order of the captures, and has weights as one of a single capture', () => {
    const model = bare(cell);
    const x = tf.randomNormal<tf.Rank.R4>([1, 2, 2, captures], 0, 1, 'float32', 5);
    const turned = x.reverse(3);
    const [first, second] = [x, turned].map(input => (model.apply(input) as tf.Tensor).dataSync());
    expect(first).not.toEqual(second);
    const single = modelOf(
      { network: 'recurrent', keys: { cell, units, filters: [] }, outputs: 2 },
      { ...frame, channels: 1 },
    );
    expect(single.countParams()).toBe(model.countParams());
  });
});

describe('captures as rows of the batch', () => {
  it('stand together scene by scene, and come back in their order', () => {
    const x = tf.range(0, 24).reshape<tf.Tensor4D>([2, 1, 2, 6]);
    const rows = new CapturesToRows({ captures: 3 }).apply(x) as tf.Tensor4D;
    expect(rows.shape).toEqual([6, 1, 2, 2]);
    expect(rows.slice(1, 1).flatten().arraySync()).toEqual([2, 3, 8, 9]);
    expect(rows.slice(3, 1).flatten().arraySync()).toEqual([12, 13, 18, 19]);
    const back = new RowsToCaptures({ captures: 3 }).apply(rows.reshape([6, 4])) as tf.Tensor3D;
    expect(back.shape).toEqual([2, 3, 4]);
    expect(back.slice([0, 1], [1, 1]).flatten().arraySync()).toEqual([2, 3, 8, 9]);
  });

  it('share the channels evenly', () => {
    expect(() =>
      modelOf({ network: 'recurrent', keys: { channelsPerCapture: 2, filters: [] }, outputs: 2 }, frame),
    ).toThrow('recurrent: channelsPerCapture: found 2, must divide the 3 channels of the frames');
    expect(() => new CapturesToRows({ captures: 2 }).apply(tf.zeros([1, 2, 2, 3]))).toThrow(
      'captures: 3 channels arrive, must be a multiple of 2',
    );
  });

  it('have one map of saliency, the sum of theirs', () => {
    const model = modelOf(
      { network: 'recurrent', keys: { units, filters: [2] }, outputs: 2 },
      { ...frame, height: 4, width: 6 },
    );
    const frames = tf.randomNormal<tf.Rank.R4>([2, 4, 6, captures], 0, 1, 'float32', 8);
    const maps = gradCamMaps({ network: graphOf(model), frames, classes: [0, 1] });
    expect(maps.map(map => map.length)).toEqual([24, 24]);
    const alone = gradCamMaps({ network: graphOf(model), frames: frames.slice(1, 1), classes: [1] });
    maps[1]!.forEach((value, pixel) => expect(value).toBeCloseTo(alone[0]![pixel]!, 5));
  });
});
