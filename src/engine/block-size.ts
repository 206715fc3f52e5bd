/** Channels per block of the blocked convolution; 0 where convolutions run in the plain form. */
let block = 0;

export function convolutionBlock(): number {
  return block;
}

/** To be called by blocked-convolution.ts alone, which finds out what the processor wants. */
export function setConvolutionBlock(size: number): void {
  block = size;
}
