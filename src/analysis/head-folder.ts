import { join } from 'node:path';
import type { TaskName } from './score-kind.js';

/** Where a trial keeps metrics.arrow and the tables of a head that is not that of its task. */
export function headFolder(trialFolder: string, task: TaskName): string {
  return join(trialFolder, 'heads', task);
}
