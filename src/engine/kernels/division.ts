/** Kernels of division with remainder. */
import { constant, type Shape, type Value } from '../graph.js';
import { broadcastShape, cast, emit, emitLike, type KernelTable, type NativeKernel } from './kernel.js';

function floorQuotient(a: Value, b: Value, shape: Shape): Value {
  return emitLike('Floor', [emitLike('Div', [a, b], shape)], shape);
}

/** The remainder with the sign of the divisor; that of ONNX has the sign of the dividend. */
function remainder(a: Value, b: Value, shape: Shape): Value {
  const truncated = emit('Mod', [a, b], a.type, shape, { fmod: 1 });
  const zero = cast(constant('float32', [0], []), a.type);
  const isOpposite = emitLike('Less', [emitLike('Mul', [truncated, b], shape), zero], shape, 'bool');
  return emitLike('Where', [isOpposite, emitLike('Add', [truncated, b], shape), truncated], shape, a.type);
}

/**
 * Divides in float64, as JavaScript does, and so the `cpu` backend: exact for int32, where ONNX Runtime's own division by zero
 * would end the process. By zero, integers give 0.
 *
 * @param dtype Type of the result; null: that of the operands.
 */
function dividing(
  make: (a: Value, b: Value, shape: Shape) => Value,
  dtype: 'int32' | null = null,
): NativeKernel {
  return ({ inputs, backend }) => {
    const [a, b] = [inputs.a!, inputs.b!];
    if (a.dtype !== b.dtype || (a.dtype !== 'float32' && a.dtype !== 'int32')) return null;
    const shape = broadcastShape(a.shape, b.shape);
    const [dividend, divisor] = [a, b].map(info => cast(backend.value(info), 'float64')) as [Value, Value];
    const wide = make(dividend, divisor, shape);
    const type = dtype ?? a.dtype;
    if (type === 'float32') return backend.output(cast(wide, type), type);
    const zero = constant('int32', [0], []);
    const isByZero = emitLike('Equal', [divisor, cast(zero, 'float64')], divisor.shape, 'bool');
    return backend.output(emitLike('Where', [isByZero, zero, cast(wide, type)], shape, type), type);
  };
}

export const divisionKernels: KernelTable = {
  FloorDiv: dividing(floorQuotient, 'int32'),
  Mod: dividing(remainder),
};
