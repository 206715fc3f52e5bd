/**
 * Colour scenes with the statistics of photographs: leaves of all sizes that hide each other.
 *
 *   density of radii ∝ r⁻³ from `smallest` to half of the frame: the same at every scale, so that power falls as about 1 / f²
 *   colour L (1 + c), L log-uniform from 0.05 to 0.95, c of three channels: normal numbers of standard deviation `saturation` about
 *   the cast, less their mean, at least −0.9
 *   on each leaf a grating of 2.5 to 10 pixels and a contrast of up to 0.35, alike in all channels
 *
 * Edges are those of leaves in front, one pixel wide; channels are correlated, as most of what differs is light, not colour: by about 0.9
 * at a saturation of 0.15, as in photographs. The class is the cast: the colour towards which c is drawn, none, red, green or blue.
 * Ground truth: `edges`, [height, width], 1 where another leaf begins to the right or below.
 * Sources: Lee, Mumford & Huang, Int. J. Comput. Vis. 41, 35 (2001), doi:10.1023/A:1011109015675 (leaves); Ruderman, Cronin & Chiao,
 * J. Opt. Soc. Am. A 15, 2036 (1998), doi:10.1364/JOSAA.15.002036 (channels).
 */
import type { HostRandom } from '../../engine/host-random.js';
import { between, clamp, coverage, type SceneKind, type SceneSize } from './scene-kind.js';

export interface LeafOptions {
  /** Standard deviation of what tells the channels of a leaf apart, before its mean is taken off, 0 (none but the cast) to 1. */
  readonly saturation: number;
}

const smallest = 1.2;
const casts: Readonly<Record<string, readonly [number, number, number]>> = {
  neutral: [0, 0, 0],
  red: [0.2, -0.05, -0.15],
  green: [-0.1, 0.2, -0.1],
  blue: [-0.15, -0.05, 0.2],
};

interface Leaf {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly colour: readonly number[];
  /** Factor of the colour, about 1. */
  readonly shade: (x: number, y: number) => number;
}

export function deadLeaves({ saturation }: LeafOptions): SceneKind {
  const classNames = Object.keys(casts);
  return {
    channels: 3,
    classNames,
    draw(label, size, random) {
      const cast = casts[classNames[label]!]!;
      const scene = new Float32Array(size.height * size.width * 3);
      const owner = new Int32Array(size.height * size.width).fill(-1);
      leavesOf(size, random, () => colourOf(cast, saturation, random)).forEach((leaf, index) =>
        paint(leaf, index, size, scene, owner),
      );
      return { scene, truth: { edges: edgesOf(owner, size) } };
    },
  };
}

/** From the back to the front, a ground and leaves whose areas sum to 6 frames. */
function leavesOf(size: SceneSize, random: HostRandom, colour: () => number[]): Leaf[] {
  const largest = Math.max(size.height, size.width) / 2;
  const leaves: Leaf[] = [];
  const ground = { x: 0, y: 0, radius: 4 * largest, colour: colour(), shade: () => 1 };
  leaves.push(ground);
  for (let area = 0; area < 6 * size.height * size.width;) {
    // Inverse of the distribution of density r⁻³.
    const share = random.uniform();
    const radius = (smallest ** -2 - share * (smallest ** -2 - largest ** -2)) ** -0.5;
    const x = between(random, -radius, size.width + radius);
    const y = between(random, -radius, size.height + radius);
    leaves.push({ x, y, radius, colour: colour(), shade: grating(random) });
    area += Math.PI * radius ** 2;
  }
  return leaves;
}

function colourOf(cast: readonly number[], saturation: number, random: HostRandom): number[] {
  const light = 0.05 * 19 ** random.uniform();
  const drawn = cast.map(share => share + saturation * random.normal());
  const mean = drawn.reduce((sum, each) => sum + each, 0) / 3;
  return drawn.map(each => light * Math.max(0.1, 1 + each - mean));
}

function grating(random: HostRandom): (x: number, y: number) => number {
  const angle = Math.PI * random.uniform();
  const rate = (2 * Math.PI) / between(random, 2.5, 10);
  const [across, along] = [rate * Math.cos(angle), rate * Math.sin(angle)];
  const contrast = 0.35 * random.uniform() ** 2;
  const phase = 2 * Math.PI * random.uniform();
  return (x, y) => 1 + contrast * Math.cos(across * x + along * y + phase);
}

function paint(
  { x, y, radius, colour, shade }: Leaf,
  index: number,
  { height, width }: SceneSize,
  scene: Float32Array,
  owner: Int32Array,
): void {
  const rows = [Math.max(0, Math.floor(y - radius)), Math.min(height, Math.ceil(y + radius) + 1)] as const;
  const columns = [Math.max(0, Math.floor(x - radius)), Math.min(width, Math.ceil(x + radius) + 1)] as const;
  for (let row = rows[0]; row < rows[1]; row++) {
    for (let column = columns[0]; column < columns[1]; column++) {
      const [px, py] = [column + 0.5, row + 0.5];
      // Not Math.hypot, which takes most of the time here.
      const covered = coverage(radius - Math.sqrt((px - x) ** 2 + (py - y) ** 2));
      if (covered === 0) continue;
      const pixel = row * width + column;
      if (covered > 0.5) owner[pixel] = index;
      const light = shade(px, py);
      for (let channel = 0; channel < 3; channel++) {
        const place = 3 * pixel + channel;
        scene[place] = (1 - covered) * scene[place]! + covered * clamp(colour[channel]! * light, 0, 1);
      }
    }
  }
}

function edgesOf(owner: Int32Array, { height, width }: SceneSize): Float32Array {
  return Float32Array.from(owner, (own, pixel) => {
    const isRight = (pixel + 1) % width !== 0 && owner[pixel + 1] !== own;
    const isBelow = pixel < (height - 1) * width && owner[pixel + width] !== own;
    return isRight || isBelow ? 1 : 0;
  });
}
