/**
 * A mask on the sensor, or in a plane of which the sensor sees a sharp image: each pixel gets its own share of the light.
 *
 *   y(r) = T(r) x(r),   0 ≤ T ≤ 1
 *
 * With elements that are open or closed the mask chooses pixels; pixels behind closed elements are dark and need not be read.
 * The same mask acts on all wavelengths.
 * Source: Nayar, Branzoi & Boult, Int. J. Comput. Vis. 70, 7 (2006), doi:10.1007/s11263-005-3102-6.
 */
import { tf } from '../../engine/tfjs.js';
import { defineLayer } from '../../engine/layer-definition.js';
import type {
  DescribedLayer,
  HardwareLayer,
  LayerDescription,
  PhysicalArray,
  PhysicalParameter,
} from '../../engine/layer-description.js';
import type { ComposedLayer } from '../../engine/layer-parts.js';
import { frameSize } from '../blur/frame-size.js';
import { maskText } from './mask-text.js';
import { designKeys, patternKeys, patternProblems } from './mask-keys.js';
import { maskPattern, type PatternOptions } from './mask-pattern.js';
import { LearnableMask } from './learnable-mask.js';
import { designRules, type DesignRules } from './mask-design.js';

export interface CodedMaskOptions extends PatternOptions, DesignRules {
  readonly name?: string;
  /** True: the transmissions are trained. */
  readonly isLearned?: boolean;
}

const source = 'Nayar, Branzoi & Boult, Int. J. Comput. Vis. 70, 7 (2006), doi:10.1007/s11263-005-3102-6';

/** Mask over the pixels; [batch, height, width, channels] to the same. */
export class CodedMask extends tf.layers.Layer implements DescribedLayer, HardwareLayer, ComposedLayer {
  static readonly className = 'CodedMask';

  readonly parts: readonly LearnableMask[];

  private readonly options: Omit<CodedMaskOptions, 'name'>;
  private readonly mask: LearnableMask;
  private size: readonly [number, number] = [0, 0];

  /** @throws RangeError if a rule of the design is out of range. */
  constructor(options: CodedMaskOptions) {
    super(options);
    const { pattern, muraPrime, hadamardIndex, seed, stream } = options;
    const { isLearned = false } = options;
    this.options = {
      ...{ pattern, muraPrime, hadamardIndex, seed, stream },
      ...designRules(options),
      isLearned,
    };
    this.mask = new LearnableMask(this.options, isLearned);
    this.parts = [this.mask];
  }

  /** @throws RangeError if the frame has no fixed size or the pattern cannot be made for it. */
  override build(inputShape: tf.Shape): void {
    const [height, width] = frameSize('coded-mask', inputShape);
    this.size = [height, width];
    this.mask.build(maskPattern(this.options, height, width), [1, height * width], weightShape =>
      this.addWeight('logits', weightShape, 'float32', tf.initializers.zeros()),
    );
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[], { training }: { training?: boolean }): tf.Tensor {
    return tf.tidy(() => {
      const image = [inputs].flat()[0]!;
      return image.mul(this.mask.transmission(training === true).reshape([1, ...this.size, 1]));
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...(this.options as unknown as tf.serialization.ConfigDict) };
  }

  physicalParameters(): PhysicalParameter[] {
    return [];
  }

  /** The learned transmissions as they are now; nothing where they are fixed. */
  physicalArrays(): PhysicalArray[] {
    if (this.options.isLearned !== true) return [];
    const values = this.mask.values();
    return [{ name: 'transmission', unit: '', shape: this.size, values, kind: 'magnitude' }];
  }

  describe(): LayerDescription {
    const [height, width] = this.size;
    const { text, parameters } = maskText(this.options, this.mask.values());
    return {
      title: 'Mask over the pixels',
      text: `A mask of ${height} × ${width} elements, one for each pixel, ${text}.`,
      parameters,
      source,
    };
  }

  protected override disposeWeights(): number {
    this.mask.dispose();
    return super.disposeWeights();
  }
}

tf.serialization.registerClass(CodedMask);

export const codedMask = defineLayer({
  layer: 'coded-mask',
  title: 'Mask over the pixels',
  summary: 'A mask in the image plane that passes its own share of light to each pixel; it may be learned.',
  equation: 'y(r) = T(r) x(r), 0 ≤ T ≤ 1',
  source,
  takes: ['scene', 'photons'],
  canBeLearned: true,
  keys: { ...patternKeys, ...designKeys },
  problems: patternProblems,
  make: (keys, { name, isLearned, seed, stream }) =>
    new CodedMask({ ...keys, name, isLearned, seed, stream }),
});
