/**
 * Penalties of weights and maps that are added to a loss; λ is the strength.
 *
 *   L1 = λ Σ |w|,   L2 = λ Σ w²,   smoothness = λ (mean (w(r + 1, c) − w(r, c))² + mean (w(r, c + 1) − w(r, c))²)
 *
 * Sources: Tibshirani, J. R. Stat. Soc. B 58, 267 (1996), doi:10.1111/j.2517-6161.1996.tb02080.x; Hoerl & Kennard, Technometrics 12, 55
 * (1970), doi:10.1080/00401706.1970.10488634.
 */
import { tf } from '../../engine/tfjs.js';

export function l1Penalty(weights: readonly tf.Tensor[], strength: number): tf.Scalar {
  return total(
    weights.map(weight => weight.abs().sum()),
    strength,
  );
}

export function l2Penalty(weights: readonly tf.Tensor[], strength: number): tf.Scalar {
  return total(
    weights.map(weight => weight.square().sum()),
    strength,
  );
}

/** @param map [height, width, ...]; what one pixel holds is compared with what its neighbours below and on the right hold. */
export function smoothnessPenalty(map: tf.Tensor, strength: number): tf.Scalar {
  return tf.tidy(() => {
    const differences = [0, 1].flatMap(axis => {
      const length = map.shape[axis]!;
      if (length < 2) return [];
      const [first, rest] = tf.split(map, [length - 1, 1], axis);
      const [start, next] = tf.split(map, [1, length - 1], axis);
      tf.dispose([rest!, start!]);
      return [next!.sub(first!).square().mean<tf.Scalar>()];
    });
    return total(differences, strength);
  });
}

function total(parts: readonly tf.Tensor[], strength: number): tf.Scalar {
  return tf.tidy(() =>
    parts
      .reduce((sum, part) => sum.add(part), tf.scalar(0))
      .mul(strength)
      .asScalar(),
  );
}
