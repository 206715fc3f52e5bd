import { describe, expect, it } from 'vitest';
import {
  defocusRms,
  focalShift,
  thinLensW20,
  w20FromDistances,
  w20FromFocalShift,
  w20FromRms,
} from '../../../src/optics/pupil/defocus.js';

/** float64 algebra; names as B7 refer to the list of physics checks. */
const algebra = 1e-12;

describe('defocus', () => {
  it('of a quarter wave is 0.0721688 waves rms, and moves the image by 2λN² (B5, B7)', () => {
    expect(defocusRms(0.25)).toBeCloseTo(0.0721688, 7);
    expect(w20FromRms(defocusRms(0.3))).toBeCloseTo(0.3, 14);
    const wavelength = 550e-9;
    expect(Math.abs(focalShift(wavelength / 4, 4) / (2 * wavelength * 16) - 1)).toBeLessThan(algebra);
    expect(Math.abs(focalShift(-wavelength / 4, 4) / (-2 * wavelength * 16) - 1)).toBeLessThan(algebra);
    expect(w20FromFocalShift(focalShift(1e-7, 2.8), 2.8)).toBeCloseTo(1e-7, 18);
  });

  it('from distances agrees with the image that the lens equation gives', () => {
    const [focalLength, apertureDiameter, focusDistance] = [50e-3, 25e-3, 2];
    const imageOf = (distance: number) => 1 / (1 / focalLength - 1 / distance);
    // The relations are paraxial: exact as the object nears the focus.
    const objectDistance = 2 - 1e-6;
    const w20 = w20FromDistances({ apertureDiameter, objectDistance, focusDistance });
    const shift = imageOf(objectDistance) - imageOf(focusDistance);
    expect(Math.abs(focalShift(w20, imageOf(focusDistance) / apertureDiameter) / shift - 1)).toBeLessThan(
      1e-6,
    );
    expect(w20).toBeGreaterThan(0);
  });

  it('of an object at the focal length of a lens in the pupil is undone by it (B12)', () => {
    const distances = { apertureDiameter: 10e-3, objectDistance: 10, focusDistance: Infinity };
    expect(w20FromDistances(distances) / 632.8e-9).toBeCloseTo(1.975347661, 8);
    expect(w20FromDistances(distances) + thinLensW20(10e-3, 10)).toBe(0);
  });

  it('says which distance is not one', () => {
    const distances = { apertureDiameter: 10e-3, objectDistance: 0, focusDistance: 1 };
    expect(() => w20FromDistances(distances)).toThrow('defocus: objectDistance is 0 m, must be above 0');
  });
});
