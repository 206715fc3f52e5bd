/**
 * Frames of which the pixels repeat in kind from tile to tile, as behind a colour filter array: continued by whole tiles, and put
 * together from what a convolution with the stride of a tile gives for all pixels of one.
 *
 * A frame continued by reflection would show filters where the array has none.
 */
import { tf } from '../../engine/tfjs.js';

export interface ContinueTilesOptions {
  readonly name?: string;
  /** P: side of a tile, pixels. */
  readonly period: number;
  /** m: pixels that are added before and after. */
  readonly margin: number;
}

/** [batch, height, width, channels] to [batch, H + 2 m, W + 2 m, channels], H and W the next multiples of P. */
export class ContinueTiles extends tf.layers.Layer {
  static readonly className = 'ContinueTiles';

  private readonly options: Omit<ContinueTilesOptions, 'name'>;

  constructor({ period, margin, ...layer }: ContinueTilesOptions) {
    super(layer);
    this.options = { period, margin };
  }

  /** @throws RangeError if the frame has no fixed size, or is smaller than a tile. */
  override build(inputShape: tf.Shape): void {
    const { period } = this.options;
    const [, height, width] = inputShape;
    if (height == null || width == null || Math.min(height, width) < period) {
      throw new RangeError(
        `continue-tiles: frame is ${height ?? 'any'} x ${width ?? 'any'} pixels, must be at least one tile, ${period} x ${period}`,
      );
    }
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => this.continued(this.continued([inputs].flat()[0] as tf.Tensor4D, 1), 2));
  }

  override computeOutputShape([batch, height, width, channels]: tf.Shape): tf.Shape {
    return [batch!, this.sizeOf(height!), this.sizeOf(width!), channels!];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.options };
  }

  private sizeOf(size: number): number {
    const { period, margin } = this.options;
    return Math.ceil(size / period) * period + 2 * margin;
  }

  /** Continued before and after along one axis: what is added repeats the first or the last tile. */
  private continued(frame: tf.Tensor4D, axis: 1 | 2): tf.Tensor4D {
    const { period, margin } = this.options;
    const size = frame.shape[axis];
    const after = this.sizeOf(size) - size - margin;
    const repeated = (start: number, count: number) =>
      tf.concat(Array<tf.Tensor4D>(count).fill(part(frame, axis, start, period)), axis);
    const [before, behind] = [Math.ceil(margin / period), Math.ceil(after / period)];
    return tf.concat(
      [
        ...(margin === 0 ? [] : [part(repeated(0, before), axis, before * period - margin, margin)]),
        frame,
        ...(after === 0 ? [] : [part(repeated(size - period, behind), axis, 0, after)]),
      ],
      axis,
    );
  }
}

function part(frame: tf.Tensor4D, axis: 1 | 2, start: number, size: number): tf.Tensor4D {
  const begin: [number, number, number, number] = [0, 0, 0, 0];
  const extent = [...frame.shape];
  begin[axis] = start;
  extent[axis] = size;
  return tf.slice(frame, begin, extent);
}

export interface JoinTilesOptions {
  readonly name?: string;
  /** P. */
  readonly period: number;
  /** Of the frame that is put together, at most what all tiles give. */
  readonly height: number;
  readonly width: number;
}

/** [batch, rows, columns, P P channels], pixels of a tile row by row, to [batch, height, width, channels]. */
export class JoinTiles extends tf.layers.Layer {
  static readonly className = 'JoinTiles';

  private readonly options: Omit<JoinTilesOptions, 'name'>;

  constructor({ period, height, width, ...layer }: JoinTilesOptions) {
    super(layer);
    this.options = { period, height, width };
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const { period, height, width } = this.options;
    const tiles = [inputs].flat()[0] as tf.Tensor4D;
    const [batch, rows, columns, depth] = tiles.shape;
    const channels = depth / period ** 2;
    return tf.tidy(() => {
      const split = tiles.reshape([batch * rows, columns, period, period * channels]).transpose([0, 2, 1, 3]);
      const joined = split.reshape<tf.Tensor4D>([batch, rows * period, columns * period, channels]);
      return joined.slice([0, 0, 0, 0], [batch, height, width, channels]);
    });
  }

  override computeOutputShape([batch, , , depth]: tf.Shape): tf.Shape {
    const { period, height, width } = this.options;
    return [batch!, height, width, depth! / period ** 2];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.options };
  }
}

tf.serialization.registerClass(ContinueTiles);
tf.serialization.registerClass(JoinTiles);
