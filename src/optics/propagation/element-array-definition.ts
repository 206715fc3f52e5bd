/** The element array as a config names it. */
import { z } from 'zod';
import { choiceKeys, sharpeningKey } from '../../engine/discrete/choice-keys.js';
import { rulesOf } from '../../engine/discrete/rules.js';
import { defineLayer } from '../../engine/layer-definition.js';
import { apodizations, ElementArray } from './element-array-layer.js';
import { elementStarts } from './element-selection.js';

const count = z.int().min(1).max(64);

export const elementArray = defineLayer({
  layer: 'element-array',
  title: 'Element array',
  summary:
    'An array of transducers or antennas scans the scene with its beam; weights and the choice of elements may be learned.',
  equation: 'y = beam ∗ x / Σ beam₁, beam(u) = |Σ_n g_n w_n exp(2πi u·r_n/λ)|², |w_n| ≤ 1, Σ g_n = K',
  source: 'Van Trees, Optimum Array Processing (2002), doi:10.1002/0471221104',
  takes: ['scene'],
  canBeLearned: true,
  keys: {
    elementRows: count.default(8).describe('Rows of elements, 1 to 64.'),
    elementColumns: count.default(8).describe('Columns of elements, 1 to 64.'),
    pitchWavelengths: z
      .number()
      .min(0.05)
      .max(20)
      .default(0.5)
      .describe(
        'Distance of neighbouring elements in wavelengths, 0.05 to 20; above 0.5 there can be grating lobes.',
      ),
    fieldOfViewDegrees: z
      .number()
      .min(0.1)
      .max(180)
      .default(90)
      .describe('Full angle of the scene along its longer side, °.'),
    apodization: z
      .enum(apodizations)
      .default('uniform')
      .describe('Weights of the elements, or those with which training starts: uniform or hann.'),
    activeElements: z.int().min(0).max(4096).default(0).describe('Elements that are on; 0: all.'),
    activeStart: z
      .enum(elementStarts)
      .default('centre')
      .describe('Which elements are on, or preferred when training starts: centre or random.'),
    ...choiceKeys,
    sharpening: sharpeningKey(7),
  },
  problems: ({ activeElements, elementRows, elementColumns }) => {
    const most = elementRows * elementColumns;
    return activeElements > most
      ? [{ key: 'activeElements', must: `at most elementRows · elementColumns, ${most}` }]
      : [];
  },
  make: (keys, { name, isLearned, seed, stream }) =>
    new ElementArray({
      name,
      elementRows: keys.elementRows,
      elementColumns: keys.elementColumns,
      pitch: keys.pitchWavelengths,
      fieldOfView: (keys.fieldOfViewDegrees * Math.PI) / 180,
      apodization: keys.apodization,
      activeElements: keys.activeElements,
      activeStart: keys.activeStart,
      isLearned,
      choice: rulesOf(keys),
      seed,
      stream,
    }),
});
