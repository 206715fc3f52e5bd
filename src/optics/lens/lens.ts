/**
 * A lens with a pupil of its own: aperture, defocus, aberrations and a phase that may be learned, in front of the sensor.
 *
 *   y = max(0, h ∗ x),   h = ∫ |F{A exp(2πi W/λ)}|² over each pixel, divided by its sum
 *
 * The point spread function is computed for each channel at its wavelength, or as the mean over a band, see
 * psf/incoherent-psf.ts and psf/polychromatic-psf.ts. What the kernel cuts off is reported and then made up for by the
 * division, so that no light is lost: the exposure sets how much there is. Convolution by transforms leaves negative values of
 * the size of rounding errors, which are cut to 0 here, where photons are handed on, and nowhere before.
 * Source: Goodman, Introduction to Fourier Optics, 3rd ed. (2005), chapter 6; Sitzmann et al., ACM Trans. Graph. 37, 114
 * (2018), doi:10.1145/3197517.3201333 (learned pupils).
 */
import * as tf from '@tensorflow/tfjs';
import { convolveImages } from '../../engine/fourier/convolve-images.js';
import type {
  DescribedLayer,
  HardenableLayer,
  HardwareLayer,
  LayerDescription,
  PenalizedLayer,
  PhysicalArray,
  PhysicalParameter,
} from '../../engine/layer-description.js';
import { frameSize } from '../blur/frame-size.js';
import type { ImagingLayer, ImagingSystem } from '../imaging-system.js';
import { normalizePsf, type NormalizedPsf } from '../psf/incoherent-psf.js';
import { channelPsfs, evenBand, type Spectrum } from '../psf/polychromatic-psf.js';
import { samplingReport, type SamplingReport } from '../psf/sampling-report.js';
import { apertureAmplitude, type Aperture } from '../pupil/aperture.js';
import type { Pupil } from '../pupil/pupil.js';
import { wavefrontRms } from '../quality/wavefront.js';
import { checkLensOptions, lensOptionsOf, type LensOptions } from './lens-options.js';
import { lensText } from './lens-text.js';
import { LensWavefront } from './lens-wavefront.js';

/** Lens; [batch, height, width, channels] to the same. */
export class Lens
  extends tf.layers.Layer
  implements DescribedLayer, HardwareLayer, PenalizedLayer, HardenableLayer, ImagingLayer
{
  static readonly className = 'Lens';

  private readonly options: LensOptions;
  private readonly spectra: readonly Spectrum[];
  private wavefront: LensWavefront | null = null;
  private amplitude: tf.Tensor2D | null = null;
  /** Kernel of the fixed lens, [kernelPixels, kernelPixels, channels or 1]; null where it is learned. */
  private kernel: tf.Tensor3D | null = null;

  /** @throws RangeError if an option is out of its range. */
  constructor(options: LensOptions) {
    super(options);
    checkLensOptions(options);
    this.options = lensOptionsOf(options);
    const { wavelength, bandwidth, spectralLines } = options;
    this.spectra = wavelength.map(centre => evenBand(centre, bandwidth, spectralLines));
  }

  /** @throws RangeError if the frame has no fixed size, or wavelengths or kernel do not fit. */
  override build(inputShape: tf.Shape): void {
    const [, , channels] = frameSize('lens', inputShape);
    const { wavelength, pupilSamples, isLearned } = this.options;
    if (wavelength.length !== 1 && wavelength.length !== channels) {
      throw new RangeError(
        `lens: there are ${wavelength.length} wavelengths, must be 1 or one for each of ${channels} channels`,
      );
    }
    this.amplitude = tf.keep(apertureAmplitude(pupilSamples, apertureOf(this.options), 'hard'));
    this.wavefront = new LensWavefront(this.options);
    this.wavefront.build((name, shape) => this.addWeight(name, shape, 'float32', tf.initializers.zeros()));
    if (!isLearned) this.kernel = tf.keep(tf.tidy(() => this.pointSpread().psf as tf.Tensor3D));
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const images = [inputs].flat()[0] as tf.Tensor4D;
      const kernel = this.kernel ?? (this.pointSpread().psf as tf.Tensor3D);
      return convolveImages(images, kernel, { boundary: this.options.boundary }).relu();
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...(this.options as unknown as tf.serialization.ConfigDict) };
  }

  harden(isHard: boolean): void {
    this.wavefront!.harden(isHard);
  }

  /** Price of a rough learned map; 0 where nothing is learned or the weight is 0. */
  penalty(): tf.Scalar {
    return this.wavefront!.penalty();
  }

  /** The pupil that light of a wavelength, m, meets now; the amplitude is the layer's own. */
  pupilAt(wavelength: number): Pupil {
    return { amplitude: this.amplitude!, opd: this.wavefront!.opd(wavelength) };
  }

  /** The kernel as it is now, [kernelPixels, kernelPixels, channels or 1], and the light it held before its sum was made 1. */
  pointSpread(): NormalizedPsf {
    const { fNumber, pixelPitch: pitch, kernelPixels: size, isPixelIntegrated } = this.options;
    const options = { fNumber, pitch, size, isPixelIntegrated };
    return normalizePsf(channelPsfs(each => this.pupilAt(each), this.spectra, options));
  }

  /** One for each channel that has a wavelength of its own. */
  imagingSystems(): ImagingSystem[] {
    const { fNumber, pixelPitch: pitch, kernelPixels, wavelength } = this.options;
    return wavelength.map(each => ({
      label: `${(each * 1e9).toFixed(0)} nm`,
      wavelength: each,
      fNumber,
      pitch,
      kernelPixels,
      pupil: () => {
        const { amplitude, opd } = this.pupilAt(each);
        return { amplitude: amplitude.clone(), opd };
      },
    }));
  }

  /** How pixels, kernel and pupil samples suit the lens as it is now, for each wavelength. */
  sampling(): SamplingReport[] {
    const {
      wavelength: wavelengths,
      fNumber,
      pixelPitch: pitch,
      kernelPixels: size,
      isPixelIntegrated,
    } = this.options;
    return wavelengths.map(wavelength => {
      const plane = { wavelength, fNumber, pitch, size, isPixelIntegrated };
      const pupil = this.pupilAt(wavelength);
      const report = samplingReport(pupil, plane);
      pupil.opd.dispose();
      return report;
    });
  }

  /** The learned strength of a cubic phase as it is now; nothing otherwise. */
  physicalParameters(): PhysicalParameter[] {
    const { phase, isLearned, wavelength } = this.options;
    if (!isLearned || phase !== 'cubic' || this.wavefront === null) return [];
    return [{ name: 'cubicWaves', value: this.shapedValues()[0]! / wavelength[0]!, unit: 'waves' }];
  }

  /** Learned coefficients or maps as they are now; nothing where they are fixed. */
  physicalArrays(): PhysicalArray[] {
    const { phase, isLearned, wavelength, mapSamples } = this.options;
    if (!isLearned || phase === 'cubic' || this.wavefront === null) return [];
    const values = this.shapedValues();
    const scaled = (factor: number) => values.map(value => value * factor);
    const shape = [mapSamples, mapSamples];
    if (phase === 'free-form') {
      const radians = scaled((2 * Math.PI) / wavelength[0]!);
      return [{ name: 'phase', unit: 'rad', shape, values: radians, kind: 'phase' }];
    }
    if (phase === 'height-map') {
      return [{ name: 'heightNm', unit: 'nm', shape, values: scaled(1e9), kind: 'magnitude' }];
    }
    return [{ name: 'zernikeNm', unit: 'nm', shape: [values.length], values: scaled(1e9), kind: 'signed' }];
  }

  describe(): LayerDescription {
    const { energy, rms } = tf.tidy(() => ({
      energy: Array.from(this.pointSpread().energy.dataSync()),
      rms: wavefrontRms(this.pupilAt(this.options.wavelength[0]!)).dataSync()[0]!,
    }));
    return lensText(this.options, { energy, rms });
  }

  protected override disposeWeights(): number {
    this.wavefront?.dispose();
    tf.dispose([this.amplitude, this.kernel].filter(tensor => tensor !== null));
    return super.disposeWeights();
  }

  private shapedValues(): Float32Array {
    return tf.tidy(() => this.wavefront!.values().dataSync<'float32'>().slice());
  }
}

function apertureOf({ aperture, obscuration }: LensOptions): Aperture {
  if (aperture === 'hexagon') return { shape: 'polygon', sides: 6 };
  if (aperture === 'annulus') return { shape: 'circle', obscuration };
  return { shape: aperture };
}

tf.serialization.registerClass(Lens);
