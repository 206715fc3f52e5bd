/** Element types of recorded values: TensorFlow.js' own plus those that only ONNX graphs use inside. */
import type { DataType } from '@tensorflow/tfjs';

export type ElementType = 'float32' | 'int32' | 'bool' | 'int64' | 'uint32' | 'uint8' | 'float64';
export type ElementArray =
  Float32Array | Float64Array | Int32Array | Uint8Array | BigInt64Array | Uint32Array;

/** Numbers of the ONNX enum TensorProto.DataType (onnx.proto, ONNX 1.17). */
export const onnxTypeCode: Readonly<Record<ElementType, number>> = {
  float32: 1,
  uint8: 2,
  int32: 6,
  int64: 7,
  bool: 9,
  float64: 11,
  uint32: 12,
};

export const bytesPerElement: Readonly<Record<ElementType, number>> = {
  float32: 4,
  float64: 8,
  uint8: 1,
  int32: 4,
  int64: 8,
  bool: 1,
  uint32: 4,
};

/** The element type that holds a TensorFlow.js dtype, or null for those that stay outside of graphs. */
export function elementTypeOf(dtype: DataType): ElementType | null {
  return dtype === 'float32' || dtype === 'int32' || dtype === 'bool' ? dtype : null;
}

/** Packs plain numbers as elements of the given type. */
export function packElements(type: ElementType, values: readonly number[]): ElementArray {
  switch (type) {
    case 'float32':
      return Float32Array.from(values);
    case 'int32':
      return Int32Array.from(values);
    case 'uint32':
      return Uint32Array.from(values);
    case 'int64':
      return BigInt64Array.from(values, BigInt);
    case 'float64':
      throw new TypeError('packElements: float64 elements are made inside of graphs only');
    default:
      return Uint8Array.from(values);
  }
}
