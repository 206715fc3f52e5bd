/** Pixels of different sizes as a config names them. See pixel-layout.ts. */
import { z } from 'zod';
import { hostRandom } from '../../engine/host-random.js';
import { defineLayer, type LayerPlace } from '../../engine/layer-definition.js';
import { PixelLayout, pixelLayouts, pixelLayoutSource, type PixelLayoutName } from './pixel-layout.js';
import { foveatedWidths, randomWidths, uniformWidths, type PixelAxis } from './widths.js';

interface LayoutKeys {
  readonly layout: PixelLayoutName;
  readonly pixelsAcross: number;
  readonly pixelsDown?: number | undefined;
  readonly foveaFraction: number;
  readonly smallestUm: number;
}

function axesOf(keys: LayoutKeys, { signal }: LayerPlace): { down: PixelAxis; across: PixelAxis } {
  const smallest = (keys.smallestUm * 1e-6) / signal.pixelPitch;
  const { pixelsAcross, pixelsDown = pixelsAcross } = keys;
  return {
    down: { samples: signal.height, pixels: pixelsDown, smallest },
    across: { samples: signal.width, pixels: pixelsAcross, smallest },
  };
}

/** Heights of the rows and widths of the columns. */
function sidesOf(keys: LayoutKeys, place: LayerPlace): [heights: number[], widths: number[]] {
  const { down, across } = axesOf(keys, place);
  const random = hostRandom(place.seed, place.stream);
  const sides = (axis: PixelAxis) => {
    switch (keys.layout) {
      case 'uniform':
        return uniformWidths(axis);
      case 'foveated':
        return foveatedWidths(axis, keys.foveaFraction);
      case 'random':
        return randomWidths(axis, random);
    }
  };
  return [sides(down), sides(across)];
}

export const pixelLayout = defineLayer({
  layer: 'pixel-layout',
  title: 'Pixel layout',
  summary:
    'Rows and columns of pixels of different sizes, each of which integrates the light on it; their borders may be learned.',
  equation: 'y[k, l] = ∫∫ x over row k and column l',
  source: pixelLayoutSource,
  takes: ['photons', 'electrons'],
  canBeLearned: true,
  keys: {
    layout: z
      .enum(pixelLayouts)
      .default('uniform')
      .describe(
        'uniform: all alike. foveated: narrow in the middle, by the law of the visual cortex. random: any division of the frame, by ' +
          'the seed of the trial. Where training starts if learned.',
      ),
    pixelsAcross: z.int().min(1).max(4096).default(4).describe('Columns of pixels, 1 to 4096.'),
    pixelsDown: z
      .int()
      .min(1)
      .max(4096)
      .exactOptional()
      .describe('Rows of pixels, 1 to 4096; left out: as many as columns.'),
    foveaFraction: z
      .number()
      .min(0.01)
      .max(100)
      .default(0.5)
      .describe(
        'If foveated: where a pixel is twice as wide as in the middle, as a fraction of half the frame, 0.01 to 100.',
      ),
    smallestUm: z
      .number()
      .min(0.01)
      .max(1000)
      .default(1)
      .describe('Smallest side of a pixel that can be built, 0.01 to 1000 µm.'),
  },
  problems: (keys, place) => {
    const { down, across } = axesOf(keys, place);
    const crowded = [down, across].find(({ samples, pixels, smallest }) => pixels * smallest >= samples);
    if (crowded !== undefined) {
      const most = (place.signal.pixelPitch * 1e6 * crowded.samples) / crowded.pixels;
      const must = `below ${Number(most.toPrecision(3))} µm, so that ${crowded.pixels} pixels fit on the frame`;
      return [{ key: 'smallestUm', must }];
    }
    const narrowest = Math.min(...sidesOf(keys, place).flat());
    if (keys.layout !== 'foveated' || narrowest > down.smallest) return [];
    const microns = narrowest * place.signal.pixelPitch * 1e6;
    return [{ key: 'foveaFraction', must: `larger: the narrowest pixel has ${microns.toPrecision(3)} µm` }];
  },
  make: (keys, place) => {
    const [heights, widths] = sidesOf(keys, place);
    const { smallest } = axesOf(keys, place).across;
    const { name, isLearned, signal } = place;
    const { layout } = keys;
    return new PixelLayout({
      name,
      ...{ layout, heights, widths, smallest, pixelPitch: signal.pixelPitch, isLearned },
    });
  },
  gives: ({ pixelsAcross }, { pixelPitch, width, fullScale }, layer) => ({
    pixelPitch: (pixelPitch * width) / pixelsAcross,
    ...(layer instanceof PixelLayout && {
      fullScale: fullScale * layer.largestArea(),
      borders: layer.borders(),
    }),
  }),
});
