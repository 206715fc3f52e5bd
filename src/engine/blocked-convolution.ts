/**
 * The two forms of a convolution: plain `Conv` on NCHW, and ONNX Runtime's blocked one, whose channels lie in blocks as
 * wide as a vector register ([batch, channels/B, height, width, B]).
 *
 * Blocked is 1.2 to 2.5 times faster on x86 (bench/operators), but B depends on the processor (16 with AVX-512, 8 with
 * AVX2) and is told nowhere, so a tiny convolution with a known answer is tried once.
 */
import { convolutionBlock, setConvolutionBlock } from './block-size.js';
import { extendPlanes, fromBlocks, nchwc, toBlocks } from './blocks.js';
import { filterToBlocks, turnedBlocks } from './filter-blocks.js';
import { constant, known, traceProgram, viewed, type Shape, type Value } from './graph.js';
import { emit, transpose } from './kernels/kernel.js';
import { lowerProgram } from './lower.js';
import { Session } from './runtime.js';

export interface ConvolutionGeometry {
  readonly strides: readonly [number, number];
  readonly dilations: readonly [number, number];
  /** Rows and columns of zeros: top, left, bottom, right. */
  readonly pads: readonly [number, number, number, number];
  /** Height and width of the result. */
  readonly outputSize: readonly [number, number];
}

export const convolutionForms = ['auto', 'blocked', 'plain'] as const;
export type ConvolutionForm = (typeof convolutionForms)[number];

/**
 * Chooses the form of all later convolutions.
 *
 * @throws Error if `blocked` is asked for on a processor that has no blocked form.
 */
export function chooseConvolutionForm(form: ConvolutionForm): void {
  const block = form === 'plain' ? 0 : ([16, 8].find(giveRightAnswer) ?? 0);
  setConvolutionBlock(block);
  if (form === 'blocked' && block === 0) {
    throw new Error(
      'convolution form: blocked was asked for, but this processor has no blocked convolution; use auto or plain',
    );
  }
}

/** Records convolutions in their plain form, which any processor and any runtime knows. */
export function inPlainForm<T>(run: () => T): T {
  const block = convolutionBlock();
  setConvolutionBlock(0);
  try {
    return run();
  } finally {
    setConvolutionBlock(block);
  }
}

/**
 * Convolves an image stack, in the sense of neural networks (no flip).
 *
 * @param x [batch, height, width, inputs].
 * @param filter [rows, columns, inputs, outputs].
 * @returns [batch, output height, output width, outputs].
 */
export function convolve(x: Value, filter: Value, geometry: ConvolutionGeometry): Value {
  const inputs = filter.shape[2]!;
  const block = convolutionBlock();
  const isBlockable = block > 0 && (inputs < block || inputs % 4 === 0);
  return isBlockable ? convolveBlocked(x, filter, geometry, block) : convolvePlain(x, filter, geometry);
}

/** Attributes of an ONNX Conv node. */
export function convolutionAttributes(geometry: ConvolutionGeometry, kernel: Shape, group = 1) {
  const { strides, dilations, pads } = geometry;
  return { kernel_shape: kernel, strides, dilations, pads, group };
}

function convolvePlain(x: Value, filter: Value, geometry: ConvolutionGeometry): Value {
  const [rows, columns, , outputs] = filter.shape as [number, number, number, number];
  const shape = [x.shape[0]!, outputs, ...geometry.outputSize];
  const operands = [transpose(x, [0, 3, 1, 2]), transpose(filter, [3, 2, 0, 1])];
  const y = emit('Conv', operands, 'float32', shape, convolutionAttributes(geometry, [rows, columns]));
  return transpose(y, [0, 2, 3, 1]);
}

function convolveBlocked(x: Value, filter: Value, geometry: ConvolutionGeometry, size: number): Value {
  const [rows, columns, inputs, outputs] = filter.shape as [number, number, number, number];
  const images = inputs < size ? transpose(x, [0, 3, 1, 2]) : toBlocks(x, size);
  const blocks = filterToBlocks(filter, size);
  const made = convolveImages(images, blocks, geometry, [rows, columns]);
  return fromBlocks(made, [x.shape[0]!, ...geometry.outputSize, outputs]);
}

/** From this many products per element that stand at the border, its zeros are written out. */
const leastBorderProducts = 200;

/**
 * The blocked operator. It makes the columns at the border one by one, so that writing out its zeros beforehand pays where these
 * are many products: a step of bench/step.js cnn takes 64 ms so, strips of the filter gradient included, and 74 without.
 *
 * @param images Blocks, or images of fewer channels, channels first.
 * @param filters Blocks, seen as [outputs, inputs, rows, columns].
 */
function convolveImages(
  images: Value,
  filters: Value,
  geometry: ConvolutionGeometry,
  kernel: readonly [number, number],
): Value {
  const { pads, strides, outputSize } = geometry;
  const outputs = filters.shape[0]!;
  const borderProducts = ((pads[1] + pads[3]) / outputSize[1]) * kernel[0] * kernel[1] * outputs;
  const isBordered =
    borderProducts >= leastBorderProducts && strides[1] === 1 && images.shape[1]! % convolutionBlock() === 0;
  const operand = isBordered ? bordered(images, pads) : images;
  const seen: ConvolutionGeometry = isBordered ? { ...geometry, pads: [0, 0, 0, 0] } : geometry;
  const shape = [images.shape[0]!, outputs, ...outputSize];
  return emit('Conv', [operand, filters], 'float32', shape, convolutionAttributes(seen, kernel), nchwc);
}

/** Blocks with zeros around each image. */
function bordered(blocks: Value, [top, left, bottom, right]: ConvolutionGeometry['pads']): Value {
  const [batch, channels, height, width] = blocks.shape as [number, number, number, number];
  const lanes = convolutionBlock();
  const planes = viewed(blocks, [(batch * channels) / lanes, height, width * lanes]);
  const size = [height + top + bottom, width + left + right] as const;
  const wide = extendPlanes(planes, top, left * lanes, [size[0], size[1] * lanes]);
  return viewed(wide, [batch, channels, ...size]);
}

/**
 * Convolves with a filter turned by 180° whose inputs and outputs are exchanged: the adjoint of the convolution with the filter.
 *
 * @param x [batch, height, width, outputs of the filter].
 */
export function convolveTurned(x: Value, filter: Value, geometry: ConvolutionGeometry): Value {
  const [rows, columns, inputs, outputs] = filter.shape as [number, number, number, number];
  const block = convolutionBlock();
  if (block === 0 || inputs % block !== 0 || outputs % block !== 0) {
    return convolve(x, transpose(turned(filter), [0, 1, 3, 2]), geometry);
  }
  const filters = turnedBlocks(filterToBlocks(filter, block), block);
  const y = convolveImages(toBlocks(x, block), filters, geometry, [rows, columns]);
  return fromBlocks(y, [x.shape[0]!, ...geometry.outputSize, inputs]);
}

function turned(filter: Value): Value {
  const [rows, columns] = filter.shape as [number, number];
  if (rows === 1 && columns === 1) return filter;
  const inputs = [
    [-1, -1],
    [-rows - 1, -columns - 1],
    [0, 1],
    [-1, -1],
  ].map(numbers => constant('int64', numbers));
  return emit('Slice', [filter, ...inputs], 'float32', filter.shape);
}

/**
 * Max pooling in blocks, or null where the processor or the number of channels rules it out.
 *
 * @param x [batch, height, width, channels].
 * @param windows Height and width of a window.
 */
export function maxPoolBlocked(x: Value, windows: Shape, geometry: ConvolutionGeometry): Value | null {
  const [batch, , , channels] = x.shape as [number, number, number, number];
  const block = convolutionBlock();
  if (block === 0 || channels % 4 !== 0) return null;
  const [height, width] = geometry.outputSize;
  const blocks = toBlocks(x, block);
  const attributes = { kernel_shape: windows, strides: geometry.strides, pads: geometry.pads };
  const pooled = emit(
    'MaxPool',
    [blocks],
    'float32',
    [batch, blocks.shape[1]!, height, width],
    attributes,
    nchwc,
  );
  return fromBlocks(pooled, [batch, height, width, channels]);
}

/** Tries 1x1 filters that pick one input channel each: a wrong block size shuffles them. */
function giveRightAnswer(size: number): boolean {
  const channels = 32;
  const image = Float32Array.from({ length: channels * 2 }, (_, index) => index + 1);
  const mirror = Float32Array.from({ length: channels * channels }, (_, index) =>
    (index % channels) + Math.floor(index / channels) === channels - 1 ? 1 : 0,
  );
  const x = known('float32', [1, 1, 2, channels], image);
  const filter = known('float32', [1, 1, channels, channels], mirror);
  const geometry: ConvolutionGeometry = {
    strides: [1, 1],
    dilations: [1, 1],
    pads: [0, 0, 0, 0],
    outputSize: [1, 2],
  };
  const program = traceProgram([convolveBlocked(x, filter, geometry, size)]);
  let session: Session | null = null;
  try {
    session = new Session(lowerProgram(program), ['o0'], { threads: 1 });
    const feeds = program.feeds.map(({ type, shape, data }) => ({ type, shape, data: data! }));
    const [y] = session.run(feeds) as [Float32Array];
    return y.every((number, index) => {
      const [pixel, channel] = [Math.floor(index / channels), index % channels];
      return number === pixel * channels + (channels - 1 - channel) + 1;
    });
  } catch {
    return false;
  } finally {
    session?.dispose();
  }
}
