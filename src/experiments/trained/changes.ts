/** Changes of a trained trial: other images, another light or lens; whatever its weights stay right for. */
import { ConfigError } from '../config/problem.js';
import { isListName } from '../config/layer-schema.js';
import { placeOf, shownPath } from '../config/layer-paths.js';
import type { ExperimentConfig } from '../config/schema.js';
import { valueAt } from '../config/tree.js';

/** Sections of the config that may be changed, and single keys. */
const open = ['data', 'scene', 'optics', 'sensor', 'analysis', 'engine', 'isNoisy', 'training.batchSize'];

/** @throws ConfigError for each change of what the training made the way it is. */
export function checkChanges(changes: readonly string[]): void {
  const faults = changes
    .filter(text => text.includes('='))
    .filter(text => !open.some(name => text.startsWith(`${name}=`) || text.startsWith(`${name}.`)))
    .map(text => `override '${text}': found a change of what was trained, must be one of ${open.join(', ')}`);
  if (faults.length > 0) throw new ConfigError(faults);
}

/** Whether changes name other images, or choose others among them. */
export function changesData(changes: readonly string[]): boolean {
  return changes.some(text => text.startsWith('data.'));
}

/** For each change of a layer that was learned: what it learned stays. */
export function keptNotes(changes: readonly string[], original: ExperimentConfig): string[] {
  return changes.flatMap(text => {
    const place = placeOf(text.slice(0, text.indexOf('=')), original);
    const [list, index] = place;
    if (!isListName(list) || typeof index !== 'number') return [];
    if (valueAt(original, [list, index, 'mode']) !== 'learned') return [];
    return [
      `${shownPath([list, index], original)} was learned: what it learned is kept, ${text} changes the rest`,
    ];
  });
}
