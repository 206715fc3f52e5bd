/** How layers that blur name and describe what lies beyond the edges of the frame. */
import { z } from 'zod';
import { boundaries, largestMargin, type Boundary } from '../../engine/fourier/pad-images.js';
import type { KeyProblem } from '../../engine/layer-definition.js';
import type { Signal } from '../../engine/signal.js';

/** Config key; `symmetric` keeps both light and constant images. */
export const boundaryKey = z
  .enum(boundaries)
  .default('symmetric')
  .describe(
    'What the scene shows outside the frame. zero: nothing. circular: the frame again. reflect: its mirror image about the edge ' +
      'pixels. symmetric: its mirror image about the edges. replicate: its edge pixels.',
  );

const continuations: Readonly<Record<Boundary, string>> = {
  zero: 'the scene was dark, so that light near the edges was lost',
  circular: 'the scene repeated the frame',
  reflect: 'the scene continued as its mirror image about the edge pixels',
  symmetric: 'the scene continued as its mirror image',
  replicate: 'the scene continued with its edge pixels',
};

/** `Outside the frame the scene continued as its mirror image.` */
export function boundarySentence(boundary: Boundary): string {
  return `Outside the frame ${continuations[boundary]}.`;
}

/**
 * A fault of the key that sets how far a kernel reaches, where the frame is too small to be continued that far.
 *
 * @param radius Pixels that the kernel reaches on each side.
 */
export function kernelProblem(
  key: string,
  radius: number,
  { height, width }: Pick<Signal, 'height' | 'width'>,
  boundary: Boundary,
): KeyProblem[] {
  const most = largestRadius(Math.min(height, width), boundary);
  if (radius <= most) return [];
  return [
    {
      key,
      must:
        `such that the blur reaches at most ${most} pixels, because a ${boundary} boundary continues ${height} × ${width} pixels; ` +
        `it reaches ${radius}`,
    },
  ];
}

/** A circular kernel must fit into the frame. */
function largestRadius(size: number, boundary: Boundary): number {
  return boundary === 'circular' ? Math.floor((size - 1) / 2) : largestMargin(size, boundary);
}
