/**
 * Losses of numbers and images; e = output − target, ℓ the mean over the elements of a row.
 *
 *   squared   e²
 *   absolute  |e|
 *   Huber     e² / 2 where |e| ≤ δ,   δ (|e| − δ / 2) beyond
 *   µ-law     (T(output) − T(target))²,   T(x) = sign(x) ln(1 + µ |x|) / ln(1 + µ)
 *
 * T compresses bright values as the eye does, so that dark ones count: for radiance with full scale 1.
 * Sources: Huber, Ann. Math. Stat. 35, 73 (1964), doi:10.1214/aoms/1177703732; µ-law: Kalantari & Ramamoorthi, ACM Trans. Graph. 36,
 * 144 (2017), doi:10.1145/3072959.3073609.
 */
import { z } from 'zod';
import { compressTone } from '../tone.js';
import { defineLoss, elementwise, type Loss } from './loss.js';

const huberKeys = {
  delta: z.number().positive().default(1).describe('Error from which on the loss grows linearly, above 0.'),
};
const muLawKeys = {
  mu: z.number().positive().default(5000).describe('Compression of bright values, above 0.'),
};

export const squaredError: Loss = elementwise((outputs, targets) => outputs.sub(targets).square());

export const absoluteError: Loss = elementwise((outputs, targets) => outputs.sub(targets).abs());

export function huber({ delta }: z.output<z.ZodObject<typeof huberKeys>>): Loss {
  return elementwise((outputs, targets) => {
    const size = outputs.sub(targets).abs();
    const inside = size.minimum(delta);
    // inside² / 2 + δ (|e| − inside): both branches in one formula without a choice.
    return inside.square().div(2).add(size.sub(inside).mul(delta));
  });
}

export function muLaw({ mu }: z.output<z.ZodObject<typeof muLawKeys>>): Loss {
  return elementwise((outputs, targets) => compressTone(outputs, mu).sub(compressTone(targets, mu)).square());
}

export const squaredDefinition = defineLoss({
  loss: 'squared',
  title: 'Squared error',
  equation: 'ℓ = mean (y − t)²',
  source: 'Wang & Bovik, IEEE Signal Process. Mag. 26, 98 (2009), doi:10.1109/MSP.2008.930649',
  targets: 'values',
  keys: {},
  make: () => squaredError,
});

export const absoluteDefinition = defineLoss({
  loss: 'absolute',
  title: 'Absolute error',
  equation: 'ℓ = mean |y − t|',
  source: 'Zhao et al., IEEE Trans. Comput. Imaging 3, 47 (2017), doi:10.1109/TCI.2016.2644865',
  targets: 'values',
  keys: {},
  make: () => absoluteError,
});

export const huberDefinition = defineLoss({
  loss: 'huber',
  title: 'Huber loss',
  equation: 'ℓ = mean of e² / 2 where |e| ≤ δ, δ (|e| − δ / 2) beyond, e = y − t',
  source: 'Huber, Ann. Math. Stat. 35, 73 (1964), doi:10.1214/aoms/1177703732',
  targets: 'values',
  keys: huberKeys,
  make: huber,
});

export const muLawDefinition = defineLoss({
  loss: 'mu-law',
  title: 'µ-law loss',
  equation: 'ℓ = mean (T(y) − T(t))², T(x) = sign(x) ln(1 + µ |x|) / ln(1 + µ)',
  source: 'Kalantari & Ramamoorthi, ACM Trans. Graph. 36, 144 (2017), doi:10.1145/3072959.3073609',
  targets: 'values',
  keys: muLawKeys,
  make: muLaw,
});
