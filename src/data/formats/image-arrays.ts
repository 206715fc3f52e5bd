/** What images and labels in arrays may be, whatever the file that holds them. */
import type { NpyType } from './npy.js';

/** Bits of a pixel in memory, and the value at full scale where the config gives none. */
export const imageTypes: Readonly<
  Partial<Record<NpyType, { readonly depth: 8 | 16 | 32; readonly fullScale: number }>>
> = {
  u1: { depth: 8, fullScale: 255 },
  u2: { depth: 16, fullScale: 65535 },
  f4: { depth: 32, fullScale: 1 },
  f8: { depth: 32, fullScale: 1 },
};
export const mostChannels = 64;
export const mostClasses = 256;
