/** How a trial is named in progress and tables: by what makes it different from the others. */
import type { PlannedTrial } from '../analysis/sweep-plan.js';

/** `sensor.bitDepth=3 seed=1`, `sensor.bitDepth=3 fold=2 seed=1` */
export function trialDifference({ axes, fold, seed }: PlannedTrial): string {
  return [...Object.entries(axes).map(([path, value]) => `${path}=${value}`), ...ends({ fold, seed })].join(
    ' ',
  );
}

function ends({ fold, seed }: { readonly fold: number | undefined; readonly seed: number }): string[] {
  return [...(fold === undefined ? [] : [`fold=${fold}`]), `seed=${seed}`];
}

/** `bitDepth=3 seed=1`; modes with the name of their layer, keys with their whole path where two axes end alike. */
export function trialLabel({ axes, fold, seed }: PlannedTrial): string {
  const paths = Object.keys(axes);
  const leaves = paths.map(path => /[^.]+(\.mode)?$/.exec(path)![0]);
  const names = leaves.map((leaf, index) =>
    leaves.indexOf(leaf) === leaves.lastIndexOf(leaf) ? leaf : paths[index]!,
  );
  return [...paths.map((path, index) => `${names[index]!}=${axes[path]!}`), ...ends({ fold, seed })].join(
    ' ',
  );
}
