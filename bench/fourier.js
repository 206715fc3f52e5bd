/**
 * Milliseconds of the Fourier operations: one matrix against two levels by size, and direct against Fourier convolution by
 * size of the kernel. node bench/fourier.js THREADS. The thresholds in src/engine/fourier are read off here.
 */
import * as tf from '@tensorflow/tfjs';
import { convolutionMethod, convolveImages } from '../dist/engine/fourier/convolve-images.js';
import { transformColumns, transformRows } from '../dist/engine/fourier/transform-axis.js';
import { flush, startEngine } from '../dist/engine/start.js';

await startEngine({ threads: Number(process.argv[2] ?? 1) });

function time(compute) {
  const times = [];
  for (let round = 0; round < 15; round++) {
    const start = performance.now();
    // The sum keeps the copy of a large result out of the measurement.
    const result = tf.tidy(() => compute().sum());
    flush();
    times.push(performance.now() - start);
    result.dispose();
  }
  return times.sort((a, b) => a - b)[4];
}

const show = (...cells) => console.log(cells.map(cell => String(cell).padStart(14)).join(''));

show('size', 'planes', 'one matrix', 'two levels');
for (const [size, outer, planes] of [
  [48, 6, 64],
  [64, 8, 32],
  [96, 8, 16],
  [128, 8, 8],
  [256, 16, 4],
  [512, 16, 1],
]) {
  const x = tf.randomUniform([planes, 2, size, size], -1, 1);
  const both = plan => {
    const down = transformColumns(x, plan).reshape([planes, size, 2, size]);
    return transformRows(down, plan);
  };
  const one = time(() => both({ size, outer: 1, inner: size }));
  const two = time(() => both({ size, outer, inner: size / outer }));
  show(size, planes, one.toFixed(2), two.toFixed(2));
  x.dispose();
}

show('image', 'kernel', 'direct', 'fourier', 'chosen');
for (const [size, batch, channels] of [
  [28, 64, 1],
  [64, 16, 1],
  [128, 8, 1],
  [64, 8, 16],
]) {
  for (const length of [3, 5, 9, 15, 31]) {
    const images = tf.randomUniform([batch, size, size, channels], -1, 1);
    const kernel = tf.randomUniform([length, length, 1], -1, 1);
    const run = method => time(() => convolveImages(images, kernel, { boundary: 'zero', method }));
    const chosen = convolutionMethod([size, size], [length, length]);
    show(
      `${size} × ${batch} × ${channels}`,
      length,
      run('direct').toFixed(2),
      run('fourier').toFixed(2),
      chosen,
    );
    tf.dispose([images, kernel]);
  }
}
