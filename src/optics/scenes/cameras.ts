/**
 * Several cameras of low resolution look at one scene, each from its own pose.
 *
 *   y_k = D_s T(p_k) x,   p_k = (shift, rotation, zoom)
 *
 * T takes the image of the pose, see sample-poses.ts; D_s integrates over pixels of s × s samples. Each camera has a lens of its
 * own, so each receives all the light. A blur by these lenses stands before this layer, as long as zoom is near 1.
 * Learned, a shift is shiftMax · tanh(free) and a rotation rotationMax · tanh(free); for zoom see bounded-parameter.ts.
 * Sources: Tanida et al., Appl. Opt. 40, 1806 (2001), doi:10.1364/AO.40.001806 (cameras with many apertures);
 * Park, Park & Kang, IEEE Signal Process. Mag. 20, 21 (2003), doi:10.1109/MSP.2003.1203207.
 */
import { tf } from '../../engine/tfjs.js';
import { integrateAreas, overlapLengths } from '../../engine/area-integration.js';
import { boundedValue, freeNumber, type Bounds } from '../../engine/bounded-parameter.js';
import type {
  DescribedLayer,
  HardwareLayer,
  LayerDescription,
  PhysicalArray,
  PhysicalParameter,
} from '../../engine/layer-description.js';
import { frameSize } from '../blur/frame-size.js';
import { cameraLayout, type LayoutOptions } from './camera-layout.js';
import { samplePoses, type Poses } from './sample-poses.js';

export interface CamerasOptions extends LayoutOptions {
  readonly name?: string;
  /** Magnification of all cameras; where learned, before training. */
  readonly zoom: number;
  /** Samples along a side of a pixel, a whole number from 1. */
  readonly binning: number;
  /** `sum` for photons, `mean` for irradiance. */
  readonly reading: 'sum' | 'mean';
  /** Distance of samples, m. */
  readonly pixelPitch: number;
  /** True: the poses are trained. */
  readonly isLearned?: boolean;
  /** Largest shift, m, and rotation, radians, either way; used where learned. */
  readonly shiftMax: number;
  readonly rotationMax: number;
  /** Smallest and largest zoom; used where learned. */
  readonly zoomBounds: Bounds;
}

const poseNames = ['across', 'down', 'rotation', 'zoom'] as const;

/** Images of several cameras; [batch, height, width, channels] to [batch, ⌊height/s⌋, ⌊width/s⌋, cameras · channels]. */
export class Cameras extends tf.layers.Layer implements DescribedLayer, HardwareLayer {
  static readonly className = 'Cameras';

  private readonly options: Omit<CamerasOptions, 'name'>;
  /** Free numbers of the learned poses, in the order of `poseNames`, [cameras] each; none where they are fixed. */
  private free: tf.LayerVariable[] = [];
  private bins: [tf.Tensor2D, tf.Tensor2D] | null = null;

  /** @throws RangeError if a count or the zoom is out of range, or a learned pose is not within its bounds. */
  constructor(options: CamerasOptions) {
    super(options);
    const { layout, cameras, spread, rotation, seed, stream, zoom, binning, reading } = options;
    const { pixelPitch, isLearned = false, shiftMax, rotationMax, zoomBounds } = options;
    for (const [name, count] of Object.entries({ cameras, binning })) {
      if (!Number.isInteger(count) || count < 1) {
        throw new RangeError(`cameras: ${name} is ${count}, must be a whole number from 1`);
      }
    }
    if (!(zoom > 0)) throw new RangeError(`cameras: zoom is ${zoom}, must be above 0`);
    this.options = {
      ...{ layout, cameras, spread, rotation, seed, stream, zoom, binning, reading },
      ...{ pixelPitch, isLearned, shiftMax, rotationMax, zoomBounds },
    };
    if (isLearned) this.freeStart();
  }

  /** @throws RangeError if the frame has no fixed size or not one pixel fits on it. */
  override build(inputShape: tf.Shape): void {
    const [height, width] = frameSize('cameras', inputShape);
    const { binning: pitch, reading, cameras, isLearned = false } = this.options;
    if (pitch > Math.min(height, width)) {
      throw new RangeError(
        `cameras: binning is ${pitch} samples, must be at most ${Math.min(height, width)}`,
      );
    }
    const [down, across] = [height, width].map(samples => {
      const cells = Math.floor(samples / pitch);
      const lengths = overlapLengths({ samples, cells, pitch, aperture: pitch });
      const shares = reading === 'sum' ? lengths : lengths.map(length => length / pitch);
      return tf.keep(tf.tensor2d(shares, [cells, samples]));
    });
    this.bins = [down!, across!];
    if (isLearned) {
      this.free = this.freeStart().map((values, index) => {
        const weight = this.addWeight(poseNames[index]!, [cameras], 'float32', tf.initializers.zeros());
        const start = tf.tensor1d([...values]);
        weight.write(start);
        start.dispose();
        return weight;
      });
    }
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const { pixelPitch } = this.options;
      const poses = this.poses();
      const inSamples = {
        ...poses,
        across: poses.across.div<tf.Tensor1D>(pixelPitch),
        down: poses.down.div<tf.Tensor1D>(pixelPitch),
      };
      return integrateAreas(samplePoses([inputs].flat()[0] as tf.Tensor4D, inSamples), ...this.bins!);
    });
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    const { binning, cameras } = this.options;
    const [batch, height, width, channels] = inputShape;
    return [batch!, Math.floor(height! / binning), Math.floor(width! / binning), cameras * channels!];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...(this.options as unknown as tf.serialization.ConfigDict) };
  }

  physicalParameters(): PhysicalParameter[] {
    return [];
  }

  /** The learned poses as they are now; nothing where they are fixed. */
  physicalArrays(): PhysicalArray[] {
    if (this.free.length === 0) return [];
    const units = {
      across: ['µm', 1e6],
      down: ['µm', 1e6],
      rotation: ['°', 180 / Math.PI],
      zoom: ['', 1],
    } as const;
    return tf.tidy(() => {
      const poses = this.poses();
      return poseNames.map(name => {
        const [unit, scale] = units[name];
        const values = poses[name].dataSync<'float32'>().map(value => value * scale);
        return { name, unit, shape: [values.length], values, kind: 'signed' as const };
      });
    });
  }

  describe(): LayerDescription {
    const { cameras, layout, spread, rotation, zoom, binning, reading, pixelPitch } = this.options;
    const microns = (length: number) => `${(length * 1e6).toPrecision(3)} µm`;
    const degrees = `${((rotation * 180) / Math.PI).toPrecision(3)}°`;
    const layouts = {
      grid: `on a grid, their images shifted by up to ${microns(spread)}`,
      random: `at random, their images shifted by up to ${microns(spread)} and turned by up to ${degrees}`,
      'co-located': 'all at one place',
    };
    return {
      title: 'Several cameras',
      text:
        `The scene was seen by ${cameras} cameras, ${layouts[layout]}, at a magnification of ${zoom}` +
        `${this.free.length === 0 ? '' : '; shifts, rotations and magnifications were learned from there on'}. Each pixel of ` +
        `${microns(binning * pixelPitch)} took the ${reading} of ${binning} × ${binning} samples, interpolated bilinearly; beyond ` +
        'the frame the scene was dark.',
      parameters: [
        { name: 'cameras', value: cameras, unit: '' },
        { name: 'spread', value: spread * 1e6, unit: 'µm' },
        { name: 'zoom', value: zoom, unit: '' },
        { name: 'binning', value: binning, unit: 'samples' },
      ],
      source: 'Tanida et al., Appl. Opt. 40, 1806 (2001), doi:10.1364/AO.40.001806',
    };
  }

  protected override disposeWeights(): number {
    tf.dispose(this.bins as tf.Tensor[]);
    return super.disposeWeights();
  }

  /** The poses now, shifts in m. */
  private poses(): Poses {
    const { cameras, zoom, shiftMax, rotationMax, zoomBounds } = this.options;
    if (this.free.length === 0) {
      const { across, down, rotation } = cameraLayout(this.options);
      const zooms = Array<number>(cameras).fill(zoom);
      const [x, y, angle, magnification] = [across, down, rotation, zooms].map(each =>
        tf.tensor1d([...each]),
      );
      return { across: x!, down: y!, rotation: angle!, zoom: magnification! };
    }
    const [across, down, rotation, magnification] = this.free.map(weight => weight.read());
    return {
      across: across!.tanh().mul(shiftMax),
      down: down!.tanh().mul(shiftMax),
      rotation: rotation!.tanh().mul(rotationMax),
      zoom: boundedValue(magnification!, zoomBounds) as tf.Tensor1D,
    };
  }

  /** Free numbers of the layout, in the order of `poseNames`. */
  private freeStart(): number[][] {
    const { cameras, zoom, shiftMax, rotationMax, zoomBounds } = this.options;
    const { across, down, rotation } = cameraLayout(this.options);
    const inBounds = (name: string, values: readonly number[], most: number, unit: string) =>
      values.map(value => {
        if (Math.abs(value) < most) return Math.atanh(value / most);
        throw new RangeError(`cameras: ${name} is ${value} ${unit}, must be below ${most} to be learned`);
      });
    return [
      inBounds('shift', across, shiftMax, 'm'),
      inBounds('shift', down, shiftMax, 'm'),
      inBounds('rotation', rotation, rotationMax, 'rad'),
      Array<number>(cameras).fill(freeNumber(zoom, zoomBounds, 'cameras: zoom')),
    ];
  }
}

tf.serialization.registerClass(Cameras);
