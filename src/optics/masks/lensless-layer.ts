/** The layer of lensless-mask.ts; the mask may be learned, see mask-design.ts. */
import { tf } from '../../engine/tfjs.js';
import { z } from 'zod';
import { convolveImages } from '../../engine/fourier/convolve-images.js';
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
import { maskShadow, shadowPitch, shadowShares, shadowSize, type ShadowGeometry } from './lensless-mask.js';
import { designRules, type DesignRules } from './mask-design.js';
import { designKeys, patternKeys, patternProblems } from './mask-keys.js';
import { maskPattern, type PatternOptions } from './mask-pattern.js';
import { maskText } from './mask-text.js';

const sceneBoundaries = ['zero', 'circular'] as const;

export interface LenslessMaskOptions extends ShadowGeometry, PatternOptions, DesignRules {
  readonly name?: string;
  /** What lies outside of the frame of the scene: nothing, or the frame again. */
  readonly boundary: (typeof sceneBoundaries)[number];
  /** Wavelength by which the description judges diffraction, m. */
  readonly wavelength: number;
  /** True: the transmissions are trained. */
  readonly isLearned?: boolean;
}

const source =
  'Asif et al., IEEE Trans. Comput. Imaging 3, 384 (2017), doi:10.1109/TCI.2016.2593662; ' +
  'Fenimore & Cannon, Appl. Opt. 17, 337 (1978), doi:10.1364/AO.17.000337';

/** Shadow of a mask for every point of the scene; [batch, height, width, channels] to the same. */
export class LenslessMask extends tf.layers.Layer implements DescribedLayer, HardwareLayer, ComposedLayer {
  static readonly className = 'LenslessMask';

  readonly parts: readonly LearnableMask[];

  private readonly options: Omit<LenslessMaskOptions, 'name'>;
  private readonly mask: LearnableMask;
  private shares: tf.Tensor2D | null = null;

  /** @throws RangeError if a length is not positive or a rule of the design is out of range. */
  constructor(options: LenslessMaskOptions) {
    super(options);
    const { elements, elementPitch, maskDistance, sceneDistance, pixelPitch, boundary, wavelength } = options;
    const { pattern, muraPrime, hadamardIndex, seed, stream } = options;
    const { isLearned = false } = options;
    this.options = {
      ...{ elements, elementPitch, maskDistance, sceneDistance, pixelPitch, boundary, wavelength },
      ...{ pattern, muraPrime, hadamardIndex, seed, stream },
      ...designRules(options),
      isLearned,
    };
    shadowPitch(this.options);
    this.mask = new LearnableMask(this.options, isLearned);
    this.parts = [this.mask];
  }

  /** @throws RangeError if the frame has no fixed size or the pattern cannot be made. */
  override build(inputShape: tf.Shape): void {
    frameSize('lensless-mask', inputShape);
    const { elements } = this.options;
    this.shares = tf.keep(shadowShares(this.options));
    this.mask.build(maskPattern(this.options, elements, elements), [1, elements ** 2], weightShape =>
      this.addWeight('logits', weightShape, 'float32', tf.initializers.zeros()),
    );
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[], { training }: { training?: boolean }): tf.Tensor {
    const { elements, boundary } = this.options;
    return tf.tidy(() => {
      const transmission = this.mask
        .transmission(training === true)
        .reshape<tf.Tensor2D>([elements, elements]);
      const shadow = maskShadow(transmission, this.shares!);
      return convolveImages([inputs].flat()[0] as tf.Tensor4D, shadow, { boundary });
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
    const { elements } = this.options;
    const values = this.mask.values();
    return [{ name: 'transmission', unit: '', shape: [elements, elements], values, kind: 'magnitude' }];
  }

  describe(): LayerDescription {
    const { elements, elementPitch, maskDistance, sceneDistance, wavelength, boundary } = this.options;
    const { text, parameters } = maskText(this.options, this.mask.values());
    const fresnelNumber = elementPitch ** 2 / (wavelength * maskDistance);
    return {
      title: 'Lensless mask',
      text:
        `Instead of a lens, a mask of ${elements} × ${elements} elements of ${(elementPitch * 1e6).toPrecision(3)} µm stood ` +
        `${(maskDistance * 1e3).toPrecision(3)} mm in front of the sensor and ${(sceneDistance * 1e3).toPrecision(3)} mm behind ` +
        `the scene; each point of the scene cast its shadow, ${shadowPitch(this.options).toPrecision(3)} pixels for an element. ` +
        `The mask ${text}. Shadows were geometric, the Fresnel number of an element being ${fresnelNumber.toPrecision(3)}. ` +
        `Outside the frame ${boundary === 'zero' ? 'the scene was dark' : 'the scene repeated the frame'}.`,
      parameters: [
        { name: 'elementPitch', value: elementPitch * 1e6, unit: 'µm' },
        { name: 'maskDistance', value: maskDistance * 1e3, unit: 'mm' },
        { name: 'sceneDistance', value: sceneDistance * 1e3, unit: 'mm' },
        ...parameters,
      ],
      source,
    };
  }

  protected override disposeWeights(): number {
    this.mask.dispose();
    this.shares?.dispose();
    return super.disposeWeights();
  }
}

tf.serialization.registerClass(LenslessMask);

const length = z.number().positive().max(1e9);

export const lenslessMask = defineLayer({
  layer: 'lensless-mask',
  title: 'Lensless mask',
  summary:
    'A mask in front of a bare sensor, which casts its shadow for every point of the scene; it may be learned.',
  equation: 'y = h ∗ x, h = shadow of the mask, magnified by 1 + d/z, integrated over pixels',
  source,
  takes: ['scene', 'photons'],
  canBeLearned: true,
  keys: {
    elements: z.number().int().min(2).max(512).default(15).describe('Elements along each side, 2 to 512.'),
    elementUm: length.default(30).describe('Pitch of the elements, µm.'),
    maskDistanceMm: length.default(1).describe('Distance from the mask to the sensor, mm.'),
    sceneDistanceMm: length.default(300).describe('Distance from the scene to the mask, mm.'),
    boundary: z
      .enum(sceneBoundaries)
      .default('zero')
      .describe('What the scene shows outside the frame. zero: nothing. circular: the frame again.'),
    ...patternKeys,
    ...designKeys,
  },
  problems: (keys, { signal }) => {
    const size = shadowSize({ elements: keys.elements, ...geometryOf(keys, signal.pixelPitch) });
    const most = Math.min(signal.height, signal.width);
    if (keys.boundary === 'zero' || size <= most) return patternProblems(keys);
    const must = `such that the shadow of the mask, ${size} pixels, is at most ${most}, the frame, where the boundary is circular`;
    return [{ key: 'elementUm', must }, ...patternProblems(keys)];
  },
  make: (
    { elementUm, maskDistanceMm, sceneDistanceMm, ...keys },
    { name, isLearned, seed, stream, signal },
  ) =>
    new LenslessMask({
      ...{ ...keys, name, isLearned, seed, stream },
      ...geometryOf({ elementUm, maskDistanceMm, sceneDistanceMm }, signal.pixelPitch),
      wavelength: Math.max(...signal.wavelengths),
    }),
});

interface LengthKeys {
  readonly elementUm: number;
  readonly maskDistanceMm: number;
  readonly sceneDistanceMm: number;
}

function geometryOf({ elementUm, maskDistanceMm, sceneDistanceMm }: LengthKeys, pixelPitch: number) {
  return {
    elementPitch: elementUm * 1e-6,
    maskDistance: maskDistanceMm * 1e-3,
    sceneDistance: sceneDistanceMm * 1e-3,
    pixelPitch,
  };
}
