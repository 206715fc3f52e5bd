/** Kernels that act on the elements of several tensors: arithmetic, comparison, logic, selection. */
import { tf } from '../tfjs.js';
import type { DataType } from '@tensorflow/tfjs';
import type { Shape, Value } from '../graph.js';
import {
  broadcastShape,
  cast,
  emitLike,
  isGraphType,
  reshape,
  sizeOf,
  type KernelTable,
  type NativeKernel,
} from './kernel.js';
import { leaky } from './activation.js';
import { scalar } from './unary.js';

type Binary = (a: Value, b: Value, shape: Shape) => Value;

/** A binary kernel on two tensors of one numeric type. */
function binary(make: Binary, dtypes: readonly DataType[] = ['float32', 'int32']): NativeKernel {
  return ({ inputs, backend }) => {
    const { a, b } = inputs as {
      a: NonNullable<(typeof inputs)[string]>;
      b: NonNullable<(typeof inputs)[string]>;
    };
    if (a.dtype !== b.dtype || !dtypes.includes(a.dtype)) return null;
    const shape = broadcastShape(a.shape, b.shape);
    return backend.output(make(backend.value(a), backend.value(b), shape), a.dtype);
  };
}

function comparison(make: Binary): NativeKernel {
  return ({ inputs, backend }) => {
    const [a, b] = [inputs.a!, inputs.b!];
    if (a.dtype !== b.dtype || !isGraphType(a.dtype)) return null;
    const shape = broadcastShape(a.shape, b.shape);
    const numeric = (value: Value) => (value.type === 'bool' ? cast(value, 'int32') : value);
    return backend.output(make(numeric(backend.value(a)), numeric(backend.value(b)), shape), 'bool');
  };
}

const simple =
  (op: string): Binary =>
  (a, b, shape) =>
    emitLike(op, [a, b], shape);
const compare =
  (op: string): Binary =>
  (a, b, shape) =>
    emitLike(op, [a, b], shape, 'bool');

function logical(op: string): NativeKernel {
  return ({ inputs, backend }) => {
    const [a, b] = [inputs.a!, inputs.b!];
    if (a.dtype !== 'bool' || b.dtype !== 'bool') return null;
    const shape = broadcastShape(a.shape, b.shape);
    return backend.output(emitLike(op, [backend.value(a), backend.value(b)], shape), 'bool');
  };
}

const add = binary(simple('Add'));

function isZero({ node }: Value): boolean {
  const element = node?.op === 'Expand' ? node.inputs[0]! : null;
  return element?.isConstant === true && element.data!.every(number => number === 0);
}

/** The angle of (x, y): that of the ratio, half a turn further where x is negative; 0 at the origin. */
function angle(y: Value, x: Value, shape: Shape): Value {
  const is = (op: string, value: Value) => emitLike(op, [value, scalar(0)], value.shape, 'bool');
  const choose = (condition: Value, yes: Value, no: Value) =>
    emitLike('Where', [condition, yes, no], shape, 'float32');
  const ratio = emitLike('Atan', [emitLike('Div', [y, x], shape)], shape);
  const halfTurn = choose(is('Less', y), scalar(-Math.PI), scalar(Math.PI));
  const turned = choose(is('Less', x), emitLike('Add', [ratio, halfTurn], shape), ratio);
  const isOrigin = emitLike('And', [is('Equal', x), is('Equal', y)], shape);
  return choose(isOrigin, scalar(0), turned);
}

export const elementwiseKernels: KernelTable = {
  /** Zeros that were never computed add nothing: comparisons have them as gradients. */
  Add: call => {
    const [a, b] = [call.inputs.a!, call.inputs.b!];
    const isPlain = a.dtype === 'float32' && b.dtype === 'float32' && tf.util.arraysEqual(a.shape, b.shape);
    if (isPlain && isZero(call.backend.value(a))) return call.backend.alias(b, b.shape);
    if (isPlain && isZero(call.backend.value(b))) return call.backend.alias(a, a.shape);
    return add(call);
  },
  Sub: binary(simple('Sub')),
  Multiply: binary(simple('Mul')),
  RealDiv: binary(simple('Div'), ['float32']),
  Maximum: binary(simple('Max')),
  Minimum: binary(simple('Min')),
  Pow: binary(simple('Pow'), ['float32']),
  SquaredDifference: binary((a, b, shape) => {
    const difference = emitLike('Sub', [a, b], shape);
    return emitLike('Mul', [difference, difference], shape);
  }),
  Atan2: binary(angle, ['float32']),
  Prelu: ({ inputs, backend }) => {
    const [x, alpha] = [inputs.x!, inputs.alpha!].map(info => cast(backend.value(info), 'float32')) as [
      Value,
      Value,
    ];
    // ONNX stretches alpha, never x.
    if (sizeOf(broadcastShape(x.shape, alpha.shape)) !== sizeOf(x.shape)) return null;
    return backend.output(leaky(x, alpha), 'float32');
  },
  Equal: comparison(compare('Equal')),
  NotEqual: comparison((a, b, shape) => emitLike('Not', [compare('Equal')(a, b, shape)], shape)),
  Greater: comparison(compare('Greater')),
  GreaterEqual: comparison(compare('GreaterOrEqual')),
  Less: comparison(compare('Less')),
  LessEqual: comparison(compare('LessOrEqual')),
  LogicalAnd: logical('And'),
  LogicalOr: logical('Or'),
  AddN: call => {
    const tensors = Object.values(call.inputs);
    const { dtype, shape } = tensors[0]!;
    if (dtype !== 'float32' && dtype !== 'int32') return null;
    const values = tensors.map(tensor => call.backend.value(tensor));
    const sum =
      dtype === 'float32'
        ? emitLike('Sum', values, shape)
        : values.reduce((total, value) => emitLike('Add', [total, value], shape));
    return call.backend.output(sum, dtype);
  },
  Select: ({ inputs, backend }) => {
    const [condition, t, e] = [inputs.condition!, inputs.t!, inputs.e!];
    if (t.dtype !== e.dtype || !isGraphType(t.dtype) || condition.dtype !== 'bool') return null;
    const test = backend.value(condition);
    // A vector condition selects whole entries of the first axis.
    const isRowCondition = test.shape.length === 1 && t.shape.length > 1;
    const shaped = isRowCondition ? reshape(test, [test.shape[0]!, ...t.shape.slice(1).map(() => 1)]) : test;
    const numeric = (value: Value) => (value.type === 'bool' ? cast(value, 'uint8') : value);
    const [yes, no] = [numeric(backend.value(t)), numeric(backend.value(e))];
    const shape = broadcastShape(broadcastShape(shaped.shape, t.shape), e.shape);
    const chosen = emitLike('Where', [shaped, yes, no], shape, yes.type);
    return backend.output(t.dtype === 'bool' ? cast(chosen, 'bool') : chosen, t.dtype);
  },
  EluGrad: ({ inputs, backend }) => {
    const [dy, y] = [backend.value(inputs.dy!), backend.value(inputs.y!)];
    const isLinear = emitLike('GreaterOrEqual', [y, scalar(0)], y.shape, 'bool');
    const slope = emitLike(
      'Where',
      [isLinear, scalar(1), emitLike('Add', [y, scalar(1)], y.shape)],
      y.shape,
      'float32',
    );
    return backend.output(emitLike('Mul', [dy, slope], y.shape), 'float32');
  },
};
