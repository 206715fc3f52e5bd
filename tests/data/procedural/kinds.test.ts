import { describe, expect, it } from 'vitest';
import { drawProcedural, type ProceduralOptions } from '../../../src/data/procedural/procedural-set.js';

const shared = { source: 'procedural', images: 60, heightPixels: 48, widthPixels: 48, seed: 2 } as const;
const sum = (values: Float32Array): number => values.reduce((a, b) => a + b, 0);
/** Of 32-bit numbers from 0 to 1. */
const rounding = 1e-6;

describe('textures', () => {
  const options: ProceduralOptions = { ...shared, kind: 'textures', periodsPixels: [4, 12], orientations: 2 };

  it('repeat after their period across the bars and are constant along them', () => {
    for (let index = 0; index < 8; index++) {
      const { scene, label } = drawProcedural(options, index);
      const period = label < 2 ? 4 : 12;
      const [across, along] = label % 2 === 0 ? [1, 48] : [48, 1];
      for (const place of [0, 5, 700, 1200]) {
        expect(scene[place + across * period]).toBeCloseTo(scene[place]!, 5);
        expect(scene[place + along]).toBeCloseTo(scene[place]!, 5);
      }
      const half = scene.map((value, place) => Math.abs(value - scene[place + (across * period) / 2]!));
      expect(Math.max(...half.subarray(0, 1000))).toBeGreaterThan(0.25);
    }
  });

  it('are half bright, half dark', () => {
    const { scene } = drawProcedural(options, 2);
    const [low, high] = [Math.min(...scene), Math.max(...scene)];
    expect(sum(scene) / scene.length).toBeCloseTo((low + high) / 2, 1);
  });

  it('turn clockwise in the image with their angle', () => {
    const { scene } = drawProcedural({ ...options, periodsPixels: [12], orientations: 4 }, 1);
    // At 45° the normal points right and down, so a bar runs from lower left to upper right.
    for (const place of [10 * 48 + 20, 20 * 48 + 20]) {
      expect(scene[place - 48 + 1]).toBeCloseTo(scene[place]!, 4);
    }
  });
});

describe('point emitters', () => {
  it('are as many as the class says, each bright at its place', () => {
    const options: ProceduralOptions = {
      ...shared,
      kind: 'point-emitters',
      classBy: 'count',
      mostEmitters: 6,
      spotPixels: 1.2,
    };
    for (let index = 0; index < 12; index++) {
      const { scene, truth, label } = drawProcedural(options, index);
      const { positions, amplitudes } = truth as Record<string, Float32Array>;
      expect(positions!.length).toBe(2 * (label + 1));
      amplitudes!.forEach((amplitude, k) => {
        const [x, y] = [positions![2 * k]!, positions![2 * k + 1]!];
        expect(scene[Math.floor(y) * 48 + Math.floor(x)]).toBeGreaterThan(0.7 * amplitude);
      });
      const energy = amplitudes!.reduce((total, amplitude) => total + amplitude * 2 * Math.PI * 1.2 ** 2, 0);
      expect((sum(scene) - 0.02 * scene.length) / energy).toBeCloseTo(1, 1);
    }
  });

  it('lie in the quarter that is the class', () => {
    const options: ProceduralOptions = {
      ...shared,
      kind: 'point-emitters',
      classBy: 'quadrant',
      mostEmitters: 6,
      spotPixels: 1.2,
    };
    for (let index = 0; index < 40; index++) {
      const { scene, label } = drawProcedural(options, index);
      const place = scene.indexOf(Math.max(...scene));
      expect([place % 48 >= 24, Math.floor(place / 48) >= 24]).toEqual([label % 2 === 1, label >= 2]);
    }
  });
});

describe('HDR scenes', () => {
  it('have a lamp of 1 and an object darker by the dynamic range, which do not touch', () => {
    const dynamicRange = 1e5;
    for (let index = 0; index < 20; index++) {
      const { scene, truth } = drawProcedural({ ...shared, kind: 'hdr-scenes', dynamicRange }, index);
      const { object, lamp } = truth as { object: Float32Array; lamp: Float32Array };
      expect(Math.max(...scene)).toBe(1);
      expect(object.some((share, pixel) => share > 0 && lamp[pixel]! > 0)).toBe(false);
      const dark = scene.filter((_, pixel) => object[pixel] === 1);
      expect(dark.length).toBeGreaterThan(20);
      for (const value of dark) {
        expect(value * dynamicRange).toBeGreaterThanOrEqual(0.7 - rounding);
        expect(value * dynamicRange).toBeLessThanOrEqual(1 + rounding);
      }
    }
  });
});

describe('HDR scenes with a range of lamps', () => {
  it('have lamps of all radiances within it, brightest in the middle, and else the same scenes', () => {
    const options = { ...shared, kind: 'hdr-scenes', dynamicRange: 1e4 } as const;
    const peaks = Array.from({ length: 40 }, (_, index) => {
      const [plain, ranged] = [1, 100].map(lampRange => drawProcedural({ ...options, lampRange }, index));
      const lamp = plain!.truth.lamp!;
      const lit = ranged!.scene.filter((_, pixel) => lamp[pixel] === 1);
      expect(Math.min(...lit)).toBeGreaterThan(0.01 - rounding);
      expect(ranged!.scene.filter((_, pixel) => lamp[pixel] === 0)).toEqual(
        plain!.scene.filter((_, pixel) => lamp[pixel] === 0),
      );
      const peak = Math.max(...lit);
      expect(peak / Math.min(...lit)).toBeGreaterThan(2);
      return peak;
    });
    // Peaks are even on a scale of ratios from 1/10 to 1; the sample nearest to the centre falls short of it a little.
    expect(Math.max(...peaks)).toBeLessThanOrEqual(1);
    expect(Math.max(...peaks)).toBeGreaterThan(0.8);
    expect(Math.min(...peaks)).toBeLessThan(0.13);
  });
});

describe('cells', () => {
  const drawn = Array.from({ length: 40 }, (_, index) => drawProcedural({ ...shared, kind: 'cells' }, index));
  const ratio = (label: number): number[] =>
    drawn.filter(cell => cell.label === label).map(({ truth }) => sum(truth.nucleus!) / sum(truth.cell!));

  it('have their nucleus inside of the cell, darker than the rest of it in red', () => {
    for (const { scene, truth } of drawn) {
      expect(truth.nucleus!.every((share, pixel) => share <= truth.cell![pixel]! + rounding)).toBe(true);
      expect(truth.redCells!.every((share, pixel) => share + truth.cell![pixel]! <= 1 + rounding)).toBe(true);
      const red = (isNucleus: boolean): number => {
        const pixels = Array.from(scene.filter((_, place) => place % 3 === 0)).filter(
          (_, pixel) => truth.cell![pixel] === 1 && truth.nucleus![pixel] === Number(isNucleus),
        );
        return pixels.reduce((a, b) => a + b, 0) / pixels.length;
      };
      expect(red(true)).toBeLessThan(0.75 * red(false));
    }
  });

  it('differ by class in the share of the nucleus: lymphocytes most, neutrophils least', () => {
    expect(Math.min(...ratio(2))).toBeGreaterThan(0.6);
    expect(Math.max(...ratio(0))).toBeLessThan(0.42);
    expect(Math.max(...[0, 1, 3].flatMap(ratio))).toBeLessThan(Math.min(...ratio(2)));
  });
});

describe('fluorophores', () => {
  const options: ProceduralOptions = {
    ...shared,
    kind: 'fluorophores',
    fluorophores: ['Cerulean', 'EGFP', 'mOrange', 'mCherry'],
    content: 'spectra',
    spectralChannels: 16,
  };

  it('make the scene by their abundances and spectra', () => {
    const { scene, truth } = drawProcedural(options, 3);
    const { abundances, spectra } = truth as { abundances: Float32Array; spectra: Float32Array };
    for (const [pixel, channel] of [
      [0, 0],
      [700, 5],
      [1500, 12],
      [2303, 15],
    ] as const) {
      const wanted = [0, 1, 2, 3].reduce(
        (total, k) => total + abundances[pixel * 4 + k]! * spectra[k * 16 + channel]!,
        0,
      );
      expect(scene[pixel * 16 + channel]).toBeCloseTo(wanted, 5);
    }
  });

  it('have one that is 1.4 to 3 times as much as each other, which is the class', () => {
    for (let index = 0; index < 12; index++) {
      const { truth, label } = drawProcedural(options, index);
      const totals = [0, 1, 2, 3].map(k => sum(truth.abundances!.filter((_, place) => place % 4 === k)));
      totals.forEach((total, k) => {
        if (k === label) return;
        expect(totals[label]! / total).toBeGreaterThan(1.4 - 1e-3);
        expect(totals[label]! / total).toBeLessThan(3 + 1e-3);
      });
    }
  });

  it('are their abundances where the content is abundances', () => {
    const { scene, truth } = drawProcedural({ ...options, content: 'abundances' }, 3);
    expect(scene).toEqual(drawProcedural(options, 3).truth.abundances);
    expect(truth.abundances).toEqual(scene);
  });

  it('have spectra of equal sums, highest in the channel of the published peak', () => {
    const { spectra } = drawProcedural(options, 0).truth as { spectra: Float32Array };
    [475, 507, 562, 610].forEach((peak, k) => {
      const row = spectra.subarray(16 * k, 16 * (k + 1));
      // Less than a thousandth of an emission lies beyond 740 nm.
      expect(sum(row) / sum(spectra.subarray(0, 16))).toBeCloseTo(1, 2);
      const [channel, peakChannel] = [row.indexOf(Math.max(...row)), Math.floor((peak - 420) / 20)];
      // The mean over a channel leans towards the slower fall.
      expect([peakChannel, peakChannel + 1]).toContain(channel);
    });
  });
});
