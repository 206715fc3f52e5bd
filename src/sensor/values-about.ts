/** The values of many pixels within bounds, fixed or trained: all alike, or drawn about one value on a scale of ratios. */
import { boundedValue, freeNumber, type Bounds } from '../engine/bounded-parameter.js';
import { hostRandom } from '../engine/host-random.js';
import { tf } from '../engine/tfjs.js';

export interface ValuesAboutOptions {
  /** Of all, or about which they are spread. */
  readonly value: number;
  /** None is beyond. */
  readonly bounds: Bounds;
  /** Standard deviation of the logarithms, 0 or more. */
  readonly spread: number;
  readonly isLearned: boolean;
  readonly seed: number;
  readonly stream: number;
}

/** What a layer holds of them; it builds, reads and disposes of them with itself. */
export class ValuesAbout {
  private free: tf.LayerVariable | null = null;
  private fixed: tf.Tensor3D | null = null;

  /**
   * @param where Starts the text of errors: `pixel gain: gain`.
   * @throws RangeError if the value is not within the bounds.
   */
  constructor(
    private readonly options: ValuesAboutOptions,
    private readonly where: string,
  ) {
    freeNumber(options.value, options.bounds, where);
  }

  /** @param addWeight Adds the weight that is trained; not called where the values are fixed. */
  build(shape: [number, number, number], addWeight: () => tf.LayerVariable): void {
    const { bounds, isLearned } = this.options;
    const values = drawValues(shape[0] * shape[1] * shape[2], this.options);
    if (isLearned) {
      const free = values.map(value => freeNumber(value, bounds, this.where));
      this.free = addWeight();
      tf.tidy(() => void this.free!.write(tf.tensor3d(free, shape)));
    } else {
      this.fixed = tf.keep(tf.tensor3d(values, shape));
    }
  }

  /** As they are now; differentiable where they are trained. */
  read(): tf.Tensor3D {
    return this.fixed ?? (boundedValue(this.free!.read(), this.options.bounds) as tf.Tensor3D);
  }

  /** The trained values as they are now; null where they are fixed. */
  learned(): Float32Array | null {
    return this.free === null ? null : tf.tidy(() => this.read().dataSync<'float32'>());
  }

  dispose(): void {
    this.fixed?.dispose();
  }
}

/** How near to its bounds a drawn value is at most, as a fraction: on them no free number is finite. */
const margin = 1e-3;

/** value · exp(spread · z) with a normal z for each of `count`, within the bounds. */
function drawValues(count: number, { value, bounds, spread, seed, stream }: ValuesAboutOptions): number[] {
  const random = hostRandom(seed, stream);
  const [least, most] = [bounds[0] * (1 + margin), bounds[1] * (1 - margin)];
  return Array.from({ length: count }, () =>
    spread === 0 ? value : Math.min(most, Math.max(least, value * Math.exp(spread * random.normal()))),
  );
}
