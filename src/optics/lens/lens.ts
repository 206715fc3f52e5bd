/**
 * A lens with a pupil of its own: aperture, defocus, aberrations and a phase that may be learned, in front of the sensor.
 *
 *   y = T max(0, h ∗ x),   h = ∫ |F{A exp(2πi W/λ)}|² over each pixel, divided by its sum
 *
 * The point spread function is computed for each channel at its wavelength, or as the mean over a band, see
 * psf/incoherent-psf.ts and psf/polychromatic-psf.ts. What the kernel cuts off is reported and then made up for by the
 * division, so that no light is lost: the exposure sets how much there is. A film in the pupil passes T = Σ A² / Σ A₀² of it, see
 * lens-amplitude.ts. Convolution by transforms leaves negative values of
 * the size of rounding errors, which are cut to 0 here, where photons are handed on, and nowhere before.
 * Source: Goodman, Introduction to Fourier Optics, 3rd ed. (2005), chapter 6; Sitzmann et al., ACM Trans. Graph. 37, 114
 * (2018), doi:10.1145/3197517.3201333 (learned pupils).
 */
import { tf } from '../../engine/tfjs.js';
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
import type { Pupil } from '../pupil/pupil.js';
import { wavefrontRms } from '../quality/wavefront.js';
import { LensAmplitude } from './lens-amplitude.js';
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
  private amplitude: LensAmplitude | null = null;
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
    const { wavelength, isLearned } = this.options;
    if (wavelength.length !== 1 && wavelength.length !== channels) {
      throw new RangeError(
        `lens: there are ${wavelength.length} wavelengths, must be 1 or one for each of ${channels} channels`,
      );
    }
    this.amplitude = new LensAmplitude(this.options);
    this.wavefront = new LensWavefront(this.options);
    for (const part of [this.wavefront, this.amplitude]) {
      part.build((name, shape) => this.addWeight(name, shape, 'float32', tf.initializers.zeros()));
    }
    if (!isLearned) this.kernel = tf.keep(tf.tidy(() => this.blurKernel()));
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const images = [inputs].flat()[0] as tf.Tensor4D;
      const kernel = this.kernel ?? this.blurKernel();
      return convolveImages(images, kernel, { boundary: this.options.boundary }).relu();
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...(this.options as unknown as tf.serialization.ConfigDict) };
  }

  /** Only heights have levels, and fixed ones are always as built. */
  get isDiscrete(): boolean {
    return this.options.isLearned && this.options.phase === 'height-map';
  }

  harden(isHard: boolean): void {
    this.wavefront!.harden(isHard);
  }

  /** Price of a rough learned map; 0 where nothing is learned or the weight is 0. */
  penalty(): tf.Scalar {
    return this.wavefront!.penalty();
  }

  /** The pupil that light of a wavelength, m, meets now; the caller disposes of it. */
  pupilAt(wavelength: number): Pupil {
    return { amplitude: this.amplitude!.value(), opd: this.wavefront!.opd(wavelength) };
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
      pupil: () => this.pupilAt(each),
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
      tf.dispose([pupil.amplitude, pupil.opd]);
      return report;
    });
  }

  /** The learned strength of a cubic phase as it is now; nothing otherwise. */
  physicalParameters(): PhysicalParameter[] {
    const { phase, isLearned, wavelength } = this.options;
    if (!isLearned || phase !== 'cubic' || this.wavefront === null) return [];
    return [{ name: 'cubicWaves', value: this.shapedValues()[0]! / wavelength[0]!, unit: 'waves' }];
  }

  /** Learned coefficients, maps and films as they are now; nothing where they are fixed. */
  physicalArrays(): PhysicalArray[] {
    const { mapSamples } = this.options;
    const film = this.amplitude?.learnedFilm() ?? null;
    const shape = [mapSamples, mapSamples];
    const kind = 'magnitude';
    return [
      ...this.phaseArrays(),
      ...(film === null ? [] : [{ name: 'film', unit: '', shape, values: film, kind } as const]),
    ];
  }

  describe(): LayerDescription {
    const { energy, rms, transmission } = tf.tidy(() => ({
      transmission: this.amplitude!.transmission(this.amplitude!.value()).dataSync()[0]!,
      energy: Array.from(this.pointSpread().energy.dataSync()),
      rms: wavefrontRms(this.pupilAt(this.options.wavelength[0]!)).dataSync()[0]!,
    }));
    return lensText(this.options, { energy, rms, transmission });
  }

  protected override disposeWeights(): number {
    this.wavefront?.dispose();
    this.amplitude?.dispose();
    this.kernel?.dispose();
    return super.disposeWeights();
  }

  private phaseArrays(): PhysicalArray[] {
    const { phase, isLearned, wavelength, mapSamples } = this.options;
    if (!isLearned || ['none', 'cubic'].includes(phase) || this.wavefront === null) return [];
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

  /** The kernel times the share of the light that a film leaves. */
  private blurKernel(): tf.Tensor3D {
    const psf = this.pointSpread().psf as tf.Tensor3D;
    if (this.options.film === 'none') return psf;
    return psf.mul(this.amplitude!.transmission(this.amplitude!.value()));
  }

  private shapedValues(): Float32Array {
    return tf.tidy(() => this.wavefront!.values().dataSync<'float32'>().slice());
  }
}

tf.serialization.registerClass(Lens);
