/** Channels of a spectral image: bands that follow each other without gaps, from the shortest wavelength to the longest. */

/** Ends of a band of wavelengths, m. */
export interface WavelengthRange {
  readonly shortest: number;
  readonly longest: number;
}

/** Where scenes of fluorophores have their channels. */
export const emissionRange: WavelengthRange = { shortest: 420e-9, longest: 740e-9 };

const samplesPerChannel = 32;

/** Middles of `count` channels of one width, m, ascending. */
export function channelCentres({ shortest, longest }: WavelengthRange, count: number): number[] {
  const width = (longest - shortest) / count;
  return Array.from({ length: count }, (_, channel) => shortest + (channel + 0.5) * width);
}

/**
 * Lower and upper end of each channel, m: they meet halfway between neighbouring centres, and the outer ones reach as far out as in.
 *
 * @param centres Wavelengths, m, at least two, ascending or descending.
 * @throws RangeError if there is one alone, or they do not ascend or descend.
 */
export function channelEdges(centres: readonly number[]): WavelengthRange[] {
  if (!areOrdered(centres)) {
    const list = centres.map(each => Number((each * 1e9).toFixed(1))).join(', ');
    throw new RangeError(`channelEdges: wavelengths are ${list} nm, must be at least two in order`);
  }
  const last = centres.length - 1;
  return centres.map((centre, channel) => {
    const before = centres[channel - 1] ?? 2 * centre - centres[1]!;
    const after = centres[channel + 1] ?? 2 * centre - centres[last - 1]!;
    const ends = [(before + centre) / 2, (centre + after) / 2];
    return { shortest: Math.min(...ends), longest: Math.max(...ends) };
  });
}

/** Whether wavelengths can be the centres of channels: two or more, ascending or descending. */
export function areOrdered(centres: readonly number[]): boolean {
  const steps = centres.slice(1).map((each, index) => each - centres[index]!);
  return steps.length > 0 && (steps.every(step => step > 0) || steps.every(step => step < 0));
}

/** Share of the whole range that each channel covers; the sum is 1. */
export function channelShares(edges: readonly WavelengthRange[]): number[] {
  const widths = edges.map(({ shortest, longest }) => longest - shortest);
  const whole = widths.reduce((sum, width) => sum + width, 0);
  return widths.map(width => width / whole);
}

/** Mean of a function of wavelength over each channel, by the midpoint rule. */
export function channelMeans(
  edges: readonly WavelengthRange[],
  valueAt: (wavelength: number) => number,
): number[] {
  return edges.map(({ shortest, longest }) => {
    const step = (longest - shortest) / samplesPerChannel;
    let sum = 0;
    for (let i = 0; i < samplesPerChannel; i++) sum += valueAt(shortest + (i + 0.5) * step);
    return sum / samplesPerChannel;
  });
}
