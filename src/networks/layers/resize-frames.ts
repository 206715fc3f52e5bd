/**
 * Brings frames to another height and width by linear maps of rows and columns, pixel centres on pixel centres.
 *
 *   y(i, j) = Σ_{r, c} R(i, r) C(j, c) x(r, c)
 *
 * A pixel i of the new side lies at s = (i + 1/2) h / H − 1/2 of the old one. `nearest` takes the pixel that covers the middle of i,
 * `bilinear` the two around s with the weights 1 − (s − ⌊s⌋) and s − ⌊s⌋, edge pixels beyond the edges.
 * Source: Keys, IEEE Trans. Acoust. Speech Signal Process. 29, 1153 (1981), doi:10.1109/TASSP.1981.1163711 (linear interpolation).
 */
import { tf } from '../../engine/tfjs.js';

export const resizings = ['nearest', 'bilinear'] as const;

export type Resizing = (typeof resizings)[number];

export interface ResizeFramesOptions {
  readonly name?: string;
  /** Of what leaves, pixels. */
  readonly height: number;
  readonly width: number;
  readonly method: Resizing;
}

/** Weights of the old pixels in each new one of a side, [to, from] row by row. */
export function interpolationMatrix(from: number, to: number, method: Resizing): Float32Array {
  const weights = new Float32Array(to * from);
  for (let i = 0; i < to; i++) {
    const place = ((i + 0.5) * from) / to;
    const add = (pixel: number, weight: number) =>
      (weights[i * from + Math.min(from - 1, Math.max(0, pixel))]! += weight);
    if (method === 'nearest') {
      add(Math.floor(place), 1);
      continue;
    }
    const [before, share] = [Math.floor(place - 0.5), place - 0.5 - Math.floor(place - 0.5)];
    add(before, 1 - share);
    add(before + 1, share);
  }
  return weights;
}

/** [batch, h, w, channels] to [batch, height, width, channels]. */
export class ResizeFrames extends tf.layers.Layer {
  static readonly className = 'ResizeFrames';

  private readonly options: Omit<ResizeFramesOptions, 'name'>;
  private matrices: { readonly rows: tf.Tensor2D; readonly columns: tf.Tensor2D } | null = null;

  constructor({ height, width, method, ...layer }: ResizeFramesOptions) {
    super(layer);
    this.options = { height, width, method };
  }

  override build(inputShape: tf.Shape): void {
    const [, height, width] = inputShape as number[];
    const matrix = (from: number, to: number) =>
      tf.keep(tf.tensor2d(interpolationMatrix(from, to, this.options.method), [to, from]));
    this.matrices = {
      rows: matrix(height!, this.options.height),
      columns: matrix(width!, this.options.width),
    };
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = [inputs].flat()[0] as tf.Tensor4D;
      const [batch, h, w, channels] = x.shape;
      const { height, width } = this.options;
      const { rows, columns } = this.matrices!;
      const tall = rows.matMul(x.transpose([1, 0, 2, 3]).reshape([h, batch * w * channels]));
      const turned = tall.reshape([height, batch, w, channels]).transpose([2, 1, 0, 3]);
      const wide = columns.matMul(turned.reshape([w, batch * height * channels]));
      return wide.reshape([width, batch, height, channels]).transpose([1, 2, 0, 3]);
    });
  }

  override computeOutputShape([batch, , , channels]: tf.Shape): tf.Shape {
    return [batch!, this.options.height, this.options.width, channels!];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.options };
  }

  protected override disposeWeights(): number {
    if (this.matrices !== null) tf.dispose([this.matrices.rows, this.matrices.columns]);
    this.matrices = null;
    return super.disposeWeights();
  }
}

tf.serialization.registerClass(ResizeFrames);
