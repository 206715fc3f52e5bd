/** The layer of lensless-phase.ts; the shape of the plate may be learned. */
import { tf } from '../../engine/tfjs.js';
import { z } from 'zod';
import { convolveImages } from '../../engine/fourier/convolve-images.js';
import { hostRandom } from '../../engine/host-random.js';
import { defineLayer } from '../../engine/layer-definition.js';
import type {
  DescribedLayer,
  HardwareLayer,
  LayerDescription,
  PhysicalArray,
  PhysicalParameter,
} from '../../engine/layer-description.js';
import { frameSize } from '../blur/frame-size.js';
import type { Propagator } from '../propagation/propagate.js';
import {
  plateCaustic,
  platePath,
  platePropagator,
  plateSampling,
  plateWaves,
  type PlateGeometry,
} from './lensless-phase.js';

const sceneBoundaries = ['zero', 'circular'] as const;

export interface LenslessPhaseOptions extends PlateGeometry {
  readonly name?: string;
  /** Largest range of the optical path difference, m. */
  readonly depth: number;
  /** Smooth waves along each axis. */
  readonly waves: number;
  /** Root mean square of what the random plate puts into the tanh. */
  readonly strength: number;
  readonly boundary: (typeof sceneBoundaries)[number];
  /** m: one for all channels, or one per channel. */
  readonly wavelength: readonly number[];
  readonly seed: number;
  readonly stream: number;
  /** True: the shape of the plate is trained. */
  readonly isLearned?: boolean;
}

const source = 'Antipa et al., Optica 5, 1 (2018), doi:10.1364/OPTICA.5.000001';

/** Caustic of a phase plate for every point of the scene; [batch, height, width, channels] to the same. */
export class LenslessPhase extends tf.layers.Layer implements DescribedLayer, HardwareLayer {
  static readonly className = 'LenslessPhase';

  private readonly options: Omit<LenslessPhaseOptions, 'name'>;
  private ways: Propagator[] = [];
  private cosines: tf.Tensor2D | null = null;
  /** The fixed point spread function, [pixels, pixels, 1 or channels]; null where it is learned. */
  private fixed: tf.Tensor3D | null = null;
  private coefficients: tf.LayerVariable | null = null;

  /** @throws RangeError if a length or a number is not positive. */
  constructor(options: LenslessPhaseOptions) {
    super(options);
    const { plateSide, maskDistance, pixelPitch, depth, waves, strength, boundary } = options;
    const { wavelength, seed, stream, isLearned = false } = options;
    for (const [name, value] of Object.entries({ depth, waves, strength })) {
      if (!(value > 0)) throw new RangeError(`lensless-phase: ${name} is ${value}, must be above 0`);
    }
    this.options = {
      ...{ plateSide, maskDistance, pixelPitch, depth, waves, strength, boundary },
      ...{ wavelength, seed, stream, isLearned },
    };
    plateSampling(this.options);
  }

  /** @throws RangeError if the frame has no fixed size or the wavelengths do not fit its channels. */
  override build(inputShape: tf.Shape): void {
    const channels = frameSize('lensless-phase', inputShape)[2];
    const { wavelength, waves, isLearned = false } = this.options;
    if (wavelength.length !== 1 && wavelength.length !== channels) {
      throw new RangeError(
        `lensless-phase: there are ${wavelength.length} wavelengths, must be 1 or one for each of ${channels} channels`,
      );
    }
    this.cosines = tf.keep(plateWaves(waves, plateSampling(this.options).samples));
    this.ways = wavelength.map(each => platePropagator(this.options, each));
    for (const { filter } of this.ways) [filter.own, filter.other].forEach(tensor => tf.keep(tensor));
    if (isLearned) {
      this.coefficients = this.addWeight('coefficients', [waves, waves], 'float32', tf.initializers.zeros());
      const start = tf.tensor2d(this.startCoefficients(), [waves, waves]);
      this.coefficients.write(start);
      start.dispose();
    } else {
      this.fixed = tf.tidy(() => tf.keep(this.caustic(this.path())));
    }
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const { boundary } = this.options;
    return tf.tidy(() => convolveImages([inputs].flat()[0] as tf.Tensor4D, this.psf(), { boundary }));
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...(this.options as unknown as tf.serialization.ConfigDict) };
  }

  physicalParameters(): PhysicalParameter[] {
    return [];
  }

  /** The learned optical path difference as it is now; nothing where it is fixed. */
  physicalArrays(): PhysicalArray[] {
    if (this.coefficients === null) return [];
    return tf.tidy(() => {
      const path = this.path();
      const values = path.mul(1e9).dataSync<'float32'>().slice();
      return [
        { name: 'opticalPathDifference', unit: 'nm', shape: path.shape, values, kind: 'signed' as const },
      ];
    });
  }

  describe(): LayerDescription {
    const { plateSide, maskDistance, depth, waves, wavelength, boundary } = this.options;
    const kept = tf.tidy(() => this.psf().sum().div(wavelength.length).dataSync()[0]!);
    const { pitch } = plateSampling(this.options);
    const slope = tf.tidy(() => largestSlope(this.path(), pitch));
    const held = Math.min(...wavelength) / (2 * pitch);
    return {
      title: 'Lensless phase plate',
      text:
        `Instead of a lens, a smooth phase plate of ${(plateSide * 1e6).toPrecision(3)} µm stood ` +
        `${(maskDistance * 1e3).toPrecision(3)} mm in front of the sensor, its optical path difference spanning at most ` +
        `${(depth * 1e6).toPrecision(3)} µm over ${waves} × ${waves} cosine waves` +
        `${this.coefficients === null ? ' of random amplitudes' : ' whose amplitudes were learned from random ones on'}. A point ` +
        `far away cast its caustic, computed by the angular spectrum; ${(100 * kept).toPrecision(3)} % of the light of the plate ` +
        `fell within its outline and was kept. The plate was no steeper than ${slope.toPrecision(2)}, samples hold waves up to ` +
        `${held.toPrecision(2)}. Outside the frame ${boundary === 'zero' ? 'the scene was dark' : 'the scene repeated the frame'}.`,
      parameters: [
        { name: 'plateSide', value: plateSide * 1e6, unit: 'µm' },
        { name: 'maskDistance', value: maskDistance * 1e3, unit: 'mm' },
        { name: 'depth', value: depth * 1e6, unit: 'µm' },
        { name: 'keptLight', value: kept, unit: '' },
      ],
      source,
    };
  }

  protected override disposeWeights(): number {
    const filters = this.ways.flatMap(({ filter }) => [filter.own, filter.other]);
    tf.dispose([this.fixed, this.cosines, ...filters].filter(tensor => tensor !== null));
    return super.disposeWeights();
  }

  private psf(): tf.Tensor3D {
    return this.fixed ?? this.caustic(this.path());
  }

  private caustic(path: tf.Tensor2D): tf.Tensor3D {
    const { wavelength } = this.options;
    return tf.tidy(() => {
      const planes = this.ways.map((way, index) => plateCaustic(path, wavelength[index]!, way));
      return tf.concat(planes, 2);
    });
  }

  private startCoefficients(): Float32Array {
    const { waves, strength, seed, stream } = this.options;
    const random = hostRandom(seed, stream);
    const numbers = Float32Array.from({ length: waves ** 2 }, () => 2 * random.uniform() - 1);
    // Mean square of a cosine along one axis; of the constant, wave 0, it is 1.
    const meanSquare = (wave: number) => (wave === 0 ? 1 : 1 / 2);
    const square = numbers.reduce(
      (sum, each, place) =>
        sum + each ** 2 * meanSquare(Math.floor(place / waves)) * meanSquare(place % waves),
      0,
    );
    return numbers.map(each => (each * strength) / Math.sqrt(square));
  }

  private path(): tf.Tensor2D {
    const { depth, waves } = this.options;
    return tf.tidy(() => {
      const coefficients = this.coefficients?.read() ?? tf.tensor2d(this.startCoefficients(), [waves, waves]);
      return platePath(coefficients as tf.Tensor2D, this.cosines!, depth);
    });
  }
}

tf.serialization.registerClass(LenslessPhase);

/** Of the path along x or y: the sine by which it tilts light. */
function largestSlope(path: tf.Tensor2D, pitch: number): number {
  const [rows, columns] = path.shape;
  const down = path.slice([1, 0]).sub(path.slice([0, 0], [rows - 1, columns]));
  const across = path.slice([0, 1]).sub(path.slice([0, 0], [rows, columns - 1]));
  return Math.max(...[down, across].map(steps => steps.abs().max().dataSync()[0]!)) / pitch;
}

const length = z.number().positive().max(1e6);

export const lenslessPhase = defineLayer({
  layer: 'lensless-phase',
  title: 'Lensless phase plate',
  summary:
    'A smooth phase plate in front of a bare sensor, whose caustic is the image of a point; it may be learned.',
  equation: 'y = h ∗ x, h = |propagate(exp(2πi W/λ), d)|² integrated over pixels',
  source,
  takes: ['scene', 'photons'],
  canBeLearned: true,
  keys: {
    plateUm: length.default(80).describe('Side of the square plate, µm; rounded to an odd number of pixels.'),
    maskDistanceMm: length.default(0.5).describe('Distance from the plate to the sensor, mm.'),
    depthUm: length.default(2).describe('Largest range of the optical path difference, µm.'),
    waves: z.number().int().min(2).max(64).default(5).describe('Cosine waves along each axis, 2 to 64.'),
    strength: z
      .number()
      .positive()
      .max(10)
      .default(0.5)
      .describe('Root mean square of the random shape before it saturates at the range, above 0 to 10.'),
    boundary: z
      .enum(sceneBoundaries)
      .default('zero')
      .describe('What the scene shows outside the frame. zero: nothing. circular: the frame again.'),
  },
  problems: ({ plateUm, maskDistanceMm, boundary }, { signal }) => {
    const most = Math.min(signal.height, signal.width);
    const { pixels } = plateSampling(geometryOf(plateUm, maskDistanceMm, signal.pixelPitch));
    if (boundary === 'zero' || pixels <= most) return [];
    const must = `such that the plate, ${pixels} pixels, is at most ${most}, the frame, where the boundary is circular`;
    return [{ key: 'plateUm', must }];
  },
  make: (keys, { name, isLearned, seed, stream, signal }) =>
    new LenslessPhase({
      ...{ name, isLearned, seed, stream, wavelength: signal.wavelengths },
      ...{ waves: keys.waves, strength: keys.strength, boundary: keys.boundary, depth: keys.depthUm * 1e-6 },
      ...geometryOf(keys.plateUm, keys.maskDistanceMm, signal.pixelPitch),
    }),
});

function geometryOf(plateUm: number, maskDistanceMm: number, pixelPitch: number): PlateGeometry {
  return { plateSide: plateUm * 1e-6, maskDistance: maskDistanceMm * 1e-3, pixelPitch };
}
