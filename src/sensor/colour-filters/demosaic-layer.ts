/** Demosaicking as a layer: fixed signal processing behind the converter. See demosaic.ts. */
import { tf } from '../../engine/tfjs.js';
import { z } from 'zod';
import { defineLayer } from '../../engine/layer-definition.js';
import type { LayerDescription, PhysicalParameter } from '../../engine/layer-description.js';
import { demosaicBilinear, demosaicMalvar } from './demosaic.js';
import { filterNumbers, filtersOf, patternNames, tileOf, type Tile } from './patterns.js';

export interface DemosaicOptions {
  readonly name?: string;
  /** The tile of the colour filter array in front. */
  readonly tile: Tile;
  readonly method: 'bilinear' | 'malvar';
}

/** One value a pixel to a colour image; [batch, height, width, 1] to [batch, height, width, 3]. */
export class Demosaic extends tf.layers.Layer {
  static readonly className = 'Demosaic';

  private readonly options: Omit<DemosaicOptions, 'name'>;

  constructor(options: DemosaicOptions) {
    super(options);
    const { tile, method } = options;
    this.options = { tile, method };
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const { tile, method } = this.options;
    const frame = [inputs].flat()[0] as tf.Tensor4D;
    return method === 'bilinear' ? demosaicBilinear(frame, tile) : demosaicMalvar(frame, tile);
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    return [...inputShape.slice(0, -1), 3];
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { tile, method } = this.options;
    return { ...super.getConfig(), method, tile: tile.map(filterNumbers) };
  }

  static override fromConfig<T extends tf.serialization.Serializable>(
    make: tf.serialization.SerializableConstructor<T>,
    config: tf.serialization.ConfigDict,
  ): T {
    return new make({ ...config, tile: (config.tile as number[][]).map(filtersOf) });
  }

  /** Nothing here is learned. */
  physicalParameters(): PhysicalParameter[] {
    return [];
  }

  describe(): LayerDescription {
    const { tile, method } = this.options;
    const size = `${tile.length} × ${tile[0]!.length}`;
    return {
      title: 'Demosaicking',
      text:
        method === 'bilinear'
          ? `Red, green and blue were interpolated at each pixel as tent-weighted means of the pixels of the ${size} tile that recorded them.`
          : `Red, green and blue were estimated at each pixel of the ${size} tile by gradient-corrected linear interpolation with 5 × 5 filters.`,
      parameters: [],
      source: 'Malvar et al., ICASSP 2004, doi:10.1109/ICASSP.2004.1326587',
    };
  }
}

tf.serialization.registerClass(Demosaic);

export const demosaic = defineLayer({
  layer: 'demosaic',
  title: 'Demosaicking',
  summary: 'Interpolates red, green and blue at each pixel behind a colour filter array.',
  equation: 'x_c = (k ∗ m_c y) / (k ∗ m_c), or 5 × 5 gradient-corrected filters',
  source: 'Malvar et al., ICASSP 2004, doi:10.1109/ICASSP.2004.1326587',
  takes: ['scene', 'photons', 'electrons', 'digital'],
  canBeLearned: false,
  keys: {
    pattern: z
      .enum(patternNames)
      .exclude(['random', 'white', 'custom'])
      .default('bayer')
      .describe('Tile of the colour filter array in front.'),
    method: z
      .enum(['bilinear', 'malvar'])
      .default('bilinear')
      .describe('bilinear: means of neighbours, any tile. malvar: gradient-corrected, Bayer only.'),
  },
  problems: ({ pattern, method }, { signal }) => {
    if (signal.channels !== 1) {
      return [{ key: 'pattern', must: `behind frames of 1 channel, which have ${signal.channels} here` }];
    }
    return method === 'malvar' && pattern !== 'bayer'
      ? [{ key: 'method', must: `bilinear, because the pattern is ${pattern}` }]
      : [];
  },
  make: ({ pattern, method }, { name, seed, stream }) =>
    new Demosaic({ name, method, tile: tileOf(pattern, { period: 1, filters: [], seed, stream }) }),
});
