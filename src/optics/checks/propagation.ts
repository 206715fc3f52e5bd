/** Physics checks of propagation in free space (E1 to E6), each against its closed form. */
import { tf } from '../../engine/tfjs.js';
import { intensity, type ComplexField } from '../../engine/fourier/complex-field.js';
import { filterField } from '../../engine/fourier/filter-field.js';
import type { PhysicsCheck } from '../../engine/physics-check.js';
import { angularSpectrumTransfer } from '../propagation/angular-spectrum.js';
import { fraunhoferTransform, fresnelTransfer } from '../propagation/fresnel.js';
import { propagateField } from '../propagation/propagate.js';

const waveChecks: readonly PhysicsCheck[] = [
  {
    id: 'E1',
    title: 'phase of a plane wave at asin 0.6 after 10.3 wavelengths',
    formula: '10.3 √(1 − 0.6²) = 8.24, less whole turns',
    unit: 'turns',
    expected: 0.24,
    tolerance: 1e-5,
    measure: planeWaveTurns,
  },
  {
    id: 'E2',
    title: 'amplitude of an evanescent wave of 1.25 cycles per wavelength after half a wavelength',
    formula: 'exp(−2πz √(f² − 1/λ²)) = exp(−π √(1.25² − 1))',
    unit: '',
    expected: 0.0947802,
    tolerance: 1e-6,
    measure: evanescentAmplitude,
  },
  {
    id: 'E3',
    title: 'radius of a Gaussian beam of 50 µm waist and 633 nm after 20 mm',
    formula: 'w₀ √(1 + (λz/(πw₀²))²)',
    unit: 'µm',
    expected: 94.8458,
    tolerance: 0.01,
    measure: gaussianRadius,
  },
];

/** A grating of amplitude 1 + ½ cos: the phase of its orders is 2π after the Talbot length. */
const talbotChecks: readonly PhysicsCheck[] = (
  [
    ['', 1, 8 / 9],
    ['a quarter of ', 1 / 4, 0],
    ['half ', 1 / 2, -8 / 9],
    ['a sixth of ', 1 / 6, 4 / 9],
  ] as const
).map(([part, share, expected]) => ({
  id: 'E4',
  title: `contrast of a grating of amplitude 1 + ½ cos after ${part}the Talbot length`,
  formula: '2m cos(πλz/p²) / (1 + m²/2), m = 1/2, Talbot length 2p²/λ',
  unit: '',
  expected,
  tolerance: 1e-4,
  measure: () => talbotContrast(share),
}));

const slitChecks: readonly PhysicsCheck[] = [
  {
    id: 'E5',
    title: 'first null of a slit in the far field',
    formula: 'sinc²(a x / (λz)) = 0 at x = λz/a',
    unit: 'λz/a',
    expected: 1,
    tolerance: 1e-3,
    measure: () => extremeOfSlit('null').place,
  },
  {
    id: 'E5',
    title: 'first side lobe of a slit in the far field, over its maximum',
    formula: 'sinc²(1.43030)',
    unit: '',
    expected: 0.0471904,
    // Sixty-four samples across the slit: sin(πt)/(64 sin(πt/64)) for sinc.
    tolerance: 1e-4,
    measure: () => extremeOfSlit('lobe').share,
  },
];

const returnChecks: readonly PhysicsCheck[] = [
  {
    id: 'E6',
    title: 'change of a beam that goes 2 mm forwards and 2 mm backwards',
    formula: 'max |H(−z) H(z) E − E| = 0',
    unit: '',
    expected: 0,
    tolerance: 1e-5,
    measure: changeAfterReturn,
  },
];

export const propagationChecks: readonly PhysicsCheck[] = [
  ...waveChecks,
  ...talbotChecks,
  ...slitChecks,
  ...returnChecks,
];

function planeWaveTurns(): number {
  const wavelength = 500e-9;
  // Three periods on ten samples half a wavelength apart: 0.6 cycles per wavelength.
  const phase = tf
    .range(0, 10)
    .mul((2 * Math.PI * 3) / 10)
    .reshape([1, 10]);
  const transfer = angularSpectrumTransfer({
    ...{ rows: 1, columns: 10, pitch: wavelength / 2, wavelength },
    distance: 10.3 * wavelength,
    isBandLimited: false,
  });
  const { real, imaginary } = filterField({ real: phase.cos(), imaginary: phase.sin() }, transfer);
  const turns = Math.atan2(imaginary.dataSync()[0]!, real.dataSync()[0]!) / (2 * Math.PI);
  return turns - Math.floor(turns);
}

function evanescentAmplitude(): number {
  const wavelength = 500e-9;
  // Frequency 3 of 8 samples is 1.25 / λ.
  const transfer = angularSpectrumTransfer({
    ...{ rows: 1, columns: 8, pitch: (3 * wavelength) / (8 * 1.25), wavelength },
    distance: wavelength / 2,
    isBandLimited: false,
  });
  return transfer.real.dataSync()[3]!;
}

/** Micrometres; twice the rms width of the irradiance along x. */
function gaussianRadius(): number {
  const [size, pitch] = [128, 5e-6];
  const moved = propagateField(gaussian(size, 50e-6 / pitch), {
    pitch,
    wavelength: 633e-9,
    distance: 20e-3,
  });
  const power = intensity(moved);
  const squares = tf
    .range(0, size)
    .sub(size / 2)
    .square();
  return 2e6 * pitch * Math.sqrt(power.mul(squares).sum().div(power.sum()).dataSync()[0]!);
}

/** @param share Of the Talbot length. */
function talbotContrast(share: number): number {
  const [columns, period, pitch, wavelength] = [64, 16, 2e-6, 500e-9];
  const wave = tf
    .range(0, columns)
    .mul((2 * Math.PI) / period)
    .cos()
    .reshape([1, columns]);
  const distance = (share * 2 * (period * pitch) ** 2) / wavelength;
  const transfer = fresnelTransfer({ rows: 1, columns, pitch, wavelength, distance });
  const power = intensity(
    filterField({ real: wave.mul(0.5).add(1), imaginary: tf.zerosLike(wave) }, transfer),
  );
  return power.mul(wave).mean().mul(2).div(power.mean()).dataSync()[0]!;
}

/** The darkest place before, or the brightest behind, one λz/a off the middle of the pattern of a slit. */
function extremeOfSlit(kind: 'null' | 'lobe'): { place: number; share: number } {
  const [samples, pitch, wavelength, distance, perUnit] = [64, 1e-6, 500e-9, 1, 500];
  const spacing = (wavelength * distance) / (samples * pitch) / perUnit;
  const slit = { real: tf.ones([1, samples]), imaginary: tf.zeros([1, samples]) };
  const output = { rows: 1, columns: 4 * perUnit + 1, pitch: spacing };
  const power = intensity(fraunhoferTransform(slit, { pitch, wavelength, distance, output })).dataSync();
  const middle = 2 * perUnit;
  const from = kind === 'null' ? middle + perUnit / 2 : middle + perUnit;
  const range = Array.from(power.slice(from, from + perUnit));
  const extreme = kind === 'null' ? Math.min(...range) : Math.max(...range);
  return { place: (from + range.indexOf(extreme) - middle) / perUnit, share: extreme / power[middle]! };
}

function changeAfterReturn(): number {
  const beam = gaussian(64, 6);
  const options = { pitch: 4e-6, wavelength: 500e-9, rows: 64, columns: 64 };
  const there = filterField(beam, angularSpectrumTransfer({ ...options, distance: 2e-3 }));
  const back = filterField(there, angularSpectrumTransfer({ ...options, distance: -2e-3 }));
  const change = { real: back.real.sub(beam.real), imaginary: back.imaginary };
  return Math.sqrt(intensity(change).max().dataSync()[0]!);
}

/** exp(−r²/w²), w in samples. */
function gaussian(size: number, radius: number): ComplexField {
  const line = tf
    .range(0, size)
    .sub(size / 2)
    .div(radius)
    .square()
    .neg()
    .exp();
  return { real: line.reshape([size, 1]).mul(line), imaginary: tf.zeros([size, size]) };
}
