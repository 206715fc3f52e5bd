/** Kernels that act on each element: arithmetic, comparison, logic, selection, casts. */
import { tf } from '../tfjs.js';
import type { DataType } from '@tensorflow/tfjs';
import { constant, type Shape, type Value } from '../graph.js';
import {
  broadcastShape,
  cast,
  emit,
  emitLike,
  isGraphType,
  reshape,
  sizeOf,
  type KernelCall,
  type KernelTable,
  type NativeKernel,
} from './kernel.js';
import { fedScalar, leaky } from './activation.js';

const floatUnary: Readonly<Record<string, string>> = {
  Acos: 'Acos',
  Acosh: 'Acosh',
  Asin: 'Asin',
  Asinh: 'Asinh',
  Atan: 'Atan',
  Atanh: 'Atanh',
  Ceil: 'Ceil',
  Cos: 'Cos',
  Cosh: 'Cosh',
  Erf: 'Erf',
  Exp: 'Exp',
  Floor: 'Floor',
  Log: 'Log',
  Reciprocal: 'Reciprocal',
  Relu: 'Relu',
  Round: 'Round',
  Selu: 'Selu',
  Sigmoid: 'Sigmoid',
  Sin: 'Sin',
  Sinh: 'Sinh',
  Softplus: 'Softplus',
  Sqrt: 'Sqrt',
  Tanh: 'Tanh',
};

/** Kernels made of a few operators, for float32. */
const floatComposed: Readonly<Record<string, (x: Value, attrs: Readonly<Record<string, unknown>>) => Value>> =
  {
    Expm1: x => emitLike('Sub', [emitLike('Exp', [x], x.shape), scalar(1)], x.shape),
    Log1p: x => emitLike('Log', [emitLike('Add', [x, scalar(1)], x.shape)], x.shape),
    Rsqrt: x => emitLike('Reciprocal', [emitLike('Sqrt', [x], x.shape)], x.shape),
    Square: x => emitLike('Mul', [x, x], x.shape),
    Relu6: x => emit('Clip', [x, scalar(0), scalar(6)], 'float32', x.shape),
    Elu: x => emit('Elu', [x], 'float32', x.shape),
    /** ONNX Runtime's Sign and Relu keep NaN, comparisons lose it. */
    Step: (x, attrs) => {
      const alpha = (attrs.alpha as number | undefined) ?? 0;
      if (alpha === 0) return emitLike('Sign', [emitLike('Relu', [x], x.shape)], x.shape);
      const isBelow = emitLike('LessOrEqual', [x, scalar(0)], x.shape, 'bool');
      return emitLike(
        'Where',
        [isBelow, fedScalar(alpha), emitLike('Sign', [x], x.shape)],
        x.shape,
        'float32',
      );
    },
    /** In float64, because the tangent in float32 is wrong in its last bits near its poles. */
    Tan: x => {
      const wide = cast(x, 'float64');
      const [sine, cosine] = [emitLike('Sin', [wide], x.shape), emitLike('Cos', [wide], x.shape)];
      return cast(emitLike('Div', [sine, cosine], x.shape), 'float32');
    },
    LeakyRelu: (x, attrs) => leaky(x, fedScalar(attrs.alpha as number)),
    ClipByValue: (x, attrs) =>
      emit(
        'Clip',
        [x, fedScalar(attrs.clipValueMin as number), fedScalar(attrs.clipValueMax as number)],
        'float32',
        x.shape,
      ),
  };

/** A number that belongs to the kernel. */
export function scalar(number: number): Value {
  return constant('float32', [number], []);
}

/** `result`, but `substitute` wherever `x` is NaN. */
export function withoutNan(result: Value, x: Value, substitute: number): Value {
  const isNan = emitLike('IsNaN', [x], x.shape, 'bool');
  return emitLike('Where', [isNan, scalar(substitute), result], x.shape, 'float32');
}

const unaryKernels = Object.entries(floatUnary).map(([name, op]): [string, NativeKernel] => [
  name,
  unary(x => emitLike(op, [x], x.shape)),
]);
const composedKernels = Object.entries(floatComposed).map(([name, make]): [string, NativeKernel] => [
  name,
  unary((x, call) => make(x, call.attrs)),
]);

function unary(make: (x: Value, call: KernelCall) => Value): NativeKernel {
  return call => {
    const x = call.inputs.x!;
    if (x.dtype !== 'float32') return null;
    return call.backend.output(make(call.backend.value(x), call), 'float32');
  };
}

function numericUnary(op: string): NativeKernel {
  return call => {
    const x = call.inputs.x!;
    if (x.dtype !== 'float32' && x.dtype !== 'int32') return null;
    const value = call.backend.value(x);
    return call.backend.output(emitLike(op, [value], value.shape), x.dtype);
  };
}

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
  ...Object.fromEntries(unaryKernels),
  ...Object.fromEntries(composedKernels),
  Abs: numericUnary('Abs'),
  Neg: numericUnary('Neg'),
  Sign: ({ inputs, backend }) => {
    const x = inputs.x!;
    if (x.dtype !== 'float32' && x.dtype !== 'int32') return null;
    const value = backend.value(x);
    const sign = emitLike('Sign', [value], x.shape);
    return backend.output(x.dtype === 'float32' ? withoutNan(sign, value, 0) : sign, x.dtype);
  },
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
  LogicalNot: ({ inputs, backend }) => {
    const x = inputs.x!;
    return x.dtype === 'bool' ? backend.output(emitLike('Not', [backend.value(x)], x.shape), 'bool') : null;
  },
  IsNan: ({ inputs, backend }) => {
    const x = inputs.x!;
    if (x.dtype !== 'float32') return null;
    return backend.output(emitLike('IsNaN', [backend.value(x)], x.shape, 'bool'), 'bool');
  },
  IsInf: ({ inputs, backend }) => {
    const x = inputs.x!;
    if (x.dtype !== 'float32') return null;
    return backend.output(emitLike('IsInf', [backend.value(x)], x.shape, 'bool'), 'bool');
  },
  IsFinite: ({ inputs, backend }) => {
    const x = inputs.x!;
    if (x.dtype !== 'float32') return null;
    const size = emitLike('Abs', [backend.value(x)], x.shape);
    return backend.output(emitLike('Less', [size, scalar(Infinity)], x.shape, 'bool'), 'bool');
  },
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
  Cast: ({ inputs, attrs, backend }) => {
    const x = inputs.x!;
    const dtype = attrs.dtype as DataType;
    if (x.dtype === dtype) return backend.alias(x, x.shape);
    if (!isGraphType(x.dtype) || !isGraphType(dtype)) return null;
    return backend.output(cast(backend.value(x), dtype as 'float32' | 'int32' | 'bool'), dtype);
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
