/**
 * Difference of pairs of frames, behind the sensor: what makes pseudo-negative kernels of two exposures.
 *
 *   d_k = y_{2k} − y_{2k+1}
 *
 * Each frame brings its own noise: Var d = Var y⁺ + Var y⁻.
 * Source: Chang et al., Sci. Rep. 8, 12324 (2018), doi:10.1038/s41598-018-30619-y.
 */
import * as tf from '@tensorflow/tfjs';
import { defineLayer } from '../../engine/layer-definition.js';
import type { LayerDescription, PhysicalParameter } from '../../engine/layer-description.js';
import { frameSize } from './frame-size.js';
import { subtractPairs } from './parallel-convolution.js';

const source = 'Chang et al., Sci. Rep. 8, 12324 (2018), doi:10.1038/s41598-018-30619-y';

/** [batch, height, width, 2 n] to [batch, height, width, n]. */
export class Difference extends tf.layers.Layer {
  static readonly className = 'Difference';

  /** @throws RangeError if the number of channels is odd. */
  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    const [, , channels] = frameSize('difference', inputShape);
    if (channels % 2 === 1) {
      throw new RangeError(
        `difference: there are ${channels} channels, must be an even number, in pairs + and −`,
      );
    }
    return [...inputShape.slice(0, -1), channels / 2];
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
  }),
});
