/** Physics checks of the way from electrons to codes: gain (D3), saturation (D5), levels (D11), gradient (D12), seeds (D23). */
import { tf } from '../../engine/tfjs.js';
import type { PhysicsCheck } from '../../engine/physics-check.js';
import { FullWell } from '../full-well.js';
import { quantize } from '../quantize.js';
import { Quantizer } from '../quantizer.js';
import { ReadNoise } from '../read-noise.js';
import { ShotNoise } from '../shot-noise.js';

const [bitDepth, highestCode] = [12, 4095];
const readNoise = 8;

/** Mean and variance, in codes, of 65,536 pixels of so many electrons, read with 8 electrons rms, at g electrons per code. */
function codeMoments(electrons: number, electronsPerCode: number): { mean: number; variance: number } {
  const chain = [
    new ShotNoise({ quantumEfficiency: 1, seed: 2, stream: 0 }),
    new ReadNoise({ readNoise, seed: 2, stream: 1 }),
    new Quantizer({ bitDepth, fullScale: electronsPerCode * highestCode, blackLevel: 0 }),
  ];
  const light: tf.Tensor = tf.fill([16, 64, 64, 1], electrons);
  const frame = chain.reduce((signal, layer) => layer.apply(signal) as tf.Tensor, light).mul(highestCode);
  const { mean, variance } = tf.moments(frame);
  return { mean: mean.dataSync()[0]!, variance: variance.dataSync()[0]! };
}

function codeVariance(electrons: number, electronsPerCode: number): PhysicsCheck {
  const expected = (electrons + readNoise ** 2) / electronsPerCode ** 2 + 1 / 12;
  return {
    id: 'D3',
    title: `variance of codes of ${electrons} electrons at ${electronsPerCode} electrons per code`,
    formula: 'mean code / g + σ_r² / g² + 1/12',
    unit: 'codes²',
    expected,
    tolerance: 2e-2 * expected,
    measure: () => codeMoments(electrons, electronsPerCode).variance,
  };
}

/** Codes of a pixel that holds 10,000 electrons, converted with 8 bits, exposed to a thousand times as many. */
function overload(fullScale: number): number {
  const held = new FullWell({ fullWell: 10_000 }).apply(tf.fill([1, 1, 1, 1], 1e7)) as tf.Tensor;
  const code = new Quantizer({ bitDepth: 8, fullScale }).apply(held) as tf.Tensor;
  return code.mul(255).dataSync()[0]!;
}

function saturation(electronsPerCode: number): PhysicsCheck {
  const expected = Math.min(255, Math.round(10_000 / electronsPerCode));
  return {
    id: 'D5',
    title: `8-bit code of an overloaded pixel of 10,000 electrons at ${electronsPerCode} electrons per code`,
    formula: 'min(2ᵇ − 1, full well / g)',
    unit: 'codes',
    expected,
    tolerance: 1e-4,
    measure: () => overload(electronsPerCode * 255),
  };
}

const ramp = () => tf.linspace(-0.2, 1.2, 20_001);

function levelChecks(bits: number): PhysicsCheck[] {
  return (['end-point', 'mid-rise'] as const).flatMap(form => {
    const name = `${bits}-bit ${form} quantizer`;
    const exact = { id: 'D11', unit: '', tolerance: 1e-12 };
    return [
      {
        ...exact,
        title: `${name}: number of levels of a ramp over full scale`,
        formula: '2ᵇ',
        expected: 2 ** bits,
        measure: () => new Set(quantize(ramp(), bits, { form }).dataSync()).size,
      },
      {
        ...exact,
        title: `${name}: largest change of a ramp when it is quantized again`,
        formula: 'q(q(x)) = q(x)',
        expected: 0,
        measure: () => {
          const once = quantize(ramp(), bits, { form });
          return quantize(once, bits, { form }).sub(once).abs().max().dataSync()[0]!;
        },
      },
      {
        ...exact,
        title: `${name}: largest fall along a rising ramp`,
        formula: '0: q rises',
        expected: 0,
        measure: () => {
          const values = quantize(ramp(), bits, { form });
          const [first, next] = [values.slice(0, 20_000), values.slice(1)];
          return first.sub(next).max().relu().dataSync()[0]!;
        },
      },
    ];
  });
}

function slope(signal: number, expected: number): PhysicsCheck {
  return {
    id: 'D12',
    title: `straight-through gradient of the quantizer at ${signal} of full scale`,
    formula: '1 from 0 to full scale, 0 outside',
    unit: '',
    expected,
    tolerance: 1e-12,
    measure: () =>
      tf
        .grad(x => quantize(x, 4).sum())(tf.tensor1d([signal]))
        .dataSync()[0]!,
  };
}

/** Share of pixels that differ between two frames, of shot and read noise. */
function differing(seeds: readonly [number, number]): number {
  const [first, second] = seeds.map(seed => {
    const electrons = new ShotNoise({ quantumEfficiency: 0.7, seed, stream: 1 }).apply(
      tf.fill([4, 64, 64, 1], 100),
    );
    return new ReadNoise({ readNoise: 2, seed, stream: 2 }).apply(electrons) as tf.Tensor;
  });
  return first!.notEqual(second!).cast('float32').mean().dataSync()[0]!;
}

export const conversionChecks: readonly PhysicsCheck[] = [
  codeVariance(600, 1),
  codeVariance(600, 0.25),
  codeVariance(2000, 2),
  {
    id: 'D2',
    title:
      'photon transfer: slope of the variance of codes over their mean, from 500 to 8000 electrons at 4 per code',
    formula: 'Δ variance / Δ mean = 1 / g',
    unit: 'codes',
    expected: 1 / 4,
    // A variance of 65,536 pixels is known to 0.55 %; the difference of two of them to twice that.
    tolerance: 2e-2 / 4,
    measure: () => {
      const [dim, bright] = [500, 8000].map(electrons => codeMoments(electrons, 4));
      return (bright!.variance - dim!.variance) / (bright!.mean - dim!.mean);
    },
  },
  saturation(100 / 3),
  saturation(50),
  saturation(80),
  ...[1, 2, 5, 8].flatMap(levelChecks),
  slope(-0.01, 0),
  slope(0.37, 1),
  slope(0.99, 1),
  slope(1.01, 0),
  {
    id: 'D23',
    title: 'share of pixels that differ between two frames of the same seed',
    formula: '0',
    unit: '',
    expected: 0,
    tolerance: 1e-12,
    measure: () => differing([5, 5]),
  },
  {
    id: 'D23',
    title: 'share of pixels that differ between frames of two seeds',
    formula: '1: read noise is continuous, to the 23 bits of its random numbers',
    unit: '',
    expected: 1,
    tolerance: 1e-3,
    measure: () => differing([5, 6]),
  },
];
