/**
 * What a layout of pixels of different sizes recorded, as an image on a regular grid: each sample gets its share, by area, of the
 * pixels that it lies in.
 *
 *   y[i, j] = Σ V[k, i] H[l, j] x[k, l] / (height_k width_l)
 *
 * This is arithmetic behind the converter, for networks that look at images: where pixels are large the image is blocky, and the
 * noise of a pixel is that of all its samples. The sum over samples is the sum over pixels, for any layout.
 * Source: Crow, SIGGRAPH 1984, doi:10.1145/800031.808600 (integrals over rectangles).
 */
import { tf } from '../../engine/tfjs.js';
import { integrateAreas } from '../../engine/area-integration.js';
import { defineLayer } from '../../engine/layer-definition.js';
import type { LayerDescription, PhysicalParameter } from '../../engine/layer-description.js';
import { sharesBetween, widthsBetween } from './borders.js';

/** Borders along an axis, samples: as they are now, or those that a saved model was left with. */
export type BorderSource = (() => tf.Tensor1D) | readonly number[];

export interface LayoutToGridOptions {
  readonly name?: string;
  /** Grid, samples. */
  readonly height: number;
  readonly width: number;
  /** From 0 to height, [rows + 1]. */
  readonly down: BorderSource;
  /** From 0 to width, [columns + 1]. */
  readonly across: BorderSource;
}

const source = 'Crow, SIGGRAPH 1984, doi:10.1145/800031.808600';

/** [batch, rows, columns, channels] to [batch, height, width, channels]; the gradient reaches learned borders. */
export class LayoutToGrid extends tf.layers.Layer {
  static readonly className = 'LayoutToGrid';

  private readonly options: Omit<LayoutToGridOptions, 'name'>;

  constructor(options: LayoutToGridOptions) {
    super(options);
    const { height, width, down, across } = options;
    this.options = { height, width, down, across };
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const { height, width, down, across } = this.options;
    return tf.tidy(() =>
      integrateAreas([inputs].flat()[0] as tf.Tensor4D, densities(down, height), densities(across, width)),
    );
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    const { height, width } = this.options;
    return [inputShape[0]!, height, width, inputShape[3]!];
  }

  /** With the borders as they are now: a model that is saved keeps them. */
  override getConfig(): tf.serialization.ConfigDict {
    const { height, width, down, across } = this.options;
    return { ...super.getConfig(), height, width, down: numbersOf(down), across: numbersOf(across) };
  }

  physicalParameters(): PhysicalParameter[] {
    return [];
  }

  describe(): LayerDescription {
    const { height, width } = this.options;
    return {
      title: 'Layout to grid',
      text:
        `What the pixels had recorded was spread evenly over their areas, on a grid of ${height} × ${width} samples; samples on ` +
        'borders took their share, by area, of each pixel.',
      parameters: [
        { name: 'height', value: height, unit: 'samples' },
        { name: 'width', value: width, unit: 'samples' },
      ],
      source,
    };
  }
}

tf.serialization.registerClass(LayoutToGrid);

/** Part of each pixel that lies within each sample, [samples, pixels]; columns of sum 1. */
function densities(source: BorderSource, samples: number): tf.Tensor2D {
  return tf.tidy(() => {
    const borders = bordersNow(source);
    const widths = widthsBetween(borders).expandDims(1);
    return sharesBetween(borders, samples).div(widths).transpose<tf.Tensor2D>();
  });
}

function bordersNow(source: BorderSource): tf.Tensor1D {
  return typeof source === 'function' ? source() : tf.tensor1d([...source]);
}

function numbersOf(source: BorderSource): number[] {
  return tf.tidy(() => [...bordersNow(source).dataSync<'float32'>()]);
}

export const layoutToGrid = defineLayer({
  layer: 'layout-to-grid',
  title: 'Layout to grid',
  summary: 'Spreads what pixels of different sizes recorded over their areas, as an image on a regular grid.',
  equation:
    'y[i, j] = Σ V[k, i] H[l, j] x[k, l] / area[k, l], V H: area of sample [i, j] within pixel [k, l]',
  source,
  takes: ['photons', 'electrons', 'digital'],
  canBeLearned: false,
  keys: {},
  make: (_, { name, signal: { borders, ...frame } }) => {
    if (borders === undefined) throw new RangeError('layout to grid: no pixel-layout before it, must be one');
    const { height, width, rows, columns, down, across } = borders;
    if (frame.height !== rows || frame.width !== columns) {
      throw new RangeError(
        `layout to grid: frame is ${frame.height} × ${frame.width}, must be ${rows} × ${columns} as the layout`,
      );
    }
    return new LayoutToGrid({ name, height, width, down, across });
  },
  gives: (_, { borders, fullScale, pixelPitch }) => ({
    pixelPitch: borders?.pixelPitch ?? pixelPitch,
    fullScale: fullScale / (borders?.smallestArea ?? 1),
    borders: undefined,
    // It differs from pixel to pixel now.
    black: undefined,
  }),
});
