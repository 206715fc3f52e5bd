import * as tf from '@tensorflow/tfjs';
import { testGradients, type GradientCase } from './gradient-table.js';
import { testNative, type Compute } from './native-table.js';
import { sampleTensor } from './on-backends.js';

const pairs = () =>
  tf.tensor2d(
    [
      [0, 1],
      [3, 0],
      [0, 1],
      [2, 2],
    ],
    [4, 2],
    'int32',
  );
const rows = () => tf.tensor2d([[3], [0], [3], [1]], [4, 1], 'int32');
const distinctRows = () => tf.tensor2d([[3], [0], [1]], [3, 1], 'int32');
const segments = () => tf.tensor1d([2, 0, -1, 2, 5], 'int32');
/** More rows than the product with a one-hot matrix is used for. */
const manyRows = 30000;

const kernels: Record<string, Compute> = {
  'gather by index vectors': () => [
    tf.gatherND(sampleTensor([4, 3, 2]), pairs()),
    tf.gatherND(sampleTensor([4, 3]), rows()),
    tf.gatherND(sampleTensor([4, 3]).mul(9).toInt(), pairs()),
  ],
  'scatter by index vectors': () => [
    tf.scatterND(pairs(), sampleTensor([4, 2]), [4, 3, 2]),
    tf.scatterND(pairs(), sampleTensor([4]), [4, 3]),
    tf.scatterND(rows(), sampleTensor([4, 300], 2), [manyRows, 300]).slice([0, 0], [5, 300]),
    tf.scatterND(rows(), tf.tensor1d([1, 2, 3, 4], 'int32'), [5]),
  ],
  'replace by index vectors': () => [
    tf.tensorScatterUpdate(sampleTensor([4, 3]), distinctRows(), sampleTensor([3, 3], 2)),
    tf.tensorScatterUpdate(sampleTensor([4, 3, 2]), pairs(), sampleTensor([4, 2], 2)),
  ],
  'sparse to dense': () => [
    tf.sparseToDense(
      tf.tensor2d(
        [
          [0, 1],
          [2, 2],
        ],
        [2, 2],
        'int32',
      ),
      tf.tensor1d([5, 6]),
      [3, 3],
      tf.scalar(-1),
    ),
    tf.sparseToDense(tf.tensor1d([1, 3], 'int32'), tf.tensor1d([5, 6]), [4], tf.scalar(0.5)),
  ],
  'sums of segments, without what is out of range': () => [
    tf.unsortedSegmentSum(sampleTensor([5]), segments(), 4),
    tf.unsortedSegmentSum(sampleTensor([5, 3, 2]), segments(), 4),
  ],
  counts: () => [
    tf.bincount(tf.tensor1d([1, 4, 1, 9], 'int32'), tf.tensor1d([]), 6),
    tf.bincount(tf.tensor1d([1, 4, 1, 9], 'int32'), tf.tensor1d([0.5, 1, 2, 3]), 6),
  ],
  'largest elements': () => {
    const { values, indices } = tf.topk(sampleTensor([3, 7]), 4);
    const ties = tf.topk(tf.tensor1d([1, 3, 3, 2, 3]), 2);
    const integers = tf.topk(tf.tensor1d([1, 7, 3, 2, 3], 'int32'), 3);
    return [values, indices, ties.values, ties.indices, integers.values];
  },
  'strided slices': () => {
    const x = sampleTensor([5, 6, 4]);
    return [
      tf.stridedSlice(x, [1, 0, 0], [5, 6, 4], [2, 3, 1]),
      tf.stridedSlice(x, [4, 5, 0], [0, 0, 4], [-2, -1, 2]),
      tf.stridedSlice(x, [4, 1], [-6, 5], [-1, 2], 0, 0),
      tf.stridedSlice(x, [0, 1, 2], [5, 6, 3], [1, 1, 1], 1, 2, 0, 0, 4),
      tf.stridedSlice(x, [1, 0, 1], [2, 1, 4], [1, 1, 2], 0, 0, 2),
      tf.stridedSlice(x, [0, 1, 0], [5, 2, 6], [1, 1, 1], 0, 0, 0, 2),
    ];
  },
  'blocks between space, depth and batch': () => [
    tf.depthToSpace(sampleTensor([2, 3, 4, 12]) as tf.Tensor4D, 2),
    tf.spaceToBatchND(
      sampleTensor([2, 4, 5, 3]),
      [2, 3],
      [
        [0, 0],
        [1, 0],
      ],
    ),
    tf.batchToSpaceND(
      sampleTensor([12, 2, 3, 2]),
      [2, 3],
      [
        [1, 0],
        [0, 2],
      ],
    ),
    tf.spaceToBatchND(sampleTensor([2, 4]), [2], [[0, 0]]),
  ],
  'sums over labelled axes': () => {
    const [a, b] = [sampleTensor([3, 4]), sampleTensor([4, 5], 2)];
    return [
      tf.einsum('ij,jk->ik', a, b),
      tf.einsum('ij,jk->ki', a, b),
      tf.einsum('ij->j', a),
      tf.einsum('bij,bjk->bik', sampleTensor([2, 3, 4]), sampleTensor([2, 4, 2], 3)),
      tf.einsum('ij,ij->', a, a),
      tf.einsum('i,j->ij', sampleTensor([3]), sampleTensor([2], 2)),
    ];
  },
  'cumulative products': () => {
    const x = sampleTensor([3, 4, 2]);
    return [
      tf.cumprod(x, 1),
      tf.cumprod(x, 2, true),
      tf.cumprod(x, 0, false, true),
      tf.cumprod(x, 1, true, true),
    ];
  },
  'normalization over neighbouring channels': () =>
    tf.localResponseNormalization(sampleTensor([2, 3, 4, 7]) as tf.Tensor4D, 2, 1.5, 0.7, 0.6),
  'batch normalization': () => {
    const x = sampleTensor([2, 3, 4, 5]) as tf.Tensor4D;
    const [mean, variance] = [sampleTensor([5], 2) as tf.Tensor1D, sampleTensor([5], 3).abs() as tf.Tensor1D];
    const [offset, scale] = [sampleTensor([5], 4) as tf.Tensor1D, sampleTensor([5], 5) as tf.Tensor1D];
    return [
      tf.batchNorm(x, mean, variance, offset, scale, 0.01),
      tf.batchNorm(x, mean, variance),
      tf.batchNorm(x, x.mul(2), x.abs(), x.add(1), x.sub(1)),
    ];
  },
};

const chosen = (name: 'mean' | 'variance' | 'scale' | 'offset' | 'x', v: tf.Tensor) => {
  const parts = {
    x: sampleTensor([2, 3, 4, 5], 1),
    mean: sampleTensor([5], 2),
    variance: sampleTensor([5], 3).abs().add(0.5),
    offset: sampleTensor([5], 4),
    scale: sampleTensor([5], 5),
  };
  parts[name] = name === 'variance' ? v.abs().add(0.5) : v;
  const vector = (part: tf.Tensor) => part as tf.Tensor1D;
  return tf.batchNorm(
    parts.x as tf.Tensor4D,
    vector(parts.mean),
    vector(parts.variance),
    vector(parts.offset),
    vector(parts.scale),
    0.01,
  );
};

const gradients: Record<string, GradientCase> = {
  'batch normalization without scale and offset': {
    f: x => tf.batchNorm(x as tf.Tensor4D, tf.tensor1d([0.1, 0.2]), tf.tensor1d([0.5, 2])),
    shape: [2, 3, 2, 2],
  },
  'gather by index vectors': { f: x => tf.gatherND(x, pairs()), shape: [4, 3, 2] },
  'scatter by index vectors': { f: x => tf.scatterND(pairs(), x, [4, 3, 2]), shape: [4, 2] },
  'replace by index vectors, by the tensor': {
    f: x => tf.tensorScatterUpdate(x, distinctRows(), sampleTensor([3, 3], 2)),
    shape: [4, 3],
  },
  'replace by index vectors, by the updates': {
    f: x => tf.tensorScatterUpdate(sampleTensor([4, 3]), distinctRows(), x),
    shape: [3, 3],
  },
  'gather rows, some of them twice': {
    f: x => tf.gather(x, tf.tensor1d([4, 0, 4], 'int32')),
    shape: [5, 3],
  },
  'gather columns': { f: x => tf.gather(x, tf.tensor1d([2, 0, 2], 'int32'), 1), shape: [4, 3, 2] },
  'sums of segments': {
    f: x => tf.unsortedSegmentSum(x, tf.tensor1d([2, 0, -1, 2, 3], 'int32'), 4),
    shape: [5, 3],
  },
  'largest elements': { f: x => tf.topk(x, 3).values, shape: [4, 6], scale: 20 },
  'strided slice': {
    f: x => tf.stridedSlice(x, [1, 0, 0], [5, 6, 4], [2, 3, 1]),
    shape: [5, 6, 4],
  },
  'strided slice, backwards': {
    f: x => tf.stridedSlice(x, [4, 5, 0], [0, 0, 4], [-2, -1, 2]),
    shape: [5, 6, 4],
  },
  'strided slice of one place of an axis, and a new axis': {
    f: x => tf.stridedSlice(x, [0, 1, 2], [5, 6, 3], [1, 1, 1], 1, 0, 0, 2, 4),
    shape: [5, 6, 4],
  },
  'depth to space': { f: x => tf.depthToSpace(x as tf.Tensor4D, 2), shape: [2, 3, 2, 8] },
  'space to batch': {
    f: x =>
      tf.spaceToBatchND(
        x,
        [2, 3],
        [
          [0, 0],
          [1, 0],
        ],
      ),
    shape: [2, 4, 5, 3],
  },
  'batch to space': {
    f: x =>
      tf.batchToSpaceND(
        x,
        [2, 3],
        [
          [1, 0],
          [0, 2],
        ],
      ),
    shape: [12, 2, 3, 2],
  },
  'labelled product, by the left': { f: x => tf.einsum('ij,jk->ki', x, sampleTensor([4, 5])), shape: [3, 4] },
  'labelled product, by the right': {
    f: x => tf.einsum('ij,jk->ik', sampleTensor([3, 4]), x),
    shape: [4, 5],
  },
  'labelled product with an axis summed away': {
    f: x => tf.einsum('ijl,jk->ik', x, sampleTensor([4, 5])),
    shape: [3, 4, 2],
  },
  'labelled sum of one operand': { f: x => tf.einsum('ijk->kj', x), shape: [3, 4, 2] },
  'product of the last axis, counted from the back': { f: x => x.prod(-1), shape: [3, 4] },
  'product of two axes': { f: x => x.prod([0, 2], true), shape: [3, 2, 2] },
  'cumulative sum of the first axis': { f: x => tf.cumsum(x, 0, true, true), shape: [3, 4] },
  'cumulative sum of a middle axis': { f: x => tf.cumsum(x, 1), shape: [3, 4, 2] },
  unstack: { f: x => tf.add(...(tf.unstack(x, 1) as [tf.Tensor, tf.Tensor])), shape: [3, 2, 4] },
  'unstack of one part': { f: x => tf.unstack(x, 1)[0]!.square(), shape: [3, 1, 4] },
  'unstack of one part, last axis': { f: x => tf.unstack(x, -1)[0]!.square(), shape: [3, 4, 1] },
  'split in one part': { f: x => tf.split(x, 1, 1)[0]!.square(), shape: [3, 2] },
  tile: { f: x => tf.tile(x, [2, 1, 3]), shape: [2, 3, 2] },
  'broadcast of axes': { f: x => tf.broadcastTo(x, [4, 3, 5]), shape: [3, 1] },
  'selection on a computed condition': {
    f: x => tf.where(x.greater(0.1), x.square(), x.neg()),
    shape: [3, 4],
  },
  'product with a computed condition': {
    f: x => x.mul(x.less(0.1).logicalAnd(x.notEqual(2)).cast('float32')),
    shape: [3, 4],
  },
  'normalization over neighbouring channels': {
    f: x => tf.localResponseNormalization(x as tf.Tensor4D, 2, 1.5, 0.7, 0.6),
    shape: [2, 2, 3, 7],
  },
  'batch normalization by its input': { f: x => chosen('x', x), shape: [2, 3, 4, 5] },
  'batch normalization by the mean': { f: x => chosen('mean', x), shape: [5] },
  'batch normalization by the variance': { f: x => chosen('variance', x), shape: [5] },
  'batch normalization by the scale': { f: x => chosen('scale', x), shape: [5] },
  'batch normalization by the offset': { f: x => chosen('offset', x), shape: [5] },
};

testNative('kernels that index and contract', kernels);
testGradients('gradients of kernels that index and contract', gradients);
