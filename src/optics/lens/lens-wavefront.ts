/** The wavefront of a lens in a layer: what is fixed, and what is shaped and may be trained. */
import { tf } from '../../engine/tfjs.js';
import { liveTensor } from '../../engine/live.js';
import { defocusBasis } from '../pupil/defocus.js';
import { roundHeight } from '../pupil/height-map.js';
import { pupilOpd } from '../pupil/pupil.js';
import { meanSquaredSlope } from '../pupil/smoothness.js';
import type { LensOptions } from './lens-options.js';
import { aberrationBasis, maxHeight, phaseDesign, type PhaseDesign } from './phase-design.js';

type AddWeight = (name: string, shape: number[]) => tf.LayerVariable;

export class LensWavefront {
  private readonly options: LensOptions;
  /** Defocus, and aberrations that are not shaped, m, [n, n]. */
  private readonly fixedOpd: tf.Tensor2D;
  private readonly design: PhaseDesign | null;
  /** Free numbers while they are trained; null where they are fixed. */
  private learned: tf.LayerVariable | null = null;
  /** Free numbers where they are fixed; null where there are none. */
  private fixed: tf.Tensor | null = null;
  private isHard: boolean;

  constructor(options: LensOptions) {
    this.options = options;
    this.isHard = !options.isLearned;
    this.fixedOpd = tf.keep(unshapedOpd(options));
    this.design = phaseDesign(options);
  }

  /** Makes the free numbers. */
  build(addWeight: AddWeight): void {
    if (this.design === null) return;
    const start = this.design.start();
    if (!this.options.isLearned) {
      this.fixed = tf.keep(start);
      return;
    }
    this.learned = addWeight(this.options.phase, this.design.shape);
    this.learned.write(start);
    start.dispose();
  }

  harden(isHard: boolean): void {
    this.isHard = isHard || !this.options.isLearned;
  }

  /** Optical path difference for a wavelength as it is now, m, [n, n]; differentiable in the free numbers. */
  opd(wavelength: number): tf.Tensor2D {
    return tf.tidy(() => {
      if (this.design === null) return this.fixedOpd.clone();
      return this.fixedOpd.add<tf.Tensor2D>(this.design.opd(this.values(), wavelength));
    });
  }

  /** Coefficients, path differences or heights as they are now, m. */
  values(): tf.Tensor {
    const free = this.fixed ?? this.learned!.read();
    return tf.tidy(() => {
      const values = this.design!.values(free);
      return this.options.phase === 'height-map' ? this.asBuilt(values as tf.Tensor2D) : values;
    });
  }

  /**
   * Price of a rough learned map: weight · sum over both axes of the mean square of the differences of neighbours, in waves of
   * path difference at the first wavelength.
   */
  penalty(): tf.Scalar {
    const { phase, smoothnessWeight, wavelength, maximumOpd } = this.options;
    const isMap = phase === 'free-form' || phase === 'height-map';
    if (this.learned === null || !isMap || smoothnessWeight === 0) return tf.scalar(0);
    return tf.tidy(() => {
      const largest = phase === 'height-map' ? maxHeight(this.options) : maximumOpd;
      const map = this.design!.values(this.learned!.read()).mul(maximumOpd / wavelength[0]! / largest);
      return meanSquaredSlope(map as tf.Tensor2D, 1).mul<tf.Scalar>(smoothnessWeight);
    });
  }

  dispose(): void {
    this.fixedOpd.dispose();
    this.fixed?.dispose();
    tf.dispose([...(this.design?.constants ?? [])]);
  }

  /** Heights rounded to levels where hardened; straight-through gradient, see pupil/height-map.ts. */
  private asBuilt(heights: tf.Tensor2D): tf.Tensor2D {
    const rules = { levels: this.options.heightLevels, maxHeight: maxHeight(this.options) };
    const hardness = liveTensor(() => Float32Array.of(this.isHard ? 1 : 0), []);
    return roundHeight(heights, rules).sub(heights).mul(hardness).add(heights);
  }
}

function unshapedOpd(options: LensOptions): tf.Tensor2D {
  const { pupilSamples, defocus, zernike, phase } = options;
  return tf.tidy(() => {
    const isShaped = phase === 'zernike' || zernike.length === 0;
    return pupilOpd(pupilSamples, [
      { basis: defocusBasis(pupilSamples), coefficients: [defocus] },
      ...(isShaped ? [] : [{ basis: aberrationBasis(options, zernike.length), coefficients: zernike }]),
    ]);
  });
}
