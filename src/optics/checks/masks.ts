/** Physics checks of masks (C10 to C13) and of overlapped scenes (C14). */
import { tf } from '../../engine/tfjs.js';
import { convolveImages } from '../../engine/fourier/convolve-images.js';
import { hostRandom } from '../../engine/host-random.js';
import type { PhysicsCheck } from '../../engine/physics-check.js';
import { randomKey, randomUniform } from '../../engine/random.js';
import { hadamardMatrix } from '../masks/hadamard.js';
import { maskShadow, shadowShares } from '../masks/lensless-mask.js';
import { mSequence } from '../masks/m-sequence.js';
import { muraDecoder, muraMask } from '../masks/mura.js';
import { randomBinaryMask } from '../masks/random-mask.js';
import { inverseSMatrix, sMatrix } from '../masks/s-matrix.js';
import { overlapKernels, overlapScenes } from '../scenes/overlap.js';

const openElements = { 5: 12, 7: 24, 11: 60, 13: 84, 17: 144, 23: 264, 29: 420 };

const muraChecks: readonly PhysicsCheck[] = Object.entries(openElements).flatMap(([name, open]) => {
  const prime = Number(name);
  const common = { id: 'C10', unit: '', tolerance: 0 };
  return [
    {
      ...common,
      title: `open elements of the MURA of ${prime} × ${prime}`,
      formula: '(p² − 1)/2',
      expected: open,
      measure: () => sumOf(muraMask(prime)),
    },
    {
      ...common,
      title: `MURA of ${prime} × ${prime} correlated with its decoder, largest gap to a single peak`,
      formula: 'A ⋆ G − (p² − 1)/2 δ',
      expected: 0,
      measure: () => gapToPeak(correlation(muraMask(prime), muraDecoder(prime), prime), open),
    },
  ];
});

const sequenceChecks: readonly PhysicsCheck[] = [0, 1].map(lowest => ({
  id: 'C11',
  title: `autocorrelation of the m-sequence of 31 elements ±1, ${lowest === 0 ? 'at shift 0' : 'largest elsewhere'}`,
  formula: lowest === 0 ? '2ⁿ − 1' : '−1',
  unit: '',
  expected: lowest === 0 ? 31 : -1,
  tolerance: 0,
  measure: () => {
    const correlations = autocorrelation(mSequence(5).map(bit => 2 * bit - 1));
    return lowest === 0 ? correlations[0]! : Math.max(...correlations.slice(1));
  },
}));

/** Orders of S-matrices: from m-sequences, and from squares modulo a prime. */
const sOrders = [7, 11, 31];

const matrixChecks: readonly PhysicsCheck[] = [
  {
    id: 'C12',
    title: 'Hadamard matrix of order 64 times its transpose, largest gap to 64 I',
    formula: 'H Hᵀ − n I',
    unit: '',
    expected: 0,
    tolerance: 1e-6,
    measure: () => {
      const matrix = tf.tensor2d(hadamardMatrix(64), [64, 64]);
      return largest(tf.matMul(matrix, matrix, false, true).sub(tf.eye(64).mul(64)));
    },
  },
  ...sOrders.flatMap(order => [
    {
      id: 'C12',
      title: `S-matrix of order ${order} times its inverse, largest gap to I`,
      formula: 'S · 2/(n + 1) (2 Sᵀ − J) − I',
      unit: '',
      expected: 0,
      tolerance: 1e-6,
      measure: () => {
        const [matrix, inverse] = [sMatrix(order), inverseSMatrix(order)].map(each =>
          tf.tensor2d(each, [order, order]),
        );
        return largest(tf.matMul(matrix!, inverse!).sub(tf.eye(order)));
      },
    },
    {
      id: 'C12',
      title: `gain in mean squared error by the S-matrix of order ${order}, additive noise`,
      formula: '(n + 1)² / (4n)',
      unit: '',
      expected: (order + 1) ** 2 / (4 * order),
      tolerance: 1e-6,
      measure: () => 1 / decodedVariance(order, 1),
    },
    {
      id: 'C12',
      title: `gain in mean squared error by the S-matrix of order ${order}, photon noise of an even scene: below 1`,
      formula: '(n + 1) / (2n)',
      unit: '',
      expected: (order + 1) / (2 * order),
      tolerance: 1e-6,
      // Each measurement of a scene of 1 photon an element has as many photons, and that variance, as open elements.
      measure: () => 1 / decodedVariance(order, sumOf(sMatrix(order, 1))),
    },
  ]),
];

const throughputChecks: readonly PhysicsCheck[] = [
  {
    id: 'C13',
    title: 'light behind a random mask of 32 × 32 elements, half of them open',
    formula: '10 log₁₀ ½',
    unit: 'dB',
    expected: 10 * Math.log10(0.5),
    tolerance: 1e-5,
    measure: () => 10 * Math.log10(sumOf(randomBinaryMask(1024, 0.5, hostRandom(1, 1))) / 1024),
  },
  {
    id: 'C13',
    title: 'light on the sensor behind a lensless MURA of 5 × 5, shadows cutting pixels, circular boundary',
    formula: '(p² − 1) / (2p²)',
    unit: '',
    expected: 12 / 25,
    tolerance: 1e-6,
    measure: () => {
      const lengths = { maskDistance: 2e-3, sceneDistance: 0.1, elementPitch: 4e-6, pixelPitch: 3.45e-6 };
      const shares = shadowShares({ elements: 5, ...lengths });
      const shadow = maskShadow(tf.tensor2d(muraMask(5), [5, 5]), shares);
      const scene = randomImages(1);
      return ratio(convolveImages(scene, shadow, { boundary: 'circular' }), scene);
    },
  },
];

const overlapChecks: readonly PhysicsCheck[] = [
  {
    id: 'C14',
    title: 'two scenes on one sensor without blur, largest gap to half their sum',
    formula: 'y − (x₁ + x₂)/2',
    unit: '',
    expected: 0,
    tolerance: 1e-6,
    measure: () => largest(overlapped(randomImages(2)).sub(randomImages(2).mean(3, true))),
  },
  {
    id: 'C14',
    title: 'two scenes on one sensor, change when they are exchanged',
    formula: 'y(x₁, x₂) − y(x₂, x₁)',
    unit: '',
    expected: 0,
    tolerance: 1e-6,
    measure: () => largest(overlapped(randomImages(2)).sub(overlapped(randomImages(2).reverse(3)))),
  },
  {
    id: 'C14',
    title: 'light of one of two scenes on one sensor, the other dark',
    formula: 'Σ y / Σ x₁ = ½',
    unit: '',
    expected: 0.5,
    tolerance: 1e-6,
    measure: () => {
      const scene = randomImages(1);
      return ratio(overlapped(scene.concat(tf.zerosLike(scene), 3)), scene);
    },
  },
];

export const maskChecks: readonly PhysicsCheck[] = [
  ...muraChecks,
  ...sequenceChecks,
  ...matrixChecks,
  ...throughputChecks,
  ...overlapChecks,
];

/** Variance of a decoded element where each measurement has this variance. */
function decodedVariance(order: number, variance: number): number {
  return sumOf(inverseSMatrix(order).map(weight => weight ** 2)) * (variance / order);
}

/** Σ a[i, j] b[i + k, j + l], cyclic, for all shifts (k, l), row by row. */
function correlation(a: Float32Array, b: Float32Array, side: number): number[] {
  const open = [...a.keys()].filter(index => a[index] !== 0);
  return Array.from({ length: side * side }, (_, shift) => {
    const [k, l] = [Math.floor(shift / side), shift % side];
    return open.reduce((sum, index) => {
      const [i, j] = [Math.floor(index / side), index % side];
      return sum + a[index]! * b[((i + k) % side) * side + ((j + l) % side)]!;
    }, 0);
  });
}

function gapToPeak(correlations: readonly number[], peak: number): number {
  return Math.max(...correlations.map((value, shift) => Math.abs(value - (shift === 0 ? peak : 0))));
}

function autocorrelation(sequence: Float32Array): number[] {
  const { length } = sequence;
  return Array.from(sequence, (_, shift) =>
    sequence.reduce((sum, value, index) => sum + value * sequence[(index + shift) % length]!, 0),
  );
}

function overlapped(scenes: tf.Tensor4D): tf.Tensor4D {
  const [kernelPixels, count] = [3, scenes.shape[3]];
  const kernels = overlapKernels({ kernel: 'delta', kernelPixels, sigma: 1, seed: 0, stream: 0 }, count);
  const stack = tf.tensor3d(kernels, [count, kernelPixels, kernelPixels]).transpose<tf.Tensor3D>([1, 2, 0]);
  return overlapScenes(scenes, stack, 'symmetric');
}

function randomImages(channels: number): tf.Tensor4D {
  return randomUniform(
    [1, 16, 16, channels],
    randomKey({ seed: 1, stream: 0, step: 0, firstRow: 0 }),
  ) as tf.Tensor4D;
}

function ratio(after: tf.Tensor, before: tf.Tensor): number {
  return sumOf(after.dataSync<'float32'>()) / sumOf(before.dataSync<'float32'>());
}

function sumOf(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function largest(tensor: tf.Tensor): number {
  return tensor.abs().max().dataSync()[0]!;
}
