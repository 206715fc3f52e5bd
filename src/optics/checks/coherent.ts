/** Physics checks of coherent and partially coherent images (E7 to E11) and of beams of element arrays (E12 to E14). */
import { tf } from '../../engine/tfjs.js';
import type { ComplexField } from '../../engine/fourier/complex-field.js';
import type { PhysicsCheck } from '../../engine/physics-check.js';
import type { Direction } from '../coherent/led-array.js';
import { objectivePupils } from '../coherent/objective.js';
import { addSources, coherentImages, thinObject } from '../coherent/partially-coherent.js';
import { farFieldBeam } from '../propagation/element-array.js';

/** The radius of the pupil is 12.8 of the 64 frequencies, 1 / (64 · 0.25 µm) apart. */
const objective = { numericalAperture: 0.4, wavelength: 500e-9 };
const plane = { rows: 64, columns: 64, pitch: 0.25e-6 };
const cutOff = (plane.columns * plane.pitch * objective.numericalAperture) / objective.wavelength;
const depth = 0.01;
const onAxis: Direction = [0, 0];
const outside: Direction = [0, 0.44];

const transferChecks: readonly PhysicsCheck[] = [
  {
    id: 'E7',
    title:
      'contrast of a weak absorbing grating at 0.78 NA/λ in light along the axis, over that of the object',
    formula: '1 below the coherent cut-off NA/λ',
    unit: '',
    expected: 1,
    tolerance: 1e-3,
    measure: () => contrast(image(greyGrating(10), [onAxis]), 10) / (2 * depth),
  },
  {
    id: 'E7',
    title:
      'contrast of a weak absorbing grating at 1.17 NA/λ in light along the axis, over that of the object',
    formula: '0 beyond the coherent cut-off NA/λ',
    unit: '',
    expected: 0,
    tolerance: 1e-3,
    measure: () => contrast(image(greyGrating(15), [onAxis]), 15) / (2 * depth),
  },
  ...[6, 13, 19, 26].map(cycles => ({
    id: 'E8',
    title: `contrast of a weak absorbing grating at ${(cycles / cutOff).toFixed(3)} NA/λ, 225 sources fill the pupil`,
    formula: '(2/π)[acos s − s√(1 − s²)], s = ν λ/(2 NA); 0 beyond s = 1',
    unit: '',
    expected: incoherentMtf(cycles / (2 * cutOff)),
    // Sources on a grid, and a pupil whose edge is one of the 12.8 samples of its radius wide.
    tolerance: 0.02,
    measure: () => contrast(image(greyGrating(cycles), filledPupil()), cycles) / (2 * depth),
  })),
];

const phaseChecks: readonly PhysicsCheck[] = [
  {
    id: 'E9',
    title: 'contrast of a weak phase grating in light along the axis, over its phase',
    formula: '0 to first order: a symmetric pupil turns no phase into irradiance',
    unit: '1/rad',
    expected: 0,
    tolerance: 2 * depth,
    measure: () => contrast(image(phaseGrating(6), [onAxis]), 6) / depth,
  },
  {
    id: 'E9',
    title: 'contrast of a weak phase grating in light from aslant, one order in the pupil, over its phase',
    formula: '|1 + i(ε/2) exp(iθ)|² = 1 − ε sin θ + ε²/4',
    unit: '1/rad',
    expected: 1,
    tolerance: 1e-3,
    measure: () => contrast(image(phaseGrating(6), [[0, 0.3]]), 6) / depth,
  },
];

const darkFieldChecks: readonly PhysicsCheck[] = [
  {
    id: 'E10',
    title: 'irradiance of an empty dark field, over that of the bright field',
    formula: '0: light from beyond the numerical aperture misses the pupil',
    unit: '',
    expected: 0,
    tolerance: 1e-9,
    measure: () =>
      image(thinObject(tf.zeros([1, 64, 64]), { phaseRange: 1, absorbance: 0 }), [outside])
        .max()
        .dataSync()[0]!,
  },
  {
    id: 'E11',
    title: 'mean irradiance of a phase object without a pupil',
    formula: '|exp(iφ)|² = 1',
    unit: '',
    expected: 1,
    tolerance: 1e-5,
    measure: () => {
      const object = thinObject(wave(5), { phaseRange: 2, absorbance: 0 });
      return coherentImages(object, { amplitude: tf.ones([1, 64, 64]) })
        .mean()
        .dataSync()[0]!;
    },
  },
];

const arrayChecks: readonly PhysicsCheck[] = [
  {
    id: 'E12',
    title: 'first null of a row of 8 elements half a wavelength apart',
    formula: 'sin(Nψ/2) / (N sin(ψ/2)) = 0, ψ = πu, at u = 2/N',
    unit: 'sine',
    expected: 0.25,
    tolerance: 1e-3,
    measure: () => extremeOfRow(0.5, [0.05, 0.35], Math.min).sine,
  },
  {
    id: 'E13',
    title: 'first side lobe of a uniform row of 8 elements',
    formula: '20 log₁₀ max |sin(4ψ) / (8 sin(ψ/2))| = 20 log₁₀ 0.2291567',
    unit: 'dB',
    expected: -12.7974,
    tolerance: 1e-3,
    measure: () => 10 * Math.log10(extremeOfRow(0.5, [0.25, 0.5], Math.max).share),
  },
  {
    id: 'E14',
    title: 'grating lobe of a row of elements 1.6 wavelengths apart',
    formula: 'u = λ/d',
    unit: 'sine',
    expected: 0.625,
    tolerance: 1e-3,
    measure: () => extremeOfRow(1.6, [0.4, 0.9], Math.max).sine,
  },
  {
    id: 'E14',
    title: 'largest side lobe of a row of 8 elements half a wavelength apart, over the main lobe',
    formula: 'no grating lobe at |u| ≤ 1 for d ≤ λ/2: the first side lobe, 0.2291567²',
    unit: '',
    expected: 0.0525128,
    tolerance: 1e-5,
    measure: () => extremeOfRow(0.5, [0.25, 1], Math.max).share,
  },
];

export const coherentChecks: readonly PhysicsCheck[] = [
  ...transferChecks,
  ...phaseChecks,
  ...darkFieldChecks,
  ...arrayChecks,
];

/** cos(2π · cycles · x / n), [1, n, n]. */
function wave(cycles: number): tf.Tensor {
  const { rows, columns } = plane;
  const row = tf
    .range(0, columns)
    .mul((2 * Math.PI * cycles) / columns)
    .cos();
  return tf.tile(row.reshape([1, 1, columns]), [1, rows, 1]);
}

function phaseGrating(cycles: number): ComplexField {
  return thinObject(wave(cycles), { phaseRange: depth, absorbance: 0 });
}

/** Amplitude exp(ε cos) ≈ 1 + ε cos. */
function greyGrating(cycles: number): ComplexField {
  return thinObject(wave(cycles).neg(), { phaseRange: 0, absorbance: (2 * depth) / Math.LN10 });
}

function image(object: ComplexField, directions: readonly Direction[]): tf.Tensor {
  const amplitude = objectivePupils(objective, plane, directions);
  return addSources(
    coherentImages(object, { amplitude }),
    tf.fill([directions.length], 1 / directions.length),
  );
}

/** Amplitude of a wave, whatever its phase, over the mean. */
function contrast(irradiance: tf.Tensor, cycles: number): number {
  const phase = tf.range(0, plane.columns).mul((2 * Math.PI * cycles) / plane.columns);
  const part = (reference: tf.Tensor) => irradiance.mul(reference).mean().dataSync()[0]!;
  return (2 * Math.hypot(part(phase.cos()), part(phase.sin()))) / irradiance.mean().dataSync()[0]!;
}

/** Directions on a grid within the numerical aperture. */
function filledPupil(): Direction[] {
  const across = 17;
  const sine = (index: number) => objective.numericalAperture * ((2 * index + 1) / across - 1);
  return Array.from(
    { length: across ** 2 },
    (_, index) => [sine(Math.floor(index / across)), sine(index % across)] as const,
  ).filter(([y, x]) => Math.hypot(y, x) < objective.numericalAperture);
}

function incoherentMtf(s: number): number {
  return s < 1 ? (2 / Math.PI) * (Math.acos(s) - s * Math.sqrt(1 - s * s)) : 0;
}

/** Where between two sines the beam of a uniform row of 8 is least or most, and its height over the main lobe. */
function extremeOfRow(
  pitch: number,
  [from, to]: readonly [number, number],
  pick: (...values: number[]) => number,
): { sine: number; share: number } {
  const perUnit = 2000;
  const sines = { rows: 1, columns: 2 * perUnit + 1, spacing: [1, 1 / perUnit] as const };
  const beam = farFieldBeam(tf.ones([1, 8]), pitch, sines).dataSync();
  const start = perUnit + Math.round(from * perUnit);
  const range = Array.from(beam.slice(start, perUnit + Math.round(to * perUnit) + 1));
  const extreme = pick(...range);
  return { sine: from + range.indexOf(extreme) / perUnit, share: extreme / beam[perUnit]! };
}
