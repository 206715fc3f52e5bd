/** Physics checks of convolution and its boundaries (C2 to C6), on float32 images of 32² and kernels of odd and even size. */
import { tf } from '../../engine/tfjs.js';
import { convolveImages } from '../../engine/fourier/convolve-images.js';
import { boundaries, type Boundary } from '../../engine/fourier/pad-images.js';
import type { PhysicsCheck } from '../../engine/physics-check.js';
import { randomKey, randomUniform } from '../../engine/random.js';

const side = 32;
const methods = ['direct', 'fourier'] as const;
const kernelSizes = [
  [5, 5],
  [4, 6],
] as const;

/** Pixels of the 5 × 5 binomial kernel that lie beyond the edge, along one axis: (4 + 1 + 1) / 16 on each side. */
const lostPixels = 2 * (6 / 16);

const energyChecks: readonly PhysicsCheck[] = (['circular', 'symmetric'] as const).map(boundary => ({
  id: 'C2',
  title: `light of a random image after a 5 × 5 binomial blur, ${boundary} boundary`,
  formula: 'Σ out / Σ in = 1',
  unit: '',
  expected: 1,
  tolerance: 1e-6,
  measure: () => lightAfter(randomImage(1), binomial(), boundary),
}));

/** Not conserved, which is how these boundaries are: the numbers are those of the boundary, not of an error. */
const lossChecks: readonly PhysicsCheck[] = [
  {
    id: 'C3',
    title: 'light of a constant image after a 5 × 5 binomial blur, zero boundary',
    formula: '(1 − 2 · (6/16) / 32)²',
    unit: '',
    expected: (1 - lostPixels / side) ** 2,
    tolerance: 1e-6,
    measure: () => lightAfter(tf.ones([1, side, side, 1]), binomial(), 'zero'),
  },
  ...(
    [
      ['zero', 11 / 16, '(11/16)²'],
      ['reflect', 11 / 16, '(11/16)²'],
      ['replicate', 17 / 16, '(17/16)²'],
    ] as const
  ).map(([boundary, share, formula]) => ({
    id: 'C3',
    title: `light of a point in the corner after a 5 × 5 binomial blur, ${boundary} boundary`,
    formula,
    unit: '',
    expected: share ** 2,
    tolerance: 1e-6,
    measure: () => lightAfter(cornerPoint(), binomial(), boundary),
  })),
];

const constantChecks: readonly PhysicsCheck[] = boundaries
  .filter(boundary => boundary !== 'zero')
  .map(boundary => ({
    id: 'C4',
    title: `largest change of a constant image by blur, ${boundary} boundary`,
    formula: 'max |h ∗ 1 − 1| = 0 for Σh = 1',
    unit: '',
    expected: 0,
    tolerance: 1e-6,
    measure: () =>
      largest(([height, width], method) => {
        const blurred = convolveImages(tf.ones([1, side, side, 1]), randomKernel(height, width), {
          boundary,
          method,
        });
        return blurred.sub(1).abs().max();
      }),
  }));

const methodChecks: readonly PhysicsCheck[] = boundaries.map(boundary => ({
  id: 'C5',
  title: `Fourier and direct convolution, ${boundary} boundary`,
  formula: 'max |fourier − direct| / max |direct| = 0',
  unit: '',
  expected: 0,
  tolerance: 1e-5,
  measure: () =>
    largest(([height, width]) => {
      const [direct, fourier] = methods.map(method =>
        convolveImages(randomImage(2), randomKernel(height, width), { boundary, method }),
      ) as [tf.Tensor4D, tf.Tensor4D];
      return fourier.sub(direct).abs().max().div(direct.abs().max());
    }),
}));

const adjointChecks: readonly PhysicsCheck[] = boundaries.map(boundary => ({
  id: 'C6',
  title: `gradient of a blur as its adjoint, ${boundary} boundary`,
  formula: '|⟨Ax, y⟩ − ⟨x, Aᵀy⟩| / |⟨Ax, y⟩| = 0',
  unit: '',
  expected: 0,
  tolerance: 1e-5,
  measure: () =>
    largest(([height, width], method) => {
      const [x, y] = [randomImage(3), randomImage(4)];
      const kernel = randomKernel(height, width);
      const forward = (image: tf.Tensor) =>
        convolveImages(image as tf.Tensor4D, kernel, { boundary, method })
          .mul(y)
          .sum();
      const [left, right] = [forward(x), x.mul(tf.grad(forward)(x)).sum()];
      return left.sub(right).abs().div(left.abs());
    }),
}));

export const blurChecks: readonly PhysicsCheck[] = [
  ...energyChecks,
  ...lossChecks,
  ...constantChecks,
  ...methodChecks,
  ...adjointChecks,
];

/** The largest of a number over both methods, odd and even kernels. */
function largest(
  measure: (size: readonly [number, number], method: (typeof methods)[number]) => tf.Tensor,
): number {
  const numbers = kernelSizes.flatMap(size =>
    methods.map(method => tf.tidy(() => measure(size, method).dataSync()[0]!)),
  );
  return Math.max(...numbers);
}

function lightAfter(image: tf.Tensor4D, kernel: tf.Tensor3D, boundary: Boundary): number {
  return tf.tidy(() => convolveImages(image, kernel, { boundary }).sum().div(image.sum()).dataSync()[0]!);
}

function binomial(): tf.Tensor3D {
  return tf.tidy(() => {
    const profile = tf.tensor1d([1, 4, 6, 4, 1]).div(16);
    return profile.reshape([5, 1, 1]).mul<tf.Tensor3D>(profile.reshape([1, 5, 1]));
  });
}

function randomImage(stream: number): tf.Tensor4D {
  return randomUniform([1, side, side, 1], keyOf(stream)) as tf.Tensor4D;
}

/** Sum 1. */
function randomKernel(height: number, width: number): tf.Tensor3D {
  return tf.tidy(() => {
    const values = randomUniform([height, width, 1], keyOf(5));
    return values.div<tf.Tensor3D>(values.sum());
  });
}

function keyOf(stream: number): tf.Tensor1D {
  return randomKey({ seed: 1, stream, step: 0, firstRow: 0 });
}

function cornerPoint(): tf.Tensor4D {
  return tf.tidy(() =>
    tf.pad(tf.ones<tf.Rank.R4>([1, 1, 1, 1]), [
      [0, 0],
      [0, side - 1],
      [0, side - 1],
      [0, 0],
    ]),
  );
}
