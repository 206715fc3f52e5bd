/** What a strided slice takes, from the attributes of its kernel. */
import { tf } from './tfjs.js';

type SliceInfo = ReturnType<typeof tf.slice_util.sliceInfo>;

/**
 * Begin, end and stride of each axis, and the sizes taken before axes are added or dropped.
 *
 * @param attrs Attributes of the kernel StridedSlice.
 */
export function stridedSliceOf(
  shape: number[],
  attrs: Readonly<Record<string, unknown>>,
): SliceInfo & { readonly sizes: number[] } {
  const info = tf.slice_util.sliceInfo(
    shape,
    attrs.begin as number[],
    attrs.end as number[],
    attrs.strides as number[],
    attrs.beginMask as number,
    attrs.endMask as number,
    attrs.ellipsisMask as number,
    attrs.newAxisMask as number,
    attrs.shrinkAxisMask as number,
  );
  return { ...info, sizes: tf.slice_util.computeOutShape(info.begin, info.end, info.strides) };
}
