/**
 * Cuts boxes out of images and resizes them: a product with one matrix per box and axis. Weights are computed in the graph, from
 * the position p of each row or column of the crop: max(0, 1 − |p − i|) for pixel i, or 1 for the nearest one.
 */
import { constant, type Value } from '../graph.js';
import { fedScalar } from './activation.js';
import { cast, counter, emit, emitLike, reshape, type KernelTable } from './kernel.js';
import { sharedMatrix } from './separable.js';

interface Weights {
  /** [boxes, crop length, length of the image]. */
  readonly matrix: Value;
  /** 1 where a row or column of the crop lies in the image, else 0: [boxes, crop length]. */
  readonly isInside: Value;
}

export const cropAndResizeKernels: KernelTable = {
  CropAndResize: ({ inputs, attrs, backend }) => {
    const [image, boxes, places] = [inputs.image!, inputs.boxes!, inputs.boxInd!];
    const { cropSize, method, extrapolationValue } = attrs as unknown as {
      cropSize: [number, number];
      method: string;
      extrapolationValue: number;
    };
    if ([...image.shape, ...boxes.shape].includes(0)) return null;
    const [, height, width, channels] = image.shape as [number, number, number, number];
    const [count, [rows, columns]] = [boxes.shape[0]!, cropSize];
    const corners = backend.value(boxes);
    const vertical = weightsOf(corners, 0, height, rows, method);
    const horizontal = weightsOf(corners, 1, width, columns, method);

    const value = cast(backend.value(image), 'float32');
    const images = emit(
      'Gather',
      [value, backend.value(places)],
      'float32',
      [count, height, width, channels],
      {
        axis: 0,
      },
    );
    const strips = emit(
      'MatMul',
      [vertical.matrix, reshape(images, [count, height, width * channels])],
      'float32',
      [count, rows, width * channels],
    );
    const shape = [count, rows, columns, channels];
    const columnWeights = reshape(horizontal.matrix, [count, 1, columns, width]);
    const crops = emit(
      'MatMul',
      [columnWeights, reshape(strips, [count, rows, width, channels])],
      'float32',
      shape,
    );
    if (extrapolationValue === 0) return backend.output(crops, 'float32');
    const inside = emit(
      'Mul',
      [reshape(vertical.isInside, [count, rows, 1]), reshape(horizontal.isInside, [count, 1, columns])],
      'float32',
      [count, rows, columns],
    );
    const outside = emitLike('Sub', [constant('float32', [1], []), inside], inside.shape);
    const filling = emitLike('Mul', [outside, fedScalar(extrapolationValue)], inside.shape);
    const filled = emit('Add', [crops, reshape(filling, [count, rows, columns, 1])], 'float32', shape);
    return backend.output(filled, 'float32');
  },
};

/** @param boxes Corners y1, x1, y2, x2 as fractions of the image, [boxes, 4]. */
function weightsOf(boxes: Value, axis: 0 | 1, length: number, crop: number, method: string): Weights {
  const count = boxes.shape[0]!;
  const shape = [count, crop];
  const positions = emit('MatMul', [boxes, blend(axis, length, crop)], 'float32', shape);
  const last = constant('float32', [length - 1], []);
  const isBehindStart = emitLike('GreaterOrEqual', [positions, constant('float32', [0], [])], shape, 'bool');
  const isBeforeEnd = emitLike('LessOrEqual', [positions, last], shape, 'bool');
  const isInside = cast(emitLike('And', [isBehindStart, isBeforeEnd], shape), 'float32');
  const target = method === 'nearest' ? rounded(positions) : positions;
  const full = [count, crop, length];
  const pixels = cast(counter(length), 'float32');
  const distance = emit('Sub', [reshape(target, [count, crop, 1]), pixels], 'float32', full);
  const nearness = emitLike('Sub', [constant('float32', [1], []), emitLike('Abs', [distance], full)], full);
  const weights = emitLike('Relu', [nearness], full);
  return {
    matrix: emit('Mul', [weights, reshape(isInside, [count, crop, 1])], 'float32', full),
    isInside,
  };
}

function rounded(x: Value): Value {
  return emitLike('Floor', [emitLike('Add', [x, constant('float32', [0.5], [])], x.shape)], x.shape);
}

/** Takes corners to positions: from the first corner to the second in equal steps, [4, crop length]. */
function blend(axis: 0 | 1, length: number, crop: number): Value {
  return sharedMatrix(`crop positions ${axis} ${length}`, 4, crop, () => {
    const matrix = new Float32Array(4 * crop);
    for (let index = 0; index < crop; index++) {
      const fraction = crop > 1 ? index / (crop - 1) : 0.5;
      matrix[axis * crop + index] = (1 - fraction) * (length - 1);
      matrix[(axis + 2) * crop + index] = fraction * (length - 1);
    }
    return matrix;
  });
}
