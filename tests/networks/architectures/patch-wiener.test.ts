import { describe, expect, it } from 'vitest';
import { hostRandom } from '../../../src/engine/host-random.js';
import { patchWienerSolver } from '../../../src/networks/architectures/patch-wiener.js';

const [height, width] = [9, 7];

function numbers(count: number, seed: number): Float32Array {
  const random = hostRandom(seed, 0);
  return Float32Array.from({ length: count }, () => random.uniform());
}

describe('the solver of a patch-Wiener network', () => {
  it('finds the filter of several channels that made the scenes, each tap, channel and output in its place', () => {
    const [kernelSize, channels, outputs] = [3, 2, 3];
    const kernel = numbers(kernelSize ** 2 * channels * outputs, 1).map(value => value - 0.5);
    const offsets = [0.5, -1, 2];
    const solver = patchWienerSolver({ kernelSize, ridge: 1e-9 }, { height, width, channels, outputs });
    for (let image = 0; image < 20; image++) {
      const padded = width + kernelSize - 1;
      const frame = numbers((height + kernelSize - 1) * padded * channels, 2 + image);
      const scene = Float32Array.from({ length: height * width * outputs }, (_, place) => {
        const [pixel, output] = [Math.floor(place / outputs), place % outputs];
        const [y, x] = [Math.floor(pixel / width), pixel % width];
        let sum = offsets[output]!;
        for (let row = 0; row < kernelSize; row++)
          for (let column = 0; column < kernelSize; column++)
            for (let channel = 0; channel < channels; channel++)
              sum +=
                kernel[((row * kernelSize + column) * channels + channel) * outputs + output]! *
                frame[((y + row) * padded + x + column) * channels + channel]!;
        return sum;
      });
      solver.add(frame, scene);
    }
    const [weights, bias] = solver.weights();
    expect(weights).toHaveLength(kernel.length);
    kernel.forEach((weight, place) => expect(weights![place]).toBeCloseTo(weight, 5));
    offsets.forEach((offset, output) => expect(bias![output]).toBeCloseTo(offset, 5));
  });
});
