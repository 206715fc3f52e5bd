/**
 * The lens in front of the sensor: diffraction-limited, with square pixels behind it; the f-number may be learned.
 *
 *   photons(r) = (h ∗ scene)(r),   h = Airy pattern of λN integrated over one pixel
 *
 * Input and output are mean signals in the same unit at the pixels of the sensor; the transfer function of `h` is that of
 * diffraction.ts, the boundary that of mirror-blur.ts. The f-number changes sharpness only: the light that reaches the
 * sensor is set by the exposure, which is stated at the sensor.
 * Sources: see diffraction.ts and mirror-blur.ts.
 */
import { tf } from '../engine/tfjs.js';
import { z } from 'zod';
import { boundedValue, boundProblems, freeNumber, type Bounds } from '../engine/bounded-parameter.js';
import { defineLayer } from '../engine/layer-definition.js';
import type { LayerDescription, PhysicalParameter } from '../engine/layer-description.js';
import { checkLens, diffractionTransfer, samplingWarning } from './diffraction.js';
import type { ImagingLayer, ImagingSystem } from './imaging-system.js';
import { blurMirrored, mirrorBasis, type MirrorBasis } from './mirror-blur.js';
import { apertureAmplitude } from './pupil/aperture.js';

export interface DiffractionBlurOptions {
  readonly name?: string;
  /** Working f-number; where it is learned, its value before training. */
  readonly fNumber: number;
  /** Wavelength, m: one for all channels, or one per channel. */
  readonly wavelength: readonly number[];
  /** Distance of pixel centres and side of a pixel, m. */
  readonly pixelPitch: number;
  /** True: the f-number is trained. */
  readonly isLearned?: boolean;
  /** Smallest and largest f-number that can be built; needed where it is learned. */
  readonly bounds?: Bounds;
}

/** Samples across the pupil that is shown; the blur itself follows from a closed form. */
const shownPupilSamples = 128;

/** Diffraction blur; [batch, height, width, channels] to the same. */
export class DiffractionBlur extends tf.layers.Layer implements ImagingLayer {
  static readonly className = 'DiffractionBlur';

  private readonly options: DiffractionBlurOptions;
  /** Free number of the learned f-number; null where it is fixed. */
  private free: tf.LayerVariable | null = null;
  private basis: MirrorBasis | null = null;
  /** Transfer function of the fixed lens, [channels or 1, height, width]; null where it is learned. */
  private transfer: tf.Tensor3D | null = null;

  /** @throws RangeError if a quantity is not positive or the f-number is not within its bounds. */
  constructor(options: DiffractionBlurOptions) {
    super(options);
    const { fNumber, wavelength, pixelPitch, isLearned = false, bounds } = options;
    for (const each of wavelength) checkLens({ fNumber, wavelength: each, pixelPitch });
    this.options = { fNumber, wavelength, pixelPitch, isLearned, ...(bounds && { bounds }) };
    if (isLearned) freeNumber(fNumber, this.bounds, 'diffraction: fNumber');
  }

  /** @throws RangeError if the frame has no fixed size or the wavelengths do not fit its channels. */
  override build(inputShape: tf.Shape): void {
    const [, height, width, channels] = inputShape;
    if (height == null || width == null || channels == null) {
      throw new RangeError(
        `diffraction: input is [${inputShape.join()}], must have height, width and channels`,
      );
    }
    const { wavelength, fNumber, isLearned = false } = this.options;
    if (wavelength.length !== 1 && wavelength.length !== channels) {
      throw new RangeError(
        `diffraction: there are ${wavelength.length} wavelengths, must be 1 or one for each of ${channels} channels`,
      );
    }
    this.basis = mirrorBasis(height, width);
    for (const matrix of Object.values(this.basis)) tf.keep(matrix);
    if (isLearned) {
      const free = freeNumber(fNumber, this.bounds, 'diffraction: fNumber');
      this.free = this.addWeight('fNumber', [], 'float32', tf.initializers.constant({ value: free }));
    } else {
      this.transfer = tf.keep(this.makeTransfer(fNumber, height, width));
    }
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const image = [inputs].flat()[0] as tf.Tensor4D;
      const [, height, width] = image.shape;
      const transfer = this.transfer ?? this.makeTransfer(this.fNumberTensor(), height, width);
      return blurMirrored(image, transfer, this.basis!);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...(this.options as unknown as tf.serialization.ConfigDict) };
  }

  /** The learned f-number as it is now; nothing where it is fixed. */
  physicalParameters(): PhysicalParameter[] {
    return this.free === null ? [] : [{ name: 'fNumber', value: this.presentFNumber(), unit: '' }];
  }

  imagingSystems(): ImagingSystem[] {
    const { wavelength, pixelPitch } = this.options;
    return wavelength.map(each => ({
      label: `${(each * 1e9).toFixed(0)} nm`,
      wavelength: each,
      fNumber: this.presentFNumber(),
      pitch: pixelPitch,
      kernelPixels: null,
      pupil: () => {
        const amplitude = apertureAmplitude(shownPupilSamples, { shape: 'circle' }, 'hard');
        return { amplitude, opd: tf.zerosLike(amplitude) };
      },
    }));
  }

  describe(): LayerDescription {
    const { wavelength, pixelPitch } = this.options;
    const fNumber = this.presentFNumber();
    const nanometres = wavelength.map(each => (each * 1e9).toFixed(0)).join(', ');
    const warnings = wavelength.map(each => samplingWarning({ fNumber, wavelength: each, pixelPitch }));
    const sampling = wavelength.map(each => ((each * fNumber) / pixelPitch).toPrecision(3)).join(', ');
    return {
      title: 'Diffraction blur',
      text:
        `A diffraction-limited lens at f/${fNumber.toPrecision(3)}${this.free === null ? '' : ' (learned)'} and ` +
        `${nanometres} nm formed the image on square samples of ${(pixelPitch * 1e6).toPrecision(3)} µm: ` +
        `the scene was convolved with the Airy pattern integrated over a sample. λN/p = ${sampling}` +
        `${
          warnings.some(warning => warning !== null)
            ? ', below the 2 of Nyquist sampling: the lens passes finer detail than the samples hold'
            : ''
        }. ` +
        'Outside the frame the scene continued as its mirror image; no part of the pattern was cut off.',
      parameters: [
        { name: 'fNumber', value: fNumber, unit: '' },
        ...wavelength.map(each => ({ name: 'wavelength', value: each * 1e9, unit: 'nm' })),
        { name: 'pixelPitch', value: pixelPitch * 1e6, unit: 'µm' },
      ],
      source: 'Hopkins, Proc. R. Soc. A 231, 91 (1955), doi:10.1098/rspa.1955.0158',
    };
  }

  protected override disposeWeights(): number {
    tf.dispose(
      [this.transfer, this.basis?.vertical, this.basis?.horizontal].filter(tensor => tensor != null),
    );
    return super.disposeWeights();
  }

  private get bounds(): Bounds {
    const { bounds } = this.options;
    if (bounds === undefined)
      throw new RangeError('diffraction: bounds are missing, must be given to learn fNumber');
    return bounds;
  }

  private fNumberTensor(): tf.Tensor {
    return boundedValue(this.free!.read(), this.bounds);
  }

  private presentFNumber(): number {
    if (this.free === null) return this.options.fNumber;
    return tf.tidy(() => this.fNumberTensor().dataSync()[0]!);
  }

  /** [channels or 1, height, width]. */
  private makeTransfer(fNumber: number | tf.Tensor, height: number, width: number): tf.Tensor3D {
    const { wavelength, pixelPitch } = this.options;
    const smallestFNumber = typeof fNumber === 'number' ? fNumber : this.bounds[0];
    const lens = { fNumber, smallestFNumber, pixelPitch, height, width };
    return tf.tidy(
      () =>
        tf.stack(wavelength.map(each => diffractionTransfer({ ...lens, wavelength: each }))) as tf.Tensor3D,
    );
  }
}

tf.serialization.registerClass(DiffractionBlur);

const fNumber = z.number().min(0.5).max(128);

export const diffraction = defineLayer({
  layer: 'diffraction',
  title: 'Diffraction blur',
  summary: 'A lens free of aberrations; its f-number may be learned.',
  equation: 'y = h ∗ x, h = Airy pattern of λN integrated over a pixel',
  source: 'Hopkins, Proc. R. Soc. A 231, 91 (1955), doi:10.1098/rspa.1955.0158',
  takes: ['scene', 'photons'],
  canBeLearned: true,
  keys: {
    fNumber: fNumber
      .default(4)
      .describe('f-number of the lens, 0.5 to 128; where training starts if learned.'),
    fNumberMin: fNumber.default(1).describe('Smallest f-number that can be built; used if learned.'),
    fNumberMax: fNumber.default(32).describe('Largest f-number that can be built; used if learned.'),
  },
  problems: (keys, { isLearned }) => (isLearned ? boundProblems(keys, 'fNumber') : []),
  make: (keys, { name, isLearned, signal }) =>
    new DiffractionBlur({
      name,
      fNumber: keys.fNumber,
      wavelength: signal.wavelengths,
      pixelPitch: signal.pixelPitch,
      ...(isLearned && { isLearned, bounds: [keys.fNumberMin, keys.fNumberMax] as const }),
    }),
});
