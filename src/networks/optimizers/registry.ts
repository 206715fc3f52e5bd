/**
 * What a config can name as an optimizer of the network: its keys and how it is made from them.
 */
import { z } from 'zod';
import type { tf } from '../../engine/tfjs.js';
import { Adam } from '../adam.js';
import { AdamW } from './adam-w.js';
import { Momentum } from './momentum.js';
import type { StatefulOptimizer } from './optimizer.js';
import { RmsProp } from './rms-prop.js';

type KeysOf<Shape extends z.ZodRawShape> = z.output<z.ZodObject<Shape>>;

export interface OptimizerDefinition<Shape extends z.ZodRawShape = z.ZodRawShape> {
  /** Its name in a config, in kebab case. */
  readonly optimizer: string;
  /** `Stochastic gradient descent` */
  readonly title: string;
  /** In plain text. */
  readonly equation: string;
  /** Reference, with DOI where it has one. */
  readonly source: string;
  /** Keys of the config; ranges and defaults in their descriptions. */
  readonly keys: Shape;
  readonly make: (weights: readonly tf.Variable[], keys: KeysOf<Shape>) => StatefulOptimizer;
}

function defineOptimizer<Shape extends z.ZodRawShape>(
  definition: OptimizerDefinition<Shape>,
): OptimizerDefinition {
  return definition as unknown as OptimizerDefinition;
}

const share = z.number().min(0).lt(1);

/** The first is the one that a config gets where it names none. */
export const optimizers: readonly OptimizerDefinition[] = [
  defineOptimizer({
    optimizer: 'adam',
    title: 'Adam',
    equation:
      'm ← β₁ m + (1 − β₁) g,  v ← β₂ v + (1 − β₂) g²,  w ← w − α m̂ / (√v̂ + ε),  β₁ = 0.9, β₂ = 0.999, ε = 1e-7',
    source: 'Kingma & Ba, ICLR 2015, doi:10.48550/arXiv.1412.6980',
    keys: {},
    make: weights => new Adam(weights),
  }),
  defineOptimizer({
    optimizer: 'adam-w',
    title: 'AdamW',
    equation: 'w ← (1 − α λ) w, then the step of Adam',
    source: 'Loshchilov & Hutter, ICLR 2019, doi:10.48550/arXiv.1711.05101',
    keys: {
      weightDecay: z
        .number()
        .min(0)
        .max(10)
        .default(0.01)
        .describe('λ: share of a kernel that decays at each step, over the step size.'),
    },
    make: (weights, keys) => new AdamW(weights, keys),
  }),
  defineOptimizer({
    optimizer: 'sgd',
    title: 'Stochastic gradient descent',
    equation: 'v ← µ v + g,  w ← w − α v  or, after Nesterov,  w ← w − α (g + µ v)',
    source: 'Polyak, USSR Comput. Math. Math. Phys. 4, 1 (1964), doi:10.1016/0041-5553(64)90137-5',
    keys: {
      momentum: share
        .default(0.9)
        .describe('µ: share of its speed that a weight keeps, 0 to below 1; 0: none.'),
      isNesterov: z.boolean().default(false).describe('The gradient is taken ahead of the step.'),
    },
    make: (weights, keys) => new Momentum(weights, keys),
  }),
  defineOptimizer({
    optimizer: 'rms-prop',
    title: 'RMSProp',
    equation: 's ← ρ s + (1 − ρ) g²,  v ← µ v + g / (√s + ε),  w ← w − α v,  ε = 1e-7',
    source: 'Graves (2013), doi:10.48550/arXiv.1308.0850',
    keys: {
      decay: share
        .default(0.9)
        .describe('ρ: share of the mean square that is kept at each step, 0 to below 1.'),
      momentum: share
        .default(0)
        .describe('µ: share of its speed that a weight keeps, 0 to below 1; 0: none.'),
    },
    make: (weights, keys) => new RmsProp(weights, keys),
  }),
];
