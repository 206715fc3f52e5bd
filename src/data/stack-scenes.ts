/** Several scenes on one sensor: tuples of samples, stacked as the channels that the layer `overlap` takes. */
import { shuffled } from './shuffle.js';

/**
 * Companions for each sample, drawn from the samples themselves.
 *
 * The samples are put into random order as on a ring; the companions of one are those that follow it. So no sample meets itself,
 * and each one is as often a companion as any other.
 *
 * @param count Samples.
 * @param n Samples in a tuple, 1 up to `count`.
 * @param seed 0 to 2³² − 1.
 * @param stream Tells apart the tuples drawn with one seed, such as those of several epochs, 0 to 2³² − 1.
 * @returns Indices, [count · n]; tuple k begins with sample k, whose label is that of the tuple.
 * @throws RangeError if a tuple would have fewer than 1 or more than all samples.
 */
export function tupleOrder(count: number, n: number, seed: number, stream: number): Uint32Array {
  if (!Number.isInteger(n) || n < 1 || n > count) {
    throw new RangeError(`tupleOrder: n is ${n}, must be a whole number from 1 to the ${count} samples`);
  }
  const ring = shuffled(
    Uint32Array.from({ length: count }, (_, index) => index),
    seed,
    stream,
  );
  const order = new Uint32Array(count * n);
  ring.forEach((sample, place) => {
    for (let i = 0; i < n; i++) order[sample * n + i] = ring[(place + i) % count]!;
  });
  return order;
}

/**
 * Companions for the samples of some parts, each drawn from the part that the sample is in, so that none leaks into another.
 *
 * @param parts Samples of each part, each sample in one part at most.
 * @param n Samples in a tuple.
 * @param seed 0 to 2³² − 1.
 * @returns From samples to their tuples one after the other, each beginning with its sample.
 * @throws RangeError if a tuple would have fewer than 1 or more than all samples of a part; and, when called, for a sample that is
 *   in no part.
 */
export function tuplesOf(
  parts: readonly Uint32Array[],
  n: number,
  seed: number,
): (samples: Uint32Array) => Uint32Array {
  const tuples = new Map<number, Uint32Array>();
  parts.forEach((part, stream) => {
    const order = tupleOrder(part.length, n, seed, stream).map(place => part[place]!);
    part.forEach((sample, place) => tuples.set(sample, order.subarray(place * n, (place + 1) * n)));
  });
  return samples => {
    const stacked = new Uint32Array(samples.length * n);
    samples.forEach((sample, place) => {
      const tuple = tuples.get(sample);
      if (tuple === undefined) throw new RangeError(`tuplesOf: sample is ${sample}, must be in a part`);
      stacked.set(tuple, place * n);
    });
    return stacked;
  };
}

/**
 * Stacks scenes of one channel.
 *
 * @param scenes [samples, height, width, 1] row by row, such as from `toScene` of grey images.
 * @param size height · width.
 * @param order Indices of samples, tuple by tuple, from `tupleOrder`.
 * @param n Samples in a tuple.
 * @returns [tuples, height, width, n]: each scene of a tuple is a channel.
 * @throws RangeError if lengths do not fit, or an index is not that of a sample.
 */
export function stackScenes(
  scenes: Float32Array,
  size: number,
  order: ArrayLike<number>,
  n: number,
): Float32Array {
  const samples = scenes.length / size;
  if (!Number.isInteger(samples)) {
    throw new RangeError(`stackScenes: there are ${scenes.length} pixels, must be a multiple of ${size}`);
  }
  if (order.length % n !== 0) {
    throw new RangeError(`stackScenes: order has ${order.length} indices, must be a multiple of ${n}`);
  }
  const stacked = new Float32Array(order.length * size);
  for (let place = 0; place < order.length; place++) {
    const sample = order[place]!;
    if (!(Number.isInteger(sample) && sample >= 0 && sample < samples)) {
      throw new RangeError(
        `stackScenes: index is ${sample}, must be a whole number from 0 to ${samples - 1}`,
      );
    }
    const first = Math.floor(place / n) * size * n + (place % n);
    for (let pixel = 0; pixel < size; pixel++) stacked[first + pixel * n] = scenes[sample * size + pixel]!;
  }
  return stacked;
}
