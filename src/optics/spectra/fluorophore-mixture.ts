/**
 * Fluorophores under excitation by laser lines: from how much there is of each to the spectrum that they emit.
 *
 *   x(c) = Σ_f a_f E_f ē_f(c) + s Σ_l w_l δ_l(c),   E_f = Σ_l w_l A_f(λ_l),   w ≥ 0,   Σ_l w_l = 1
 *
 * a_f is the amount of fluorophore f in photons that it emits when the whole dose excites it at its absorption peak, A_f its absorption
 * relative to that peak, ē_f(c) the mean over channel c of its emission, as a multiple of a flat spectrum of as many photons over all
 * channels; s is the excitation light that is scattered into the image, δ_l(c) the same multiple of a line in one channel. So the mean
 * over the channels of x is the light of all wavelengths. The dose is fixed: what one line gets, others lose.
 * Excitation is far below saturation: emission is proportional to the light.
 * Source: Zimmermann et al., FEBS Lett. 546, 87 (2003), doi:10.1016/S0014-5793(03)00521-0 (linear mixing of emission spectra).
 */
import { tf } from '../../engine/tfjs.js';
import type {
  LayerDescription,
  PhysicalArray,
  PhysicalParameter,
  SpectralCurve,
  SpectralLayer,
} from '../../engine/layer-description.js';
import { channelEdges, channelMeans, channelShares } from '../../spectra/channels.js';
import {
  absorption,
  emission,
  fluorophoreNames,
  fluorophoreSource,
  type FluorophoreName,
} from '../../spectra/fluorophores.js';
import { LearnableShares } from './learnable-shares.js';

export interface FluorophoreMixtureOptions {
  readonly name?: string;
  /** One for each channel that arrives. */
  readonly fluorophores: readonly FluorophoreName[];
  /** Centres of the channels that leave, m, two or more in order. */
  readonly wavelengths: readonly number[];
  /** Of the laser lines, m. */
  readonly excitation: readonly number[];
  /** Share of the dose of each line, 0 or more, not all 0; above 0 where learned. They are divided by their sum. */
  readonly shares: readonly number[];
  /** Excitation light that reaches the image, as a fraction of the light of a fluorophore of amount 1, 0 or more. */
  readonly leak: number;
  readonly isLearned?: boolean;
}

/**
 * Absorption at each line.
 *
 * @returns [lines, fluorophores], 0 to 1.
 */
function excitationMatrix(lines: readonly number[], names: readonly FluorophoreName[]): number[][] {
  return lines.map(line => names.map(name => absorption(name, line)));
}

/**
 * Emission in each channel over that of a flat spectrum with as many photons in all channels together.
 *
 * @returns [fluorophores, channels]; the mean over channels, weighted with their widths, is the share of photons within them, at most 1.
 */
export function emissionMatrix(
  names: readonly FluorophoreName[],
  wavelengths: readonly number[],
): number[][] {
  const edges = channelEdges(wavelengths);
  const whole = edges.reduce((sum, { shortest, longest }) => sum + longest - shortest, 0);
  return names.map(name =>
    channelMeans(edges, wavelength => emission(name, wavelength)).map(density => density * whole),
  );
}

/**
 * Where excitation lines fall: each line's light over that of a flat spectrum, [lines, channels]; zero where it lies beyond the channels.
 */
export function lineMatrix(lines: readonly number[], wavelengths: readonly number[]): number[][] {
  const edges = channelEdges(wavelengths);
  const shares = channelShares(edges);
  return lines.map(line =>
    edges.map(({ shortest, longest }, c) => (line >= shortest && line < longest ? 1 / shares[c]! : 0)),
  );
}

/** Abundances to spectral images; [batch, height, width, fluorophores] to [batch, height, width, channels]. */
export class FluorophoreMixture extends tf.layers.Layer implements SpectralLayer {
  static readonly className = 'FluorophoreMixture';

  private readonly options: Required<Omit<FluorophoreMixtureOptions, 'name'>>;
  /** Share of each line. */
  private readonly dose: LearnableShares;
  private matrices: Record<'excitation' | 'emission' | 'lines', tf.Tensor2D> | null = null;

  /** @throws RangeError if shares do not fit the lines or cannot be shares of a dose. */
  constructor(options: FluorophoreMixtureOptions) {
    super(options);
    const { fluorophores, wavelengths, excitation, shares, leak, isLearned = false } = options;
    if (shares.length !== excitation.length) {
      throw new RangeError(
        `fluorophores: there are ${shares.length} shares, must be one for each of ${excitation.length} lines`,
      );
    }
    const least = Math.min(...shares);
    if (!(least >= 0 && Math.max(...shares) > 0) || (isLearned && least === 0)) {
      const must = isLearned ? 'above 0 each, because they are learned' : '0 or more, and not all 0';
      throw new RangeError(`fluorophores: shares are ${shares.join(', ')}, must be ${must}`);
    }
    this.options = { fluorophores, wavelengths, excitation, shares, leak, isLearned };
    this.dose = new LearnableShares(shares, isLearned);
  }

  /** @throws RangeError if the channels are not as many as fluorophores. */
  override build(inputShape: tf.Shape): void {
    const { fluorophores, wavelengths, excitation } = this.options;
    if (inputShape.at(-1) !== fluorophores.length) {
      throw new RangeError(
        `fluorophores: the scene has ${inputShape.at(-1)} channels, must have one for each of ${fluorophores.length} fluorophores`,
      );
    }
    this.dose.build(shape => this.addWeight('dose', shape, 'float32', tf.initializers.zeros()));
    const keep = (rows: number[][]): tf.Tensor2D => tf.keep(tf.tensor2d(rows));
    this.matrices = {
      excitation: keep(excitationMatrix(excitation, fluorophores)),
      emission: keep(emissionMatrix(fluorophores, wavelengths)),
      lines: keep(lineMatrix(excitation, wavelengths)),
    };
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const { excitation, emission: spectra, lines } = this.matrices!;
      const { leak, fluorophores, wavelengths } = this.options;
      const amounts = [inputs].flat()[0]! as tf.Tensor4D;
      const [batch, height, width] = amounts.shape;
      const dose = this.dose.present();
      const excited = tf.matMul(dose, excitation);
      const flat = amounts.reshape<tf.Tensor2D>([-1, fluorophores.length]);
      const light = tf
        .matMul(flat.mul<tf.Tensor2D>(excited), spectra)
        .reshape([batch, height, width, wavelengths.length]);
      return leak === 0 ? light : light.add(tf.matMul(dose, lines).mul(leak).reshape([wavelengths.length]));
    });
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    return [...inputShape.slice(0, -1), this.options.wavelengths.length];
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { fluorophores, ...rest } = this.options;
    return {
      ...super.getConfig(),
      ...(rest as unknown as tf.serialization.ConfigDict),
      // Saved models lose the case of letters.
      fluorophores: fluorophores.map(name => fluorophoreNames.indexOf(name)),
    };
  }

  static override fromConfig<T extends tf.serialization.Serializable>(
    make: tf.serialization.SerializableConstructor<T>,
    config: tf.serialization.ConfigDict,
  ): T {
    const fluorophores = (config.fluorophores as number[]).map(index => fluorophoreNames[index]!);
    return new make({ ...config, fluorophores });
  }

  physicalParameters(): PhysicalParameter[] {
    return [];
  }

  /** The learned share of the dose of each line as it is now. */
  physicalArrays(): PhysicalArray[] {
    return this.dose.physicalArrays('dose');
  }

  /** Emission of an amount of 1 of each fluorophore under its share of the dose. */
  spectralCurves(): SpectralCurve[] {
    const { fluorophores, wavelengths, excitation } = this.options;
    const dose = tf.tidy(() => Array.from(this.dose.present().dataSync()));
    const absorbed = excitationMatrix(excitation, fluorophores);
    return emissionMatrix(fluorophores, wavelengths).map((row, f) => {
      const excited = absorbed.reduce((sum, line, l) => sum + dose[l]! * line[f]!, 0);
      const values = row.map(value => value * excited);
      return { name: fluorophores[f]!, kind: 'emission', wavelengths, values };
    });
  }

  describe(): LayerDescription {
    const { fluorophores, excitation, leak, wavelengths, isLearned } = this.options;
    const dose = tf.tidy(() => Array.from(this.dose.present().dataSync()));
    const lines = excitation.map(
      (line, l) => `${(line * 1e9).toFixed(0)} nm (${(100 * dose[l]!).toFixed(0)} %)`,
    );
    return {
      title: 'Fluorophores',
      text:
        `${fluorophores.join(', ')} were excited by lines of ${lines.join(', ')} of a fixed dose${isLearned ? ', whose shares were learned' : ''}, ` +
        `and their emission was computed in ${wavelengths.length} spectral channels, from published peaks and one model of their shape. ` +
        (leak === 0 ? 'No excitation light' : `Excitation light of ${leak} of a full emission`) +
        ' reached the image.',
      parameters: [
        ...excitation.map((line, l) => ({
          name: `dose at ${(line * 1e9).toFixed(0)} nm`,
          value: dose[l]!,
          unit: '',
        })),
        { name: 'leak', value: leak, unit: '' },
      ],
      source: `Zimmermann et al., FEBS Lett. 546, 87 (2003), doi:10.1016/S0014-5793(03)00521-0; peaks: ${fluorophoreSource}`,
    };
  }

  protected override disposeWeights(): number {
    for (const matrix of Object.values(this.matrices ?? {})) matrix.dispose();
    return super.disposeWeights();
  }
}

tf.serialization.registerClass(FluorophoreMixture);
