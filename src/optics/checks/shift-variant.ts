/** Physics checks of blur that changes over the frame (C7 to C9). */
import { tf } from '../../engine/tfjs.js';
import { convolveImages } from '../../engine/fourier/convolve-images.js';
import type { PhysicsCheck } from '../../engine/physics-check.js';
import { randomKey, randomUniform } from '../../engine/random.js';
import { approximateField } from '../shift-variant/field-blur.js';
import { blendingWeights } from '../shift-variant/field-grid.js';
import { blurLowRank } from '../shift-variant/low-rank-blur.js';
import { lowRankOfField } from '../shift-variant/low-rank-field.js';
import { blurPatches } from '../shift-variant/patch-blur.js';
import { blurPerPixel } from '../shift-variant/per-pixel-blur.js';
import { gaussianField, type PsfField } from '../shift-variant/psf-field.js';

const side = 24;
const psfSide = 7;
const points = 4;
const frame = [side, side] as const;

const rankChecks: readonly PhysicsCheck[] = [
  {
    id: 'C7',
    title: 'low-rank blur of 16 PSFs with 16 kernels, beside blended patches',
    formula: 'max |low rank − patches| / max |patches| = 0',
    unit: '',
    expected: 0,
    tolerance: 1e-5,
    measure: () => {
      const [scene, field] = [randomScene(), widening()];
      const blur = approximateField(field, points ** 2, frame);
      return relativeGap(blurLowRank(scene, blur, 'symmetric'), blurPatches(scene, field.psfs, 'symmetric'));
    },
  },
  {
    id: 'C7',
    title: 'squared error of 3 kernels for 16 random PSFs, over the sum of the σ² left out',
    formula: 'Σ |M − M_K|² / Σ σ_k² (k > K) = 1',
    unit: '',
    expected: 1,
    tolerance: 1e-5,
    measure: () => {
      const psfs = (randomUniform([points ** 2, psfSide ** 2], keyOf(3)) as tf.Tensor2D).arraySync();
      const { kernels, coefficients, discarded } = lowRankOfField(psfs, 3);
      return squaredError(psfs, coefficients, kernels) / discarded;
    },
  },
];

const constantFieldChecks: readonly PhysicsCheck[] = (
  [
    [
      'low rank',
      (scene, psf) =>
        blurLowRank(scene, { kernels: psf, coefficients: tf.ones([side, side, 1]) }, 'symmetric'),
    ],
    ['patches', (scene, psf) => blurPatches(scene, repeated(psf, points), 'symmetric')],
    ['a PSF a pixel', (scene, psf) => blurPerPixel(scene, repeated(psf, side), 'symmetric')],
  ] as readonly [string, (scene: tf.Tensor4D, psf: tf.Tensor3D) => tf.Tensor4D][]
).map(([name, blur]) => ({
  id: 'C8',
  title: `a field of equal PSFs beside one convolution: ${name}`,
  formula: 'max |shift-variant − convolution| / max |convolution| = 0',
  unit: '',
  expected: 0,
  tolerance: 1e-5,
  measure: () => {
    const scene = randomScene();
    const psf = randomUniform([psfSide, psfSide, 1], keyOf(2)) as tf.Tensor3D;
    return relativeGap(blur(scene, psf), convolveImages(scene, psf, { boundary: 'symmetric' }));
  },
}));

export const shiftVariantChecks: readonly PhysicsCheck[] = [
  ...rankChecks,
  ...constantFieldChecks,
  {
    id: 'C9',
    title: 'blending weights of 4 patches over 24 pixels',
    formula: 'max |Σ_g w_g − 1| = 0',
    unit: '',
    expected: 0,
    tolerance: 1e-6,
    measure: () => blendingWeights(side, points).sum(1).sub(1).abs().max().dataSync()[0]!,
  },
];

/** Gaussian PSFs, three times as wide in the corners as in the centre. */
function widening(): PsfField {
  const grid = { height: side, width: side, rows: points, columns: points };
  return gaussianField(grid, { centre: 0.6, corner: 1.8 }, psfSide);
}

function repeated(psf: tf.Tensor3D, count: number): tf.Tensor4D {
  return tf.tile(psf.reshape<tf.Tensor4D>([1, 1, psfSide, psfSide]), [count, count, 1, 1]);
}

function randomScene(): tf.Tensor4D {
  return randomUniform([1, side, side, 1], keyOf(1)) as tf.Tensor4D;
}

function keyOf(stream: number): tf.Tensor1D {
  return randomKey({ seed: 1, stream, step: 0, firstRow: 0 });
}

function relativeGap(found: tf.Tensor, expected: tf.Tensor): number {
  return tf.tidy(() => found.sub(expected).abs().max().div(expected.abs().max()).dataSync()[0]!);
}

type Rows = readonly (readonly number[])[];

/** Σ |M − C K|², float64. */
function squaredError(field: Rows, coefficients: Rows, kernels: Rows): number {
  const at = (row: number, column: number) =>
    coefficients[row]!.reduce((sum, weight, k) => sum + weight * kernels[k]![column]!, 0);
  return field
    .flatMap((psf, row) => psf.map((value, column) => (value - at(row, column)) ** 2))
    .reduce((sum, value) => sum + value, 0);
}
