/** The image of a white blood cell among red ones, by the light that the stains leave; see cells.ts. */
import type { HostRandom } from '../../engine/host-random.js';
import { between, coverage, imageOf, type DrawnScene, type SceneSize } from './scene-kind.js';
import type { Disk, WhiteCell } from './white-cell.js';

/** Absorption of red, green and blue by unit amount. */
const hematoxylin = [0.65, 0.7, 0.29] as const;
const eosin = [0.07, 0.99, 0.11] as const;
const granule = [0.03, 0.6, 0.7] as const;
/** Blood's own colour and eosin in red cells. */
const redCell = [0.12, 0.55, 0.45] as const;
const background = [0.93, 0.9, 0.9] as const;
const redCells = 9;
const waveCount = 7;

/** Waves of a few periods in random directions, mean 0, about −1 to 1: uneven stain. */
type Mottle = (x: number, y: number) => number;

/** Draws body, nucleus and red cells; the white cell lies on top. */
export function drawSmear(plan: WhiteCell, size: SceneSize, random: HostRandom): DrawnScene {
  const { body, lobes, notch } = plan;
  const [coarse, fine] = [mottle(body.radius * 0.7, random), mottle(body.radius * 0.16, random)];
  const wobble = mottle(body.radius * 1.2, random);
  // Far from the cell its outline does not matter.
  const edge = (x: number, y: number) =>
    inside(x, y, body) < -0.2 * body.radius ? 0 : 0.05 * body.radius * wobble(x, y);
  const reds = placeRedCells(body, size, random);
  const cell = imageOf(size, (x, y) => coverage(inside(x, y, body) + edge(x, y)));
  const nucleus = imageOf(size, (x, y) => {
    const whole = Math.max(...lobes.map(lobe => inside(x, y, lobe)));
    const left = notch === undefined ? whole : Math.min(whole, -inside(x, y, notch));
    return coverage(Math.min(left + edge(x, y), inside(x, y, body) + edge(x, y)));
  });
  const red = imageOf(size, (x, y) => Math.max(0, ...reds.map(disk => coverage(inside(x, y, disk)))));
  const pale = imageOf(size, (x, y) => redDepth(x, y, reds));
  const light = between(random, 0.94, 1.02);
  const { height, width } = size;
  const scene = new Float32Array(height * width * 3);
  imageOf(size, (x, y) => {
    const pixel = Math.floor(y) * width + Math.floor(x);
    const [inCell, inNucleus] = [cell[pixel]!, nucleus[pixel]!];
    const blood = pale[pixel]! * (1 - inCell);
    const [uneven, grain] = inCell > 0 ? [coarse(x, y), fine(x, y)] : [0, 0];
    const bodyShare = inCell - inNucleus;
    const blue =
      inCell * plan.bodyStain[0] * (1 + 0.15 * uneven) + inNucleus * plan.nucleusStain * (1 + 0.12 * grain);
    const pink = bodyShare * plan.bodyStain[1] + 0.25 * inNucleus;
    const orange = bodyShare * plan.granules * (1 + 0.8 * Math.max(-1, Math.min(1, grain)));
    for (let c = 0; c < 3; c++) {
      const amount = blue * hematoxylin[c]! + pink * eosin[c]! + orange * granule[c]! + blood * redCell[c]!;
      scene[pixel * 3 + c] = Math.min(1, light * background[c]! * Math.exp(-amount));
    }
    return 0;
  });
  const visible = red.map((covered, pixel) => covered * (1 - cell[pixel]!));
  return { scene, truth: { nucleus, cell, redCells: visible } };
}

/** Signed distance to the edge, pixels, positive inside. */
function inside(x: number, y: number, disk: Disk): number {
  return disk.radius - Math.hypot(x - disk.x, y - disk.y);
}

/** Red cells are thin in the middle. */
function redDepth(x: number, y: number, disks: readonly Disk[]): number {
  return Math.max(
    0,
    ...disks.map(disk => {
      const share = Math.hypot(x - disk.x, y - disk.y) / disk.radius;
      return coverage(inside(x, y, disk)) * (0.55 + 0.45 * Math.min(1, share ** 2 * 1.6));
    }),
  );
}

/** Places off the white cell, which red cells touch but do not cross far. */
function placeRedCells(body: Disk, { height, width }: SceneSize, random: HostRandom): Disk[] {
  const radius = 0.3 * (Math.min(height, width) / 2);
  const disks: Disk[] = [];
  for (let attempt = 0; attempt < 60 && disks.length < redCells; attempt++) {
    const disk = {
      x: between(random, -0.5 * radius, width + 0.5 * radius),
      y: between(random, -0.5 * radius, height + 0.5 * radius),
      radius: radius * between(random, 0.9, 1.1),
    };
    const gap = (other: Disk) => Math.hypot(disk.x - other.x, disk.y - other.y) - other.radius - disk.radius;
    if (gap(body) > -0.1 * radius && disks.every(other => gap(other) > -0.35 * radius)) disks.push(disk);
  }
  return disks;
}

/** @param scale Length of a wave, pixels. */
function mottle(scale: number, random: HostRandom): Mottle {
  const turn = between(random, 0, Math.PI);
  const waves = Array.from({ length: waveCount }, (_, k) => {
    // Directions spread evenly, so that no run of parallel waves makes stripes.
    const angle = turn + (Math.PI * (k + between(random, -0.2, 0.2))) / waveCount;
    const wavenumber = (2 * Math.PI) / (scale * between(random, 0.7, 1.4));
    return [wavenumber * Math.cos(angle), wavenumber * Math.sin(angle), between(random, 0, 2 * Math.PI)];
  }).flat();
  return (x, y) => {
    let sum = 0;
    for (let at = 0; at < waves.length; at += 3)
      sum += Math.sin(waves[at]! * x + waves[at + 1]! * y + waves[at + 2]!);
    return sum / 2.4;
  };
}
