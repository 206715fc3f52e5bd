import { beforeAll, expect, it } from 'vitest';
import { startEngine } from '../../../src/engine/start.js';
import { tf } from '../../../src/engine/tfjs.js';
import type { LabelledImages } from '../../../src/networks/batch.js';
import { meanWeights } from '../../../src/networks/losses/loss.js';
import { hdrReconstruction, reconstruction } from '../../../src/networks/tasks/reconstruction.js';

beforeAll(() => startEngine());

const scene = Float32Array.of(0, 0.001, 0.01, 1);
const images: LabelledImages = { height: 1, width: 4, channels: 1, labels: [0], scenes: () => scene };
const output = Float32Array.of(-0.001, 0.002, 0.01, 0.9);

it.each([5000, 20])('judges an image by the loss that trains with µ = %i, and scores it as any', mu => {
  const task = hdrReconstruction(mu);
  const judged = task.judge(output, images, 0);
  const [made, wanted] = [output, scene].map(values => tf.tensor4d(values, [1, 1, 4, 1]));
  const loss = task.loss(made!, wanted!, meanWeights(1, 1)).dataSync()[0]!;
  // Logarithms of float32.
  expect(Math.abs(judged.loss / loss - 1)).toBeLessThan(1e-5);
  expect(judged.score).toBe(reconstruction.judge(output, images, 0).score);
});

it('counts an error in the dark more than one of the same size in bright parts', () => {
  const off = (pixel: number) => scene.map((value, index) => (index === pixel ? value + 0.01 : value));
  const [dark, bright] = [1, 3].map(pixel => hdrReconstruction(5000).judge(off(pixel), images, 0).loss);
  expect(dark! / bright!).toBeGreaterThan(1000);
});
