/** Mean and standard deviation of frames per channel, in one pass over any number of them. */

/** One number per channel, in the unit of the frames. */
export interface FrameMoments {
  readonly mean: readonly number[];
  /** Above 0. */
  readonly std: readonly number[];
}

export class FrameStatistics {
  private readonly sums: Float64Array;
  private readonly squares: Float64Array;
  /** First value of each channel. Differences from it are summed, so that a small deviation on a large mean survives. */
  private readonly origins: Float64Array;
  private pixels = 0;

  constructor(private readonly channels: number) {
    this.sums = new Float64Array(channels);
    this.squares = new Float64Array(channels);
    this.origins = new Float64Array(channels);
  }

  /** @param values Frames, channels last. */
  add(values: ArrayLike<number>): void {
    const { channels, sums, squares, origins } = this;
    if (this.pixels === 0) for (let c = 0; c < channels; c++) origins[c] = values[c]!;
    for (let i = 0; i < values.length; i++) {
      const channel = i % channels;
      const difference = values[i]! - origins[channel]!;
      sums[channel]! += difference;
      squares[channel]! += difference * difference;
    }
    this.pixels += values.length / channels;
  }

  /**
   * The moments so far. A channel that never changed gets deviation 1, so that it is standardized to 0.
   *
   * @param warn Called once for each such channel.
   */
  moments(warn: (line: string) => void): FrameMoments {
    const channels = Array.from({ length: this.channels }, (_, c) => this.channelMoments(c));
    channels.forEach(({ mean, deviation }, c) => {
      if (deviation > 0) return;
      const where = this.channels === 1 ? '' : ` in channel ${c}`;
      warn(
        `standardize: every pixel of every training frame${where} is ${mean}: the sensor never leaves one code, so the ` +
          'network sees nothing; more light or more gain would change that',
      );
    });
    return {
      mean: channels.map(({ mean }) => mean),
      std: channels.map(({ deviation }) => (deviation > 0 ? deviation : 1)),
    };
  }

  private channelMoments(channel: number): { mean: number; deviation: number } {
    const shift = this.sums[channel]! / this.pixels;
    const variance = this.squares[channel]! / this.pixels - shift * shift;
    return { mean: this.origins[channel]! + shift, deviation: Math.sqrt(Math.max(0, variance)) };
  }
}
