import { describe, expect, it } from 'vitest';
import {
  apertureDiameter,
  blurDiameter,
  depthOfField,
  hyperfocalDistance,
  workingFNumber,
} from '../../../src/optics/depth/depth-of-field.js';
import { w20FromDistances } from '../../../src/optics/pupil/defocus.js';

/** float64 algebra; names as B8 refer to the list of physics checks. */
const algebra = 1e-9;
const lens = { focalLength: 50e-3, fNumber: 2, focusDistance: 2 };

describe('blurDiameter', () => {
  it('is that of similar triangles behind the lens, and 8 N′ |W₂₀| (B8)', () => {
    for (const objectDistance of [0.7, 1.9, 4, Infinity]) {
      const diameter = blurDiameter(lens, objectDistance);
      const sensor = 1 / (1 / 50e-3 - 1 / 2);
      const image = 1 / (1 / 50e-3 - 1 / objectDistance);
      expect(Math.abs(diameter / ((25e-3 * Math.abs(sensor - image)) / image) - 1)).toBeLessThan(algebra);
      const w20 = w20FromDistances({
        apertureDiameter: apertureDiameter(lens),
        objectDistance,
        focusDistance: 2,
      });
      expect(Math.abs(diameter / (8 * workingFNumber(lens) * Math.abs(w20)) - 1)).toBeLessThan(algebra);
    }
    expect(blurDiameter(lens, 2)).toBe(0);
  });

  it('is finite where the lens is focused far away', () => {
    expect(blurDiameter({ ...lens, focusDistance: Infinity }, 5)).toBeCloseTo((50e-3 / 5) * 25e-3, 12);
  });
});

describe('depthOfField', () => {
  it('ends where the blur is the largest allowed (B9)', () => {
    const blur = 30e-6;
    for (const focusDistance of [0.5, 3, 40]) {
      const focused = { ...lens, focusDistance };
      const { near, far } = depthOfField(focused, blur);
      expect(Math.abs(blurDiameter(focused, near) / blur - 1)).toBeLessThan(algebra);
      expect(Math.abs(blurDiameter(focused, far) / blur - 1)).toBeLessThan(algebra);
    }
  });

  it('reaches from half the hyperfocal distance to infinity when focused there', () => {
    const hyperfocal = hyperfocalDistance(lens, 30e-6);
    const { near, far } = depthOfField({ ...lens, focusDistance: hyperfocal }, 30e-6);
    expect(near).toBeCloseTo(hyperfocal / 2, 9);
    expect(far).toBe(Infinity);
    const distant = depthOfField({ ...lens, focusDistance: Infinity }, 30e-6);
    expect(distant.near).toBeCloseTo(hyperfocal - 50e-3, 9);
    expect(distant.far).toBe(Infinity);
  });

  it('says what a lens cannot be', () => {
    expect(() => blurDiameter({ ...lens, focusDistance: 0.04 }, 1)).toThrow(
      'depth: focusDistance is 0.04 m, must be above the focal length, 0.05 m',
    );
    expect(() => blurDiameter(lens, -1)).toThrow('depth: objectDistance is -1 m, must be above 0');
    expect(() => workingFNumber({ ...lens, fNumber: 0 })).toThrow('depth: fNumber is 0, must be above 0');
    expect(() => hyperfocalDistance(lens, 0)).toThrow('depth: blur is 0 m, must be above 0');
  });
});
