/** Normalization: batch normalization, and that over neighbouring channels with its gradient. */
import { constant, type Value } from '../graph.js';
import { fedScalar } from './activation.js';
import { emit, emitLike, optionalInput, reshape, type KernelTable, sizeOf } from './kernel.js';
import { sharedMatrix } from './separable.js';

export const normalizationKernels: KernelTable = {
  /** y = x · gain + (offset − mean · gain): two passes over the images. */
  FusedBatchNorm: call => {
    const { inputs, attrs, backend } = call;
    const [x, mean, variance] = ['x', 'mean', 'variance'].map(name => backend.value(inputs[name]!)) as [
      Value,
      Value,
      Value,
    ];
    if (x.type !== 'float32' || x.shape.includes(0)) return null;
    const [scale, offset] = ['scale', 'offset'].map(name => {
      const info = optionalInput(call, name);
      return info === undefined ? null : backend.value(info);
    }) as [Value | null, Value | null];
    const { shape } = variance;
    const epsilon = fedScalar((attrs.varianceEpsilon as number | null) ?? 0.001);
    const deviation = emitLike('Sqrt', [emitLike('Add', [variance, epsilon], shape)], shape);
    const one = constant('float32', [1], []);
    const gain = emitLike('Div', [scale ?? one, deviation], shape);
    const shift = emitLike('Mul', [mean, gain], shape);
    const offsetOrNone = offset ?? constant('float32', [0], []);
    const rest = emitLike('Sub', [offsetOrNone, shift], shape);
    const scaled = emitLike('Mul', [x, gain], x.shape);
    return backend.output(emitLike('Add', [scaled, rest], x.shape), 'float32');
  },
  /** y = x · n^−β with n = bias + α Σ x² over the neighbouring channels. */
  LRN: ({ inputs, attrs, backend }) => {
    const x = inputs.x!;
    if (x.dtype !== 'float32' || x.shape.includes(0)) return null;
    const value = backend.value(x);
    const factor = power(neighbourhood(value, attrs), -(attrs.beta as number));
    return backend.output(emitLike('Mul', [value, factor], x.shape), 'float32');
  },
  /** dx = dy · n^−β − 2αβ x · Σ (dy · y / n) over the neighbouring channels. */
  LRNGrad: ({ inputs, attrs, backend }) => {
    const [x, y, dy] = ['x', 'y', 'dy'].map(name => backend.value(inputs[name]!)) as [Value, Value, Value];
    if (x.type !== 'float32' || x.shape.includes(0)) return null;
    const { shape } = x;
    const norm = neighbourhood(x, attrs);
    const beta = attrs.beta as number;
    const direct = emitLike('Mul', [dy, power(norm, -beta)], shape);
    const weighted = emitLike('Div', [emitLike('Mul', [dy, y], shape), norm], shape);
    const spread = summedNeighbours(weighted, attrs.depthRadius as number);
    const strength = fedScalar(2 * beta * (attrs.alpha as number));
    const indirect = emitLike('Mul', [emitLike('Mul', [x, spread], shape), strength], shape);
    return backend.output(emitLike('Sub', [direct, indirect], shape), 'float32');
  },
};

type Attributes = Readonly<Record<string, unknown>>;

function neighbourhood(x: Value, attrs: Attributes): Value {
  const squares = emitLike('Mul', [x, x], x.shape);
  const sums = summedNeighbours(squares, attrs.depthRadius as number);
  const scaled = emitLike('Mul', [sums, fedScalar(attrs.alpha as number)], x.shape);
  return emitLike('Add', [scaled, fedScalar(attrs.bias as number)], x.shape);
}

function power(x: Value, exponent: number): Value {
  return emitLike('Pow', [x, fedScalar(exponent)], x.shape);
}

/** Sums over the channels at most `radius` away: a product with a band of ones. */
function summedNeighbours(x: Value, radius: number): Value {
  const channels = x.shape.at(-1)!;
  const rows = sizeOf(x.shape.slice(0, -1));
  const band = sharedMatrix(`band ${radius}`, channels, channels, () =>
    Float32Array.from({ length: channels * channels }, (_, index) => {
      const [row, column] = [Math.floor(index / channels), index % channels];
      return Math.abs(row - column) <= radius ? 1 : 0;
    }),
  );
  const made = emit('MatMul', [reshape(x, [rows, channels]), band], 'float32', [rows, channels]);
  return reshape(made, x.shape);
}
