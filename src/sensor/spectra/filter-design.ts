/** Where spectral filters start, or stay: evenly spread, at given centres, or drawn at random. */
import { hostRandom } from '../../engine/host-random.js';
import type { WavelengthRange } from '../../spectra/channels.js';

export interface FilterDesign {
  /** m. */
  readonly centres: readonly number[];
  /** Full width at half maximum, m. */
  readonly widths: readonly number[];
}

/** Filters side by side that divide the range evenly, each as wide as its part. */
export function evenFilters(
  { shortest, longest }: WavelengthRange,
  count: number,
  width?: number,
): FilterDesign {
  const part = (longest - shortest) / count;
  return {
    centres: Array.from({ length: count }, (_, k) => shortest + (k + 0.5) * part),
    widths: Array<number>(count).fill(width ?? part),
  };
}

/**
 * Filters of any centre in the range and any width within bounds, all equally likely.
 *
 * @param widths Narrowest and widest, m.
 */
export function randomFilters(
  { shortest, longest }: WavelengthRange,
  count: number,
  [narrowest, widest]: readonly [number, number],
  { seed, stream }: { readonly seed: number; readonly stream: number },
): FilterDesign {
  const random = hostRandom(seed, stream);
  const centres: number[] = [];
  const drawn: number[] = [];
  for (let k = 0; k < count; k++) {
    centres.push(shortest + (longest - shortest) * random.uniform());
    drawn.push(narrowest + (widest - narrowest) * random.uniform());
  }
  return { centres, widths: drawn };
}
