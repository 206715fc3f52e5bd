import { convolutionBlock } from '../../dist/engine/block-size.js';
import { nchwc } from '../../dist/engine/blocks.js';
import { filterToBlocks, turnedBlocks } from '../../dist/engine/filter-blocks.js';
import { constant } from '../../dist/engine/graph.js';
import { emit, emitLike, reshape, transpose } from '../../dist/engine/kernels/kernel.js';
import { random } from './measure.js';

/** The sum of x · y over each image and channel, in blocks: y as filters, or a product and its sum. */
export const productSums = [[32, 16, 32, 32]].map(shape => {
  const [batch, channels, height, width] = shape;
  const [x, y] = [random(shape), random(shape)];
  const planes = batch * channels;
  const steps = { strides: [1, 1], dilations: [1, 1], pads: [0, 0, 0, 0] };
  const convolved = () => {
    const operands = [reshape(x, [1, planes, height, width]), reshape(y, [planes, 1, height, width])];
    const attributes = { ...steps, kernel_shape: [height, width], group: planes };
    return reshape(
      emit('Conv', operands, 'float32', [1, planes, 1, 1], attributes, nchwc),
      shape.slice(0, 2),
    );
  };
  const multiplied = () => {
    const block = convolutionBlock();
    const product = reshape(emitLike('Mul', [x, y], shape), [planes / block, height * width, block]);
    const ones = constant('float32', new Array(height * width).fill(1), [1, height * width]);
    return reshape(emit('MatMul', [ones, product], 'float32', [planes / block, 1, block]), shape.slice(0, 2));
  };
  return {
    title: `sum of products of [${shape.join()}]`,
    forms: { 'as filters': { make: convolved }, product: { make: multiplied } },
  };
});

/** A filter in blocks, as the convolution and its adjoint take it: reordered and gathered by rows, or transposed. */
export const filterBlocks = [[3, 3, 64, 64]]
  .map(shape => {
    const [rows, columns, inputs, outputs] = shape;
    const filter = random(shape);
    const transposed = perm => {
      const block = convolutionBlock();
      const blocks = [rows, columns, inputs / block, block, outputs / block, block];
      return reshape(transpose(reshape(filter, blocks), perm), [inputs, outputs, rows, columns]);
    };
    const turned = () => turnedBlocks(filterToBlocks(filter, convolutionBlock()), convolutionBlock());
    const reversed = value => {
      const bounds = [
        [-1, -1],
        [-rows - 1, -columns - 1],
        [2, 3],
        [-1, -1],
      ].map(numbers => constant('int64', numbers));
      return emit('Slice', [value, ...bounds], 'float32', value.shape);
    };
    const perm = [2, 4, 0, 1, 5, 3];
    const flipped = () => {
      const block = convolutionBlock();
      const grouped = reshape(filter, [rows, columns, inputs / block, block, outputs / block, block]);
      const blocks = emit(
        'Transpose',
        [grouped],
        'float32',
        perm.map(axis => grouped.shape[axis]),
        { perm },
      );
      return reshape(reversed(blocks), [inputs, outputs, rows, columns]);
    };
    return [
      {
        title: `filter [${shape.join()}] in blocks`,
        forms: {
          engine: { make: () => filterToBlocks(filter, convolutionBlock()) },
          transposed: { make: () => transposed([4, 2, 0, 1, 3, 5]) },
        },
      },
      {
        title: `filter [${shape.join()}] in blocks, turned`,
        forms: { engine: { make: turned }, transposed: { make: flipped } },
      },
    ];
  })
  .flat();
