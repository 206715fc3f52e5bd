import { describe, expect, it } from 'vitest';
import { hostRandom } from '../../../src/engine/host-random.js';
import { networkModel } from '../../../src/networks/architectures/architecture.js';
import {
  patchWienerArchitecture,
  patchWienerSolver,
} from '../../../src/networks/architectures/patch-wiener.js';

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

it('A patch has no more numbers than covariances have room for', () => {
  const keys = { kernelSize: 31, boundary: 'replicate', ridge: 1 };
  const connected = (channels: number) =>
    networkModel(
      place => patchWienerArchitecture.connect(keys, place),
      { height: 8, width: 8, channels },
      { outputs: 1, seed: 1 },
    );
  expect(() => connected(5)).toThrow(
    'patch-wiener: kernelSize: found 31, must be at most 28 for frames of 5 channels, as patches may have 4096 numbers',
  );
  expect(connected(4).countParams()).toBe(31 * 31 * 4 + 1);
});
