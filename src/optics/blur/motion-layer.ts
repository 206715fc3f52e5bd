/**
 * Motion blur as a layer; length and angle of the path may be learned.
 *
 * Equation and source: see motion-kernel.ts. The length is trained through a free number between bounds (see
 * engine/bounded-parameter.ts), the angle as it is, in radians: it is cyclic and needs none.
 */
import { tf } from '../../engine/tfjs.js';
import { z } from 'zod';
import { boundedValue, boundProblems, freeNumber, type Bounds } from '../../engine/bounded-parameter.js';
import { convolveImages } from '../../engine/fourier/convolve-images.js';
import type { Boundary } from '../../engine/fourier/pad-images.js';
import { defineLayer } from '../../engine/layer-definition.js';
import type { LayerDescription, PhysicalParameter } from '../../engine/layer-description.js';
import { boundaryKey, boundarySentence, kernelProblem } from './boundary-key.js';
import { frameSize } from './frame-size.js';
import { motionKernel, motionRadius } from './motion-kernel.js';

export interface MotionBlurOptions {
  readonly name?: string;
  /** Length of the path at the sensor, m; where it is learned, its value before training. */
  readonly length: number;
  /** Angle of the path from +x (right) towards +y (down), radians. */
  readonly angle: number;
  /** Distance of pixel centres and side of a pixel, m. */
  readonly pixelPitch: number;
  readonly boundary: Boundary;
  /** True: length and angle are trained. */
  readonly isLearned?: boolean;
  /** Shortest and longest path, m; needed where it is learned. */
  readonly bounds?: Bounds;
}

const source = 'Potmesil & Chakravarty, Comput. Graph. 17, 389 (1983), doi:10.1145/964967.801169';
const degree = Math.PI / 180;

/** Motion blur; [batch, height, width, channels] to the same. */
export class MotionBlur extends tf.layers.Layer {
  static readonly className = 'MotionBlur';

  private readonly options: MotionBlurOptions;
  /** Free number of the learned length, and the learned angle; null where they are fixed. */
  private free: { readonly length: tf.LayerVariable; readonly angle: tf.LayerVariable } | null = null;
  /** Kernel of the fixed path; null where it is learned. */
  private kernel: tf.Tensor3D | null = null;

  /** @throws RangeError if a quantity is out of range or the length is not within its bounds. */
  constructor(options: MotionBlurOptions) {
    super(options);
    const { length, angle, pixelPitch, boundary, isLearned = false, bounds } = options;
    if (!(length >= 0 && length < Infinity)) {
      throw new RangeError(`motion blur: length is ${length} m, must be 0 or more`);
    }
    if (!Number.isFinite(angle)) {
      throw new RangeError(`motion blur: angle is ${angle} rad, must be a finite number`);
    }
    if (!(pixelPitch > 0 && pixelPitch < Infinity)) {
      throw new RangeError(`motion blur: pixelPitch is ${pixelPitch} m, must be above 0`);
    }
    this.options = { length, angle, pixelPitch, boundary, isLearned, ...(bounds && { bounds }) };
    if (isLearned) freeNumber(length, this.bounds, 'motion blur: length');
  }

  override build(inputShape: tf.Shape): void {
    frameSize('motion blur', inputShape);
    const { length, angle, isLearned = false } = this.options;
    if (isLearned) {
      const value = freeNumber(length, this.bounds, 'motion blur: length');
      const weight = (name: string, start: number) =>
        this.addWeight(name, [], 'float32', tf.initializers.constant({ value: start }));
      this.free = { length: weight('length', value), angle: weight('angle', angle) };
    } else {
      this.kernel = tf.keep(this.makeKernel());
    }
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const images = [inputs].flat()[0] as tf.Tensor4D;
      const { boundary } = this.options;
      return convolveImages(images, this.kernel ?? this.makeKernel(), { boundary });
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...(this.options as unknown as tf.serialization.ConfigDict) };
  }

  /** Learned length and angle as they are now; nothing where they are fixed. */
  physicalParameters(): PhysicalParameter[] {
    return this.free === null ? [] : this.path();
  }

  describe(): LayerDescription {
    const { pixelPitch, boundary } = this.options;
    const path = this.path();
    const [length, angle] = path.map(({ value }) => value.toPrecision(3));
    return {
      title: 'Motion blur',
      text:
        `While the shutter was open, the image moved at constant speed along a line of ${length} µm at ${angle}° from the right ` +
        `downwards${this.free === null ? '' : ' (both learned)'}; scene and sensor were integrated over square pixels of ` +
        `${(pixelPitch * 1e6).toPrecision(3)} µm. ${boundarySentence(boundary)}`,
      parameters: [...path, { name: 'pixelPitch', value: pixelPitch * 1e6, unit: 'µm' }],
      source,
    };
  }

  protected override disposeWeights(): number {
    this.kernel?.dispose();
    return super.disposeWeights();
  }

  private get bounds(): Bounds {
    const { bounds } = this.options;
    if (bounds === undefined) {
      throw new RangeError('motion blur: bounds are missing, must be given to learn length');
    }
    return bounds;
  }

  private makeKernel(): tf.Tensor3D {
    const { length, angle, pixelPitch } = this.options;
    if (this.free === null) {
      const pixels = length / pixelPitch;
      return motionKernel({ length: pixels, angle, longest: pixels });
    }
    return tf.tidy(() =>
      motionKernel({
        length: this.learnedLength().div(pixelPitch),
        angle: this.free!.angle.read(),
        longest: this.bounds[1] / pixelPitch,
      }),
    );
  }

  private learnedLength(): tf.Tensor {
    return boundedValue(this.free!.length.read(), this.bounds);
  }

  private path(): PhysicalParameter[] {
    const { length, angle } = this.options;
    const [metres, radians] =
      this.free === null
        ? [length, angle]
        : tf.tidy(() => [this.learnedLength().dataSync()[0]!, this.free!.angle.read().dataSync()[0]!]);
    return [
      { name: 'length', value: metres * 1e6, unit: 'µm' },
      { name: 'angle', value: radians / degree, unit: '°' },
    ];
  }
}

tf.serialization.registerClass(MotionBlur);

const lengthUm = z.number().min(0.001).max(100_000);

export const motionBlur = defineLayer({
  layer: 'motion-blur',
  title: 'Motion blur',
  summary: 'The image moves along a line while the shutter is open; length and angle may be learned.',
  equation: 'y = h ∗ x, h = exposure time spread evenly along a line, integrated over pixels',
  source,
  takes: ['scene', 'photons'],
  canBeLearned: true,
  keys: {
    lengthUm: lengthUm
      .default(10)
      .describe('Length of the path at the sensor in µm, 0.001 to 100000; where training starts if learned.'),
    lengthUmMin: lengthUm.default(0.5).describe('Shortest path in µm; used if learned.'),
    lengthUmMax: lengthUm.default(50).describe('Longest path in µm; used if learned.'),
    angleDegrees: z
      .number()
      .min(-360)
      .max(360)
      .default(0)
      .describe('Direction of the path in degrees from +x (right) towards +y (down), -360 to 360.'),
    boundary: boundaryKey,
  },
  problems: (keys, { isLearned, signal }) => {
    const key = isLearned ? 'lengthUmMax' : 'lengthUm';
    const radius = motionRadius((keys[key] * 1e-6) / signal.pixelPitch);
    return [
      ...(isLearned ? boundProblems(keys, 'lengthUm') : []),
      ...kernelProblem(key, radius, signal, keys.boundary),
    ];
  },
  make: (keys, { name, isLearned, signal }) =>
    new MotionBlur({
      name,
      length: keys.lengthUm * 1e-6,
      angle: keys.angleDegrees * degree,
      pixelPitch: signal.pixelPitch,
      boundary: keys.boundary,
      ...(isLearned && { isLearned, bounds: [keys.lengthUmMin * 1e-6, keys.lengthUmMax * 1e-6] as const }),
    }),
});
