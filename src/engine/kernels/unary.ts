/** Kernels that act on each element of one tensor: functions of a number, tests, casts. */
import type { DataType } from '@tensorflow/tfjs';
import { constant, type Value } from '../graph.js';
import { fedScalar, leaky } from './activation.js';
import {
  cast,
  emit,
  emitLike,
  isGraphType,
  type KernelCall,
  type KernelTable,
  type NativeKernel,
} from './kernel.js';

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

const plainKernels = Object.entries(floatUnary).map(([name, op]): [string, NativeKernel] => [
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

/** A test of float32 numbers. */
function test(make: (x: Value) => Value): NativeKernel {
  return ({ inputs, backend }) => {
    const x = inputs.x!;
    return x.dtype === 'float32' ? backend.output(make(backend.value(x)), 'bool') : null;
  };
}

export const unaryKernels: KernelTable = {
  ...Object.fromEntries(plainKernels),
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
  LogicalNot: ({ inputs, backend }) => {
    const x = inputs.x!;
    return x.dtype === 'bool' ? backend.output(emitLike('Not', [backend.value(x)], x.shape), 'bool') : null;
  },
  IsNan: test(x => emitLike('IsNaN', [x], x.shape, 'bool')),
  IsInf: test(x => emitLike('IsInf', [x], x.shape, 'bool')),
  IsFinite: test(x => emitLike('Less', [emitLike('Abs', [x], x.shape), scalar(Infinity)], x.shape, 'bool')),
  Cast: ({ inputs, attrs, backend }) => {
    const x = inputs.x!;
    const dtype = attrs.dtype as DataType;
    if (x.dtype === dtype) return backend.alias(x, x.shape);
    if (!isGraphType(x.dtype) || !isGraphType(dtype)) return null;
    return backend.output(cast(backend.value(x), dtype as 'float32' | 'int32' | 'bool'), dtype);
  },
};
