/** How a trial is named in progress and tables: by what makes it different from the others. */
import type { PlannedTrial } from '../analysis/sweep-plan.js';

/** `sensor.bitDepth=3 seed=1` */
export function trialDifference({ axes, seed }: PlannedTrial): string {
  return [...Object.entries(axes).map(([path, value]) => `${path}=${value}`), `seed=${seed}`].join(' ');
}

/** `bitDepth=3 seed=1`; modes with the name of their layer, keys with their whole path where two axes end alike. */
export function trialLabel({ axes, seed }: PlannedTrial): string {
  const paths = Object.keys(axes);
  const leaves = paths.map(path => /[^.]+(\.mode)?$/.exec(path)![0]);
  const names = leaves.map((leaf, index) =>
    leaves.indexOf(leaf) === leaves.lastIndexOf(leaf) ? leaf : paths[index]!,
  );
  return [...paths.map((path, index) => `${names[index]!}=${axes[path]!}`), `seed=${seed}`].join(' ');
}
