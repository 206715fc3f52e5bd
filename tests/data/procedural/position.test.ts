import { describe, expect, it } from 'vitest';
import {
  drawProcedural,
  loadProcedural,
  type ProceduralOptions,
} from '../../../src/data/procedural/procedural-set.js';

const options: ProceduralOptions = {
  ...{ source: 'procedural', kind: 'position', images: 40, heightPixels: 32, widthPixels: 48, seed: 3 },
  ...{ objectPixels: 7, clutter: 0.3 },
};

describe('scenes of one object', () => {
  it('are brightest in a disk of the stated diameter around the true position', () => {
    for (let index = 0; index < 12; index++) {
      const { scene, truth, label } = drawProcedural(options, index);
      const [x, y] = truth.position! as unknown as [number, number];
      const bright = [...scene].flatMap((value, pixel) => (value > 0.5 ? [pixel] : []));
      const centre = (of: (pixel: number) => number) =>
        bright.reduce((sum, pixel) => sum + of(pixel) + 0.5, 0) / bright.length;
      // The centre of gravity of some 38 whole pixels is known to a fraction of one.
      expect(Math.abs(centre(pixel => pixel % 48) - x)).toBeLessThan(0.3);
      expect(Math.abs(centre(pixel => Math.floor(pixel / 48)) - y)).toBeLessThan(0.3);
      expect(Math.abs(bright.length - Math.PI * 3.5 ** 2)).toBeLessThan(9);
      expect([x >= 24, y >= 16]).toEqual([label % 2 === 1, label >= 2]);
    }
  });

  it('have clutter that is no brighter than stated', () => {
    const brightest = Math.max(
      ...Array.from({ length: 12 }, (_, index) => {
        const { scene, truth } = drawProcedural(options, index);
        const [x, y] = truth.position! as unknown as [number, number];
        // Half a pixel beyond its radius the object covers nothing.
        const isBeside = (pixel: number) =>
          Math.hypot((pixel % 48) + 0.5 - x, Math.floor(pixel / 48) + 0.5 - y) > 3.5 + 0.5;
        return Math.max(...scene.filter((_, pixel) => isBeside(pixel)));
      }),
    );
    expect(brightest).toBeLessThanOrEqual(0.3);
    expect(brightest).toBeGreaterThan(0.2);
    const dark = drawProcedural({ ...options, clutter: 0 }, 0).scene;
    expect(Math.min(...dark)).toBeCloseTo(0.02, 6);
    expect(dark.filter(value => value > 0.021).length).toBeLessThan(60);
  });

  it('give the set its positions, the same ones each time', () => {
    const set = loadProcedural(options);
    const { truth } = drawProcedural(options, 5);
    expect(set.position!(5)).toEqual([...truth.position!]);
    expect(set.pixelClasses).toBeUndefined();
  });
});

describe('cells', () => {
  it('tell the class of each pixel: nucleus before body before red cell', () => {
    const cells: ProceduralOptions = {
      ...{ source: 'procedural', kind: 'cells', images: 8, heightPixels: 32, widthPixels: 32, seed: 1 },
    };
    const { pixelClasses } = loadProcedural(cells);
    const { truth } = drawProcedural(cells, 2);
    const found = pixelClasses!.of(2);
    expect(pixelClasses!.classNames).toEqual(['ground', 'red cell', 'cell body', 'nucleus']);
    found.forEach((label, pixel) => {
      if (truth.nucleus![pixel]! >= 0.5) expect(label).toBe(3);
      else if (truth.cell![pixel]! >= 0.5) expect(label).toBe(2);
    });
    expect(new Set(found)).toEqual(new Set([0, 1, 2, 3]));
  });
});
