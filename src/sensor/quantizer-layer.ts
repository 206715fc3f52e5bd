/** The converter as a config names it, see quantizer.ts: its full scale from the full well before it, in electrons, or by code. */
import { z } from 'zod';
import { defineLayer, type KeyProblem } from '../engine/layer-definition.js';
import type { Signal } from '../engine/signal.js';
import { fullScaleOf } from './full-scale.js';
import { codeSteps, quantizerForms, type QuantizerForm } from './quantize.js';
import { Quantizer, roundingGradients } from './quantizer.js';

interface ScaleKeys {
  readonly bitDepth: number;
  readonly form: QuantizerForm;
  readonly fullScaleElectrons?: number;
  readonly electronsPerCode?: number;
}

/** The signal that gives the highest code at gain 1 and no black level. */
function converterScale(keys: ScaleKeys, signal: Signal): number {
  const { electronsPerCode, bitDepth, form } = keys;
  if (electronsPerCode !== undefined) return electronsPerCode * codeSteps(bitDepth, form);
  return fullScaleOf(keys, signal);
}

function scaleProblems(keys: ScaleKeys, { unit }: Signal): KeyProblem[] {
  const given = (['fullScaleElectrons', 'electronsPerCode'] as const).filter(key => keys[key] !== undefined);
  if (given.length === 2)
    return [{ key: 'electronsPerCode', must: 'left out, because fullScaleElectrons is given' }];
  if (unit !== 'scene') return [];
  return given.map(key => ({ key, must: 'left out, because a scene without photons has no electrons' }));
}

/** Undefined before the layer is made. */
function codeOf(layer: unknown, value: number): number | null | undefined {
  return layer instanceof Quantizer ? layer.codeOf(value) : undefined;
}

export const quantizer = defineLayer({
  layer: 'quantizer',
  title: 'Quantizer',
  summary: 'Analogue-to-digital conversion; its gain may be learned, at 1 bit its threshold too.',
  equation:
    'code = ⌊u (2^bitDepth − 1) + 1/2⌋ (end-point) or ⌊u 2^bitDepth⌋ (mid-rise), u = clip(gain × electrons / full scale + black, 0, 1)',
  source: 'Fossum et al., Sensors 16, 1260 (2016), doi:10.3390/s16081260',
  takes: ['electrons', 'scene'],
  canBeLearned: true,
  keys: {
    bitDepth: z.int().min(1).max(16).default(8).describe('Bits per pixel, 1 to 16.'),
    gain: z
      .number()
      .min(0.001)
      .max(1000)
      .default(1)
      .describe('Amplification before conversion, 0.001 to 1000; where training starts if learned.'),
    threshold: z
      .number()
      .gt(0)
      .lt(1)
      .default(0.5)
      .describe(
        'At 1 bit: fraction of full scale, after gain, from which on the code is 1; above 0, below 1.',
      ),
    form: z
      .enum(quantizerForms)
      .default('end-point')
      .describe(
        'end-point: 0 and full scale are codes. mid-rise: equal cells, each with the value of its middle.',
      ),
    gradient: z
      .enum(roundingGradients)
      .default('straight-through')
      .describe(
        'Of rounding in training. annealed: that of a staircase that sharpens; the codes stay exact.',
      ),
    gradientSharpness: z
      .number()
      .min(0.1)
      .max(100)
      .default(10)
      .describe('If annealed: sharpness of the staircase at the end of training, 0.1 to 100.'),
    fullScaleElectrons: z
      .number()
      .min(1)
      .max(1e8)
      .exactOptional()
      .describe(
        'Electrons that give the highest code at gain 1; left out: the full well before the quantizer.',
      ),
    electronsPerCode: z
      .number()
      .min(1e-3)
      .max(1e6)
      .exactOptional()
      .describe('Conversion gain in electrons per code, 0.001 to 1e6, in place of fullScaleElectrons.'),
    blackLevel: z
      .number()
      .min(0)
      .max(0.9)
      .default(0)
      .describe(
        'With 2 bits or more: share of full scale given in the dark, so that read noise below 0 is not clipped, 0 to 0.9.',
      ),
    spread: z
      .number()
      .min(0)
      .max(5)
      .default(0)
      .describe(
        'Standard deviation of log gain and of the log-odds of the threshold, drawn by the seed of the trial; 0: as given.',
      ),
  },
  problems: (keys, { signal }) => {
    const fault = scaleProblems(keys, signal);
    if (fault.length > 0) return fault;
    if (converterScale(keys, signal) < Infinity) return [];
    return [
      {
        key: 'fullScaleElectrons',
        must: 'a number of electrons, because no full-well layer before it limits them',
      },
    ];
  },
  make: (keys, { name, isLearned, seed, stream, signal }) =>
    new Quantizer({
      name,
      bitDepth: keys.bitDepth,
      fullScale: converterScale(keys, signal),
      gain: keys.gain,
      threshold: keys.threshold,
      form: keys.form,
      gradient: keys.gradient,
      gradientSharpness: keys.gradientSharpness,
      blackLevel: keys.blackLevel,
      ...{ spread: keys.spread, isLearned, seed, stream },
    }),
  gives: ({ bitDepth, blackLevel }, { fullScale, saturated = fullScale }, layer) => ({
    unit: 'digital',
    fullScale: 1,
    saturated: saturated === null ? null : codeOf(layer, saturated),
    // One bit has a threshold in its place.
    black: bitDepth === 1 ? undefined : blackLevel,
  }),
});
