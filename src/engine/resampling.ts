/**
 * Where the pixels of a resized image come from, along one axis.
 *
 *   position = ratio · i                      ratio = input / output
 *   position = ratio · (i + 1/2) − 1/2        with half-pixel centres
 *   ratio = (input − 1) / (output − 1)        with aligned corners
 *
 * These are the rules of TensorFlow.js' `resizeBilinear` and `resizeNearestNeighbor`, which rounds after the half-pixel shift
 * without taking the half off again.
 */

export interface Corners {
  readonly alignCorners: boolean;
  readonly halfPixelCenters: boolean;
}

/** The bilinear map of one axis, [output, input], row by row: each row holds two weights that sum to 1. */
export function bilinearMatrix(input: number, output: number, corners: Corners): Float32Array {
  const matrix = new Float32Array(output * input);
  const ratio = ratioOf(input, output, corners);
  for (let index = 0; index < output; index++) {
    const position = corners.halfPixelCenters ? ratio * (index + 0.5) - 0.5 : ratio * index;
    const low = Math.max(0, Math.floor(position));
    const high = Math.min(input - 1, Math.ceil(position));
    const weight = position - low;
    matrix[index * input + low]! += 1 - weight;
    matrix[index * input + high]! += weight;
  }
  return matrix;
}

/** The pixel that each pixel of the result repeats. */
export function nearestIndices(input: number, output: number, corners: Corners): number[] {
  const ratio = ratioOf(input, output, corners);
  return Array.from({ length: output }, (_, index) => {
    const position = ratio * (corners.halfPixelCenters ? index + 0.5 : index);
    const nearest = corners.alignCorners ? Math.round(position) : Math.floor(position);
    return Math.min(input - 1, Math.max(0, nearest));
  });
}

/** `nearestIndices` as a matrix, [output, input], row by row. */
export function nearestMatrix(input: number, output: number, corners: Corners): Float32Array {
  const matrix = new Float32Array(output * input);
  nearestIndices(input, output, corners).forEach((source, index) => {
    matrix[index * input + source] = 1;
  });
  return matrix;
}

function ratioOf(input: number, output: number, { alignCorners }: Corners): number {
  return alignCorners && output > 1 ? (input - 1) / (output - 1) : input / output;
}
