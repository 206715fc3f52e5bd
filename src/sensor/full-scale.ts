/** The signal that a converter gives its highest code. */
import type { Signal } from '../engine/signal.js';

/** The signal of the highest code at gain 1: the key, else what a pixel holds at most, else the white of a scene. */
export function fullScaleOf(
  { fullScaleElectrons }: { readonly fullScaleElectrons?: number },
  { unit, fullScale }: Signal,
): number {
  if (fullScaleElectrons !== undefined) return fullScaleElectrons;
  return unit === 'scene' && fullScale === Infinity ? 1 : fullScale;
}
