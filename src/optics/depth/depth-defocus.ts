/**
 * A lens that looks at objects nearer or farther than its focus; a cubic phase mask may make the blur much the same for all.
 *
 *   y = max(0, h_z ∗ x),   h_z of depth-psf.ts for the distance z of the object
 *
 * All of an image is at one distance. Where several are given, each image of a batch is at a random one of them, drawn from a
 * seed, as for training a camera of extended depth of field. What the kernel cuts off is reported and made up for, so that no
 * light is lost; negative values of rounding are cut to 0 where photons are handed on.
 * Source: Dowski & Cathey, Appl. Opt. 34, 1859 (1995), doi:10.1364/AO.34.001859.
 */
import { tf } from '../../engine/tfjs.js';
import { boundedValue, freeNumber } from '../../engine/bounded-parameter.js';
import { convolveImages } from '../../engine/fourier/convolve-images.js';
import type {
  DescribedLayer,
  HardwareLayer,
  LayerDescription,
  PhysicalParameter,
} from '../../engine/layer-description.js';
import { liveRandomKey, randomUniform } from '../../engine/random.js';
import { frameSize } from '../blur/frame-size.js';
import type { ImagingLayer, ImagingSystem } from '../imaging-system.js';
import type { NormalizedPsf } from '../psf/incoherent-psf.js';
import { checkDepthOptions, type DepthDefocusOptions } from './depth-options.js';
import { workingFNumber } from './depth-of-field.js';
import { depthOpd, depthPsfs, depthPupil, type DepthPupil, type DepthSetting } from './depth-psf.js';
import { depthText } from './depth-text.js';

/** Depth defocus; [batch, height, width, channels] to the same. */
export class DepthDefocus extends tf.layers.Layer implements DescribedLayer, HardwareLayer, ImagingLayer {
  static readonly className = 'DepthDefocus';

  private readonly options: DepthDefocusOptions;
  private pupil: DepthPupil | null = null;
  /** Kernels of the fixed lens, one for each distance; null where it is learned. */
  private kernels: readonly tf.Tensor3D[] | null = null;
  /** Free number of the learned distance in focus; null where it is fixed. */
  private focus: tf.LayerVariable | null = null;
  /** Free number of the learned strength of the cubic mask; null where it is fixed or there is none. */
  private cubic: tf.LayerVariable | null = null;
  private exposure = { step: 0, firstRow: 0 };

  /** @throws RangeError if an option is out of its range. */
  constructor(options: DepthDefocusOptions) {
    super(options);
    checkDepthOptions(options);
    this.options = optionsOf(options);
    if (options.isLearned) this.startOfFocus();
  }

  /** @throws RangeError if the frame has no fixed size, or wavelengths or kernel do not fit. */
  override build(inputShape: tf.Shape): void {
    const [, , channels] = frameSize('depth-defocus', inputShape);
    const { wavelength, isLearned, phaseMask, pupilSamples, cubic, cubicMax } = this.options;
    if (wavelength.length !== 1 && wavelength.length !== channels) {
      throw new RangeError(
        `depth-defocus: there are ${wavelength.length} wavelengths, must be 1 or one for each of ${channels} channels`,
      );
    }
    this.pupil = depthPupil(pupilSamples);
    tf.keep(this.pupil.amplitude);
    tf.keep(this.pupil.basis);
    if (isLearned) {
      this.focus = this.addScalar('focusDistance', this.startOfFocus());
      if (phaseMask === 'cubic') this.cubic = this.addScalar('cubic', Math.atanh(cubic / cubicMax));
    } else {
      this.kernels = tf.tidy(() => this.pointSpreads().map(({ psf }) => tf.keep(psf as tf.Tensor3D)));
    }
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const images = [inputs].flat()[0] as tf.Tensor4D;
      const { boundary } = this.options;
      const kernels = this.kernels ?? this.pointSpreads().map(({ psf }) => psf as tf.Tensor3D);
      const blurred = kernels.map(kernel => convolveImages(images, kernel, { boundary }).relu());
      if (blurred.length === 1) return blurred[0]!;
      const choices = this.choices(images.shape[0]);
      return tf.addN(blurred.map((image, index) => image.mul(choices[index]!)));
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...(this.options as unknown as tf.serialization.ConfigDict) };
  }

  /**
   * Chooses the distances of the images of the next call.
   *
   * @param step Number of the exposure, such as the training step; an integer.
   * @param firstRow Index of the batch's first row among all rows of that step, 0 or more.
   */
  reseed(step: number, firstRow: number): void {
    this.exposure = { step, firstRow };
  }

  /** The kernels as they are now, one for each distance, and the light they held before their sums were made 1. */
  pointSpreads(): NormalizedPsf[] {
    return depthPsfs(this.options, this.pupil!, this.setting());
  }

  imagingSystems(): ImagingSystem[] {
    const { wavelength, pixelPitch: pitch, kernelPixels, objectDistances } = this.options;
    const fNumber = workingFNumber(this.options);
    return objectDistances.flatMap(distance =>
      wavelength.map(each => ({
        label: `${distance} m${wavelength.length > 1 ? `, ${(each * 1e9).toFixed(0)} nm` : ''}`,
        wavelength: each,
        fNumber,
        pitch,
        kernelPixels,
        pupil: () => ({
          amplitude: this.pupil!.amplitude.clone(),
          opd: tf.tidy(() => depthOpd(this.options, this.pupil!, distance, this.setting())),
        }),
      })),
    );
  }

  /** Learned distance and strength as they are now; nothing where they are fixed. */
  physicalParameters(): PhysicalParameter[] {
    const { focusDistance, cubic } = this.present();
    const waves = cubic / this.options.wavelength[0]!;
    return [
      ...(this.focus === null ? [] : [{ name: 'focusDistanceM', value: focusDistance, unit: 'm' }]),
      ...(this.cubic === null ? [] : [{ name: 'cubicWaves', value: waves, unit: 'waves' }]),
    ];
  }

  describe(): LayerDescription {
    const energy = tf.tidy(() =>
      this.pointSpreads().map(spread => Math.min(...spread.energy.reshape([-1]).dataSync())),
    );
    return depthText({ ...this.options, ...this.present() }, energy);
  }

  protected override disposeWeights(): number {
    tf.dispose(
      [this.pupil?.amplitude, this.pupil?.basis, ...(this.kernels ?? [])].filter(each => each != null),
    );
    return super.disposeWeights();
  }

  private addScalar(name: string, value: number): tf.LayerVariable {
    return this.addWeight(name, [], 'float32', tf.initializers.constant({ value }));
  }

  private startOfFocus(): number {
    const { focusDistance, focusBounds } = this.options;
    return freeNumber(focusDistance, focusBounds, 'depth-defocus: focusDistance');
  }

  private setting(): DepthSetting {
    const { focusDistance, focusBounds, phaseMask, cubic, cubicMax } = this.options;
    return {
      focusDistance: this.focus === null ? focusDistance : boundedValue(this.focus.read(), focusBounds),
      cubic: phaseMask === 'none' ? 0 : (this.cubic?.read().tanh().mul(cubicMax) ?? cubic),
    };
  }

  private present(): { focusDistance: number; cubic: number } {
    return tf.tidy(() => {
      const { focusDistance, cubic } = this.setting();
      const numberOf = (value: number | tf.Tensor) =>
        typeof value === 'number' ? value : value.dataSync()[0]!;
      return { focusDistance: numberOf(focusDistance), cubic: numberOf(cubic) };
    });
  }

  /** For each distance 1 at the images that are there, 0 at the others; [batch, 1, 1, 1]. */
  private choices(batch: number): tf.Tensor[] {
    const { seed, stream, objectDistances } = this.options;
    const count = objectDistances.length;
    const key = liveRandomKey(() => ({ seed, stream, ...this.exposure }));
    const place = randomUniform([batch, 1, 1, 1], key).mul(count).floor();
    return objectDistances.map((_, index) => place.equal(index).cast('float32'));
  }
}

function optionsOf(options: DepthDefocusOptions): DepthDefocusOptions {
  return {
    focalLength: options.focalLength,
    fNumber: options.fNumber,
    focusDistance: options.focusDistance,
    objectDistances: options.objectDistances,
    phaseMask: options.phaseMask,
    cubic: options.cubic,
    wavelength: options.wavelength,
    pixelPitch: options.pixelPitch,
    pupilSamples: options.pupilSamples,
    kernelPixels: options.kernelPixels,
    boundary: options.boundary,
    isLearned: options.isLearned,
    focusBounds: options.focusBounds,
    cubicMax: options.cubicMax,
    seed: options.seed,
    stream: options.stream,
  };
}

tf.serialization.registerClass(DepthDefocus);
