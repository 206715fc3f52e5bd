/**
 * Pixels of different sizes in rows and columns, whose borders may be learned; each one integrates the light on it.
 *
 *   y[k, l] = ∫∫ x over row k and column l = Σ V[k, i] x[i, j] H[l, j]
 *
 * The number of pixels is fixed and they fill the frame (fill factor 1), so all light is counted for any borders. Larger pixels
 * collect more photons, and each pixel is read once, whatever its size. How borders are learned: borders.ts; where they start:
 * widths.ts. A network that wants images of a regular grid has `layout-to-grid` in front.
 * Source: Crow, SIGGRAPH 1984, doi:10.1145/800031.808600 (integral images).
 */
import { tf } from '../../engine/tfjs.js';
import { integrateAreas } from '../../engine/area-integration.js';
import type { LayerDescription, PhysicalArray, PhysicalParameter } from '../../engine/layer-description.js';
import type { PixelBorders } from '../../engine/signal.js';
import { bordersOfFree, freeOfWidths, sharesBetween } from './borders.js';
import { bordersOf, type PixelAxis } from './widths.js';

export const pixelLayouts = ['uniform', 'foveated', 'random'] as const;
export type PixelLayoutName = (typeof pixelLayouts)[number];

export interface PixelLayoutOptions {
  readonly name?: string;
  /** For the description. */
  readonly layout: PixelLayoutName;
  /** Heights of the rows, where training starts if learned, samples; their sum is the height of the frame. */
  readonly heights: readonly number[];
  /** Widths of the columns, as `heights`. */
  readonly widths: readonly number[];
  /** Smallest side of a pixel that can be built, samples, above 0. */
  readonly smallest: number;
  /** Distance of the samples, m. */
  readonly pixelPitch: number;
  readonly isLearned?: boolean;
}

export const pixelLayoutSource = 'Crow, SIGGRAPH 1984, doi:10.1145/800031.808600';
const foveatedSource = 'Schwartz, Biol. Cybern. 25, 181 (1977), doi:10.1007/BF01885636';

/** Above what sums of widths leave behind. */
const rounding = 1e-6;

/** Counts of light on samples to counts on pixels; [batch, height, width, channels] to [batch, rows, columns, channels]. */
export class PixelLayout extends tf.layers.Layer {
  static readonly className = 'PixelLayout';

  private readonly options: Required<Omit<PixelLayoutOptions, 'name'>>;
  private readonly axes: { readonly down: PixelAxis; readonly across: PixelAxis };
  private free: { readonly down: tf.LayerVariable; readonly across: tf.LayerVariable } | null = null;

  /** @throws RangeError if a pixel is smaller than can be built, or the pitch is not positive. */
  constructor(options: PixelLayoutOptions) {
    super(options);
    const { layout, heights, widths, smallest, pixelPitch, isLearned = false } = options;
    if (!(smallest > 0)) {
      throw new RangeError(`pixel layout: smallest is ${smallest} samples, must be above 0`);
    }
    const narrowest = Math.min(...heights, ...widths);
    if (!(narrowest >= smallest - rounding)) {
      throw new RangeError(
        `pixel layout: a pixel is ${narrowest} samples wide, must be at least ${smallest}`,
      );
    }
    if (!(pixelPitch > 0))
      throw new RangeError(`pixel layout: pixelPitch is ${pixelPitch} m, must be above 0`);
    this.options = { layout, heights, widths, smallest, pixelPitch, isLearned };
    this.axes = { down: axisOf(heights, smallest), across: axisOf(widths, smallest) };
  }

  /** @throws RangeError if the frame is not as large as the layout, or where it is learned a pixel as small as can be built. */
  override build(inputShape: tf.Shape): void {
    this.checkFrame(inputShape);
    const { heights, widths, isLearned } = this.options;
    if (isLearned) {
      const weightOf = (name: string, start: readonly number[], axis: PixelAxis) => {
        const free = freeOfWidths(start, axis, 'pixel layout');
        const weight = this.addWeight(name, [free.length], 'float32', tf.initializers.zeros());
        tf.tidy(() => void weight.write(tf.tensor1d(free)));
        return weight;
      };
      const { down, across } = this.axes;
      this.free = { down: weightOf('rows', heights, down), across: weightOf('columns', widths, across) };
    }
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const { down, across } = this.axes;
    return tf.tidy(() =>
      integrateAreas(
        [inputs].flat()[0] as tf.Tensor4D,
        sharesBetween(this.bordersAlong('down'), down.samples),
        sharesBetween(this.bordersAlong('across'), across.samples),
      ),
    );
  }

  /** @throws RangeError if the frame is not as large as the layout. */
  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    this.checkFrame(inputShape);
    const { down, across } = this.axes;
    return [inputShape[0]!, down.pixels, across.pixels, inputShape[3]!];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...(this.options as unknown as tf.serialization.ConfigDict) };
  }

  /** Where its pixels lie, for layers behind it; follows training. */
  borders(): PixelBorders {
    const { down, across } = this.axes;
    const { smallest, heights, widths, isLearned, pixelPitch } = this.options;
    return {
      ...{ height: down.samples, width: across.samples, pixelPitch },
      ...{ rows: down.pixels, columns: across.pixels },
      smallestArea: isLearned ? smallest ** 2 : Math.min(...heights) * Math.min(...widths),
      down: () => this.bordersAlong('down'),
      across: () => this.bordersAlong('across'),
    };
  }

  /** Area that no pixel exceeds, samples². */
  largestArea(): number {
    const { heights, widths, isLearned } = this.options;
    if (!isLearned) return Math.max(...heights) * Math.max(...widths);
    const { down, across } = this.axes;
    const most = ({ samples, pixels, smallest }: PixelAxis) => samples - (pixels - 1) * smallest;
    return most(down) * most(across);
  }

  /** Nothing here is a single number. */
  physicalParameters(): PhysicalParameter[] {
    return [];
  }

  /** Borders of the rows and of the columns as they are now, µm from the upper left corner of the frame. */
  physicalArrays(): PhysicalArray[] {
    if (this.free === null) return [];
    const microns = this.options.pixelPitch * 1e6;
    return (['down', 'across'] as const).map(axis => {
      const values = tf.tidy(() => this.bordersAlong(axis).mul(microns).dataSync<'float32'>());
      const name = axis === 'down' ? 'row borders' : 'column borders';
      return { name, unit: 'µm', shape: [values.length], values, kind: 'borders' };
    });
  }

  describe(): LayerDescription {
    const { layout, heights, widths, smallest, pixelPitch, isLearned } = this.options;
    const microns = (samples: number) => Number((samples * pixelPitch * 1e6).toPrecision(3));
    const sides = [...heights, ...widths];
    const [least, most] = [microns(Math.min(...sides)), microns(Math.max(...sides))];
    const learned = `; their borders were learned, from a ${layout} layout on, no pixel narrower than ${microns(smallest)} µm`;
    return {
      title: 'Pixel layout',
      text:
        `A sensor of ${heights.length} rows and ${widths.length} columns of pixels that fill it integrated the image over each ` +
        `pixel; their sides were ${least} to ${most} µm (${layout})${isLearned ? learned : ''}.`,
      parameters: [
        { name: 'rows', value: heights.length, unit: 'pixels' },
        { name: 'columns', value: widths.length, unit: 'pixels' },
        { name: 'smallest', value: microns(smallest), unit: 'µm' },
      ],
      source: layout === 'foveated' ? `${pixelLayoutSource}; ${foveatedSource}` : pixelLayoutSource,
    };
  }

  private checkFrame([, height, width]: tf.Shape): void {
    const { down, across } = this.axes;
    if (height === down.samples && width === across.samples) return;
    throw new RangeError(
      `pixel layout: frame is ${height} × ${width}, must be ${down.samples} × ${across.samples} as the layout`,
    );
  }

  private bordersAlong(axis: 'down' | 'across'): tf.Tensor1D {
    if (this.free !== null) return bordersOfFree(this.free[axis].read() as tf.Tensor1D, this.axes[axis]);
    const { heights, widths } = this.options;
    return tf.tensor1d(bordersOf(axis === 'down' ? heights : widths, this.axes[axis].samples));
  }
}

tf.serialization.registerClass(PixelLayout);

/** A frame has a whole number of samples. */
function axisOf(widths: readonly number[], smallest: number): PixelAxis {
  const samples = Math.round(widths.reduce((sum, width) => sum + width, 0));
  return { samples, pixels: widths.length, smallest };
}
