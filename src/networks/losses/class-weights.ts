/**
 * Weights that let rare classes count as much as frequent ones.
 *
 *   w_c = n / (k n_c)
 *
 * n images, k classes, n_c images of class c: the mean weight of an image is 1. As `class_weight="balanced"` of scikit-learn.
 * Source: King & Zeng, Polit. Anal. 9, 137 (2001), doi:10.1093/oxfordjournals.pan.a004868.
 *
 * @param counts Images of each class, 1 or more each.
 * @throws RangeError if a class has none.
 */
export function balancedClassWeights(counts: readonly number[]): number[] {
  const all = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count, label) => {
    if (count > 0) return all / (counts.length * count);
    throw new RangeError(`balancedClassWeights: class ${label} has ${count} images, must have at least 1`);
  });
}
