/** Keys that several networks have. */
import { z } from 'zod';

/** Factor of all numbers of filters. */
export const width = z
  .number()
  .positive()
  .max(4)
  .default(1)
  .describe('Factor of all numbers of filters, above 0, at most 4; 1: as published.');

/** Rate of dropout. */
export const dropout = (published: number) =>
  z.number().min(0).max(0.95).default(published).describe('Share of numbers dropped in training, 0 to 0.95.');

export const stem = z
  .enum(['large', 'small'])
  .default('large')
  .describe(
    'First layers: large shrinks frames to a quarter, as for photographs; small keeps their size, for frames below 100 pixels.',
  );

export const kernelSize = z
  .int()
  .min(1)
  .max(31)
  .default(3)
  .describe('Side of the convolution kernels, pixels.');

export const batchNorm = (published: boolean) =>
  z.boolean().default(published).describe('Batch normalization behind each convolution.');

/** `1 class`, `10 classes`. */
export function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : thing.endsWith('s') ? 'es' : 's'}`;
}

/** What follows the published form of a network in its description. */
export function widthText(factor: number): string {
  return factor === 1 ? '' : `, with ${factor} times the published numbers of filters`;
}
