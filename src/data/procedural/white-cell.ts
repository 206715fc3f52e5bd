/** The plan of one white blood cell: where its body and lobes lie and how they take the stains. */
import type { HostRandom } from '../../engine/host-random.js';
import { between, type SceneSize } from './scene-kind.js';

export const whiteCellNames = ['neutrophil', 'eosinophil', 'lymphocyte', 'monocyte'] as const;

export interface Disk {
  readonly x: number;
  readonly y: number;
  /** Pixels. */
  readonly radius: number;
}

export interface WhiteCell {
  readonly body: Disk;
  /** The nucleus is their union, with what `notch` covers taken out. */
  readonly lobes: readonly Disk[];
  readonly notch: Disk | undefined;
  /** Stain of the body, hematoxylin and eosin, natural logarithm of the attenuation at unit absorption. */
  readonly bodyStain: readonly [hematoxylin: number, eosin: number];
  readonly nucleusStain: number;
  /** Mean amount of the orange stain of granules in the body. */
  readonly granules: number;
}

/** Radius of the body over half of the image's shorter side, least and most. */
const bodySizes: Readonly<Record<(typeof whiteCellNames)[number], readonly [number, number]>> = {
  neutrophil: [0.56, 0.66],
  eosinophil: [0.58, 0.68],
  lymphocyte: [0.4, 0.48],
  monocyte: [0.68, 0.8],
};

export function whiteCell(
  kind: (typeof whiteCellNames)[number],
  { height, width }: SceneSize,
  random: HostRandom,
): WhiteCell {
  const half = Math.min(height, width) / 2;
  const radius = between(random, ...bodySizes[kind]) * half;
  const jitter = Math.max(0, half - radius) * 0.6;
  const body = {
    x: width / 2 + between(random, -jitter, jitter),
    y: height / 2 + between(random, -jitter, jitter),
    radius,
  };
  const turn = between(random, 0, 2 * Math.PI);
  const at = (angle: number, distance: number, size: number): Disk => ({
    x: body.x + distance * radius * Math.cos(turn + angle),
    y: body.y + distance * radius * Math.sin(turn + angle),
    radius: size * radius,
  });
  const nucleusStain = between(random, 1.3, 1.7);
  const shared = { body, notch: undefined, nucleusStain, granules: 0 };
  switch (kind) {
    case 'neutrophil': {
      const count = 3 + random.integer(2);
      const step = between(random, 1.15, 1.35);
      const lobes = Array.from({ length: count }, (_, k) =>
        at((k - (count - 1) / 2) * step, between(random, 0.4, 0.5), between(random, 0.26, 0.31)),
      );
      return { ...shared, lobes, bodyStain: [0.06, 0.22], granules: 0.08 };
    }
    case 'eosinophil': {
      const lobes = [-1, 1].map(side =>
        at(side * between(random, 0.9, 1.1), 0.46, between(random, 0.36, 0.42)),
      );
      return { ...shared, lobes, bodyStain: [0.04, 0.2], granules: 0.75 };
    }
    case 'lymphocyte':
      return { ...shared, lobes: [at(0, 0.08, between(random, 0.82, 0.88))], bodyStain: [0.45, 0.05] };
    case 'monocyte':
      return {
        ...shared,
        lobes: [at(0, 0.1, between(random, 0.6, 0.68))],
        notch: at(0, between(random, 0.72, 0.8), 0.36),
        bodyStain: [0.34, 0.1],
        nucleusStain: 0.8 * nucleusStain,
      };
  }
}
