/**
 * A lens whose PSF changes over the frame, by the low-rank form of its field of PSFs.
 *
 *   y(r) = Σ_k c_k(r) (h_k ∗ x)(r),   k = 1 … K
 *
 * PSFs are computed at a grid of points, decomposed (low-rank-field.ts) into the K kernels that describe them best, and the
 * coefficients interpolated in between. They are divided by what they make of a constant scene, so that it stays constant as with
 * PSFs of sum 1. With K below the rank of the field the result may be negative where the scene is black, by about the error that
 * `describe` states.
 * Sources: see low-rank-blur.ts (operator: the gather) and low-rank-field.ts.
 */
import { tf } from '../../engine/tfjs.js';
import type { Boundary } from '../../engine/fourier/pad-images.js';
import type { LayerDescription, PhysicalParameter } from '../../engine/layer-description.js';
import { boundarySentence } from '../blur/boundary-key.js';
import { frameSize } from '../blur/frame-size.js';
import { blendingWeights, interpolateField } from './field-grid.js';
import { describeField, makeField, type FieldSource } from './field-source.js';
import { blurLowRank, type LowRankBlur } from './low-rank-blur.js';
import { lowRankOfField } from './low-rank-field.js';
import type { PsfField } from './psf-field.js';

export interface FieldBlurOptions {
  readonly name?: string;
  /** Side of the PSFs, pixels. */
  readonly kernelPixels: number;
  /** Number of kernels, K. */
  readonly rank: number;
  readonly field: FieldSource;
  /** Distance of pixel centres and side of a pixel, m. */
  readonly pixelPitch: number;
  readonly boundary: Boundary;
}

/** Points of the field along each axis at which PSFs are computed, fewer where each takes a Fourier transform or the frame is small. */
export const mostPoints = { gaussian: 17, aberrations: 9 };

/** The low-rank form of a field, with what was lost on the way. */
export interface FieldApproximation extends LowRankBlur {
  /** √(Σ of σ² left out / Σ of all σ²), 0 to 1. */
  readonly relativeError: number;
}

/**
 * The low-rank blur of a field of PSFs.
 *
 * @param frame Height and width, pixels.
 * @throws RangeError if the rank is not from 1 to the number of points or of elements of a PSF.
 */
export function approximateField(
  { psfs }: PsfField,
  rank: number,
  [height, width]: readonly [number, number],
): FieldApproximation {
  const [rows, columns, side] = psfs.shape;
  const elements = psfs.reshape<tf.Tensor2D>([rows * columns, side * side]);
  const { kernels, coefficients, discarded, total } = lowRankOfField(elements.arraySync(), rank);
  elements.dispose();
  const [maps, stack] = tf.tidy(() => {
    const planes = tf.tensor2d(kernels as number[][]).transpose();
    const atPoints = tf.tensor2d(coefficients as number[][]).reshape<tf.Tensor3D>([rows, columns, rank]);
    const between = interpolateField(
      atPoints,
      blendingWeights(height, rows),
      blendingWeights(width, columns),
    );
    const ofConstant = between.mul(planes.sum(0)).sum(2, true);
    return [between.div<tf.Tensor3D>(ofConstant), planes.reshape<tf.Tensor3D>([side, side, rank])];
  });
  return { kernels: stack, coefficients: maps, relativeError: Math.sqrt(discarded / total) };
}

/** [batch, height, width, channels] to the same. */
export class FieldBlur extends tf.layers.Layer {
  static readonly className = 'FieldBlur';

  private readonly options: FieldBlurOptions;
  private blur: FieldApproximation | null = null;
  private lostLight = 0;

  constructor(options: FieldBlurOptions) {
    super(options);
    const { kernelPixels, rank, field, pixelPitch, boundary } = options;
    this.options = { kernelPixels, rank, field, pixelPitch, boundary };
  }

  /** @throws RangeError if the frame has no fixed size or the rank is out of range. */
  override build(inputShape: tf.Shape): void {
    const [height, width] = frameSize('field blur', inputShape);
    const { kernelPixels, rank, field, pixelPitch } = this.options;
    const [rows, columns] = [height, width].map(size => Math.min(size, mostPoints[field.kind])) as [
      number,
      number,
    ];
    const made = makeField({ height, width, rows, columns }, field, { side: kernelPixels, pixelPitch });
    this.lostLight = made.lostLight;
    this.blur = approximateField(made, rank, [height, width]);
    made.psfs.dispose();
    tf.keep(this.blur.kernels);
    tf.keep(this.blur.coefficients);
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return blurLowRank([inputs].flat()[0] as tf.Tensor4D, this.blur!, this.options.boundary);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...(this.options as unknown as tf.serialization.ConfigDict) };
  }

  physicalParameters(): PhysicalParameter[] {
    return [];
  }

  describe(): LayerDescription {
    const { kernelPixels, rank, field, boundary } = this.options;
    const { sentence, parameters } = describeField(field);
    const points = mostPoints[field.kind];
    const error = this.blur?.relativeError ?? 0;
    return {
      title: 'Shift-variant blur',
      text:
        `${sentence} PSFs of ${kernelPixels} × ${kernelPixels} pixels, which held all but ${percent(this.lostLight)} of the light of ` +
        `each point before they were normalized, at up to ${points} × ${points} points of the frame, were combined from ${rank} kernels to ` +
        `${percent(error)} (root mean square), with weights interpolated for each pixel of the image. ${boundarySentence(boundary)}`,
      parameters: [
        ...parameters,
        { name: 'rank', value: rank, unit: '' },
        { name: 'kernelPixels', value: kernelPixels, unit: 'pixels' },
        { name: 'lostLight', value: this.lostLight, unit: '' },
        { name: 'relativeError', value: error, unit: '' },
      ],
      source: 'Denis et al., Int. J. Comput. Vis. 115, 253 (2015), doi:10.1007/s11263-015-0817-x',
    };
  }

  protected override disposeWeights(): number {
    if (this.blur !== null) tf.dispose([this.blur.kernels, this.blur.coefficients]);
    return super.disposeWeights();
  }
}

function percent(share: number): string {
  return `${(100 * share).toPrecision(2)} %`;
}

tf.serialization.registerClass(FieldBlur);
