/** Where several cameras stand before training. */
import { hostRandom } from '../../engine/host-random.js';

/** grid: evenly over a square. random: anywhere in it, and turned. co-located: all the same. */
export const cameraLayouts = ['grid', 'random', 'co-located'] as const;

export interface LayoutOptions {
  readonly layout: (typeof cameraLayouts)[number];
  /** Cameras, 1 or more. */
  readonly cameras: number;
  /** Half the side of the square over which images are shifted, m. */
  readonly spread: number;
  /** Largest rotation of `random` cameras, either way, radians. */
  readonly rotation: number;
  readonly seed: number;
  readonly stream: number;
}

/** One element for each camera. */
export interface CameraLayout {
  /** Shift of the image towards +x and +y, m. */
  readonly across: readonly number[];
  readonly down: readonly number[];
  /** Radians. */
  readonly rotation: readonly number[];
}

/** The poses of a layout; a grid that is not full has its last places empty. */
export function cameraLayout(options: LayoutOptions): CameraLayout {
  const { layout, cameras, spread, rotation, seed, stream } = options;
  const each = (value: (camera: number) => number) => Array.from({ length: cameras }, (_, k) => value(k));
  if (layout === 'co-located') return { across: each(() => 0), down: each(() => 0), rotation: each(() => 0) };
  if (layout === 'random') {
    const random = hostRandom(seed, stream);
    const signed = () => 2 * random.uniform() - 1;
    return {
      across: each(() => spread * signed()),
      down: each(() => spread * signed()),
      rotation: each(() => rotation * signed()),
    };
  }
  const side = Math.ceil(Math.sqrt(cameras));
  const place = (index: number) => spread * ((2 * index + 1) / side - 1);
  return {
    across: each(k => place(k % side)),
    down: each(k => place(Math.floor(k / side))),
    rotation: each(() => 0),
  };
}
