/**
 * How much amplitude passes the pupil of a lens: its opening, and a film in it that absorbs and may be trained.
 *
 *   none:      A = A₀
 *   gaussian:  A = A₀ t^(ρ²)
 *   free-form: A = A₀ σ(w), w bilinear between the samples of a map, starting from the Gaussian
 *
 * The film costs light: Σ A² / Σ A₀² of that behind the opening alone passes.
 */
import { tf } from '../../engine/tfjs.js';
import { bilinearMatrix } from '../../engine/resampling.js';
import { apertureAmplitude, type Aperture } from '../pupil/aperture.js';
import { gaussianApodization, learnedAmplitude } from '../pupil/apodization.js';
import type { LensOptions } from './lens-options.js';

/** Learned transmissions start strictly between 0 and 1, this far from them at least. */
const startMargin = 0.02;

export class LensAmplitude {
  private readonly options: LensOptions;
  private readonly opening: tf.Tensor2D;
  /** A of a film that is not free-form. */
  private readonly fixed: tf.Tensor2D | null;
  /** Bilinear map, [pupilSamples, mapSamples]; null where the film is not free-form. */
  private readonly spread: tf.Tensor2D | null;
  private learned: tf.LayerVariable | null = null;
  /** Free numbers of a free-form film that is not trained. */
  private start: tf.Tensor2D | null = null;

  constructor(options: LensOptions) {
    const { pupilSamples, mapSamples, film, edgeAmplitude } = options;
    this.options = options;
    this.opening = tf.keep(apertureAmplitude(pupilSamples, apertureOf(options), 'hard'));
    const corners = { alignCorners: false, halfPixelCenters: true };
    this.spread =
      film === 'free-form'
        ? tf.keep(tf.tensor2d(bilinearMatrix(mapSamples, pupilSamples, corners), [pupilSamples, mapSamples]))
        : null;
    this.fixed =
      film === 'gaussian'
        ? tf.keep(
            tf.tidy(() => this.opening.mul<tf.Tensor2D>(gaussianApodization(pupilSamples, edgeAmplitude))),
          )
        : null;
  }

  /** Makes the free numbers of a free-form film. */
  build(addWeight: (name: string, shape: number[]) => tf.LayerVariable): void {
    if (this.spread === null) return;
    const { mapSamples, edgeAmplitude, isLearned } = this.options;
    const start = tf.tidy(() => {
      const film = gaussianApodization(mapSamples, edgeAmplitude).clipByValue(startMargin, 1 - startMargin);
      return film.div(tf.sub(1, film)).log() as tf.Tensor2D;
    });
    if (!isLearned) {
      this.start = tf.keep(start);
      return;
    }
    this.learned = addWeight('film', [mapSamples, mapSamples]);
    this.learned.write(start);
    start.dispose();
  }

  /** A as it is now, 0 to 1, [n, n]; differentiable in the film. */
  value(): tf.Tensor2D {
    if (this.spread === null) return (this.fixed ?? this.opening).clone();
    const { spread } = this;
    return tf.tidy(() => {
      const free = tf.matMul(tf.matMul(spread, this.free()), spread, false, true);
      return learnedAmplitude(free, this.opening);
    });
  }

  /** Share of the light behind the opening that the film passes, a scalar. */
  transmission(amplitude: tf.Tensor2D): tf.Scalar {
    return tf.tidy(() => amplitude.square().sum().div<tf.Scalar>(this.opening.square().sum()));
  }

  /** Transmission of amplitude at the samples of a learned film, row by row; null where none is learned. */
  learnedFilm(): Float32Array | null {
    if (this.learned === null) return null;
    return tf.tidy(() => this.learned!.read().sigmoid().dataSync<'float32'>().slice());
  }

  dispose(): void {
    tf.dispose([this.opening, this.fixed, this.spread, this.start].filter(tensor => tensor !== null));
  }

  private free(): tf.Tensor2D {
    return (this.start ?? this.learned!.read()) as tf.Tensor2D;
  }
}

function apertureOf({ aperture, obscuration }: LensOptions): Aperture {
  if (aperture === 'hexagon') return { shape: 'polygon', sides: 6 };
  if (aperture === 'annulus') return { shape: 'circle', obscuration };
  return { shape: aperture };
}
