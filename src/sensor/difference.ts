/**
 * Difference of pairs of frames, behind the sensor: what makes pseudo-negative kernels of two exposures.
 *
 *   d_k = y_{2k} − y_{2k+1}
 *
 * Each frame brings its own noise: Var d = Var y⁺ + Var y⁻, with shot noise the sum of the two signals, however little is left
 * of them.
 * Source: Chang et al., Sci. Rep. 8, 12324 (2018), doi:10.1038/s41598-018-30619-y.
 */
import { tf } from '../engine/tfjs.js';
import { defineLayer } from '../engine/layer-definition.js';
import type { LayerDescription, PhysicalParameter } from '../engine/layer-description.js';

const source = 'Chang et al., Sci. Rep. 8, 12324 (2018), doi:10.1038/s41598-018-30619-y';

/**
 * The first of each pair of channels less the second.
 *
 * @param images […, channels], an even number of channels, any unit.
 * @returns […, channels / 2], same unit, of either sign.
 * @throws RangeError if the number of channels is odd.
 */
export function subtractPairs(images: tf.Tensor): tf.Tensor {
  const pairs = countPairs(images.shape.at(-1)!);
  return tf.tidy(() => {
    const paired = images.reshape([...images.shape.slice(0, -1), pairs, 2]);
    return paired.mul(tf.tensor1d([1, -1])).sum(-1);
  });
}

/** [batch, height, width, 2 n] to [batch, height, width, n]. */
export class Difference extends tf.layers.Layer {
  static readonly className = 'Difference';

  /** @throws RangeError if the number of channels is odd. */
  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    return [...inputShape.slice(0, -1), countPairs(inputShape.at(-1)!)];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return subtractPairs([inputs].flat()[0]!);
  }

  physicalParameters(): PhysicalParameter[] {
    return [];
  }

  describe(): LayerDescription {
    return {
      title: 'Difference of exposures',
      text: 'Of each 2 frames, the second was subtracted from the first; the noise of both is in the difference.',
      parameters: [],
      source,
    };
  }
}

tf.serialization.registerClass(Difference);

function countPairs(channels: number): number {
  if (channels % 2 === 0) return channels / 2;
  throw new RangeError(
    `difference: there are ${channels} channels, must be an even number, in pairs + and −`,
  );
}

export const difference = defineLayer({
  layer: 'difference',
  title: 'Difference of exposures',
  summary: 'Subtracts the second frame of each pair from the first, as pseudo-negative kernels need.',
  equation: 'd_k = y_2k − y_2k+1',
  source,
  takes: ['scene', 'photons', 'electrons', 'digital'],
  canBeLearned: false,
  keys: {},
  problems: (_, { signal }) =>
    signal.channels % 2 === 0
      ? []
      : [{ key: 'layer', must: `behind an even number of channels, in pairs; there are ${signal.channels}` }],
  make: (_, { name }) => new Difference({ name }),
  gives: (_, { wavelengths }) => ({
    wavelengths:
      wavelengths.length === 1 ? wavelengths : wavelengths.filter((_each, index) => index % 2 === 0),
    // Both frames have it.
    black: undefined,
    // Two full pixels and two dark ones differ alike.
    saturated: null,
  }),
});
