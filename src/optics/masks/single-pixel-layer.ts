/** The layer of single-pixel.ts; its masks may be learned, see mask-design.ts. */
import { tf } from '../../engine/tfjs.js';
import { z } from 'zod';
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
import { LearnableMask } from './learnable-mask.js';
import { designRules, type DesignRules } from './mask-design.js';
import { designKeys } from './mask-keys.js';
import { maskText } from './mask-text.js';
import {
  maskSet,
  maskSets,
  measurementsFault,
  measureThroughMasks,
  type MaskSetOptions,
} from './single-pixel.js';

export interface SinglePixelOptions extends MaskSetOptions, DesignRules {
  readonly name?: string;
  /** `row`: [1, measurements]. `grid`: a square, row by row, which needs a square number of measurements. */
  readonly layout: 'row' | 'grid';
  /** `sum` for photons, `mean` over the frame for irradiance. */
  readonly reading: 'sum' | 'mean';
  /** True: the masks are trained. */
  readonly isLearned?: boolean;
}

const source = 'Duarte et al., IEEE Signal Process. Mag. 25, 83 (2008), doi:10.1109/MSP.2007.914730';

/** Measurements through masks; [batch, height, width, channels] to [batch, 1, measurements, channels], or a square. */
export class SinglePixel extends tf.layers.Layer implements DescribedLayer, HardwareLayer, ComposedLayer {
  static readonly className = 'SinglePixel';

  readonly parts: readonly LearnableMask[];

  private readonly options: Omit<SinglePixelOptions, 'name'>;
  private readonly mask: LearnableMask;
  private size: readonly [number, number] = [0, 0];

  /** @throws RangeError if a rule of the design or the layout is out of range. */
  constructor(options: SinglePixelOptions) {
    super(options);
    const { masks, measurements, seed, stream, layout, reading } = options;
    const { isLearned = false } = options;
    if (layout === 'grid' && !Number.isInteger(Math.sqrt(measurements))) {
      throw new RangeError(
        `single-pixel: measurements is ${measurements}, must be a square number for a grid`,
      );
    }
    this.options = {
      ...{ masks, measurements, seed, stream, layout, reading },
      ...designRules(options),
      isLearned,
    };
    this.mask = new LearnableMask(this.options, isLearned);
    this.parts = [this.mask];
  }

  /** @throws RangeError if the frame has no fixed size or the masks cannot be made for it. */
  override build(inputShape: tf.Shape): void {
    const [height, width] = frameSize('single-pixel', inputShape);
    this.size = [height, width];
    const masks = maskSet(this.options, height, width);
    this.mask.build(masks, [this.options.measurements, height * width], weightShape =>
      this.addWeight('logits', weightShape, 'float32', tf.initializers.zeros()),
    );
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[], { training }: { training?: boolean }): tf.Tensor {
    const scenes = [inputs].flat()[0] as tf.Tensor4D;
    const [batch, height, width, channels] = scenes.shape;
    return tf.tidy(() => {
      const sums = measureThroughMasks(scenes, this.mask.transmission(training === true));
      const read = this.options.reading === 'sum' ? sums : sums.div(height * width);
      return read.reshape([batch, ...this.arrangement(), channels]);
    });
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    return [inputShape[0]!, ...this.arrangement(), inputShape[3]!];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...(this.options as unknown as tf.serialization.ConfigDict) };
  }

  physicalParameters(): PhysicalParameter[] {
    return [];
  }

  /** The learned masks as they are now; nothing where they are fixed. */
  physicalArrays(): PhysicalArray[] {
    if (this.options.isLearned !== true) return [];
    const shape = [this.options.measurements, ...this.size];
    return [{ name: 'masks', unit: '', shape, values: this.mask.values(), kind: 'magnitude' }];
  }

  describe(): LayerDescription {
    const { masks, measurements, reading } = this.options;
    const { text, parameters } = maskText({ ...this.options, pattern: masks }, this.mask.values());
    return {
      title: 'Single-pixel measurements',
      text:
        `One detector took the ${reading} of the light behind each of ${measurements} masks of ${this.size.join(' × ')} ` +
        `elements; the set of masks ${text}.`,
      parameters: [{ name: 'measurements', value: measurements, unit: '' }, ...parameters],
      source,
    };
  }

  protected override disposeWeights(): number {
    this.mask.dispose();
    return super.disposeWeights();
  }

  private arrangement(): [number, number] {
    const { layout, measurements } = this.options;
    const side = Math.round(Math.sqrt(measurements));
    return layout === 'grid' ? [side, side] : [1, measurements];
  }
}

tf.serialization.registerClass(SinglePixel);

export const singlePixel = defineLayer({
  layer: 'single-pixel',
  title: 'Single-pixel measurements',
  summary:
    'A detector without pixels behind a sequence of masks, one number for each; the masks may be learned.',
  equation: 'y_m = Σ M_m(r) x(r) (photons) or its mean (scene), 0 ≤ M ≤ 1',
  source,
  takes: ['scene', 'photons'],
  canBeLearned: true,
  keys: {
    measurements: z
      .number()
      .int()
      .min(1)
      .max(4096)
      .default(16)
      .describe('Number of masks and of measurements, 1 to 4096.'),
    masks: z
      .enum(maskSets)
      .default('random')
      .describe(
        'Set of masks; where training starts if learned. random: a share of elements open. grey: random transmissions. ' +
          'hadamard: coarse ones first. s-matrix: about half open. blocks: equal parts of the frame, at 4 the quadrant detector.',
      ),
    layout: z
      .enum(['grid', 'row'])
      .default('grid')
      .describe('How measurements are laid out for the network: as a square, or as one row of pixels.'),
    ...designKeys,
  },
  problems: ({ masks, measurements, layout }, { signal: { height, width } }) => {
    const fault = measurementsFault({ masks, measurements }, height, width);
    if (fault !== null) return [{ key: 'measurements', must: fault }];
    const isSquare = Number.isInteger(Math.sqrt(measurements));
    return layout === 'grid' && !isSquare
      ? [{ key: 'measurements', must: 'a square number for a grid' }]
      : [];
  },
  make: (keys, { name, isLearned, seed, stream, signal }) => {
    const reading = signal.unit === 'scene' ? 'mean' : 'sum';
    return new SinglePixel({ ...keys, name, isLearned, seed, stream, reading });
  },
  gives: (_keys, { unit, fullScale, height, width }) =>
    unit === 'scene' ? {} : { fullScale: fullScale * height * width },
});
