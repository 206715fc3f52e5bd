import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { startEngine } from '../../../src/engine/start.js';
import { averaged, majority, softmax } from '../../../src/experiments/trained/combine.js';
import { mirrored, mirroredBack } from '../../../src/experiments/trained/views.js';

beforeAll(() => startEngine());

it('Probabilities are averaged pixel by pixel, positions as they are', () => {
  const logits = [
    [0, Math.log(3), 5, 5],
    [0, 0, 0, Math.log(9)],
  ].map(numbers => Float32Array.from(numbers));
  const found = softmax(averaged(logits, 'segment', 2), 2);
  [0.375, 0.625, 0.3, 0.7].forEach((value, place) => expect(found[place]).toBeCloseTo(value, 6));
  const places = [Float32Array.of(-1, 0), Float32Array.of(1, 0.5)];
  expect([...averaged(places, 'locate', 1)]).toEqual([0, 0.25]);
});

it('One output stays as it is, and what is certain stays a number', () => {
  const only = Float32Array.of(3, 800);
  expect(averaged([only], 'classify', 2)).toBe(only);
  expect(averaged([only, only], 'classify', 2).every(Number.isFinite)).toBe(true);
});

it('The class with most votes wins, among equals the likelier one', () => {
  expect(majority([2, 1, 2], [0.1, 0.8, 0.1])).toEqual({ predicted: 2, isTied: false });
  expect(majority([0, 1], [0.2, 0.3, 0.5])).toEqual({ predicted: 1, isTied: true });
});

it('An answer to a mirrored scene is mirrored back: images along the same axes, positions in sign', () => {
  const scenes = tf.randomUniform<tf.Rank.R4>([2, 3, 4, 1]);
  for (const axes of [[], [2], [1], [1, 2]]) {
    const back = mirroredBack(mirrored(scenes, axes), axes, 'segment');
    expect([...back.dataSync()]).toEqual([...scenes.dataSync()]);
  }
  const position = tf.tensor2d([[0.5, -0.25]]);
  expect([...mirroredBack(position, [2], 'locate').dataSync()]).toEqual([-0.5, -0.25]);
  expect([...mirroredBack(position, [1], 'locate').dataSync()]).toEqual([0.5, 0.25]);
  expect(mirroredBack(position, [1, 2], 'classify')).toBe(position);
});
